"""XML of records: an element whose child has the text of a telegram; other documents are refused by their name."""

from __future__ import annotations

import io
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


def test_entities_are_not_read() -> None:
    bomb = '<!DOCTYPE a [<!ENTITY a "xxxxxxxxxx"><!ENTITY b "&a;&a;&a;">]><a><text>&b;</text></a>'
    assert [refused(item).reason for item in read(bomb)] == ["declares the entity a: entities are not read"]


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text>x</text></TEI>", "is TEI, in XML"),
        ("<shop><item><price>7</price></item></shop>", "is XML whose document is called shop, and no element of it"),
        ("<ead><archdesc/></ead>", "is EAD, a finding aid, in XML"),
    ],
)
def test_other_documents_are_refused_by_their_name(document: str, said: str) -> None:
    assert [refused(item).reason.startswith(said) for item in read(document)] == [True]
