"""XML of records: an element whose child has the text of a telegram; other documents are refused by their name."""

from __future__ import annotations

import io
import tracemalloc
from html import escape

import pytest

from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members
from cables.sources.xml import cables
from tests.sources.builders import BODY, cable, refused


def record(text: str = BODY, more: str = "") -> str:
    number = "<docnbr>1974LIMA00101</docnbr><tags><tag>PE</tag><tag>ECON</tag></tags>"
    return f"<record>{number}{more}<msgtext>{escape(text)}</msgtext></record>\n"


def read(content: str, limits: Limits | None = None) -> list[RawCable | RefusedItem]:
    return list(cables(io.BytesIO(content.encode()), "a.xml", limits or Limits(), Members()))


@pytest.mark.parametrize(
    "document",
    [
        f"<?xml version='1.0'?>\n<records>\n{record()}{record()}</records>",
        f"<month><title>May</title><records>{record()}{record()}</records></month>",
        f"<a:records xmlns:a='x'>{record()}{record()}</a:records>",
    ],
)
def test_each_record_is_a_cable(document: str) -> None:
    items = read(document)
    assert [(cable(item).text, cable(item).published_id) for item in items] == [(BODY, "1974LIMA00101")] * 2
    assert cable(items[0]).stated == {"tags": "PE, ECON"}


LINES = [*BODY.split("\n"), "¶2. (U) The café & the barge."]
TEXT = "\n".join(LINES) + "\n"
MARKED = {
    "a break at the end of each line": "".join(f"{escape(line)}<br/>" for line in LINES),
    "breaks and line ends": "".join(f"{escape(line)}<br/>\n      " for line in LINES),
    "a paragraph for each line": "".join(f"<p>{escape(line)}</p>" for line in LINES),
    "an element of any name for each line": "".join(f"<zeile>{escape(line)}</zeile>" for line in LINES),
    "indented": "\n" + "".join(f"      <line>{escape(line)}</line>\n" for line in LINES) + "    ",
    "empty lines as blanks": "".join(f"<line>{escape(line) or ' '}</line>" for line in LINES),
    "in pages": "".join(
        f"<page>{''.join(f'<l>{escape(line)}</l>' for line in part)}</page>" for part in (LINES[:3], LINES[3:])
    ),
    "words marked": escape(TEXT).replace("ECON", "<b>EC<i>ON</i></b>").replace("LIMA", "<ref to='x'>LIMA</ref>"),
    "in another namespace": "".join(f"<x:p xmlns:x='x'>{escape(line)}</x:p>" for line in LINES),
    "one of that name within it": "<body>" + "".join(f"<p>{escape(line)}</p>" for line in LINES) + "</body>",
    "characters as they are": f"<![CDATA[{TEXT}]]>",
}


@pytest.mark.parametrize(
    "document",
    [
        "<records><record><docnbr>1974LIMA00101</docnbr><msgtext>{}</msgtext></record></records>",
        "<month><records><record id='1974LIMA00101'><text>{}</text></record></records></month>",
        "<cables><cable><refid>1974LIMA00101</refid><body>{}</body></cable></cables>",
        "<cables><cable><refid>1974LIMA00101</refid><telegram>{}</telegram></cable></cables>",
        "<cable><refid>1974LIMA00101</refid><text>{}</text></cable>",
        "<record id='1974LIMA00101'><text>{}</text></record>",
        "<document><docnbr>1974LIMA00101</docnbr><text>{}</text></document>",
        "<telegram id='1974LIMA00101'>{}</telegram>",
        "<export><cable id='1974LIMA00101'>{}</cable></export>",
        "<telegrams><telegram refid='1974LIMA00101'>{}</telegram></telegrams>",
    ],
    ids=[
        *("msgtext", "text", "body", "telegram", "one record", "one record by an attribute", "one by its number"),
        *("one telegram", "a cable with its number", "one of telegrams"),
    ],
)
@pytest.mark.parametrize("text", MARKED.values(), ids=MARKED)
def test_elements_within_a_text_are_lines_and_words_of_it(text: str, document: str) -> None:
    [item] = read(document.format(text))
    assert cable(item).text == TEXT
    assert "1974LIMA00101" in (cable(item).published_id, cable(item).hint)
    assert cable(item).stated == {}


def test_the_parts_of_a_text_stand_on_lines_of_their_own() -> None:
    [item] = read(
        "<records><record><text>One\n</text><text>Two<br/></text><text/><text>Three</text></record></records>"
    )
    assert cable(item).text == "One\nTwo\nThree"


