"""Signer, and end of the body."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram import parse
from cables.telegram.signature import find_signature
from cables.telegram.vocabulary import DEFAULT

BODY = "1. (C) The Duke of Strelsau told us that the harvest was poor.  He will\nreturn to Zenda in May.\n"
CAPITALS = BODY.upper()

SIGNED = [
    ("RASSENDYLL", "RASSENDYLL"),
    ("\nRassendyll\n", "Rassendyll"),
    ("\n\n \nRASSENDYLL \n", "RASSENDYLL"),
    ("-\nRASSENDYLL\n-\n", "RASSENDYLL"),
    # two words, one signer
    ("VON TARLENHEIM", "VON TARLENHEIM"),
    ("La Sapt", "La Sapt"),
    ("SAPT JR", "SAPT JR"),
    ("SAPT JR.", "SAPT JR"),
    ("SAPT, JR.", "SAPT JR"),
    ("FRITZ SAPT", "FRITZ SAPT"),
    ("Fritz von Sapt", "Fritz von Sapt"),
    ("F. SAPT", "F. SAPT"),
    ("FRITZ M. SAPT, JR.", "FRITZ M. SAPT JR"),
    # spellings
    ("O'SAPT-HENTZAU", "O'SAPT-HENTZAU"),
    ("McSAPT", "McSAPT"),
    ("LU", "LU"),
    ("SAPT##", "SAPT"),
    ("AMBASSADOR SAPT", "SAPT"),
    ("DEPUTY CHIEF OF MISSION SAPT", "SAPT"),
    ("SAPT\nCHARGE D'AFFAIRES", "SAPT"),
    ("SAPT SAPT", "SAPT"),
    ("SAPT\n\nSAPT\n", "SAPT"),
    # what follows it
    ("SAPT\n\nC O N F I D E N T I A L\n", "SAPT"),
    ("SAPT\n\n                     SECRET//NOFORN", "SAPT"),
    ("SAPT\n\n\nNNNN\n\n\n\nEnd Cable Text", "SAPT"),
    ("SAPT\nBT\n#1234\n\nNNNN", "SAPT"),
    ("SAPT BT", "SAPT"),
    ("SAPT\nUNQUOTE", "SAPT"),
    ("SAPT\n\n=================CABLE ENDS=================", "SAPT"),
    ("SAPT\n\n << END OF DOCUMENT >>\n", "SAPT"),
    ("SAPT\n\n     2004ZENDA01540 - UNCLASSIFIED", "SAPT"),
    ("SAPT\n\n<<218634>>", "SAPT"),
    ("SAPT\n\nDeclassified/Released US Department of State EO Systematic Review 04 MAY 2006", "SAPT"),
    (
        "SAPT\n\nUNCLASSIFIED\n\n<< END OF DOCUMENT >>\n\nDeclassified/Released EO Systematic\nReview 22 MAY 2009",
        "SAPT",
    ),
    ("SAPT\n\n<< END OF DOCUMENT >>\n\nFritz M. Clerk\nDeclassified/Released US Department of State", "SAPT"),
    ("SAPT\n\nMessage Attributes\n\nAutomatic Decaptioning: X\nCapture Date: 01 JAN 1994\nOffice: ACTION", "SAPT"),
    ("SAPT\n\nNOTE BY OC/T: HEADING AS RECEIVED.  CORRECTION\nTO FOLLOW.", "SAPT"),
    ("EMBASSY OF RURITANIA\nSTRELSAU\nSAPT\nNOTE BY OC/T: PASSED ADDRESSEE", "SAPT"),
    ("SAPT\n\nDrafted: POL: a clerk", "SAPT"),
    ("SAPT\n\nVisit the post's site:\nhttp://zenda.example/index.cfm", "SAPT"),
    ("SAPT\n\nXXXXXXXXXXXX", "SAPT"),
    ("SAPT\n\n(This cable was cleared by the ferryman.)", "SAPT"),
    # what stands before it
    ("2. (U) Visit http://zenda.example/wiki/Portal:Zen da_and_the_whole_of_Ruritania\n\nSapt", "Sapt"),
    ("2. (U) The clerk answers letters sent to clerk@zenda.example\n\nSapt", "Sapt"),
    ("END COMMENT\n\nSAPT", "SAPT"),
    ("END COMMENT SAPT", "SAPT"),
    ("End of Part One VON SAPT", "VON SAPT"),
    ("End Comment\n\nSapt", "Sapt"),
    ("2. (U) STRELSAU MINIMIZE CONSIDERED.  SAPT", "SAPT"),
    ("2. (U) MINIMIZE CONSIDERED.\nSAPT", "SAPT"),
    ("2. (U) Visit http://zenda.example/p/index.c fm SAPT", "SAPT"),
    ("2. (U) The posts are:\nFRANCE\nGERMANY.\n\nSAPT", "SAPT"),
    ("2. (U) That is all for now. Sapt", "Sapt"),
    ("UNQUOTE SAPT", "SAPT"),
    ("XXXXXXXXXXXX\n\nSapt", "Sapt"),
    ("2. (U) Visit http://zenda.example/p/eur/index. cfm Sapt", "Sapt"),
    ("2. (U) See www.zenda.example/wiki/ Sapt", "Sapt"),
    ("2. (U) See\nhttp://zenda.example/wiki/Portal:Rurit ania Sapt", "Sapt"),
    ('2. (U) They came "just for show." Sapt', "Sapt"),
    ("2. (U) They came (as in May.) Sapt", "Sapt"),
    ("2. (U) Comment: No. End comment Sapt", "Sapt"),
    ("2. (U) They came. McSapt", "McSapt"),
    ("2. (U) They came. von der Sapt", "von der Sapt"),
    ("2. (U) THE FERRYMEN WOULD LIKE ANSWERS TO ALL QUESTIONS. SAPT", "SAPT"),
    # without a blank before it
    ("2. (U) They want a complete restructuring.SAPT", "SAPT"),
    ("2. (U) They want a complete restructuring. .SAPT", "SAPT"),
    ("2. (U) They want more. (End comment.)SAPT", "SAPT"),
    # printed twice, in lower case, blacked out in part
    ("Sapt\nsapt", "Sapt"),
    ("SAPT\n\nSapt\n", "SAPT"),
    ("SAPT Sapt", "SAPT"),
    ("2. (U) They came. SAPT\n\nSapt", "SAPT"),
    ("2. (U) They came.\n\nsapt", "sapt"),
    ("END COMMENT\nsapt", "sapt"),
    ("XXXXXXXXXXXX SAPT", "SAPT"),
    ("SAPT XXXXXXXXXXXX", "SAPT"),
    # the group of downgrading of the sixties
    ("GP-3\nSAPT", "SAPT"),
    ("GP 4.\n\nSAPT", "SAPT"),
    ("SAPT\nGP-1", "SAPT"),
    # what newspapers, mailers and databases left below it
    ("SAPT\n\nECON @ THE COURIER", "SAPT"),
    ("Sapt\nA BRIDGE FOR THE DUKE...", "Sapt"),
    ("Sapt\nThe duke and the bridge ...", "Sapt"),
    ("SAPT\nSELECT * FROM telegram WHERE serial = 12", "SAPT"),
    ("SAPT\n2008-06-11", "SAPT"),
    ("SAPT 2008-06-11", "SAPT"),
    ("2. (U) Comment: No. END COMMENT. SAPT 6/11/2008", "SAPT"),
    ("SAPT\nAntoinette Q. Clerk 07/30/2008 11:05:12 AM From DB/Inbox: CABLES", "SAPT"),
    ("SAPT\nEnd Cable Text\nA Clerk 07/30/2008 11:05 From DB/Inbox: CABLES", "SAPT"),
    ("SAPT\nEnd Cable Text\nA Clerk 07/30/2008 11:05:12 AM", "SAPT"),
]

UNSIGNED = [
    "",
    "END COMMENT",
    "END TEXT.",
    "End Summary.",
    "XXXXXXXXXXXX",
    "xxxxx",
    "[NAME REMOVED]",
    "2. (U) MINIMIZE CONSIDERED.",
    "2. (C) The treaty was UNDER",
    "BT\n#1234\n\nNNNN",
    "S E C R E T",
    "2. (U) Present were:\n\nRuritania\nThe Duke\nThe Ferryman",
    "2. (U) The posts are:\nFRANCE\nGERMANY",
    "SAUDI ARABIA",
    "2. (U) The same holds for the\nASEAN",
    "2. (U) The RGFS met, and what was said was told to all of the\nRGFS",
    "2. (U) He told Mr. Sapt",
    "2. (U) He told Sapt",
    "Participants",
    "NOTE",
    "http://zenda.example/",
    "2. (U) Tolls are paid.\n\nTOLLS\n-- barges",
    "2. (U) Tolls are paid.\n\nTOLLS\nBarges  112\nFerries  4",
    "2. (U) Present were:\nSAPT\nTHE FERRYMAN OF ZENDA",
    "2. (U) See http://zenda.example and tell Sapt",
    "2. (U) Write to the clerk at zenda.COM",
    "2. (U) They will leave at the end of next Sunday",
    "2. (U) They will come to FERRYTOWN 2008-06-11",
    "2. (U) They have:\n\nboats\ngoats",
    "2. (U) They told Mr. SAPT",
    "2. (U) They told Dr. Sapt",
    "2. (U) They told the U.S. Ambassador",
    "XXXXXXXXXXXX XXXXXX",
]


@pytest.mark.parametrize("body", [BODY, CAPITALS], ids=["sentences", "capitals"])
def test_signed(body: str) -> None:
    found = [(end, signer, find_signature(body + end, 0, DEFAULT)) for end, signer in SIGNED]
    assert [(end, signature, signer) for end, signer, signature in found if signature.signer != signer] == []
    within = [end for end, signer, signature in found if signer.split()[-1] in (body + end)[: signature.end]]
    assert within == []


@pytest.mark.parametrize("body", [BODY, CAPITALS], ids=["sentences", "capitals"])
def test_unsigned(body: str) -> None:
    found = {end: find_signature(body + end, 0, DEFAULT).signer for end in UNSIGNED}
    assert {end: signer for end, signer in found.items() if signer is not None} == {}


@pytest.mark.parametrize("end", [" SAPT", " VON SAPT", " SAPT\n\nNNNN"])
def test_at_the_end_of_the_last_line(end: str) -> None:
    text = "1. (C) The barges came back. End comment." + end
    assert find_signature(text, 0, DEFAULT).end == len("1. (C) The barges came back. End comment. ")
    assert find_signature(text, 0, DEFAULT).signer == end.split("\n")[0].strip()


def test_a_sentence_in_capitals_without_its_stop_has_no_signer_at_its_end() -> None:
    assert find_signature("1. THE BARGES CAME BACK TO ZENDA FOR REPAIRS", 0, DEFAULT).signer is None


def test_a_word_that_the_text_uses_is_no_signer_at_the_end_of_a_sentence() -> None:
    assert find_signature("1. (C) The RGFS met. The Duke wrote to the RGFS", 0, DEFAULT).signer is None


def test_the_body_ends_before_the_banners_where_nobody_signed() -> None:
    text = BODY + "\n\nCONFIDENTIAL\n\nNNNN\n"
    assert text[: find_signature(text, 0, DEFAULT).end].rstrip() == BODY.rstrip()


def test_a_headline_in_capitals_stands_below_the_signature_of_a_text_that_is_not_in_capitals() -> None:
    assert find_signature(BODY + "SAPT\nDUKE OPENS A BRIDGE", 0, DEFAULT).signer == "SAPT"
    assert find_signature(CAPITALS + "SAPT\nDUKE OPENS A BRIDGE", 0, DEFAULT).signer is None


def test_a_name_after_a_number_ends_a_list() -> None:
    assert find_signature(BODY + "2. (U) Barges: 112\nFerries: 14 SAPT", 0, DEFAULT).signer == "SAPT"


def test_a_number_at_the_end_is_text() -> None:
    text = BODY + "2. (C) They will be released in June\n2006"
    assert find_signature(text, 0, DEFAULT) == (None, len(text))


def test_nothing_before_the_body_is_a_signature() -> None:
    text = "FM AMEMBASSY ZENDA\nRASSENDYLL\n"
    assert find_signature(text, len(text), DEFAULT) == (None, len(text))


def test_a_fragment_of_the_body_whose_lines_begin_like_a_heading() -> None:
    telegram = parse("THE DUKE SENT THE FERRY BACK\nTO ZENDA WITH ALL\nINFO HE HAD.\n\nRASSENDYLL\n")
    assert (telegram.signer, telegram.to) == ("RASSENDYLL", ())


@given(st.text(alphabet="AB ab.\n#-1", max_size=80), st.integers(0, 20))
def test_the_body_ends_within_the_text(text: str, start: int) -> None:
    start = min(start, len(text))
    signer, end = find_signature(text, start, DEFAULT)
    assert start <= end <= len(text)
    assert signer is None or all(word in text[end:] for word in signer.split())
