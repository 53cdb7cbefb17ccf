"""Drafting block of the layout of 1973-79: offices, drafter, approval and clearances."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.drafting import parse_drafting

BLOCKS = [
    (
        "ORIGIN ARA-15\nINFO OCT-00 ADS-00 NSC-05\nSS-15 /035 R\nDRAFTED BY ARA/AND/B - JROE:LEE\n"
        "APPROVED BY ARA:RDOE\nNSC:CROE\nARA/AND - MDOE\nS/S;LROE\n------------------082607 131702Z /65\n"
        "R 131427Z OCT 79\nFM SECSTATE WASHDC",
        {
            "origin_offices": "ARA-15",
            "info_offices": "OCT-00 ADS-00 NSC-05 SS-15 /035 R",
            "drafted_by": "ARA/AND/B - JROE:LEE",
            "approved_by": "ARA:RDOE",
            "cleared_by": "NSC:CROE; ARA/AND - MDOE; S/S;LROE",
        },
    ),
    (
        "PAGE 01\n62\n\n\n  ACTION PM-07\n\n\n  INFO OCT-01 /110 W\n  --------------------- 026708\nO R 312044Z JAN 74",
        {"action_offices": "PM-07", "info_offices": "OCT-01 /110 W"},
    ),
    (
        "DRAFTED BY: ARA:JROE\nAPPROVED BY: THE SECRETARY\nO 030200Z NOV 79",
        {"drafted_by": "ARA:JROE", "approved_by": "THE SECRETARY"},
    ),
    ("R 131427Z OCT 79\nFM AMEMBASSY ZENDA\nTO SECSTATE WASHDC 1234\nINFO AMEMBASSY LIMA 12-01", {}),
    ("", {}),
]


@pytest.mark.parametrize(("heading", "stated"), BLOCKS)
def test_what_the_block_states(heading: str, stated: dict[str, str]) -> None:
    assert parse_drafting(heading) == stated


def test_what_the_source_states_comes_first() -> None:
    text = "ACTION EUR-12\nR 061505Z MAR 75\nFM AMCONSUL ZENDA\nTO SECSTATE WASHDC\nUNCLAS ZENDA 0418\n1. THE DUKE."
    stated = parse(text, stated={"action_offices": "ARA", "origin": "Consulate Zenda"}).stated
    assert stated == {"action_offices": "ARA", "origin": "Consulate Zenda"}
    assert parse(text).stated == {"action_offices": "EUR-12"}