def test_words_beside_elements_of_other_members_are_kept() -> None:
    [item] = read(f"<records>{record(more='<film>D <i>74</i>-1</film><header>FM<br/>TO</header>')}</records>")
    assert cable(item).text == f"FM\nTO\n\n{BODY}"
    assert cable(item).stated == {"film": "D 74-1", "tags": "PE, ECON"}


def test_members_within_one_named_like_a_telegram_are_those_of_its_record() -> None:
    message = f"<message><header>FM ZENDA</header><body>{escape(BODY)}</body></message>"
    [item] = read(f"<records><record><docnbr>1974LIMA00101</docnbr>{message}</record></records>")
    assert (cable(item).text, cable(item).published_id) == (f"FM ZENDA\n\n{BODY}", "1974LIMA00101")


def test_telegrams_whose_text_has_another_name_are_no_text_themselves() -> None:
    one = f"<cable><nr>1</nr><inhalt>{escape(BODY)}</inhalt></cable>"
    [item] = read(f"<export><cables>{one}{one}</cables></export>")
    assert refused(item).members == ("nr", "inhalt")


def test_each_of_a_list_of_telegrams_is_one() -> None:
    items = read(f"<export><cables><cable>{escape(BODY)}</cable><cable>{escape(TEXT)}</cable></cables></export>")
    assert [cable(item).text for item in items] == [BODY, TEXT]


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        (f"<records>{record()}<record><a>", "cannot be read as XML, nor what follows it"),
        (f"<records>{record()}{'<a>' * 10_000}", "has more than 50 elements within one another"),
        (f"<records>{record()}{record('x' * 300_000)}</records>", "has a record larger than 100,000 characters"),
        (
            f"<records>{record()}{record(more='<a>x</a>' * 20 + ''.join(f'<n{i}/>' for i in range(600)))}</records>",
            "has an element with more",
        ),
    ],
    ids=["cut off", "nested", "too large", "members"],
)
def test_what_stands_before_a_fault_is_read(document: str, reason: str) -> None:
    first, second = read(document, Limits(cable=100_000))
    assert cable(first).text == BODY
    assert refused(second).reason.startswith(reason)


def test_members_of_one_record_are_stated() -> None:
    [item] = read(
        f"<cable><refid>07LIMA101</refid><film>D1</film><tag>PE</tag><tag>EC</tag><text>{escape(BODY)}</text></cable>"
    )
    assert cable(item).stated == {"film": "D1", "tag": "PE, EC"}


def test_a_map_reads_one_record_whatever_it_is_called() -> None:
    document = f"<note><inhalt>{escape(BODY)}</inhalt></note>"
    [item] = cables(io.BytesIO(document.encode()), "a.xml", Limits(), Members({"text": "inhalt"}))
    assert cable(item).text == BODY
    assert refused(read(document)[0]).members == ("inhalt",)


def test_a_document_type_that_is_declared_elsewhere_is_not_needed() -> None:
    [item] = read(
        f"<!DOCTYPE cables SYSTEM 'cables.dtd'>\n<cables>{record('&')}</cables>".replace("&amp;", "a&nbsp;b&eacute;")
    )
    assert cable(item).text == "a\xa0bé"
    [item] = read(f"<!DOCTYPE cables SYSTEM 'cables.dtd'>\n<cables>{record('&')}</cables>".replace("&amp;", "&zenda;"))
    assert refused(item).reason.startswith("has the entity zenda, which another file declares: write out")


def test_what_stands_in_a_document_of_other_elements_takes_no_memory() -> None:
    document = "<shop>" + "<item><price>7</price></item>\n" * 20_000 + record() + "</shop>"
    tracemalloc.start()
    [item] = cables(io.BytesIO(document.encode()), "a.xml", Limits(cable=10_000), Members())
    assert tracemalloc.get_traced_memory()[1] < 3_000_000
    tracemalloc.stop()
    assert cable(item).text == BODY


def test_entities_are_not_read() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">]><a><text>&b;</text></a>'
    assert [refused(item).reason for item in read(bomb)] == [
        "declares the entity a, and entities are not read: write out what it stands for, and import that"
    ]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text>x</text></TEI>", "is TEI, in XML"),
        ("<shop><item><price>7</price></item></shop>", "is XML whose document is called shop, and no element of it"),
        ("<note><to>A</to><body>B</body></note>", "is XML whose document is called note, and no element of it"),
        ("<article><front/><body><p>A</p></body></article>", "is XML whose document is called article"),
        ("<ead><archdesc/></ead>", "is EAD, a finding aid, in XML"),
    ],
)
def test_other_documents_are_refused_by_their_name(document: str, said: str) -> None:
    assert [refused(item).reason.startswith(said) for item in read(document)] == [True]
