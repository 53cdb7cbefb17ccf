"""Texts made up to do harm, through everything that becomes of a text: nothing is raised, and text stays text.

`pytest tests/robustness/test_fuzz.py --hypothesis-profile thousands` runs thousands of them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser, LexborNode

from cables.ingest import service
from cables.ingest.outcomes import Outcome, Status
from cables.models import Cable, CableTag, Mention, Paragraph, Revision
from cables.sources import RawCable, jsonl, text
from cables.sources.raw import Limits, RefusedItem
from cables.telegram import parse
from cables.verification import verifier
from tests.builders import telegram

EXAMPLES = max(1, settings().max_examples // 6)  # each goes through some twenty pages
FILE = "07ZENDA77.txt"

# A name that no template knows: where an element or an attribute of a page has it, text has become markup.
HARM = [
    *(
        "<zq9>",
        "</pre><zq9 onload=zq9()>",
        '"><zq9 zq9="',
        "' zq9='1",
        "<script>zq9()</script>",
        "<!--zq9-->",
        "]]><zq9/>",
    ),
    *("</title></textarea><zq9>", "<svg/onload=zq9()>", "javascript:zq9()", "{{ zq9 }}", "{% zq9 %}", "{% endblock %}"),
    *("&zq9;", "&lt;zq9&gt;", "&#60;zq9&#62;", "%3Czq9%3E", "=zq9|' /C calc'!A0", "@zq9", "+zq9", "-zq9"),
    *("\x00", "\x1b[31m", "\x1b]0;zq9\x07", "\x7f", "\x85", "\u2028", "\ufeff", "\ufffe", "\u202ezq9\u202c", "\u2066"),
    *(
        "\ud800",
        "\udfff",
        "\U0001f6a2",
        "e\u0301" * 9,
        "İı",
        "ﬀ",
        "٣",
        "½",
        "\\",
        "\\'",
        "'; DROP TABLE zq9; --",
        "%s{0}",
    ),
]
SHAPES = [
    *("P 150930Z JUN 07", "FM AMEMBASSY ZENDA", "TO RUEHC/SECSTATE WASHDC PRIORITY 1234", "INFO RUEHZQ/AMEMBASSY LIMA"),
    *(
        "S E C R E T SECTION 01 OF 02 ZENDA 000077",
        "UNCLAS ZENDA 000077",
        "SIPDIS",
        "NOFORN",
        "E.O. 12958: DECL: 1/2/17",
    ),
    *("TAGS: PREL, ECON, PE", "TAGS: ", "SUBJECT: (S) TOLLS", "SUBJECT: ", "REF: A. LIMA 909", "     B. 06 QUITO 12"),
    *(
        "Classified By: DCM Jane Roe for reasons 1.4 (b)",
        "1. (S) The barges (ref A) came back.",
        "2. (U) ",
        "¶3. (C/NF) ",
    ),
    *(
        "-- salt",
        "As 06 BOGOTA 5 and para 2 said, septel.",
        "SUMMARY",
        "-------",
        "Salt   12    14",
        "ROE",
        "NNNN",
        "XXXXXXXXXXXX",
    ),
]
PIECES = st.sampled_from(HARM) | st.sampled_from(SHAPES) | st.text(st.characters(), max_size=30)
GLUE = st.sampled_from(["\n", "\n\n", " ", "", ", ", "\r\n", "\t"])
LOOSE = st.lists(st.tuples(PIECES, GLUE), max_size=25).map(lambda parts: "".join(one + glue for one, glue in parts))
LINE = st.lists(PIECES, min_size=1, max_size=4).map(" ".join)
WHOLE = st.builds(
    telegram,
    st.just("07ZENDA77"),
    subject=LINE,
    tags=LINE,
    refs=st.lists(LINE, max_size=3),
    paragraphs=st.lists(LINE, max_size=4),
    captions=st.lists(LINE, max_size=2),
    info=st.lists(LINE, max_size=2),
    classified_by=st.none() | LINE,
    signer=LINE,
)
TEXTS = WHOLE | LOOSE
QUERIES = st.lists(
    st.sampled_from([*HARM, "barges", "tag:PREL", '"came back"', "OR", "(", "zq9"]), min_size=1, max_size=3
)


def raw(written: str, where: str) -> RawCable | RefusedItem:
    """The text as a file gives it, or as a line of JSON does, which can spell what no file holds."""
    if where == FILE:
        content = written.encode("utf-8", "surrogatepass")
        return next(text.cables(io.BytesIO(content), FILE, Limits()))
    line = json.dumps({"text": written, "mrn": "07ZENDA77"}).encode()
    return next(jsonl.cables(io.BytesIO(line), where, Limits()))


def nodes(page: LexborHTMLParser) -> Iterator[LexborNode]:
    """Every element of a page."""
    assert page.root
    return page.root.traverse(include_text=False)


def is_harmless(content: bytes) -> None:
    """No markup of a page comes from a text, and no address in it runs anything."""
    page = LexborHTMLParser(content.decode())
    for node in nodes(page):
        attributes = node.attributes
        assert node.tag != "script" or attributes.get("src"), "a script in the page"
        assert "zq9" not in (node.tag or ""), node.html
        assert not [name for name in attributes if "zq9" in name or name.startswith("on") or name == "style"], node.html
        for name in ("href", "src", "action"):
            assert not (attributes.get(name) or "").lower().lstrip().startswith(("javascript:", "data:")), node.html


class Visitor:
    """Asks for pages and looks at what comes."""

    def __init__(self) -> None:
        self.client = Client()

    def got(self, path: str, **query: str) -> bytes:
        """What a page or file holds, empty where there is none; a page is found harmless."""
        address = f"{path}?{urlencode(query, errors='replace')}" if query else path
        response = self.client.get(address)
        assert response.status_code in (200, 301, 302, 400, 404), (address, response.status_code)
        content = bytes(response.getvalue())
        if response.headers.get("Content-Type", "").startswith("text/html"):
            is_harmless(content)
        return content if response.status_code == 200 else b""

    def data(self, path: str, **query: str) -> None:
        """Ask for a list as data: each format can be read by those who read it, and runs nothing in a spreadsheet."""
        files = {suffix: self.got(f"{path}.{suffix}", **query) for suffix in ("json", "csv", "atom")}
        if any(files.values()):
            json.loads(files["json"])
            ElementTree.fromstring(files["atom"])  # noqa: S314 - our own feed
            for row in csv.reader(io.StringIO(files["csv"].decode())):
                assert not [cell for cell in row if cell.startswith(("=", "@", "+", "-", "\t", "\r"))]


def stretches_lie_in_the_text(cable: Cable, read: RawCable) -> None:
    """What is stored as a place in a text is one."""
    said = parse(read.text, read.hint, published_id=read.published_id)
    for mention in said.mentions:
        paragraph = said.paragraphs[mention.paragraph - 1]
        assert paragraph.text[mention.start : mention.end] == mention.text
    kept = Revision.objects.get(cable=cable, number=cable.revision_number).text
    stored = list(Paragraph.objects.filter(cable=cable).order_by("position"))
    assert all(kept[row.start :].startswith(row.text[:1]) for row in stored)
    for place in Mention.objects.filter(cable=cable):
        assert 0 <= place.start < place.end <= len(stored[place.paragraph - 1].text)


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=1, max_size=2), st.sampled_from([FILE, "a.jsonl:1"]), QUERIES)
def test_text_is_data(texts: list[str], where: str, asked: list[str]) -> None:
    with transaction.atomic():
        visitor = Visitor()
        for written in texts:
            read = raw(written, where)
            if isinstance(read, RefusedItem):
                assert read.reason
                continue
            dry: list[Outcome] = []
            told: list[Outcome] = []
            service.ingest([read], label=where, dry_run=True, report=dry.append)
            service.ingest([read], label=where, report=told.append)
            assert told == dry
            [foreseen] = told
            if foreseen.status in (Status.STORED, Status.REVISED):
                cable = Cable.objects.get(mrn=foreseen.mrn)
                stretches_lie_in_the_text(cable, read)
                assert visitor.got(f"/cable/{cable.mrn}.txt") == read.content
        for cable in Cable.objects.all():
            pages_of(visitor, cable)
        query = " ".join(asked)
        visitor.got("/search/", q=query)
        visitor.got("/concordance/", q=query)
        for address in ("/search", "/post/ZENDA", "/date/2007", "/log"):
            visitor.data(address, **({"q": "barges"} if address == "/search" else {}))
        visitor.got("/missing/")
        assert [difference.sentence for difference in verifier.verify()] == []
        transaction.set_rollback(True)


def pages_of(visitor: Visitor, cable: Cable) -> None:
    """Look at every page and file of a cable, and at the lists of its TAGS."""
    page = f"/cable/{cable.mrn}/"
    for address in (page, f"{page}like/", f"{page}history/", f"{page}difference/", f"/cable/{cable.mrn}.txt"):
        visitor.got(address)
    visitor.got(page, revision="1")
    visitor.got(page, q="barges zq9")
    json.loads(visitor.got(f"/cable/{cable.mrn}.json"))
    for borne in CableTag.objects.filter(cable=cable).select_related("tag")[:2]:
        visitor.got(borne.tag.get_absolute_url())
        visitor.data(borne.tag.get_absolute_url().rstrip("/"))
