"""Name, title and reasons of the classifier."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.classified_by import FORM_WIDTH
from cables.telegram.parts import ClassifiedBy

FOR_REASONS = " for reasons 1.4 (b) and (d)"

# The statement after its keyword, and the name in it.
NAMES = [
    ("Ambassador Jane Roe", "Jane Roe"),
    ("AMBASSADOR JANE ROE", "JANE ROE"),
    ("DCM JANE A. ROE", "JANE A. ROE"),
    ("Ambassador Rudolf Rassendyll, III.", "Rudolf Rassendyll, III"),
    ("CONSUL GENERAL RUDOLF RASSENDYLL, JR.", "RUDOLF RASSENDYLL, JR."),
    ("Ambassador Rudolf Rassendyll Jr.", "Rudolf Rassendyll Jr."),
    ("POL/ECONOFF R.F. SAPT.", "R.F. SAPT"),
    ("ECONOFF R. FRITZ SAPT", "R. FRITZ SAPT"),
    ("Pol/Mil Officer Antoinette de Mauban-Sapt.", "Antoinette de Mauban-Sapt"),
    ("PAO Fritz von der Tarlenheim", "Fritz von der Tarlenheim"),
    ("Economic Officer Flavia Elphberg Ba", "Flavia Elphberg Ba"),
    ('Political Counselor Frederick "Fritz" Sapt', 'Frederick "Fritz" Sapt'),
    ("Acting DCM Michael O'Elphberg", "Michael O'Elphberg"),
    ("Ambassador Fritz M. McSapt", "Fritz M. McSapt"),
    ("INR A/S Hector Sapt", "Hector Sapt"),
    ("Ambassador Fritz Lader", "Fritz Lader"),
    ("Deputy Assistant Secretary Fritz West", "Fritz West"),
    ("Economic Officer Fritz J. Labor", "Fritz J. Labor"),
    # titles of all kinds
    ("Charge d'Affaires, a.i., Jane Roe", "Jane Roe"),
    ("Charge d' Affairs Jane Roe", "Jane Roe"),
    ("Charge d,Affaires a.i. Jane Roe", "Jane Roe"),
    ("Charge de'Affairs ai. Jane Roe", "Jane Roe"),
    ("Charge' Jane Roe", "Jane Roe"),
    ("Chargé d’Affaires Jane Roe", "Jane Roe"),
    ("Charge d'Affaires (CDA) Jane Roe", "Jane Roe"),
    ("E/P Counselor Jane Roe", "Jane Roe"),
    ("ECONCOUNS JANE ROE", "JANE ROE"),
    ("USEU EconMinCouns Jane Roe", "Jane Roe"),
    ("PolMinCons Jane Roe", "Jane Roe"),
    ("Acting Pol/C Jane Roe", "Jane Roe"),
    ("A E/MIN COUNS. JANE ROE", "JANE ROE"),
    ("T U/S Jane O. Roe", "Jane O. Roe"),
    ("IO Acting A/S Jane Roe, E.O. 12958,", "Jane Roe"),
    ("PRM/AFR Dir. Jane Roe-", "Jane Roe"),
    ("EST&H OFFICER JANE ROE", "JANE ROE"),
    ("Minister-Counselor for Economic Affairs Jane Roe", "Jane Roe"),
    ("DEPUTY ASSISTANT SECRETARY OF STATE FOR \nCENTRAL ASIA JANE ROE", "JANE ROE"),
    ("Interagency Provincial Affairs Deputy Coordinator Jane Roe", "Jane Roe"),
    ("U.S. PERMANENT REPRESENTATIVE AMBASSADOR JANE ROE", "JANE ROE"),
    ("AMBASSADOR-AT-LARGE JANE ROE", "JANE ROE"),
    ("Special Envoy for Six-Party Talks Jane Roe", "Jane Roe"),
    ("Kirkuk Regional Coordinator Jane Roe", "Jane Roe"),
    ("Embassy Lima DCM Jane Roe", "Jane Roe"),
    ("Ambassador (Ret.) Jane Roe", "Jane Roe"),
    ("AF Jane M. Roe", "Jane M. Roe"),
    ("PolMC Jane Roe", "Jane Roe"),
    ("Acting Polcounselor Jane Roe", "Jane Roe"),
    ("EconCounselor Jane Roe", "Jane Roe"),
    ("ECMIN JANE ROE", "JANE ROE"),
    ("Charge d'Afairs a. i. Jane Roe", "Jane Roe"),
    ("CHARGE D'AFAIRES AD INTERIM JANE ROE", "JANE ROE"),
    ("USDEL Member Jane Roe", "Jane Roe"),
    ("Head of Delegation Jane Roe", "Jane Roe"),
    ("Ambassador to Velmarch Jane Roe", "Jane Roe"),
    ("AMBASSADOR TO NEW ZEALAND JANE ROE", "JANE ROE"),
    ("Ambassador to Velmarch and Tolgar Jane Roe", "Jane Roe"),
    ("Ambassador to the European Union Jane Roe", "Jane Roe"),
    ("Consul General A. “Fritz” Sapt", "A. “Fritz” Sapt"),
    ("DCM Rudolf ‘Fritz’ Sapt", "Rudolf ‘Fritz’ Sapt"),
    ("DCM Jane E, Roe", "Jane E. Roe"),
    # misspelt
    ("Amabassador Jane Roe", "Jane Roe"),
    ("AMBSSADOR JANE ROE", "JANE ROE"),
    ("ACTING E/P CIEF JANE ROE", "JANE ROE"),
    ("ISN/MTR Direcotr Jane Roe", "Jane Roe"),
    ("DEPUTY POLITICAL COUNSEL0R JANE ROE", "JANE ROE"),
    ("AMBASSAD0R JANE R0E", "JANE ROE"),
    ("DEPUTY CHIEF 0F MISSI0N JANE ROE", "JANE ROE"),
    ("Charge'd'Afaires ad-interim Jane Roe", "Jane Roe"),
    # punctuation between title and name
    ("Deputy Chief of Mission: Jane Roe:", "Jane Roe"),
    ("AF/C - JANE ROE,", "JANE ROE"),
    ("Deputy Chief of Mission-Jane Roe", "Jane Roe"),
    ("DCM--Jane Roe", "Jane Roe"),
    ("Acting DCM/Jane Roe", "Jane Roe"),
    ("Principal Officer, Peshawar, Jane Roe", "Jane Roe"),
    ("EUR/RUS, Jane Roe", "Jane Roe"),
    # the name first
    ("Jane Roe", "Jane Roe"),
    ("Jane Roe, DCM", "Jane Roe"),
    ("Jane Roe, CDA, U.S. Embassy - Tripoli, Dept of State. ", "Jane Roe"),
    ("JANE ROE, CHARGE D'AFFAIRES", "JANE ROE"),
    ("Jane Roe, Acting ASSISTANT SECRETARY, VCI.", "Jane Roe"),
    ("Jane Roe, Embassy Santo Domingo, Acting", "Jane Roe"),
    ("Jane Roe DCM", "Jane Roe"),
    ("Jane Roe Political Counselor", "Jane Roe"),
    ("Ambassador Jane Roe, Embassy Santo Domingo", "Jane Roe"),
    # a surname alone
    ("DCM SAPT", "SAPT"),
    ("Ambassador Rassendyll", "Rassendyll"),
    ("CHARGE ROE-SAPT", "ROE-SAPT"),
    ("SAPT, AMBASSADOR, DOS, AMB", "SAPT"),
    ("FSapt, CDA, DOS", "FSapt"),
    ("AMB:FSAPT", "FSAPT"),
    # a title's word as surname
    ("Jane Center, Consul, Economic Section", "Jane Center"),
    ("Jane Park Branch, DCM", "Jane Park Branch"),
    ("DCM Jane Marine", "Jane Marine"),
    # said twice
    ("(C) CLASSIFIED BY MINISTER COUNSELOR JANE ROE;", "JANE ROE"),
    ("Classified By: Classified by Jane Roe", "Jane Roe"),
    # in lower case
    ("acting deputy chief of mission jane roe.", "jane roe"),
    # nobody
    ("Ambassador", None),
    ("Deputy Chief of Mission,", None),
    ("", None),
    ("XXXXXXXXXXXX", None),
    ("Embassy Santo Domingo", None),
    ("Ambassador, Embassy Zenda", None),
    ("Ambassador, Zenda", None),
    ("CDA, DOS", None),
]


def classified_by(statement: str) -> ClassifiedBy | None:
    return parse(f"SUBJECT: A FERRY\n\nClassified By: {statement}\n\n1. (C) Text\n\nSAPT", "07ZENDA12").classified_by


@pytest.mark.parametrize("reasons", [FOR_REASONS, ""])
def test_names(reasons: str) -> None:
    found = [(statement, name, classified_by(statement + reasons)) for statement, name in NAMES]
    assert [(statement, by, name) for statement, name, by in found if not by or by.name != name] == []


ENDINGS = [
    (" for reasons 1.4 (b) and (d).", ("1.4(b)", "1.4(d)")),
    (", reasons 1.4 (b/d)", ("1.4(b)", "1.4(d)")),
    ("; REASON: 1.4(B), (D)", ("1.4(b)", "1.4(d)")),
    (". REASONS: 1.4 (B,D).", ("1.4(b)", "1.4(d)")),
    (" for Reasons 1.4 a,b,and d.", ("1.4(a)", "1.4(b)", "1.4(d)")),
    (" for reasons 1.4 (b+d).", ("1.4(b)", "1.4(d)")),
    (" FOR REASONS 1.4 B AND D", ("1.4(b)", "1.4(d)")),
    (" for reasons 1.4 (b and d)", ("1.4(b)", "1.4(d)")),
    (": 1.5 B, D.", ("1.5(b)", "1.5(d)")),
    (" PER 1.5 (B) AND (D).", ("1.5(b)", "1.5(d)")),
    (" under 1.4 b/d", ("1.4(b)", "1.4(d)")),
    (" BASED ON E.O.12958 REASONS 1.4 (b) and (d)", ("1.4(b)", "1.4(d)")),
    (". Reason E.O. 12958, \n1.4 (b) and (d).", ("1.4(b)", "1.4(d)")),
    (" for reasons stated in E.O. 12958 section 1.4 (b)", ("1.4(b)",)),
    (" BASED UPON REASONS 1.4 (B) AND (D).", ("1.4(b)", "1.4(d)")),
    (" on the basis of 1.4 (b)", ("1.4(b)",)),
    (" for reaons 1.4 (b) and (d).", ("1.4(b)", "1.4(d)")),
    (" for resaons 1.4 (b)", ("1.4(b)",)),
    (" for easons 1.4 (b)", ("1.4(b)",)),
    (" forreasons 1.4 (b)", ("1.4(b)",)),
    (" fo reasons 1.4 (b)", ("1.4(b)",)),
    (" foe reasons 1.4 (b)", ("1.4(b)",)),
    (" for the following reasons: 1.4 (b)", ("1.4(b)",)),
    (" F0R REAS0NS 1.4 (B)", ("1.4(b)",)),
    (" for for reasons 1.4 b and d.", ("1.4(b)", "1.4(d)")),
    (" for rea\nsons 1.4 (b), (d) and (e).", ("1.4(b)", "1.4(d)", "1.4(e)")),
    (" for reasons 1.4 (b) and 1.5 (d)", ("1.4(b)", "1.5(d)")),
    (" for reasons 1.4", ("1.4",)),
    (" for reQ#8$UQ8ML#C may choke", ()),
    (".", ()),
]


@pytest.mark.parametrize(("ending", "reasons"), ENDINGS)
def test_reasons(ending: str, reasons: tuple[str, ...]) -> None:
    by = classified_by("DCM Jane Roe" + ending)
    assert by
    assert (by.name, by.title, by.reasons) == ("Jane Roe", "DCM", reasons)


@pytest.mark.parametrize(
    "statement",
    [
        "Classified By: Acting Deputy Chief of Mission Jane Roe for reasons 1.4 (b) and (d).",
        "Classified By: Economic Counselor Rudolf Rassendyll for reasons 1.4 (b) and (d).",
        "Classified By: Political and Economic Section Chief Flavia Elphberg for reasons 1.4 (b).",
        "Classified By: Interagency Provincial Affairs Deputy Coordinator Fritz Sapt, reasons 1.4 (b)",
        "Classified By: DEPUTY CHIEF OF MISSION FRITZ VON TARLENHEIM. REASONS: 1.4 (B), (C) AND (D)",
    ],
)
@pytest.mark.parametrize("space", ["", " "])
def test_the_form_cuts_after_71_letters(statement: str, space: str) -> None:
    cut = f"{statement[:FORM_WIDTH]}{space}\n{statement[FORM_WIDTH:]}"
    whole, parts = (parse(f"SUBJECT: A FERRY\n\n{text}\n\n1. (C) Text").classified_by for text in (statement, cut))
    assert whole
    assert whole == parts


@pytest.mark.parametrize(
    "statement",
    [
        "Classified By: Political and Economic Counselor Flavia N. Elphbergh for reasons 1.4 (b) and (d).",
        "Classified By: Political and Economic Counselor Osra J. Elphbergha, for reasons 1.4 (b).",
    ],
)
def test_the_form_cuts_between_words_too(statement: str) -> None:
    assert statement[FORM_WIDTH] == " "
    cut = f"{statement[:FORM_WIDTH]}\n{statement[FORM_WIDTH + 1 :]}"
    whole, parts = (parse(f"SUBJECT: A FERRY\n\n{text}\n\n1. (C) Text").classified_by for text in (statement, cut))
    assert whole
    assert whole == parts


STANDING = [
    ("Classified By: DCM Jane Roe for reasons 1.4 (b)\n\n1. (C) Text", "Text"),
    ("CLASSIFIED BY: DCM JANE ROE\n\n1. (C) Text", "Text"),
    ("Classified by DCM Jane Roe\n\n1. (C) Text", "Text"),
    ("Classified By:\n\nDCM Jane Roe for reasons 1.4 (b)\n\n1. (C) Text", "Text"),
    ("Classified By: DCM Jane Roe\n\nReasons: 1.4 (b) and (d)\n\n1. (C) Text", "Text"),
    ("Classified By: DCM Jane Roe\nSUMMARY\n-------\n1. (C) Text", "Text"),
    (
        "Classified By: DCM Jane Roe, 1.4 (b)\n(C) The ferry sank at noon, and the Duke with it.",
        "The ferry sank at noon,",
    ),
    ("REF: LIMA 1  CLASSIFIED BY: Jane Roe, DCM; REASON: 1.4(B) 1. (C) Text", "Text"),
    ("Classified By: DCM Jane Roe, 1.4 (b) The ferry that went down at noon has been raised.", "The ferry that went"),
    ("1. (U) Classified by DCM Jane Roe. Reason: 1.4 (d)\n\n2. (C) Text", "Classified by"),
    ("1. CLASSIFIED BY DCM JANE ROE, REASON 1.5\n(D).\n\n2. (C) Text", "CLASSIFIED BY"),
    ("1. CONFIDENTIAL - ENTIRE TEXT.  CLASSIFIED BY DCM JANE ROE: 1.5 (D).\n\n2. Text", "CLASSIFIED BY"),
]


@pytest.mark.parametrize(("text", "body"), STANDING)
def test_where_it_stands_and_where_the_body_begins(text: str, body: str) -> None:
    telegram = parse(f"SECRET ZENDA 000012\n\nSUBJECT: A FERRY\n\n{text}")
    assert telegram.classified_by
    assert telegram.classified_by.name in ("Jane Roe", "JANE ROE")
    assert telegram.paragraphs[0].text.startswith(body)


@pytest.mark.parametrize(
    "text",
    [
        "1. (C) Documents\nclassified by the Duke were sold for reasons of state.",
        "1. (C) The documents were classified by the Duke.",
        "1. DOCUMENTS\nCLASSIFIED BY THE DUKE WERE SOLD.",
    ],
)
def test_prose_is_no_statement(text: str) -> None:
    assert parse(f"SECRET ZENDA 000012\n\nSUBJECT: A FERRY\n\n{text}").classified_by is None


def test_what_it_is_derived_from() -> None:
    by = parse("SECRET ZENDA 000012\n\nSUBJECT: A FERRY\n\nDerived From: DSCG 05-1, B\n\n1. (C) Text").classified_by
    assert by
    assert (by.name, by.raw) == (None, "DSCG 05-1, B")


def test_all_words_but_the_name_are_the_title() -> None:
    by = classified_by("Jane Roe, Acting Director, Office of Salt; REASON: 1.4(B)")
    assert by == ClassifiedBy(
        "Jane Roe",
        "Acting Director, Office of Salt",
        ("1.4(b)",),
        "Jane Roe, Acting Director, Office of Salt; REASON: 1.4(B)",
    )
