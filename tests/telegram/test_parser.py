"""Whole telegrams: their fields and their problems."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram import PARSER_VERSION, Telegram, parse, to_json
from cables.telegram.clean import as_typed
from cables.telegram.parser import LONG_TEXT, collector_paused
from tests.builders import telegram as telegram_text

LIMA = Path(__file__).parents[2] / "fixtures" / "cables" / "07LIMA3229.txt"

RURITANIAN = """VZCZCXRO4409
PP RUEHC
DE RUEHZE #3229/01 2671326
ZNY SSSSS ZZH
P R 241326Z SEP 07
FM AMEMBASSY LIMA
TO RUEHC/SECSTATE WASHDC PRIORITY 6934
INFO RUEHBO/AMEMBASSY BOGOTA PRIORITY 5112
S E C R E T SECTION 01 OF 02 LIMA 003229

SIPDIS

E.O. 12958: DECL: 09/24/2017
TAGS: PREL, PE
SUBJECT: (S) A FERRY

REF: A. LIMA 909
     B. 06 QUITO 12

LIMA 00003229  001.2 OF 002


Classified By: DCM Jane Roe for reasons 1.4 (b) and (d)

1. (S) Summary: The ferry of XXXXXXXXXXXX sank (ref A).  End summary.
SAPT
"""


def lima() -> Telegram:
    return parse(LIMA.read_bytes().decode(), published_id="07LIMA3229")


def codes(telegram: Telegram) -> list[str]:
    return [problem.code for problem in telegram.problems]


class TestTheFirstCable:
    """The cable that the project was asked to serve first."""

    def test_it_has_no_problem(self) -> None:
        assert lima().problems == ()

    def test_its_id_and_date(self) -> None:
        telegram = lima()
        assert (telegram.mrn, telegram.text_mrn) == ("07LIMA3229", "07LIMA3229")
        assert (telegram.year, telegram.post, telegram.serial) == (2007, "LIMA", 3229)
        assert telegram.transmission_id == "VZCZCXYZ0001"
        assert (telegram.dtg, telegram.date, telegram.date_source) == ("2007-09-24T13:26:00Z", "2007-09-24", "dtg")

    def test_its_addressees(self) -> None:
        telegram = lima()
        assert telegram.sender == "AMEMBASSY LIMA"
        assert (telegram.precedence, telegram.info_precedence) == ("PRIORITY", None)
        assert [addressee.name for addressee in telegram.to] == ["SECSTATE WASHDC"]
        assert len(telegram.info) == 10
        la_paz = next(addressee for addressee in telegram.info if addressee.name == "AMEMBASSY LA PAZ")
        assert (la_paz.precedence, la_paz.serial) == (None, "4529")

    def test_its_header(self) -> None:
        telegram = lima()
        assert telegram.classification == "UNCLASSIFIED"
        assert telegram.captions == ("SIPDIS", "SENSITIVE")
        assert telegram.attention == ("DEPT. FOR INL, INR, WHA/AND",)
        assert telegram.executive_order
        assert (telegram.executive_order.number, telegram.executive_order.raw) == ("12958", "N/A")
        assert [tag.code for tag in telegram.tags] == ["PGOV", "SNAR", "PE"]
        assert telegram.tags_raw == "PGOV SNAR PE"
        assert telegram.subject == "COCA GROWERS ELECT AFFILIATES OF CHAVEZ ASSOCIATE"
        assert telegram.classified_by is None

    def test_its_references_and_mentions(self) -> None:
        telegram = lima()
        assert [(reference.label, reference.mrn) for reference in telegram.references] == [
            ("A", "07LIMA909"),
            ("B", "07LIMA1053"),
            ("C", "06LIMA3823"),
            ("D", "06LIMA2927"),
            ("E", "07LIMA218"),
        ]
        texts = [mention.text for mention in telegram.mentions]
        assert texts == ["refs A and B", "para 6", "refs C and D", "ref E", "septel"]

    def test_its_body(self) -> None:
        telegram = lima()
        assert [paragraph.number for paragraph in telegram.paragraphs] == [1, 2, 3, 4, 5, 6, 7]
        assert {paragraph.portion for paragraph in telegram.paragraphs} == {"SBU"}
        assert [paragraph.number for paragraph in telegram.paragraphs if paragraph.heading] == [2, 4, 6, 7]
        assert telegram.signer == "MCKINLEY"


def test_all_parts_of_a_classified_telegram() -> None:
    telegram = parse(RURITANIAN)
    assert telegram.mrn == "07LIMA3229"
    assert telegram.classification == "SECRET"
    assert (telegram.subject, telegram.subject_portion) == ("A FERRY", "S")
    assert [reference.mrn for reference in telegram.references] == ["07LIMA909", "06QUITO12"]
    assert telegram.classified_by
    assert telegram.classified_by.name == "Jane Roe"
    assert telegram.section_count == 2
    assert telegram.sections == (1,)
    assert telegram.redactions == 1
    assert telegram.summary == "The ferry of XXXXXXXXXXXX sank (ref A)."
    assert telegram.problems == ()
    assert not telegram.is_partial


def test_the_layout_of_1973_to_1979() -> None:
    telegram = parse(
        "                       SECRET\n\nPAGE 01        LIMA  01234  01 OF 02  121530Z\n\n62\nACTION ARA-10\n\n"
        "INFO  OCT-01  ISO-00  SS-15  /026 W\n                     ------------------067856  /14\nR 121430Z MAR 75\n"
        "FM AMEMBASSY LIMA\nTO SECSTATE WASHDC 4455\nINFO AMEMBASSY LA PAZ\nUSCINCSO\n\n"
        "S E C R E T SECTION 1 OF 2 LIMA 1234\n\nLIMDIS\n\nE.O. 11652: GDS\nTAGS: PFOR, PE\nSUBJ: A FERRY\n\n"
        "REF: STATE 012345\n\n1. THE FERRY\n SECRET\n\n SECRET\n\n"
        "PAGE 02        LIMA  01234  01 OF 02  121530Z\n\nSANK.\nSAPT\n"
        "\n SECRET\n\n<< END OF DOCUMENT >>\n"
    )
    assert (telegram.mrn, telegram.date, telegram.section_count) == ("75LIMA1234", "1975-03-12", 2)
    assert [addressee.name for addressee in (*telegram.to, *telegram.info)] == [
        "SECSTATE WASHDC",
        "AMEMBASSY LA PAZ",
        "USCINCSO",
    ]
    assert (telegram.classification, telegram.captions, telegram.subject) == ("SECRET", ("LIMDIS",), "A FERRY")
    assert telegram.executive_order
    assert telegram.executive_order.event == "GDS"
    assert [paragraph.text for paragraph in telegram.paragraphs] == ["THE FERRY\nSANK."]
    assert telegram.signer == "SAPT"


def test_an_extract_says_so() -> None:
    text = "This record is a partial extract of the original cable. The full text is not available.\nSECRET LIMA 0012\n"
    assert parse(text).is_partial


def test_a_further_section_by_itself_knows_its_number() -> None:
    telegram = parse(RURITANIAN.replace("SECTION 01 OF 02", "SECTION 02 OF 02").replace("001.2 OF", "002 OF"))
    assert (telegram.section, telegram.section_count) == (2, 2)


class TestIdentity:
    @pytest.mark.parametrize(
        ("hint", "published_id", "mrn"),
        [
            (None, None, "07LIMA3229"),
            ("09QUITO1", None, "07LIMA3229"),
            (None, "07LIMA3229", "07LIMA3229"),
            (None, "2007 LIMA 003229", "07LIMA3229"),
            (None, "07QUITO12", "07QUITO12"),
        ],
    )
    def test_the_source_wins_over_the_text_and_the_text_over_the_hint(
        self, hint: str | None, published_id: str | None, mrn: str
    ) -> None:
        telegram = parse(RURITANIAN, hint, published_id=published_id)
        assert (telegram.mrn, telegram.text_mrn, telegram.published_id) == (mrn, "07LIMA3229", published_id)

    def test_without_a_date_the_hint_gives_the_year(self) -> None:
        assert parse("SECRET LIMA 000012\n\nSUBJECT: A FERRY", "08STATE9").mrn == "08LIMA12"

    def test_without_any_year_there_is_no_id(self) -> None:
        assert parse("SECRET LIMA 000012\n\nSUBJECT: A FERRY").mrn is None

    def test_a_fragment_has_the_id_of_the_hint(self) -> None:
        telegram = parse("REF: LIMA 12", "08LIMA99")
        assert (telegram.mrn, telegram.text_mrn) == ("08LIMA99", None)
        assert telegram.references[0].mrn == "08LIMA12"

    def test_an_unknown_post_counts_where_nothing_else_is_known(self) -> None:
        text = "R 241326Z SEP 07\nSECRET NOWHEREATALL 000012\n\nSUBJECT: A FERRY"
        assert parse(text).mrn == "07NOWHEREATALL12"
        assert parse(text, "08LIMA99").mrn == "08LIMA99"


class TestClassification:
    def test_the_text_wins_over_the_page(self) -> None:
        telegram = parse(RURITANIAN, stated={"classification": "CONFIDENTIAL//NOFORN"})
        assert telegram.classification == "SECRET"
        assert telegram.stated == {"classification": "CONFIDENTIAL//NOFORN"}
        assert codes(telegram) == ["classification-disagrees"]

    def test_the_page_counts_where_the_text_says_nothing(self) -> None:
        assert parse("1. Text", stated={"classification": "CONFIDENTIAL"}).classification == "CONFIDENTIAL"
        assert parse("1. Text").classification is None


PROBLEMS = [
    (("#3229/01", "#3228/01"), "station-serial-disagrees", 3),
    (("2671326", "2661326"), "julian-day-disagrees", 3),
    (("241326Z SEP", "311326Z SEP"), "dtg-impossible", 5),
    (("241326Z SEP 07", "241326Z SEP 19775"), "dtg-impossible", 5),
    (("241326Z SEP 07", "241326Z SEPT 007"), "dtg-impossible", 5),
    (("241326Z SEP 07", "241326Z XYZ 07"), "dtg-impossible", 5),
    (("241326Z SEP 07", "2413260Z SEP 07"), "dtg-impossible", 5),
    (("241326Z SEP 07", "241326Z SEP 65"), "dtg-doubtful", 5),
    (("241326Z SEP 07", "241326Z SEP 0107"), "dtg-doubtful", 5),
    (("E.O. 12958", "E.O. 12598"), "executive-order-number", 13),
    (("SUBJECT: (S) A FERRY\n", ""), "subject-missing", 9),
    (("SAPT\n", "\nVZCZCXYZ0001\nFM AMEMBASSY QUITO\nUNCLAS QUITO 000012\n"), "second-heading", 27),
]


@pytest.mark.parametrize(("change", "code", "line"), PROBLEMS)
def test_problems_have_the_line_of_the_source(change: tuple[str, str], code: str, line: int) -> None:
    problem = next(problem for problem in parse(RURITANIAN.replace(*change)).problems if problem.code == code)
    assert problem.line == line
    assert problem.message


@pytest.mark.parametrize(
    "heading",
    [
        "CONFIDENTIAL STRELSAU 000842\n",
        "C O N F I D E N T I A L STRELSAU 000842\n",
        "SECRET SECTION 01 OF 02 STRELSAU 000842\nSIPDIS\n",
        "R 051020Z JUN 07\nFM AMEMBASSY STRELSAU\nTO SECSTATE WASHDC\nUNCLAS STRELSAU 842\n",
        "NNNN\n\nR 051020Z JUN 07\nFM AMEMBASSY STRELSAU\nTO SECSTATE WASHDC\nUNCLAS STRELSAU 842\n",
    ],
)
def test_a_further_telegram_gives_no_value_of_the_first(heading: str) -> None:
    further = (
        f"\n{heading}\nE.O. 12958: N/A\nTAGS: ETRD, QR\nSUBJECT: SALT\n\nREF: (A) QUILLENZ 99\nB. ZENDA 7\n\n"
        "Classified By: Consul Rupert Hentzau, Reason 1.4(b)\n\n1. Salt was seen (ref A). Summary: Salt.\n\n"
        "HENTZAU\n\n----\n\n"
    )
    alone, found = parse(RURITANIAN), parse(RURITANIAN + further, published_id="07LIMA3229")
    for name in (
        "mrn",
        "subject",
        "references",
        "mentions",
        "tags",
        "signer",
        "summary",
        "classified_by",
        "date",
        "to",
    ):
        assert getattr(found, name) == getattr(alone, name), name
    own = len(alone.paragraphs)
    assert found.paragraphs[:own] == alone.paragraphs
    kept = " ".join(" ".join(f"{each.heading or ''} {each.text}" for each in found.paragraphs[own:]).split())
    assert "QUILLENZ 99" in kept and "Salt was seen (ref A)." in kept and "STRELSAU" in kept and "HENTZAU" in kept[-8:]
    assert "second-heading" in codes(found)


def test_a_telegram_that_is_quoted_is_of_the_one_that_quotes_it() -> None:
    quoted = (
        "9. (U) FOLLOWING REPEAT STRELSAU 842:\n\nQUOTE\nCONFIDENTIAL STRELSAU 842\n\nSUBJECT: SALT\n\nSalt.\nUNQUOTE\n"
    )
    found = parse(RURITANIAN.replace("SAPT\n", f"{quoted}SAPT\n"))
    assert "second-heading" not in codes(found)
    assert found.signer == "SAPT"


def test_a_year_that_lost_a_digit_is_still_a_date_in_iso_form() -> None:
    assert parse(RURITANIAN.replace("SEP 07", "SEP 0107")).dtg == "0107-09-24T13:26:00Z"


def test_another_cables_text_is_a_problem() -> None:
    assert codes(parse(RURITANIAN, published_id="07QUITO12")) == ["mrn-disagrees"]


def test_two_names_of_one_series_do_not_disagree() -> None:
    text = RURITANIAN.replace("LIMA", "BRUSSELS")
    telegram = parse(text, published_id="07USEUBRUSSELS3229")
    assert (telegram.text_mrn, codes(telegram)) == ("07USEUBRUSSELS3229", [])


def test_a_misspelt_post_does_not_disagree() -> None:
    telegram = parse(RURITANIAN.replace("LIMA 003229", "LMIA 003229"), published_id="07LIMA3229")
    assert (telegram.text_mrn, codes(telegram)) == ("07LIMA3229", [])


PIECES = st.sampled_from(
    [
        *(line + "\n" for line in RURITANIAN.split("\n")),
        "\r\n",
        "\n\n",
        " ",
        "SUBJECT:",
        "TAGS: ",
        "REF: ",
        "Classified By: ",
        "1. (C) ",
        "¶2. ",
        "[1](#)3. ",
        "E.O. 12958: ",
        "S E C R E T ",
        "LIMA 00003229 002 OF 002",
        "XMT ",
        "INFO ",
        "TO ",
        "ß",
        "PAGE 02        LIMA  01234  01 OF 02  121530Z",
        "OVIP (",
        "OVIP ROE ",
        "DECL: 99/99/9999",
        "for reasons 1.4 (",
        "\\",
    ]
)
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=400))


@given(TEXTS, st.none() | st.text(max_size=20), st.none() | st.text(max_size=20))
def test_no_text_raises(text: str, hint: str | None, published_id: str | None) -> None:
    telegram = parse(text, hint, published_id=published_id, stated={"classification": text[:20], "created": text[:30]})
    json.dumps(to_json(telegram))


@given(TEXTS)
def test_paragraphs_lead_back_to_the_source(text: str) -> None:
    telegram = parse(text)
    typed = as_typed(text)
    for paragraph in telegram.paragraphs:
        for at, letter in enumerate(paragraph.text):
            source = telegram.source_map.to_source(paragraph.start + at)
            if letter not in "\n¶":  # what can stand for something else
                assert typed[source] == letter


@given(TEXTS)
def test_problems_are_in_the_order_of_lines(text: str) -> None:
    lines = [problem.line for problem in parse(text).problems]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + text.count("\r") + 1 for line in lines)


def test_the_version_is_a_number() -> None:
    assert PARSER_VERSION >= 1


@pytest.fixture
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


@pytest.mark.usefixtures("collecting")
def test_the_collector_is_paused_while_a_long_text_is_parsed() -> None:
    with collector_paused(LONG_TEXT):
        assert not gc.isenabled()
    assert gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_an_ordinary_text_does_not_pause_the_collector() -> None:
    with collector_paused(LONG_TEXT - 1):
        assert gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_a_collector_that_is_off_stays_off() -> None:
    gc.disable()
    with collector_paused(LONG_TEXT):
        pass
    assert not gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_an_error_does_not_leave_the_collector_off() -> None:
    with pytest.raises(ValueError, match="within"), collector_paused(LONG_TEXT):
        raise ValueError("within")
    assert gc.isenabled()


@pytest.mark.usefixtures("collecting")
def test_parsing_leaves_the_collector_on() -> None:
    parse("word " * LONG_TEXT)
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("below", "paragraphs"),
    [
        (
            "\n\nVisit the web site of Zenda at\nhttp://zenda.example/toll\n",
            ["Visit the web site of Zenda at\nhttp://zenda.example/toll"],
        ),
        ("\nNOTE: Not passed.\n\nNNNN\n", ["NOTE: Not passed."]),
        ("\n\nNNNN\n", []),
        ("\n", []),
    ],
)
def test_the_text_below_a_signature_is_a_paragraph(below: str, paragraphs: list[str]) -> None:
    text = telegram_text(signer="SAPT").rstrip() + below
    parsed = parse(text)
    assert parsed.signer == "SAPT"
    assert [paragraph.text for paragraph in parsed.paragraphs[1:]] == paragraphs
    assert parsed.afterword == (2 if paragraphs else None)
    assert all(text[paragraph.start :].startswith(paragraph.text) for paragraph in parsed.paragraphs)


@pytest.mark.parametrize(
    ("line", "attention", "heading"),
    [
        ("FOR THE AMBASSADOR FROM THE ACTING SECRETARY", ("FOR THE AMBASSADOR FROM THE ACTING SECRETARY",), None),
        ("DEPT FOR EUR/NB", ("DEPT FOR EUR/NB",), None),
        ("STATE PASS USTR", ("STATE PASS USTR",), None),
        ("THE TOLLS", (), "THE TOLLS"),
        ("TOLLS FOR ZENDA", (), "TOLLS FOR ZENDA"),
    ],
)
def test_an_attention_line_below_the_fields(line: str, attention: tuple[str, ...], heading: str | None) -> None:
    text = telegram_text(classified_by="DCM Jane Roe, reasons 1.4(b) and (d).").replace("\n1. ", f"\n{line}\n\n1. ")
    parsed = parse(text)
    assert (parsed.attention, parsed.paragraphs[0].heading) == (attention, heading)
