"""Pages of PlusD, saved and copied: the text, the number, what the keys state, and pages without a text."""

from __future__ import annotations

import io
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources import html, plusd
from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.telegram import parse
from cables.telegram.textless import notice_of, stated_facts, states_facts
from tests.sources.builders import PLUSD_KEYS, PLUSD_TEXT, cable, plusd_page, refused

LINES = escape(PLUSD_TEXT).splitlines()
STATED = {
    "created": "1975 June 5, 10:20 (Thursday)",
    "canonical_id": "1975ZENDA00118_b",
    "classification": "LIMITED OFFICIAL USE",
    "current_classification": "UNCLASSIFIED",
    "locator": "TEXT ON MICROFILM,TEXT ONLINE",
    "tags": "ETRD - Foreign Trade | QR - Ruritania",
    "concepts": "SALT, PRICES",
    "film_number": "D750195-0118",
    "from": "Ruritania Zenda",
    "to": "Department of State | Secretary of State",
}


def saved(content: bytes, name: str = "a.html") -> RawCable | RefusedItem:
    [item] = html.cables(io.BytesIO(content), name, Limits())
    return item


def copied(text: str, limits: Limits | None = None) -> RawCable | RefusedItem:
    [item] = plusd.cables(io.BytesIO(text.encode()), "a.txt", limits or Limits())
    return item


# The text as pages have it: each gives the same lines.
TEXTS = [
    pytest.param(f"<div id='tagged-text'><pre>{escape(PLUSD_TEXT)}</pre></div>", id="pre"),
    pytest.param(f"<pre>{'<br>'.join(LINES)}</pre>", id="pre with breaks"),
    pytest.param(f"<div id='tagged-text' class='x'>{'<br/>'.join(LINES)}</div>", id="breaks"),
    pytest.param("<div class='text-content'>" + "<br />\n".join(LINES) + "</div>", id="breaks and line ends"),
    pytest.param(f"<div>{'<br>'.join(LINES)}</div>", id="a division without a name"),
    pytest.param(f"<div id='raw-text'>{escape(PLUSD_TEXT)}</div>", id="line ends alone"),
    pytest.param(
        f"<div>{'<br>'.join(line.replace('ZENDA', '<a href=x>ZENDA</a>') for line in LINES)}</div>", id="links"
    ),
    pytest.param(
        f"<p>n/a<br>a<br>b<br></p><div id='tagged-text'></div><pre>{escape(PLUSD_TEXT)}</pre>", id="elsewhere"
    ),
    pytest.param(f"<div><pre>{escape(PLUSD_TEXT)}", id="not closed"),
]


@pytest.mark.parametrize("text", TEXTS)
def test_the_text(text: str) -> None:
    raw = cable(saved(plusd_page(text)))
    assert raw.text.strip() == PLUSD_TEXT.strip()
    assert raw.content == raw.text.encode()
    assert (raw.format, raw.encoding, raw.published_id, raw.stated) == ("plusd", "utf-8", "1975ZENDA00118_b", STATED)


BLOCKS = [
    pytest.param("<dl>{}</dl>", "<dt>{}</dt><dd>{}</dd>", id="a list"),
    pytest.param("<table>{}</table>", "<tr><th>{}</th><td>{}</td></tr>", id="rows"),
    pytest.param("<div>{}</div>", "<p><b>{}:</b> {}</p>", id="paragraphs"),
    pytest.param("<div>{}</div>", "{}: {}<br>\n", id="lines"),
    pytest.param("<div>{}</div>", "<span>{}:</span><div>\n {}\n</div>", id="spans"),
]


@pytest.mark.parametrize(("block", "fact"), BLOCKS)
def test_the_keys_in_other_markup(block: str, fact: str) -> None:
    keys = block.format("".join(fact.format(key, escape(value)) for key, value in PLUSD_KEYS.items()))
    raw = cable(saved(f"<html><body>Search | About{keys}<h2>Content</h2><pre>{PLUSD_TEXT}</pre></body>".encode()))
    assert (raw.published_id, raw.stated, raw.text) == ("1975ZENDA00118_b", STATED, PLUSD_TEXT)


COPIES = [
    pytest.param("{}: {}\n", "\n", id="a line each"),
    pytest.param("{}:\n{}\n", "\n", id="below"),
    pytest.param("{}:\n{}\t", "\n", id="columns"),
    pytest.param("{}\n{}\n", "Raw content\n", id="without colons"),
    pytest.param("{}: {}\r\n", "\r\nRaw content\r\nPrint\r\n\r\n", id="CRLF"),
]


@pytest.mark.parametrize(("fact", "between"), COPIES)
def test_copies(fact: str, between: str) -> None:
    keys = "".join(fact.format(key, value) for key, value in PLUSD_KEYS.items())
    copy = f"Public Library of US Diplomacy\nSALT\n{keys}{between}{PLUSD_TEXT}"
    assert plusd.is_copy(copy)
    raw = cable(copied(copy))
    assert (raw.published_id, raw.stated, raw.text) == ("1975ZENDA00118_b", STATED, PLUSD_TEXT)
    assert raw.content == PLUSD_TEXT.encode()


def test_a_copy_within_a_page() -> None:
    keys = "".join(f"{key}: {value}\n" for key, value in PLUSD_KEYS.items())
    raw = cable(saved(f"<html><pre>{keys}\n{escape(PLUSD_TEXT)}</pre>".encode()))
    assert (raw.stated, raw.text) == (STATED, PLUSD_TEXT)


