"""Tokens and blocks of pages: as the standard's tokenizer has them, and in linear time and memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.markup import MarkupTag, lines, page_blocks, tokens
from cables.sources.raw import RefusedFileError


@pytest.mark.parametrize(
    ("page", "expected"),
    [
        ("a<br>b", ["a", "br", "b"]),
        ("a<BR/>b", ["a", "br", "b"]),
        ("a <b title='>'>b</b> &amp;&#38; c", ["a b && c"]),
        ("a < b <3 c", ["a < b <3 c"]),
        ("a<!-- <br> -->b<!-->c<!--->d<!doctype x>e<?x?>f</ >g", ["abcdefg"]),
        ("a<!-- never closed <br>", ["a"]),
        ("<script>if (a<br>b) '<pre>'</script >x<style>p{}</style>", ["x"]),
        ("<script>never closed <br>", [""]),
        ("<title>T &lt;br&gt; <br></title>x", ["T <br> <br>x"]),
        ("a<br title=never closed", ["a"]),
        ("<br a=\"1>2\" b='>' c=d/ e>x", ["br", "x"]),
        ('<br a"b>x', ["br", "x"]),
        ("a\r\nb\rc", ["a\nb\nc"]),
        ("&#" + "1" * 5000 + ";&#x" + "f" * 5000 + ";", ["\ufffd\ufffd"]),
    ],
)
def test_tokens(page: str, expected: list[str]) -> None:
    found = [token.name if isinstance(token, MarkupTag) else token for token in tokens(page)]
    assert found == expected or found == [*expected, ""]


@pytest.mark.parametrize(
    ("tag", "value"),
    [
        ("<div id=a>", "a"),
        ("<div class='x' ID=\"a b\">", "a b"),
        ("<div id=a&amp;b id=c>", "a&b"),
        ("<div id>", ""),
        ("<div/id=a/>", "a/"),
        ("<div data-id=x>", ""),
    ],
)
def test_attributes(tag: str, value: str) -> None:
    [first, *_] = [token for token in tokens(tag) if isinstance(token, MarkupTag)]
    assert first.attribute("id") == value


@pytest.mark.parametrize(
    ("page", "texts"),
    [
        ("<pre>\n a\n<b>b</b>\n</pre>", [" a\nb\n"]),
        ("<pre>a<br>b</pre>", ["a\nb"]),
        ("<pre>a<br>\nb</pre>", ["a\nb"]),
        ("<div>a<br/>\nb\nc<br><br>d</div>", ["a\nb c\n\nd"]),
        ("<div>a\nb</div>", ["a\nb"]),
        ("<div><p>a</p>\n<p>b</p></div>", ["\na\n\nb\n"]),
        ("<pre>a<div>b</div><pre>c</pre>d</pre>e", ["e", "abcd"]),
        ("<div><pre>a</div>b", ["b", "a"]),
        ("<div>a</section>b</div></div>c", ["c", "ab"]),
        ("a\0b", ["a\ufffdb"]),
    ],
)
def test_the_text_of_blocks(page: str, texts: list[str]) -> None:
    assert [block.text for block in page_blocks(page) if block.text] == texts


def test_cells_know_their_table() -> None:
    page = page_blocks("<table><tr><td>a<table><tr><td>b</table><td>c</table><div>d</div>")
    assert [(block.text, block.table) for block in page if block.text] == [("a", 1), ("b", 2), ("c", 1), ("d", 0)]


def test_lines_are_in_the_order_of_the_page() -> None:
    page = page_blocks("<div>a <i>b</i>\n c<div>d</div>e<br>f</div><td>g<td> <h1>h</h1>")
    assert lines(page) == ["a b c", "d", "e", "f", "g", "h"]


def test_a_page_of_too_many_tags_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="more than 20,000 tags"):
        page_blocks("<br>" * 20_001)


HOSTILE = {
    "tags in one another": "<div>" * 10_000 + "x" + "</div>" * 10_000,
    "tags that close nothing": "<div>" * 9_000 + "</td>" * 9_000,
    "formatting that is never closed": "<p>" + "".join(f"<b a{n}>" for n in range(9_000)) + "<p>x" * 9_000,
    "tables in tables": "<table>x" * 10_000,
    "attributes": "<div " + "".join(f"a{n}='b' " for n in range(200_000)) + ">",
    "attributes with brackets": "<div " + "a='>' " * 300_000 + ">x",
    "a tag without an end": "<div " + "a=b " * 1_000_000,
    "tags without an end": "<a " * 19_000 + "x" * 4_000_000,
    "quotes that are not closed": "<a b=\"c ='" * 10_000 + "x " * 1_000_000,
    "blanks": "<div" + " " * 4_000_000 + "<br>",
    "slashes": "<div" + "/" * 4_000_000,
    "comments that are not closed": "<!--" * 19_000 + "-" * 4_000_000,
    "scripts that are not closed": "<script>" * 19_000 + " " * 4_000_000,
    "references": "&" * 4_000_000,
    "numbers": "&#" + "9" * 4_000_000,
    "breaks": "<div>" + "<br>\n" * 19_000,
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_pages_take_little_time_and_memory(shape: str) -> None:
    page = HOSTILE[shape]
    tracemalloc.start()
    began = time.perf_counter()
    try:
        found = page_blocks(page)
        for block in found:
            assert block.text is not None
        lines(found)
    finally:
        taken = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert time.perf_counter() - began < 10
    assert taken < 100_000_000


@given(st.text(st.sampled_from("<>/!-\"'= abPRE&#;\n\0"), max_size=80))
def test_nothing_is_raised_and_no_text_is_lost_or_doubled(page: str) -> None:
    found = page_blocks(page)
    assert sum(len(block.text) for block in found) <= len(page)
    assert len("".join(lines(found))) <= len(page)
