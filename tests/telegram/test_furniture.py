"""Furniture around the words of a telegram: copies that have it and copies that have not. Every text is invented."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.furniture import copy_of, states_no_more
from cables.telegram.vocabulary import DEFAULT
from tests.builders import record, telegram

PLAIN = telegram("79ZENDA2200", date="1979-06-15", tags="EFIN, ECON", refs=["79 STRELSAU 5"])
STAMP = "Declassified/Released US Department of State EO Systematic Review 20 Mar 2014\n"
TRANSMISSION = "VZCZCXRO0001\nPP RUEHC\nDE RUEHZQ #2200 1660930\nZNR UUUUU ZZH\n"

# What one copy has beside another, none of which the telegram says.
FURNITURE = {
    "end mark": f"{PLAIN}\nNNNN\n",
    "end marks of a transmission": f"{PLAIN}BT\n#2200\n\nNNNN\n",
    "transmission": TRANSMISSION + PLAIN,
    "banner of the first page": f"Message Text\n\nPAGE 01        ZENDA  02200  150930Z\n{PLAIN}",
    "banner within the text": PLAIN.replace("\n1. ", "\nUNCLASSIFIED\n\nPAGE 02        ZENDA  02200  150930Z\n\n1. "),
    "stamps": f"{STAMP}\n{PLAIN}\n{STAMP}",
    "zeros before the serial": PLAIN.replace("ZENDA 002200", "ZENDA 2200"),
    "layout": PLAIN.replace("\n", "\r\n  "),
}
# What a copy has to say of its own.
FACTS = {
    "message attributes": record(PLAIN, Film_Number="D790000-0001", Locator="TEXT ON-LINE"),
    "offices": f"ACTION EB-11\nINFO OCT-01 ISO-00\n{PLAIN}",
    "a word": PLAIN.replace("Friday", "Monday"),
    "a word of the subject": PLAIN.replace("TOLL BARGES", "TOLL BRIDGES"),
    "a reference": PLAIN.replace("STRELSAU 5", "STRELSAU 6"),
    "an addressee": PLAIN.replace("AMEMBASSY BOGOTA", "AMEMBASSY STRELSAU"),
    "a sender": PLAIN.replace("FM AMEMBASSY", "FM AMCONSUL"),
    "a time": PLAIN.replace("150930Z", "150931Z"),
    "a precedence": PLAIN.replace("P 15", "O 15"),
    "a classification": PLAIN.replace("UNCLAS ", "SECRET "),
    "a caption": PLAIN.replace("SIPDIS", "EXDIS"),
    "a tag": PLAIN.replace("EFIN, ", "EAGR, "),
    "a signature": PLAIN.replace("ROE", "DOE"),
    "a line of the heading that is no field": f"Copied at Strelsau\n{PLAIN}",
    "an ending": f"{PLAIN}\nPostscript.\n",
}


def adds_nothing(text: str, held: str) -> bool:
    """Return whether a text adds neither words to a held one nor anything that it states."""
    is_same = copy_of(text, DEFAULT).adds_no_words_to(copy_of(held, DEFAULT))
    return is_same and states_no_more(parse(text), parse(held))


@pytest.mark.parametrize("text", FURNITURE.values(), ids=FURNITURE)
def test_furniture_is_none_of_the_words(text: str) -> None:
    assert adds_nothing(text, PLAIN)
    assert adds_nothing(PLAIN, text)


@pytest.mark.parametrize("text", FACTS.values(), ids=FACTS)
def test_facts_and_other_words_add_something(text: str) -> None:
    assert not adds_nothing(text, PLAIN)


@pytest.mark.parametrize("kind", ["message attributes", "offices"])
def test_a_copy_without_the_facts_adds_nothing(kind: str) -> None:
    assert adds_nothing(PLAIN, FACTS[kind])


@pytest.mark.parametrize("text", ["", "\n", "NNNN", "FM AMEMBASSY ZENDA\nTO AMEMBASSY STRELSAU\n"])
def test_a_text_without_words_is_no_copy(text: str) -> None:
    assert not adds_nothing(text, PLAIN)


def test_a_table_read_by_columns_is_the_same_words() -> None:
    rows = record(
        PLAIN.replace("The barges came", "The tolls:\n\nBARGES 12 14\nMULES 30 31\n\nThey came"), Film_Number="D1"
    )
    columns = rows.partition("Message Attributes")[0].replace(
        "BARGES 12 14\nMULES 30 31", "BARGES\nMULES\n12\n30\n14\n31"
    )
    assert adds_nothing(f"{columns}\nNNNN\n", rows)
    assert not adds_nothing(columns.replace("31", "13"), rows)