@pytest.mark.parametrize("format", ["html", "plusd"])
def test_a_saved_page_by_either_name_of_the_format(format: str) -> None:
    assert cable(saved(plusd_page()) if format == "html" else copied(plusd_page().decode())).stated == STATED


def test_it_is_read_as_any_telegram() -> None:
    raw = cable(saved(plusd_page()))
    telegram = parse(raw.text, raw.hint, published_id=raw.published_id, stated=raw.stated)
    assert (telegram.mrn, telegram.date, telegram.subject, telegram.signer) == (
        "75ZENDA118",
        "1975-06-05",
        "SALT & SNUFF",
        "HENTZAU",
    )


def test_the_keys_say_what_the_text_does_not() -> None:
    telegram = parse("1. THE PRICE WENT UP.", published_id="1975ZENDA00118_b2", stated=STATED)
    assert (telegram.mrn, telegram.date, telegram.classification) == (
        "75ZENDA118",
        "1975-06-05",
        "LIMITED OFFICIAL USE",
    )


@pytest.mark.parametrize(
    ("change", "published_id"),
    [
        ({"Canonical ID": "07LIMA3229_a"}, "07LIMA3229_a"),
        ({"Canonical ID": "1975ZENDA00118_b2"}, "1975ZENDA00118_b2"),
        ({"Canonical ID": ""}, "1976STRELSAU00007_c"),
    ],
)
def test_numbers(change: dict[str, str], published_id: str) -> None:
    page = plusd_page(keys=PLUSD_KEYS | change).replace(b"<title>Cable", b"<title>Cable: 1976STRELSAU00007_c")
    assert cable(saved(page)).published_id == published_id


def test_a_page_without_a_number_is_named_for_its_file() -> None:
    page = plusd_page(keys={key: value for key, value in PLUSD_KEYS.items() if key != "Canonical ID"})
    assert cable(saved(page, "x/1975ZENDA00118_b.html")).published_id == "1975ZENDA00118_b"
    assert cable(saved(page, "x/page.html")).published_id is None


def test_keys_that_nobody_knows_are_stated_too() -> None:
    keys = {"Date": "1975 June 5", "Lamp": "green", **PLUSD_KEYS}
    assert cable(saved(plusd_page(keys=keys))).stated["lamp"] == "green"


@pytest.mark.parametrize(
    ("text", "notice"),
    [
        ("", ""),
        ("<pre>\n \n</pre>", ""),
        ("<pre>TEXT ON MICROFILM</pre>", "TEXT ON MICROFILM"),
        ("<div id='tagged-text'>Not available</div>", ""),
        (
            "<pre>EXPAND ERROR ENCOUNTERED; TELEGRAM TEXT\nFOR THIS MRN IS UNAVAILABLE</pre>",
            "EXPAND ERROR ENCOUNTERED; TELEGRAM TEXT FOR THIS MRN IS UNAVAILABLE",
        ),
    ],
)
def test_pages_without_a_text_are_records(text: str, notice: str) -> None:
    item = cable(saved(plusd_page(text, PLUSD_KEYS)))
    telegram = parse(item.text, published_id=item.published_id, stated=item.stated)
    assert (item.format, notice_of(telegram)) == ("plusd", notice)
    assert states_facts(stated_facts(telegram.stated))
    assert telegram.mrn == mrn_of_page()


def mrn_of_page() -> str | None:
    return parse(PLUSD_TEXT, published_id=cable(saved(plusd_page())).published_id).mrn


def test_the_key_of_the_help_is_no_cable() -> None:
    page = b"<html><pre>-----BEGIN PGP PUBLIC KEY BLOCK-----\nNOTREAL</pre></html>"
    assert refused(saved(page)).reason == "holds no cable: a page without preformatted text"


def test_a_telegram_that_speaks_of_errors_is_one() -> None:
    said = PLUSD_TEXT.replace("THE PRICE WENT UP", "ERROR IN REFTEL: TEXT NOT AVAILABLE")
    assert "ERROR IN REFTEL" in cable(saved(plusd_page(f"<pre>{escape(said)}</pre>"))).text


@pytest.mark.parametrize(
    "text",
    [
        "UNCLAS ZENDA 0118\n\nSUBJECT: LOCATOR\nTAGS: QR\n\n1. THE ENCLOSURE: NONE.\n",
        "Concepts: SALT\nLocator: TEXT\n",
        "The Canonical ID of a cable is its number.\n",
    ],
)
def test_what_is_no_copy(text: str) -> None:
    assert not plusd.is_copy(text)
    assert "has no block of keys" in refused(copied(text)).reason


def test_a_page_beyond_the_limits() -> None:
    assert refused(copied("x" * 101, Limits(cable=100))).reason == "is larger than 100 bytes"


KEYS = st.sampled_from(
    [*(f"{key}:" for key in PLUSD_KEYS), "Raw content", "PAGE 01", "TAGS: QR", " ", "\t", "\n", "x", "|"]
)


@given(st.lists(KEYS | st.text(max_size=5), max_size=40).map("\n".join))
def test_nothing_is_raised_on_any_copy(text: str) -> None:
    item = copied(text)
    assert isinstance(item, RefusedItem) or item.text in text.replace("\r\n", "\n")
