"""Citations in the running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.cable_numbers import CitingCable
from cables.telegram.mentions import Clues, find_clues, find_mentions
from cables.telegram.parts import Mention, Paragraph
from cables.telegram.references import parse_references
from cables.telegram.vocabulary import DEFAULT

CITING = CitingCable(2007, "LIMA", 3229)
REFERENCES = parse_references("A. LIMA 909 B. LIMA 1053 C. 06 LIMA 3823 D. 06 LIMA 2009 E. LIMA 218", CITING, DEFAULT)


def mentions(*texts: str) -> tuple[Mention, ...]:
    return find_mentions([Paragraph(1, None, None, text) for text in texts], REFERENCES, CITING, DEFAULT)


def one(text: str) -> Mention:
    (mention,) = mentions(text)
    assert text[mention.start : mention.end] == mention.text
    return mention


@pytest.mark.parametrize(
    ("text", "span", "labels"),
    [
        ("The toll talks (ref A) failed.", "ref A", "A"),
        ("The toll talks (Ref A) failed.", "Ref A", "A"),
        ("THE TOLL TALKS (REF A) FAILED.", "REF A", "A"),
        ("the toll talks (ref a) failed.", "ref a", "A"),
        ("see refs A and B.", "refs A and B", "AB"),
        ("see refs A, B, and C.", "refs A, B, and C", "ABC"),
        ("see refs A,B & C.", "refs A,B & C", "ABC"),
        ("see refs A/B.", "refs A/B", "AB"),
        ("see refs A-C.", "refs A-C", "ABC"),
        ("see refs A through D.", "refs A through D", "ABCD"),
        ("see refs (A) and (B).", "refs (A) and (B)", "AB"),
        ("see ref (A).", "ref (A)", "A"),
        ("see refs (A and B).", "refs (A and B)", "AB"),
        ("see refs (A through C), all", "refs (A through C)", "ABC"),
        ("see reftels (A, B).", "reftels (A, B)", "AB"),
        ("see reftel (A meeting)", "reftel", ""),
        ("see ref. A.", "ref. A", "A"),
        ("see reftel A.", "reftel A", "A"),
        ("see refs\nA and B", "refs\nA and B", "AB"),
        ("the points of ref A's last part", "ref A", "A"),
        ("refs A and a barge", "refs A", "A"),
        ("refs A and I", "refs A", "A"),
        ("refs A and (I)", "refs A", "A"),
        ("As reftel says", "reftel", ""),
        ("REFTELS SAY", "REFTELS", ""),
        ("the refcables say", "refcables", ""),
        ("as reported (ref).", "ref", ""),
        ("ref Z has none", "ref Z", "Z"),
        ("at ref A meeting", "ref A", "A"),
        ("the ref a demarche", "ref a", "A"),
        ("details are in ref(a).", "ref(a)", "A"),
        ("details are in refs(A) and (B).", "refs(A) and (B)", "AB"),
        ("he heard the ref points", "ref", ""),
        ("he heard the ref talking points", "ref", ""),
        ("he has said so (see ref)", "ref", ""),
        ("as noted in ref, he left", "ref", ""),
        ("PER REF INSTRUCTIONS", "REF", ""),
        ("AS REQUESTED REF.", "REF", ""),
        ("we are responding to ref, he said", "ref", ""),
    ],
)
def test_labels(text: str, span: str, labels: str) -> None:
    mention = one(text)
    assert (mention.kind, mention.text, mention.labels) == ("label", span, tuple(labels))


@pytest.mark.parametrize(
    "text", ["reform", "the ref blew", "ref a meeting", "in ref to tolls", "prefs A", "reference", "a REFUGEE"]
)
def test_no_labels(text: str) -> None:
    assert mentions(text) == ()


@pytest.mark.parametrize(
    ("text", "span", "numbers"),
    [
        ("(see para 6).", "para 6", (6,)),
        ("(see para. 6).", "para. 6", (6,)),
        ("SEE PARAGRAPH 7 BELOW", "PARAGRAPH 7", (7,)),
        ("paras 3-5", "paras 3-5", (3, 4, 5)),
        ("paras 3, 4, and 7", "paras 3, 4, and 7", (3, 4, 7)),
        ("paragraphs 3 and 5", "paragraphs 3 and 5", (3, 5)),
        ("paragraph\n3", "paragraph\n3", (3,)),
        ("para 3, 5 barges", "para 3", (3,)),
        ("the request in paragraph four", "paragraph four", (4,)),
        ("para five below", "para five", (5,)),
        ("paras Two through Four", "paras Two through Four", (2, 3, 4)),
        ("paragraphs three and 5", "paragraphs three and 5", (3, 5)),
        ("gave the points in para 3 to the Duke", "para 3", (3,)),
        ("drew on paragraphs 3-4 in delivering them", "paragraphs 3-4", (3, 4)),
        ("as of 2006 para 3", "para 3", (3,)),
        ("gave the points in para 3 to the Ministry of Law", "para 3", (3,)),
    ],
)
def test_paragraphs(text: str, span: str, numbers: tuple[int, ...]) -> None:
    mention = one(text)
    assert (mention.kind, mention.text, mention.paragraphs) == ("paragraph", span, numbers)


@pytest.mark.parametrize(
    "text",
    [
        "paragraph 7 of the Treaty of Zenda",
        "paragraph 7(b) of the treaty",
        "operative paragraph 3",
        "OP para 3",
        "paragraph 7 in the draft resolution",
        "paragraph 7 to the Treaty of Zenda",
        "UNSCR 1540 paragraph 2",
        "UNSCR 1540's paragraph 2",
        "resolution 1540 (2004), paragraph 2",
        "Article 4 paragraph 1",
        "Article 4(2), para 1",
        "Annex II para 3",
        "paragraph oneness",
        "para 1.5",
        "paradise 3",
        "comparable",
    ],
)
def test_paragraphs_of_something_else(text: str) -> None:
    assert mentions(text) == ()


@pytest.mark.parametrize(
    ("text", "span", "labels", "numbers"),
    [
        ("REF A, PARA 3", "REF A, PARA 3", ("A",), (3,)),
        ("ref A (para 3) says", "ref A (para 3)", ("A",), (3,)),
        ("para 3 of ref A", "para 3 of ref A", ("A",), (3,)),
        ("paras 2-3, reftel", "paras 2-3, reftel", (), (2, 3)),
    ],
)
def test_paragraphs_of_a_reference(text: str, span: str, labels: tuple[str, ...], numbers: tuple[int, ...]) -> None:
    mention = one(text)
    assert (mention.kind, mention.text) == ("label", span)
    assert (mention.labels, mention.paragraphs) == (labels, numbers)


@pytest.mark.parametrize("span", ["septel", "septels", "SEPTEL", "Septel"])
def test_septel(span: str) -> None:
    mention = one(f"We will report {span}.")
    assert (mention.kind, mention.text) == ("septel", span)


@pytest.mark.parametrize(
    ("text", "span", "mrns"),
    [
        ("as LIMA 1234 reported", "LIMA 1234", ["07LIMA1234"]),
        ("as 06 LIMA 1234 reported", "06 LIMA 1234", ["06LIMA1234"]),
        ("as 06LIMA1234 reported", "06LIMA1234", ["06LIMA1234"]),
        ("as LIMA 1234 (06) reported", "LIMA 1234 (06)", ["06LIMA1234"]),
        ("(Quito 1234)", "Quito 1234", ["07QUITO1234"]),
        ("(QUITO 1234 and previous)", "QUITO 1234", ["07QUITO1234"]),
        ("as reported in Quito 2009,", "Quito 2009", ["07QUITO2009"]),
        ("see Quito 12", "Quito 12", ["07QUITO12"]),
        ("the Quito 0123 account", "Quito 0123", ["07QUITO123"]),
        ("State 123456 asks", "State 123456", ["07STATE123456"]),
        ("as BUENOS AIRES 1234 says", "BUENOS AIRES 1234", ["07BUENOSAIRES1234"]),
        ("see Port au\nPrince 1234", "Port au\nPrince 1234", ["07PORTAUPRINCE1234"]),
        ("St. Petersburg 123 cable", "St. Petersburg 123", ["07STPETERSBURG123"]),
        ("and LIMA 1234 and 1235.", "LIMA 1234 and 1235", ["07LIMA1234", "07LIMA1235"]),
        ("and LIMA 1234/1235.", "LIMA 1234/1235", ["07LIMA1234", "07LIMA1235"]),
        ("SEE PARIS 1234 IN ALL CAPITALS", "PARIS 1234", ["07PARIS1234"]),
        ("THE BARGES, QUITO 4411 OF JUNE 3, 2006, LAY", "QUITO 4411 OF JUNE 3, 2006", ["06QUITO4411"]),
        ("the barges, Quito 441 of June 3, 2006, lay", "Quito 441 of June 3, 2006", ["06QUITO441"]),
        ("QUITO 1430 DTG 031200Z JUN 06 LAY", "QUITO 1430 DTG 031200Z JUN 06", ["06QUITO1430"]),
        ("QUITO 441 DATED 6/3/06 LAY", "QUITO 441 DATED 6/3/06", ["06QUITO441"]),
        ("QUITO 4411 (JUNE 3, 2006) LAY", "QUITO 4411 (JUNE 3, 2006)", ["06QUITO4411"]),
    ],
)
def test_numbers(text: str, span: str, mrns: list[str]) -> None:
    mention = one(text)
    assert (mention.kind, mention.text, list(mention.mrns)) == ("mrn", span, mrns)


@pytest.mark.parametrize(
    "text",
    [
        "the Madrid 2012 bid",
        "the Copenhagen 2009 conference",
        "In Quito 500 people came",
        "IN QUITO 500 PEOPLE CAME",
        "IN QUITO 5000 BARGES LAY",
        "THE BARGES LEFT QUITO 1430 (JUNE 3, 2006)",
        "THE BARGES LEFT QUITO 1430 JUNE 3, 2006",
        "THE BARGES LEFT QUITO 441 (JUNE 3)",
        "THE BARGES OF QUITO 441 (JUNE 2006)",
        "THE BARGES OF QUITO 2006 (JUNE 3, 2006)",
        "IN QUITO 12 OF JUNE 3, 2006 BARGES",
        "THE BARGE 4411 OF JUNE 3, 2006",
        "On September 06 Lima 300 barges",
        "In 2006 Lima had barges",
        "the State 300 of us",
        "a nice 1234 barges",
        "Barge 1234",
        "LIMA 12/14/06",
        "LIMA 10:30",
        "LIMA 1234.5",
        "limA1234",
    ],
)
def test_cities_with_other_numbers(text: str) -> None:
    assert mentions(text) == ()


def test_a_number_of_the_ref_block_has_the_year_it_has_there() -> None:
    assert one("as LIMA 3823 says").mrns == ("06LIMA3823",)
    assert one("as noted (Lima 2009).").mrns == ("06LIMA2009",)
    assert not one("as LIMA 3823 says").year_inferred
    assert one("as QUITO 3823 says").year_inferred


def test_numbers_in_a_row() -> None:
    found = mentions("(see Lima 909, Quito 12 and 06 Bogota 19)", "septel; ref A")
    assert [(m.paragraph, m.text) for m in found] == [
        (1, "Lima 909"),
        (1, "Quito 12"),
        (1, "06 Bogota 19"),
        (2, "septel"),
        (2, "ref A"),
    ]


@given(st.lists(st.text("refpast ABİ1,23.()-LIMAQuito\n", max_size=60) | st.text(max_size=40), max_size=3))
def test_spans_slice_back_in_order(texts: list[str]) -> None:
    end = (0, 0)
    for mention in mentions(*texts):
        assert texts[mention.paragraph - 1][mention.start : mention.end] == mention.text
        assert mention.text
        assert end <= (mention.paragraph, mention.start)
        end = (mention.paragraph, mention.end)


@pytest.mark.parametrize(
    ("text", "keywords", "numbers"),
    [
        ("see ref A and reftel", [("ref", 4), ("ref", 14)], []),
        ("Para 6; SEPTEL; REF B", [("ref", 16), ("para", 0), ("septel", 8)], []),
        ("they prefer a parapet", [("para", 14)], []),
        ("_ref of çref", [], []),
        ("LIMA 1053 and LIMA  22, Quito33", [], [(4, 5), (18, 20), (29, 29)]),
        ("LIMA   1053, LIMA 7, (1053)", [], []),
        ("100 Köln\n99", [], [(8, 9)]),
    ],
)
def test_clues_of_a_text(text: str, keywords: list[tuple[str, int]], numbers: list[tuple[int, int]]) -> None:
    assert find_clues(["nothing", text]).get(1, Clues([], [])) == (keywords, numbers)


def test_a_text_without_clues_is_left_out() -> None:
    assert list(find_clues(["nothing", "ref A", "", "nothing", "LIMA 1053"])) == [1, 4]


def test_a_number_at_the_beginning_of_a_text_follows_no_word_of_the_text_before() -> None:
    assert not find_clues(["LIMA", "1053 r", "ef", "\0", "99"])


@given(st.lists(st.text("refpatsl LIMA0123\0\n¶é語")))
def test_texts_have_the_same_clues_together_as_alone(texts: list[str]) -> None:
    alone = {position: find_clues([text])[0] for position, text in enumerate(texts) if find_clues([text])}
    assert find_clues(texts) == alone


@pytest.mark.parametrize(
    ("text", "mrns"),
    [
        ("see LIMA 1234 of December 4, 2006", ["06LIMA1234"]),
        ("see LIMA 1234 (12/4/06)", ["06LIMA1234"]),
        ("PAGE 02 LIMA 03229 241326Z THE DUKE", []),
        ("UNCLASSIFIED\nPAGE 02\nLIMA 03229 01 OF 02 241326Z", []),
        ("PAGE 02        LIMA  03229  01 OF 02  241326Z", []),
        ("LIMA 03229  01 OF 02  241326Z", []),
        ("USDAO LIMA 3188 IS ANOTHER MATTER", []),
        ("as referenced in Lima 4212", ["06LIMA4212"]),
    ],
)
def test_dates_and_banners(text: str, mrns: list[str]) -> None:
    assert [mrn for mention in mentions(text) for mrn in mention.mrns] == mrns


@pytest.mark.parametrize(("block", "named"), [("LIMA 909; LIMA 1053", ()), ("", None)])
def test_bare_ref_needs_a_reference(block: str, named: tuple[str, ...] | None) -> None:
    cited = parse_references(block, CITING, DEFAULT)
    found = find_mentions([Paragraph(1, None, None, "As noted in ref, he left.")], cited, CITING, DEFAULT)
    assert [mention.labels for mention in found] == ([] if named is None else [named])
