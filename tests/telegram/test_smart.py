"""SMART telegrams: fields above and below the text in every form of them, pages, identity and spans; all invented."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.parser import parse
from cables.telegram.parts import Telegram
from cables.telegram.smart_labels import find_opening
from cables.telegram.spans import SpanKind, find_spans

HEADER = {
    "MRN": "12 ZENDA 118",
    "Date/DTG": "Mar 05, 2012 / 051530Z MAR 12",
    "From": "AMCONSUL ZENDA",
    "Action": "WASHDC, SECSTATE ROUTINE",
    "E.O.": "13526",
    "TAGS": "PGOV, ETRD, QR",
    "Captions": "SENSITIVE, SIPDIS",
    "Reference": "A) 12 STRELSAU 88\nB) 11 ZENDA 940",
    "Pass Line": "EUR FOR THE SALT DESK",
    "Subject": "Salt Prices at the Quay Rise Again",
}
BODY = (
    "1.  (SBU) Summary: The price of salt at the quay rose by one crown in February\n(ref A). End Summary.\n\n"
    "2.  (U) Fishermen complained to the mayor of the old harbor, who wrote it down and\nput it with the others."
)
BELOW = {
    "Signature": "HENTZAU",
    "Drafted By": "ZENDA:Specimen, Rupert",
    "Cleared By": "POL:Specimen, Flavia\nECON:Specimen, Antoinette",
    "Approved By": "EXEC:Specimen, Rudolf",
    "Released By": "ZENDA:Specimen, Rupert",
    "Info": "STRELSAU, AMEMBASSY PRIORITY\nEU SALT POSTS COLLECTIVE ROUTINE",
    "Attachments": "salt prices.xlsx",
    "Dissemination Rule": "Archive Copy",
}
TOP = "UNCLASSIFIED\nSBU\n\n\n"
FOOT = "\nUNCLASSIFIED\nSBU\n" + " " * 50 + "Page {} of {}\n"


def padded(fields: dict[str, str]) -> str:
    """Return fields as the form prints them, their values in one column."""
    return "".join(
        f"{label + ':':<16}{value}\n".replace("\n", "\n" + " " * 16).rstrip() + "\n" for label, value in fields.items()
    )


def telegram(
    header: dict[str, str] = HEADER,
    body: str = BODY,
    below: dict[str, str] = BELOW,
    *,
    form: Any = padded,
    top: str = TOP,
) -> str:
    """Return a SMART telegram of one page."""
    return f"{top}{form(header)}\n{body}\n\n{form(below)}{FOOT.format(1, 1) if top else ''}"


def without(fields: dict[str, str], *labels: str) -> dict[str, str]:
    return {label: value for label, value in fields.items() if label not in labels}


def names(found: Telegram) -> list[tuple[str, str | None]]:
    return [(each.name, each.precedence) for each in (*found.to, *found.info)]


FORMS = {
    "padded": padded,
    "tabs": lambda fields: "".join(
        f"{label}:\t\t{value}\n".replace("\n", "\n\t\t").rstrip() + "\n" for label, value in fields.items()
    ),
    "one blank": lambda fields: "".join(f"{label}: {value}\n" for label, value in fields.items()),
    "next line": lambda fields: "".join(f"{label}:\n{value}\n" for label, value in fields.items()),
    "next line, blank lines": lambda fields: "".join(f"{label}:\n\n{value}\n\n" for label, value in fields.items()),
    "blank lines between": lambda fields: padded(fields).replace("\n" + "D", "\n\nD").replace("\nC", "\n\n\nC"),
    "indented": lambda fields: "".join(f"    {line}\n" for line in padded(fields).splitlines()),
    "blanks before the colon": lambda fields: "".join(f"{label:<18}: {value}\n" for label, value in fields.items()),
    "CRLF": lambda fields: padded(fields).replace("\n", "\r\n"),
    "capitals": lambda fields: padded({label.upper(): value for label, value in fields.items()}),
    "columns": lambda fields: "".join(
        [*(f"{label}:\n" for label in fields), "\n", *(f"{value}\n" for value in fields.values() if value)]
    ),
    "columns, blank lines": lambda fields: "\n\n".join([*(f"{label}:" for label in fields), *fields.values()]) + "\n",
    "reversed": lambda fields: padded(dict(reversed(fields.items()))),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_part_in_every_form(form: str) -> None:
    found = parse(telegram(form=FORMS[form]))
    assert (found.mrn, found.dtg, found.date_source) == ("12ZENDA118", "2012-03-05T15:30:00Z", "dtg")
    assert (found.sender, found.precedence, found.info_precedence) == ("AMCONSUL ZENDA", "ROUTINE", "PRIORITY")
    assert names(found) == [
        ("SECSTATE WASHDC", "ROUTINE"),
        ("AMEMBASSY STRELSAU", "PRIORITY"),
        ("EU SALT POSTS COLLECTIVE", "ROUTINE"),
    ]
    assert (found.classification, found.captions) == ("UNCLASSIFIED", ("SENSITIVE", "SIPDIS", "SBU"))
    assert found.executive_order is not None and found.executive_order.number == "13526"
    assert [tag.code for tag in found.tags] == ["PGOV", "ETRD", "QR"]
    assert [(each.label, each.mrn) for each in found.references] == [("A", "12STRELSAU88"), ("B", "11ZENDA940")]
    assert found.attention == ("EUR FOR THE SALT DESK",)
    assert found.subject == HEADER["Subject"]
    assert [(each.number, each.portion) for each in found.paragraphs] == [(1, "SBU"), (2, "U")]
    assert found.paragraphs[-1].text.endswith("put it with the others.")
    assert found.signer == "HENTZAU"
    assert dict(found.stated) == {
        "drafted_by": "ZENDA:Specimen, Rupert",
        "cleared_by": "POL:Specimen, Flavia; ECON:Specimen, Antoinette",
        "approved_by": "EXEC:Specimen, Rudolf",
        "released_by": "ZENDA:Specimen, Rupert",
        "attachments": "salt prices.xlsx",
        "dissemination_rule": "Archive Copy",
    }
    assert found.problems == ()


# A label of a column whose neighbours have values of the same form: nothing tells which of them is empty.
UNTOLD = {"Subject", "Drafted By", "Cleared By", "Approved By", "Released By"}


@pytest.mark.parametrize(
    ("label", "empty", "form"),
    [
        (label, empty, form)
        for label in (*HEADER, *BELOW)
        for empty in (True, False)
        for form in ("padded", "next line", "columns")
        if not (form == "columns" and empty and label in UNTOLD)
    ],
)
def test_any_field_can_be_missing(label: str, empty: bool, form: str) -> None:
    full = parse(telegram(form=FORMS[form]))
    header, below = (
        {**fields, label: ""} if empty and label in fields else without(fields, label) for fields in (HEADER, BELOW)
    )
    found = parse(telegram(header, below=below, form=FORMS[form]))
    assert [each.text for each in found.paragraphs] == [each.text for each in full.paragraphs]
    assert found.subject == (None if label == "Subject" else full.subject)
    assert found.mrn == (None if label == "MRN" else full.mrn)
    assert found.sender == (None if label == "From" else full.sender)
    assert len(found.to) == (label != "Action")
    assert len(found.info) == 2 * (label != "Info")
    assert len(found.tags) == 3 * (label != "TAGS")
    assert len(found.references) == 2 * (label != "Reference")
    assert found.signer == (None if label == "Signature" else full.signer)
    stated = {key: value for key, value in full.stated.items() if key != label.lower().replace(" ", "_")}
    assert dict(found.stated) == stated


PAGES = ["UNCLASSIFIED\nSBU\n", "\nUNCLASSIFIED\nSBU\n" + " " * 40 + "Page {} of 3\n\f"]


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        PAGES,
        ("UNCLASSIFIED\nSBU\n\n", "\nUNCLASSIFIED\nSBU\nPage {} of 3\n"),
        ("UNCLASSIFIED//SBU\n", "UNCLASSIFIED//SBU    Page {} of 3\n\f"),
        ("UNCLASSIFIED    Page {} of 3\nSBU\n\n", "UNCLASSIFIED\nSBU\n\f"),
        ("", "UNCLASSIFIED//SBU                         Page {} of 12\n\f"),
        ("SENSITIVE BUT UNCLASSIFIED\n", "\n\nSENSITIVE BUT UNCLASSIFIED\n\nPAGE {} OF 3\n\n"),
        ("UNCLASSIFIED\nSENSITIVE, SIPDIS\n", "SENSITIVE, SIPDIS\nUNCLASSIFIED\n"),
        ("", "UNCLASSIFIED\nSBU\nPage {} of 3\n"),
        ("UNCLASSIFIED\nSBU\n", ""),
    ],
)
def test_pages(head: str, foot: str) -> None:
    # The first page ends among the addressees, the second in the middle of a sentence, the third below it.
    whole = telegram({**HEADER, "Action": "WASHDC, SECSTATE ROUTINE\nQUILLENZ, AMEMBASSY ROUTINE"}, top="")
    first, rest = whole.split("                QUILLENZ")
    second, third = rest.split(" wrote it down and\n")
    pages = [first, "                QUILLENZ" + second + " wrote it down and\n", third]
    found = parse("".join(head.format(page) + text + foot.format(page) for page, text in enumerate(pages, 1)))
    assert names(found)[:2] == [("SECSTATE WASHDC", "ROUTINE"), ("AMEMBASSY QUILLENZ", "ROUTINE")]
    assert (found.classification, found.captions[:2]) == ("UNCLASSIFIED", ("SENSITIVE", "SIPDIS"))
    assert len(found.paragraphs) == 2
    assert found.paragraphs[1].text.endswith("who wrote it down and\nput it with the others.")
    assert found.stated["dissemination_rule"] == "Archive Copy"
    assert found.problems == ()


@pytest.mark.parametrize(
    ("value", "addressees"),
    [
        ("WASHDC, SECSTATE ROUTINE", [("SECSTATE WASHDC", "ROUTINE")]),
        ("WASHDC, SECSTATE *IMMEDIATE*", [("SECSTATE WASHDC", "IMMEDIATE")]),
        ("WASHDC, SECSTATE NIACT IMMEDIATE", [("SECSTATE WASHDC", "NIACT IMMEDIATE")]),
        ("SECSTATE WASHDC PRIORITY", [("SECSTATE WASHDC", "PRIORITY")]),
        ("AMEMBASSY, STRELSAU ROUTINE", [("AMEMBASSY STRELSAU", "ROUTINE")]),
        ("WASHDC, SECSTATE", [("SECSTATE WASHDC", None)]),
        ("CAPE VARNEY, AMEMBASSY ROUTINE", [("AMEMBASSY CAPE VARNEY", "ROUTINE")]),
        ("EU SALT POSTS COLLECTIVE ROUTINE", [("EU SALT POSTS COLLECTIVE", "ROUTINE")]),
        ("EU SALT POSTS\nCOLLECTIVE ROUTINE", [("EU SALT POSTS COLLECTIVE", "ROUTINE")]),
        (
            "STRELSAU, AMEMBASSY ROUTINE; QUILLENZ, AMEMBASSY FLASH",
            [("AMEMBASSY STRELSAU", "ROUTINE"), ("AMEMBASSY QUILLENZ", "FLASH")],
        ),
        (
            "STRELSAU, AMEMBASSY ROUTINE QUILLENZ, AMEMBASSY FLASH",
            [("AMEMBASSY STRELSAU", "ROUTINE"), ("AMEMBASSY QUILLENZ", "FLASH")],
        ),
        ("STRELSAU, AMEMBASSY\nQUILLENZ, AMEMBASSY", [("AMEMBASSY STRELSAU", None), ("AMEMBASSY QUILLENZ", None)]),
        (
            "STRELSAU, AMEMBASSY\nQUILLENZ, AMEMBASSY ROUTINE",
            [("AMEMBASSY STRELSAU", None), ("AMEMBASSY QUILLENZ", "ROUTINE")],
        ),
    ],
)
def test_addressees(value: str, addressees: list[tuple[str, str | None]]) -> None:
    assert names(parse(telegram({**HEADER, "Action": value}, below=without(BELOW, "Info")))) == addressees


def test_labels_that_come_again_go_on_with_a_list() -> None:
    text = telegram().replace("From:", "Action:         QUILLENZ, AMEMBASSY ROUTINE\nFrom:")
    assert len(parse(text).to) == 2


@pytest.mark.parametrize(
    ("fields", "order"),
    [
        ({"E.O.": "13526"}, ("13526", None, None)),
        ({"E.O.": "13526", "Declass Date": "2022/03/05"}, ("13526", "2022-03-05", None)),
        ({"E.O.": "13526", "Declass Date": "Mar 05, 2022"}, ("13526", "2022-03-05", None)),
        ({"E.O.": "13526", "Declassify On": "03/05/2022"}, ("13526", "2022-03-05", None)),
        ({"E.O.": "13526, DECL: 03/05/2022"}, ("13526", "2022-03-05", None)),
        ({"Declass Date": "2022/03/05"}, (None, "2022-03-05", None)),
        ({"E.O.": "13526", "Declass Date": "After the duke's wedding"}, ("13526", None, "AFTER THE DUKE'S WEDDING")),
    ],
)
def test_executive_order(fields: dict[str, str], order: tuple[str | None, str | None, str | None]) -> None:
    header = {**without(HEADER, "E.O.", "TAGS", "Subject"), **fields, "Subject": "Salt"}
    found = parse(telegram(header, top="SECRET\nNOFORN\n\n")).executive_order
    assert found is not None
    assert (found.number, found.declassify_on, found.event) == order


def test_who_classified_a_text_and_why() -> None:
    fields = {"Classified By": "Specimen, Rudolf, Ambassador", "Reason": "1.4 (b), (d)", "Derived From": "DSCG 11-1"}
    header = {**without(HEADER, "Subject"), **fields, "Subject": "Salt"}
    found = parse(telegram(header, top="CONFIDENTIAL\n\n"))
    assert found.classified_by is not None
    assert found.classified_by.reasons == ("1.4(b)", "1.4(d)")
    assert found.stated["derived_from"] == "DSCG 11-1"
    derived = parse(telegram({**HEADER, "Derived From": "DSCG 11-1"}, top="SECRET\n\n"))
    assert derived.classified_by is not None
    assert derived.classified_by.raw == "DSCG 11-1"


@pytest.mark.parametrize(
    ("top", "field", "level", "caption"),
    [
        ("SECRET\nNOFORN\n\n", None, "SECRET", "NOFORN"),
        ("SECRET//NOFORN\n\n", None, "SECRET", "NOFORN"),
        ("TOP SECRET\n\n", None, "TOP SECRET", None),
        ("UNCLASSIFIED\n\nSECRET\nNOFORN\n\n", None, "SECRET", "NOFORN"),
        ("SECRET\nNOFORN\n\nUNCLASSIFIED\n\n", None, "SECRET", "NOFORN"),
        ("SENSITIVE BUT UNCLASSIFIED\n\n", None, "UNCLASSIFIED", "SENSITIVE"),
        ("", "CONFIDENTIAL", "CONFIDENTIAL", None),
        ("", "\nCONFIDENTIAL", "CONFIDENTIAL", None),
        ("", None, None, None),
    ],
)
def test_classification(top: str, field: str | None, level: str | None, caption: str | None) -> None:
    header = {"MRN": "12 ZENDA 118", **({"Classification": field} if field else {}), **without(HEADER, "Captions")}
    text = top + telegram(header, top="", form=FORMS["one blank"])
    found = parse(text)
    assert found.classification == level
    assert found.captions == ((caption,) if caption else ())


def test_captions_that_nobody_knows_are_captions() -> None:
    found = parse(telegram({**HEADER, "Captions": "SENSITIVE, ZENDA CHANNEL, SIPDIS, None"}, top=""))
    assert set(found.captions) == {"SENSITIVE", "ZENDA CHANNEL", "SIPDIS"}


def test_a_date_without_a_group() -> None:
    found = parse(telegram({**HEADER, "Date/DTG": "Mar 05, 2012", "Declass Date": "Mar 05, 2022"}))
    assert (found.date, found.date_source, found.dtg) == ("2012-03-05", "prelude", None)


def test_an_impossible_time_is_a_problem() -> None:
    found = parse(telegram({**HEADER, "Date/DTG": "Mar 05, 2012 / 352530Z MAR 12"}))
    assert [problem.code for problem in found.problems] == ["dtg-impossible"]


def test_a_title_goes_on_in_the_next_lines() -> None:
    title = "Salt Prices at the Quay\nRise Again, and the Mayor\nSays: Wait"
    for form in ("padded", "tabs", "one blank"):
        found = parse(telegram({**HEADER, "Subject": title}, form=FORMS[form]))
        assert found.subject == " ".join(title.split())


def test_other_fields_are_stated() -> None:
    header = {"Info Office": "EUR_INFO", **HEADER}
    found = parse(telegram(header, below={**BELOW, "Sensitivity": "Normal"}))
    assert (found.stated["info_office"], found.stated["sensitivity"]) == ("EUR_INFO", "Normal")
    assert found.mrn == "12ZENDA118"


@pytest.mark.parametrize(
    "body",
    [
        "The salt came by night.\n\nAction:  the mayor wrote it down.\n\nAttachments: none came.",
        "From: Rupert\nTo: Flavia\nSubject: Salt\n\nThe salt came by night.",
        "Summary:  The salt came by night.\n\nInfo: ask the mayor.",
        "1. (U) The salt came.\n\nSignature: that of the mayor.\n\n2. (U) So.\n\nApproved By: nobody.\n\n3. (U) End.",
        "1. (U) Mail of the mayor:\n\nMRN: 12 ZENDA 3\nFrom: ZENDA\nAction: none\nSubject: none\n\n2. (U) End.",
    ],
)
def test_labels_within_a_text_are_text(body: str) -> None:
    found = parse(telegram(body=body))
    kept = ""
    for each in found.paragraphs:
        kept += f" {each.number}. ({each.portion})" if each.number else ""
        kept += f" {each.heading or ''} {each.text}"
    assert kept.split() == body.split()
    assert (found.subject, found.signer, len(found.info)) == (HEADER["Subject"], "HENTZAU", 2)


def test_what_stands_below_a_field_is_kept() -> None:
    below = padded(BELOW).replace("HENTZAU\n", "HENTZAU\n\nA note below the name.\n\n")
    found = parse(telegram().replace(padded(BELOW), below + "\nAnd one at the end.\n"))
    assert [each.text for each in found.paragraphs[2:]] == ["A note below the name.", "And one at the end."]
    assert (found.signer, found.stated["dissemination_rule"]) == ("HENTZAU", "Archive Copy")


def test_a_signature_without_its_label() -> None:
    found = parse(telegram(body=BODY + "\n\nHENTZAU", below=without(BELOW, "Signature")))
    assert found.signer == "HENTZAU"
    assert len(found.paragraphs) == 2


def test_a_signature_below_the_text_and_in_its_field() -> None:
    found = parse(telegram(body=BODY + "\n\nHentzau"))
    assert (len(found.paragraphs), str(found.signer).upper()) == (2, "HENTZAU")
    assert found.paragraphs[-1].text.endswith("put it with the others.")


@pytest.mark.parametrize("number", ["12 ZENDA 118", "2012 ZENDA 118", "12 ZENDA 000118", "12ZENDA118", "12-ZENDA-118"])
@pytest.mark.parametrize("form", ["padded", "next line", "columns"])
def test_spellings_of_the_number(number: str, form: str) -> None:
    assert parse(telegram({**HEADER, "MRN": number}, form=FORMS[form])).mrn == "12ZENDA118"


@pytest.mark.parametrize(
    "value",
    [
        "A) 12 STRELSAU 88\nB) 11 ZENDA 940",
        "A) 12 STRELSAU 88 B) 11 ZENDA 940",
        "A. 12 STRELSAU 88, B. 11 ZENDA 940",
        "(A) 12 STRELSAU 88; (B) 11 ZENDA 940 (NOTAL)",
        "12 STRELSAU 88\n11 ZENDA 940",
        "12 STRELSAU 88; 11 ZENDA 940",
        "A) 12 STRELSAU 88\n\nB) 11 ZENDA 940",
    ],
)
def test_references(value: str) -> None:
    found = parse(telegram({**HEADER, "Reference": value}))
    assert [each.mrn for each in found.references] == ["12STRELSAU88", "11ZENDA940"]
    assert found.subject == HEADER["Subject"]


@pytest.mark.parametrize("form", ["padded", "next line", "columns"])
def test_a_name_that_is_withheld(form: str) -> None:
    below = {**BELOW, "Drafted By": "ZENDA:[ ] B6", "Released By": "[ ]"}
    found = parse(telegram(below=below, form=FORMS[form]))
    assert (found.stated["drafted_by"], found.stated["released_by"]) == ("ZENDA:[ ] B6", "[ ]")
    assert found.stated["cleared_by"] == "POL:Specimen, Flavia; ECON:Specimen, Antoinette"


def test_mail_above_a_telegram() -> None:
    mail = "From: Specimen, Rupert\nSent: Monday, March 5, 2012\nTo: Specimen, Flavia\nSubject: Salt\n\nSee below.\n\n"
    found = parse(mail + telegram())
    assert (found.mrn, found.sender, found.subject) == ("12ZENDA118", "AMCONSUL ZENDA", HEADER["Subject"])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "MRN: 12 ZENDA 118\n",
        "MRN: 12 ZENDA 118\nThe salt came.\n\nSubject: none\nFrom: nobody\n"[:40],
        "From: Rupert\nTo: Flavia\nSubject: Salt\n\nThe salt came.\n",
        "R 051530Z MAR 12\nFM AMCONSUL ZENDA\nTO SECSTATE WASHDC\nUNCLAS ZENDA 000118\n\n" + telegram(top=""),
        "MRN: 12 ZENDA 118\nDate: 2012-03-05\nFrom: Zenda\n\nUNCLAS ZENDA 000118\n\nTAGS: ETRD\nSUBJECT: SALT\n\n1. X",
        "1. (U) The telegram was this:\n\n" + telegram(top=""),
    ],
)
def test_other_texts_are_no_form(text: str) -> None:
    assert find_opening(text) is None


def test_a_second_form_in_the_text_is_a_problem() -> None:
    found = parse(telegram() + telegram({**HEADER, "MRN": "12 ZENDA 119"}))
    assert [(each.code, each.line) for each in found.problems] == [("second-heading", telegram().count("\n") + 5)]


def test_spans_lead_back_to_the_fields() -> None:
    text = telegram().replace("\n", "\r\n")
    found = [(span.kind, text[span.start : span.end]) for span in find_spans(text, parse(text))]
    assert (SpanKind.CLASSIFICATION, "UNCLASSIFIED") in found
    for kind, label in (
        (SpanKind.HEADING, "MRN:            12 ZENDA 118"),
        (SpanKind.HEADING, "Action:         WASHDC, SECSTATE ROUTINE"),
        (SpanKind.REFERENCES, "Reference:      A) 12 STRELSAU 88\r\n                B) 11 ZENDA 940"),
        (SpanKind.CAPTIONS, "Captions:       SENSITIVE, SIPDIS"),
        (SpanKind.SUBJECT, "Subject:        Salt Prices at the Quay Rise Again"),
        (SpanKind.SIGNATURE, "Signature:      HENTZAU"),
        (SpanKind.DRAFTING, "Drafted By:     ZENDA:Specimen, Rupert"),
        (SpanKind.MENTION, "ref A"),
    ):
        assert (kind, label) in found


LINES = st.sampled_from(
    [line + "\n" for line in telegram().splitlines()]
    + [
        "\f",
        "\n",
        "UNCLASSIFIED\n",
        "SBU\n",
        "Page 2 of 3\n",
        "Info:\n",
        "Subject:",
        "MRN: 12 ZENDA 119\n",
        "ß ﬁ\u0130:  x\n",
    ]
)


@given(st.lists(LINES, max_size=60).map("".join))
def test_nothing_raises_and_paragraphs_are_slices(text: str) -> None:
    found = parse(text)
    for paragraph in found.paragraphs:
        if paragraph.text:
            start = found.source_map.to_source(paragraph.start)
            assert text[start] == paragraph.text[0]
    spans = find_spans(text, found)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert replace(found) == found


@pytest.mark.parametrize(
    "line", ["E.O. 13526: DECL: 2023/03/05", "EO 13526 DECL: 2023/03/05", "E.O. 13526 : 2023/03/05"]
)
def test_the_number_of_the_order_within_its_label(line: str) -> None:
    lines = padded(HEADER).replace(padded({"E.O.": "13526"}), f"{line}\n")
    parsed = parse(f"{TOP}{lines}\n{BODY}\n")
    assert [addressee.name for addressee in parsed.to] == ["SECSTATE WASHDC"]
    assert parsed.executive_order is not None
    assert (parsed.executive_order.number, str(parsed.executive_order.declassify_on)) == ("13526", "2023-03-05")
