"""The E.O. line: the order and the date."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.executive_order import find_end, parse_executive_order

DATES = [
    ("12958: DECL: 09/24/2017", "2017-09-24"),
    ("12958 DECL: 6/3/2018", "2018-06-03"),
    ("12958: DECL: 11/29/10", "2010-11-29"),
    ("12356: DECL: 5/12/91", "1991-05-12"),
    ("12958: DECL: 2019/12/17", "2019-12-17"),
    ("12958: DECL: 2019-02-12", "2019-02-12"),
    ("12958: DECL: 03-09-2019", "2019-03-09"),
    ("12958: DECL: 03.09.2019", "2019-03-09"),
    ("12958: DECL 03/09/2019", "2019-03-09"),
    ("12958: DECL: 03/09 /2019", "2019-03-09"),
    ("12958: DECL:03/09//2019", "2019-03-09"),
    ("12958: DECL: 0309/2019", "2019-03-09"),
    ("12958: DECL: 03092019", "2019-03-09"),
    ("12958: DECLl: 10/29/2018", "2018-10-29"),
    ("12958: Declassify on 8/31/2034", "2034-08-31"),
    ("12958 03/24/2019", "2019-03-24"),
    ("12958: decl: 01/07/2014", "2014-01-07"),
    ("12958: DECL: MARCH 9, 2019", "2019-03-09"),
    ("12958: DECL: 9 MAR 2019", "2019-03-09"),
    ("12958: DECL: 9MAR19", "2019-03-09"),
    ("12958: DNG: CO 01/26/2021, DECL: 01/26/2031", "2031-01-26"),
    ("12958: DECL: 25/03/2019", "2019-03-25"),
    # none
    ("12958: N/A", None),
    ("12958: NA", None),
    ("12958: DNG: CO 01/26/2021", None),
    ("12958: DECL: MR", None),
    ("12356: DECL: OADR", None),
    ("12958: DECL: X1", None),
    ("12958: DECL: 25X1-HUMAN", None),
    ("12958: DECL: 1.6X1, 1.6X6", None),
    ("12958: DECL: 02/30/2019", None),
    ("12958: AS AMENDED; DECLASSIFIED JUNE 21, 2006", None),
    ("11652: GDS", None),
    ("12065: GDS 10/26/85 (ROE, JANE A.) OR-M", "1985-10-26"),
    ("12065: XDS-1 10/6/99 (ROE, JANE) OR-MP", "1999-10-06"),
]


@pytest.mark.parametrize(("content", "date"), DATES)
def test_dates(content: str, date: str | None) -> None:
    order = parse_executive_order(content)
    assert order
    assert order.declassify_on == date


@pytest.mark.parametrize(
    ("content", "event"),
    [
        ("12958: DECL: AFTER THE RURITANIAN ELECTION", "AFTER THE RURITANIAN ELECTION"),
        ("12958: decl: ten years after\nthe election", "TEN YEARS AFTER THE ELECTION"),
        ("12958: DECL: MR", "MR"),
        ("12356: DECL:OADR", "OADR"),
        ("11652: GDS", "GDS"),
        ("11652: XGDS-3", "XGDS-3"),
        ("11652: XGDS (3)", "XGDS (3)"),
        ("12065: XDS-1 (ROE, JANE A.) OR-M", "XDS-1"),
        ("12065: GDS (ROE, J.)", "GDS"),
        ("12065: RDS-2,3 OR-P", "RDS-2,3"),
        ("12065: GDS 10/26/85 (ROE, JANE A.) OR-M", None),
        ("11652: N:A", None),
        ("12065: N.A.", None),
        ("12958: DECL: AFTER THE ELECTION (IN MAY)", "AFTER THE ELECTION (IN MAY)"),
        ("12958: N/A", None),
        ("12958: DNG: CO 01/26/2021", None),
        ("12958: DECL: 02/30/2019", None),
    ],
)
def test_events(content: str, event: str | None) -> None:
    order = parse_executive_order(content)
    assert order
    assert order.event == event


def test_the_number_and_the_line_are_unchanged() -> None:
    order = parse_executive_order("12598:  DECL:  02/23/2028 ")
    assert order
    assert (order.number, order.raw) == ("12598", "DECL: 02/23/2028")


def test_nothing_is_parsed_from_nothing() -> None:
    assert parse_executive_order(" : ") is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("12958: N/A\nDEPT FOR EUR", "12958: N/A"),
        ("12958: DECL: AFTER THE\nELECTION\n\nx", "12958: DECL: AFTER THE\nELECTION"),
        ("12958: DECL:\n12/12/2018\nx", "12958: DECL:\n12/12/2018"),
        ("12958: DECL: X1\n\nx", "12958: DECL: X1"),
    ],
)
def test_where_the_line_ends(text: str, line: str) -> None:
    assert text[: find_end(text, 0, len(text))] == line


@pytest.mark.parametrize(
    ("header", "number"),
    [
        ("E.O. 12958: N/A", "12958"),
        ("EO 12958 N/A", "12958"),
        ("E.0. 12958: N/A", "12958"),
        ("E.O.12958:N/A", "12958"),
        ("E. O. 12958: N/A", "12958"),
        ("e.o. 12958: n/a", "12958"),
        ("E.O.: N/A", None),
        ("EXECUTIVE ORDER 12958: N/A", "12958"),
        ("DEPT FOR EUR E.O. 12958: N/A", "12958"),
    ],
)
def test_the_keyword(header: str, number: str | None) -> None:
    order = parse(
        f"UNCLAS ZENDA 000012\n\n{header}\nTAGS: PREL\nSUBJECT: A FERRY\n\n1. Text", "07ZENDA12"
    ).executive_order
    assert order
    assert (order.number, order.raw.upper()) == (number, "N/A")


def test_a_date_without_the_keyword_before_it() -> None:
    order = parse("SECRET ZENDA 000012\n\nDECL: 12/12/2018\nTAGS: PREL\nSUBJECT: A FERRY\n\n1. Text").executive_order
    assert order
    assert (order.number, order.declassify_on) == (None, "2018-12-12")


def test_an_order_cited_in_the_text_is_not_the_line() -> None:
    text = "UNCLAS ZENDA 000012\n\nSUBJECT: A FERRY\n\n1. (U) Classified by DCM Jane Roe, E.O. 12958, 1.4 (b)."
    assert parse(text).executive_order is None
