"""Message heading: sender, date-time group and addressees."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cables.telegram.message_heading import Heading, find_end, parse_addressee, parse_heading
from cables.telegram.parts import Addressee

RELAYED = """VZCZCXRO4409
PP RUEHAG RUEHAST RUEHDA
RUEHLN RUEHLZ
DE RUEHZE #3229/01 2671326
ZNY CCCCC ZZH (CCY AD6CB6C9 WSC6493 634)
P R 241326Z SEP 07 ZDK
FM AMEMBASSY STRELSAU
TO RUEHC/SECSTATE WASHDC PRIORITY 6934
INFO RUEHBO/AMEMBASSY BOGOTA PRIORITY 5112
RUEHLP/AMEMBASSY LA PAZ SEP 4529
RUEAIIA/CIA WASHDC
"""


def heading(text: str) -> Heading:
    return parse_heading(text, len(text))


def test_all_of_a_heading() -> None:
    found = heading(RELAYED)
    assert found.transmission_id == "VZCZCXRO4409"
    assert (found.station_serial, found.julian_day) == (3229, 267)
    assert found.dtg == datetime(2007, 9, 24, 13, 26, tzinfo=UTC)
    assert (found.precedence, found.info_precedence) == ("PRIORITY", "ROUTINE")
    assert found.sender == "AMEMBASSY STRELSAU"
    assert found.to == [Addressee("RUEHC", "SECSTATE WASHDC", None, "PRIORITY", "6934")]
    assert found.info == [
        Addressee("RUEHBO", "AMEMBASSY BOGOTA", None, "PRIORITY", "5112"),
        Addressee("RUEHLP", "AMEMBASSY LA PAZ", None, None, "4529"),
        Addressee("RUEAIIA", "CIA WASHDC"),
    ]


GROUPS = [
    ("P 241326Z SEP 07", "2007-09-24T13:26", "PRIORITY", None),
    ("O 241326Z SEP 07 ZDK", "2007-09-24T13:26", "IMMEDIATE", None),
    ("O R 241326Z SEP 07", "2007-09-24T13:26", "IMMEDIATE", "ROUTINE"),
    ("PP 241326Z SEP 07", "2007-09-24T13:26", "PRIORITY", None),
    ("Z O P 241326Z SEP 07", "2007-09-24T13:26", "FLASH", "IMMEDIATE"),
    ("R 241326Z SEP 2007", "2007-09-24T13:26", "ROUTINE", None),
    ("R 241326Z SEPTEMBER 07", "2007-09-24T13:26", "ROUTINE", None),
    ("R 241326 SEP 07", "2007-09-24T13:26", "ROUTINE", None),
    ("R 250930Z FEB 72", "1972-02-25T09:30", "ROUTINE", None),
    ("R 250930Z FEB 66", "1966-02-25T09:30", "ROUTINE", None),
    ("241326Z SEP 07", "2007-09-24T13:26", None, None),
    ("R 311326Z SEP 07", None, "ROUTINE", None),
    ("R 242526Z SEP 07", None, "ROUTINE", None),
    ("R 241326Z SEP 19775", None, "ROUTINE", None),
    ("P 2413260Z SEP 07", None, "PRIORITY", None),
]


@pytest.mark.parametrize(("line", "time", "precedence", "info_precedence"), GROUPS)
def test_date_time_groups(line: str, time: str | None, precedence: str | None, info_precedence: str | None) -> None:
    found = heading(line)
    assert found.dtg_offset == 0
    assert (found.dtg and found.dtg.isoformat()[:16]) == time
    assert (found.precedence, found.info_precedence) == (precedence, info_precedence)


def test_without_a_prosign_the_precedence_is_that_of_the_action_addressees() -> None:
    assert heading("FM AMEMBASSY STRELSAU\nTO SECSTATE WASHDC NIACT IMMEDIATE 0012").precedence == "NIACT IMMEDIATE"


ADDRESSEES = [
    ("RUEHC/SECSTATE WASHDC IMMEDIATE 0227", Addressee("RUEHC", "SECSTATE WASHDC", None, "IMMEDIATE", "0227")),
    ("SECSTATE WASHDC 7738", Addressee(None, "SECSTATE WASHDC", None, None, "7738")),
    ("AMEMBASSY ASUNCION", Addressee(None, "AMEMBASSY ASUNCION")),
    (
        "ZEN/AMEMBASSY LIMA NIACT IMMEDIATE 2276-2279",
        Addressee("ZEN", "AMEMBASSY LIMA", None, "NIACT IMMEDIATE", "2276-2279"),
    ),
    ("RUEHLP/AMEMBASSY LA PAZ DEC 9085", Addressee("RUEHLP", "AMEMBASSY LA PAZ", None, None, "9085")),
    ("RHEHAAA/WHITE HOUSE WASHINGTON DC//NSC//", Addressee("RHEHAAA", "WHITE HOUSE WASHINGTON DC", "NSC")),
    ("DIA WASHINGTON DC//DHI-1B/CLM//DP//", Addressee(None, "DIA WASHINGTON DC", "DHI-1B/CLM//DP")),
    ("RUEKJCS/OSD WASHDC//PA", Addressee("RUEKJCS", "OSD WASHDC", "PA")),
    ("RUEKJCS/OSD WASHDC//PA// PRIORITY 0012", Addressee("RUEKJCS", "OSD WASHDC", "PA", "PRIORITY", "0012")),
    ("RUEUITH/DET 1 39LG ANKARA TU", Addressee("RUEUITH", "DET 1 39LG ANKARA TU")),
    ("HQ USAF/XOXX WASHDC", Addressee(None, "HQ USAF/XOXX WASHDC")),
    ("EUROPEAN POLITICAL COLLECTIVE ROUTINE", Addressee(None, "EUROPEAN POLITICAL COLLECTIVE", None, "ROUTINE")),
    ("FLASH", Addressee(None, "FLASH")),
]


@pytest.mark.parametrize(("line", "addressee"), ADDRESSEES)
def test_addressees(line: str, addressee: Addressee) -> None:
    assert parse_addressee(line) == addressee


LISTS = [
    # pages, offices and dates are no addressees
    ("TO \nALL POSTS COLLECTIVE PRIORITY\nAMEMBASSY TRIPOLI", ["ALL POSTS COLLECTIVE", "AMEMBASSY TRIPOLI"], []),
    ("INFO  LOG-00   NP-00    AID-00   ACQ-00\n   CIAE-00  DODE-00  /001W\n", [], []),
    ("ACTION EUR-12\n\nINFO  OCT-01  ISO-00  /029 W\n    ------------------081502Z 091044 /23\n", [], []),
    ("DRAFTED BY EUR/SRN: JROE\nAPPROVED BY EUR: FSAPT\n", [], []),
    (
        "FM AMEMBASSY LIMA\nTO SECSTATE WASHDC\nINFO AMEMBASSY QUITO\nTHURSDAY, 22 OCTOBER 2009, 15:12\n",
        ["SECSTATE WASHDC"],
        ["AMEMBASSY QUITO"],
    ),
    ("TO SECSTATE WASHDC\nINFO AMEMBASSY QUITO\nBT\n", ["SECSTATE WASHDC"], ["AMEMBASSY QUITO"]),
    (
        "TO SECSTATE WASHDC\nINFO AMEMBASSY QUITO PRIORITY 0012\nID: 190648\nORIGIN: EMBASSY LIMA\n",
        ["SECSTATE WASHDC"],
        ["AMEMBASSY QUITO"],
    ),
    (
        "TO SECSTATE WASHDC\nTAGS: PREL\nSUBJECT: A FERRY AND\nA BRIDGE\n",
        ["SECSTATE WASHDC"],
        [],
    ),
    (
        "TO SECSTATE WASHDC\n\nINFO AMEMBASSY QUITO\n\nAMEMBASSY LA PAZ\n",
        ["SECSTATE WASHDC"],
        ["AMEMBASSY QUITO", "AMEMBASSY LA PAZ"],
    ),
]


@pytest.mark.parametrize(("text", "to", "info"), LISTS)
def test_lists(text: str, to: list[str], info: list[str]) -> None:
    found = heading(text)
    assert [addressee.name for addressee in found.to] == to
    assert [addressee.name for addressee in found.info] == info


def test_a_heading_after_labels() -> None:
    found = heading(
        "ID:     190648\nDATE:     2009-02-05 12:55:00\nDESTINATION:    VZCZCXYZ0000\nO 051255Z FEB 09\n"
        "FM AMEMBASSY LIMA\nTO SECSTATE WASHDC\n\n----------------- HEADER ENDS ----------------\n"
    )
    assert found.transmission_id == "VZCZCXYZ0000"
    assert [addressee.name for addressee in found.to] == ["SECSTATE WASHDC"]


def test_who_is_left_out_belongs_to_the_addressee_before() -> None:
    found = heading(
        "TO RUEHC/SECSTATE WASHDC 3355\nRUEHX/EUROPEAN POLITICAL COLLECTIVE\nXMT/AMEMBASSY SOFIA\nAMEMBASSY BUCHAREST\n"
        "RUEHLI/AMEMBASSY LISBON 0012\nINFO CHINA POSTS COLLECTIVE\nXMT AMCONSUL SHENYANG"
    )
    assert [(addressee.name, addressee.excluded) for addressee in (*found.to, *found.info)] == [
        ("SECSTATE WASHDC", ()),
        ("EUROPEAN POLITICAL COLLECTIVE", ("AMEMBASSY SOFIA", "AMEMBASSY BUCHAREST")),
        ("AMEMBASSY LISBON", ()),
        ("CHINA POSTS COLLECTIVE", ("AMCONSUL SHENYANG",)),
    ]


def test_a_precedence_on_the_next_line_belongs_to_the_addressee_before() -> None:
    assert heading("TO DEPT OF HOMELAND SECURITY WASHINGTON DC\nPRIORITY 0012").to == [
        Addressee(None, "DEPT OF HOMELAND SECURITY WASHINGTON DC", None, "PRIORITY", "0012")
    ]


@pytest.mark.parametrize(
    ("text", "end"),
    [
        (RELAYED + "\nSIPDIS\n", len(RELAYED) - 1),
        ("INFO AMEMBASSY PANAMA", 21),
        ("THURSDAY, 22 OCTOBER 2009\n" + RELAYED, 26 + len(RELAYED) - 1),
        ("TO BE PUNISHED FOR IT,\nTHE DUKE SAID.\n", 0),
        ("THE DUKE WENT\nTO ZENDA IN ORDER\nTO SEE THE CASTLE.\n", 0),
        ("INFORMATION", 0),
        ("", 0),
    ],
)
def test_where_a_heading_ends_that_no_classification_line_follows(text: str, end: int) -> None:
    assert find_end(text, len(text)) == end
