"""Hostile texts, imported and shown on every page: no exception is raised, and text stays text.

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
from cables.sources.limits import Limits
from cables.sources.raw import RefusedItem
from cables.sources.record import Members
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
TELEGRAM_LINES = [
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
PIECES = st.sampled_from(HARM) | st.sampled_from(TELEGRAM_LINES) | st.text(st.characters(), max_size=30)
SEPARATORS = st.sampled_from(["\n", "\n\n", " ", "", ", ", "\r\n", "\t"])
LOOSE_TEXTS = st.lists(st.tuples(PIECES, SEPARATORS), max_size=25).map(
    lambda parts: "".join(one + separator for one, separator in parts)
)
LINES = st.lists(PIECES, min_size=1, max_size=4).map(" ".join)
TELEGRAMS = st.builds(
    telegram,
    st.just("07ZENDA77"),
    subject=LINES,
    tags=LINES,
    refs=st.lists(LINES, max_size=3),
    paragraphs=st.lists(LINES, max_size=4),
    captions=st.lists(LINES, max_size=2),
    info=st.lists(LINES, max_size=2),
    classified_by=st.none() | LINES,
    signer=LINES,
)
TEXTS = TELEGRAMS | LOOSE_TEXTS
QUERIES = st.lists(
    st.sampled_from([*HARM, "barges", "tag:PREL", '"came back"', "OR", "(", "zq9"]), min_size=1, max_size=3
)


def raw(source_text: str, where: str) -> RawCable | RefusedItem:
    """Return the text as a file gives it, or as a line of JSON does, which can spell what no file contains."""
    if where == FILE:
        content = source_text.encode("utf-8", "surrogatepass")
        return next(text.cables(io.BytesIO(content), FILE, Limits()))
    line = json.dumps({"text": source_text, "mrn": "07ZENDA77"}).encode()
    return next(jsonl.cables(io.BytesIO(line), where, Limits(), Members()))


def nodes(page: LexborHTMLParser) -> Iterator[LexborNode]:
    """Return every element of a page."""
    assert page.root
    return page.root.traverse(include_text=False)


def check_harmless(content: bytes) -> None:
    """Check that no markup of a page is from a text, and that no URL in it runs anything."""
    page = LexborHTMLParser(content.decode())
    for node in nodes(page):
        attributes = node.attributes
        assert node.tag != "script" or attributes.get("src"), "a script in the page"
        assert "zq9" not in (node.tag or ""), node.html
        assert not [name for name in attributes if "zq9" in name or name.startswith("on") or name == "style"], node.html
        for name in ("href", "src", "action"):
            assert not (attributes.get(name) or "").lower().lstrip().startswith(("javascript:", "data:")), node.html


class Visitor:
    """A client that checks each response."""

    def __init__(self) -> None:
        self.client = Client()

    def get(self, path: str, **query: str) -> bytes:
        """Return the content of a page or file, empty where there is none; check that a page is harmless."""
        url = f"{path}?{urlencode(query, errors='replace')}" if query else path
        response = self.client.get(url)
        assert response.status_code in (200, 301, 302, 400, 404), (url, response.status_code)
        content = bytes(response.getvalue())
        if response.headers.get("Content-Type", "").startswith("text/html"):
            check_harmless(content)
        return content if response.status_code == 200 else b""

    def data(self, path: str, **query: str) -> None:
        """Request a list as data: each format can be parsed, and runs nothing in a spreadsheet."""
        files = {suffix: self.get(f"{path}.{suffix}", **query) for suffix in ("json", "csv", "atom")}
        if any(files.values()):
            json.loads(files["json"])
            ElementTree.fromstring(files["atom"])  # noqa: S314 - our own feed
            for row in csv.reader(io.StringIO(files["csv"].decode())):
                assert not [cell for cell in row if cell.startswith(("=", "@", "+", "-", "\t", "\r"))]


def check_offsets(cable: Cable, read: RawCable) -> None:
    """Check that every stored offset is within its text."""
    parsed = parse(read.text, read.hint, published_id=read.published_id)
    for mention in parsed.mentions:
        paragraph = parsed.paragraphs[mention.paragraph - 1]
        assert paragraph.text[mention.start : mention.end] == mention.text
    revision_text = Revision.objects.get(cable=cable, number=cable.revision_number).text
    stored = list(Paragraph.objects.filter(cable=cable).order_by("position"))
    assert all(revision_text[each.start :].startswith(each.text[:1]) for each in stored)
    for row in Mention.objects.filter(cable=cable):
        assert 0 <= row.start < row.end <= len(stored[row.paragraph - 1].text)


@pytest.mark.django_db
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(TEXTS, min_size=1, max_size=2), st.sampled_from([FILE, "a.jsonl:1"]), QUERIES)
def test_text_is_data(texts: list[str], where: str, query_words: list[str]) -> None:
    with transaction.atomic():
        visitor = Visitor()
        for source_text in texts:
            read = raw(source_text, where)
            if isinstance(read, RefusedItem):
                assert read.reason
                continue
            dry_run: list[Outcome] = []
            reported: list[Outcome] = []
            service.ingest([read], label=where, dry_run=True, report=dry_run.append)
            service.ingest([read], label=where, report=reported.append)
            assert reported == dry_run
            [outcome] = reported
            if outcome.status in (Status.STORED, Status.REVISED):
                cable = Cable.objects.get(mrn=outcome.mrn)
                check_offsets(cable, read)
                assert visitor.get(f"/cable/{cable.mrn}.txt") == read.content
        for cable in Cable.objects.all():
            get_pages(visitor, cable)
        query = " ".join(query_words)
        visitor.get("/search/", q=query)
        visitor.get("/concordance/", q=query)
        for url in ("/search", "/post/ZENDA", "/date/2007", "/log"):
            visitor.data(url, **({"q": "barges"} if url == "/search" else {}))
        visitor.get("/missing/")
        assert [difference.sentence for difference in verifier.verify()] == []
        transaction.set_rollback(True)


def get_pages(visitor: Visitor, cable: Cable) -> None:
    """Request every page and file of a cable, and the lists of its TAGS."""
    page = f"/cable/{cable.mrn}/"
    for url in (page, f"{page}like/", f"{page}history/", f"{page}difference/", f"/cable/{cable.mrn}.txt"):
        visitor.get(url)
    visitor.get(page, revision="1")
    visitor.get(page, q="barges zq9")
    json.loads(visitor.get(f"/cable/{cable.mrn}.json"))
    for cable_tag in CableTag.objects.filter(cable=cable).select_related("tag")[:2]:
        visitor.get(cable_tag.tag.get_absolute_url())
        visitor.data(cable_tag.tag.get_absolute_url().rstrip("/"))
