"""Paragraphs as HTML: the text that went in comes out, and nothing else does."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cables.render import Link, anchors, lines, paragraph, passage, plain

ELEMENTS = {"p", "ul", "li", "pre", "a", "abbr", "bdi", "span", "br"}
WHITE_SPACE = re.compile("[ \t\n\r\f]+")


def shown(html: str) -> str:
    """The text content of some HTML without its white space."""
    body = LexborHTMLParser(f"<body><div id=x>{html}</div>").css_first("#x")
    assert body is not None
    return WHITE_SPACE.sub("", body.text())


def carried(text: str) -> str:
    """A text without its white space, with what no page can carry as a page shows it."""
    kept = []
    for character in WHITE_SPACE.sub("", text):
        code = ord(character)
        if 0xD800 <= code <= 0xDFFF:
            kept.append("\ufffd")
        elif code < 0x20:
            kept.append(chr(0x2400 + code))
        else:
            kept.append("\u2421" if code == 0x7F else character)
    return "".join(kept)


def elements(html: str) -> set[str]:
    """The names of all elements in some HTML."""
    return set(re.findall(r"</?([a-z]+)", html))


@pytest.mark.parametrize(
    ("numbers", "addresses"),
    [
        ([1, 2, 3], ["p1", "p2", "p3"]),
        ([1, 3, 3, 3], ["p1", "p3", "p3-2", "p3-3"]),
        ([None, 1, None], ["u1", "p1", "u3"]),
        ([], []),
    ],
)
def test_addresses_of_paragraphs(numbers: list[int | None], addresses: list[str]) -> None:
    assert anchors(numbers) == addresses


@given(st.lists(st.none() | st.integers(0, 5)))
def test_addresses_are_unique(numbers: list[int | None]) -> None:
    assert len(set(anchors(numbers))) == len(numbers)


def test_prose() -> None:
    assert paragraph("The toll was halved.") == "<p>The toll was halved.</p>"


def test_lines_are_joined_or_broken() -> None:
    first = "The barges came back on Friday, four days after the toll was"
    assert paragraph(f"{first}\nhalved.\nSo they say.", (), 62) == f"<p>{first} halved.<br>So they say.</p>"


def test_a_list() -> None:
    assert paragraph("Cargo:\n-- salt\n-- cheese\n\nNobody paid.") == (
        '<p>Cargo:</p><ul class="items"><li><span class="mark">--</span> salt</li>'
        '<li><span class="mark">--</span> cheese</li></ul><p>Nobody paid.</p>'
    )


def test_a_table_keeps_its_spaces_but_for_the_indentation_of_all_its_lines() -> None:
    assert paragraph("  Salt      12   14\n    Cheese     3    4") == (
        '<pre class="table" tabindex="0" role="region" aria-label="Table">Salt      12   14\n  Cheese     3    4</pre>'
    )


def test_a_rule() -> None:
    assert paragraph("-----") == '<p class="rule">-----</p>'


def test_a_link() -> None:
    html = paragraph("See ref A.", [Link(4, 9, "/cable/07ZENDA1/", 'Ref A: "Salt"')])
    assert html == '<p>See <a class="ref" href="/cable/07ZENDA1/" title="Ref A: &quot;Salt&quot;">ref A</a>.</p>'


def test_a_stretch_that_is_only_explained() -> None:
    assert paragraph("See septel.", [Link(4, 10, None, "Apart")]) == '<p>See <abbr title="Apart">septel</abbr>.</p>'


def test_a_link_that_spans_lines_stays_one() -> None:
    first = "The barges came back on Friday, four days after the toll (refs"
    text = f"{first}\nA and B)."
    html = paragraph(text, [Link(58, 70, "#references")], 62)
    assert html.count("<a ") == 1
    assert '<a class="ref" href="#references">refs A and B</a>).' in html


def test_a_link_ends_with_its_block() -> None:
    assert paragraph("One.\n\nTwo.", [Link(0, 10, "#x")]) == '<p><a class="ref" href="#x">One.</a></p><p>Two.</p>'


@pytest.mark.parametrize("links", [[Link(-1, 2, "#x")], [Link(2, 99, "#x")], [Link(3, 3, "#x")], [Link(5, 4, "#x")]])
def test_links_outside_the_text_are_left_out(links: list[Link]) -> None:
    assert paragraph("The toll.", links) == "<p>The toll.</p>"


def test_of_links_that_overlap_the_first_counts() -> None:
    html = paragraph("refs A and B", [Link(5, 12, "#late"), Link(0, 6, "#early")])
    assert html == '<p><a class="ref" href="#early">refs A</a> and B</p>'


def test_a_passage_has_its_number_and_its_marking() -> None:
    found = passage("The toll.", "p3-2", 3, "C/NF", "THE TOLL\n--------")
    assert found.heading == 'THE TOLL<br><span class="rule" aria-hidden="true">--------</span>'
    assert found.html == (
        '<p><a class="no" href="#p3-2" aria-label="Paragraph 3">3</a>'
        '<abbr class="portion c" title="Confidential, not for foreign nationals">(C/NF)</abbr> The toll.</p>'
    )


def test_a_passage_without_a_number_has_an_address_too() -> None:
    found = passage("- salt\n- cheese", "u4", None, None, None)
    assert found.heading is None
    assert found.html.startswith('<p><a class="no" href="#u4" aria-label="Paragraph without a number">¶</a></p><ul')


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "<script>alert('x')</script> & \"so\"",
            "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &amp; &quot;so&quot;",
        ),
        ("a\x00b", 'a<bdi class="control" data-code="0000" title="U+0000, control character">␀</bdi>b'),
        (
            "a\u202eb",
            'a<bdi class="control" data-code="202E" title="U+202E, right-to-left override">\u202e</bdi>b',
        ),
        ("a\ud800b", "a\ufffdb"),
        ("São Tomé ¶ ‘so’", "São Tomé ¶ ‘so’"),
    ],
)
def test_characters_that_would_disturb(text: str, html: str) -> None:
    assert plain(text) == html


def test_a_heading_keeps_its_lines() -> None:
    assert lines("THE TOLL:\nA <HISTORY>") == "THE TOLL:<br>A &lt;HISTORY&gt;"


NASTY = st.sampled_from(
    ["<script>", "</p>", "&amp;", "\x00", "\u202e", "\u2069", "\ud83d", '"', "'", "-- ", "\n", "   "]
)
TEXTS = st.lists(st.text(max_size=40) | st.text(st.characters(), max_size=20) | NASTY, max_size=12).map("".join)
LINKS = st.lists(
    st.builds(Link, st.integers(-2, 80), st.integers(-2, 80), st.none() | st.text(max_size=9), TEXTS, st.just("ref")),
    max_size=5,
)


@given(TEXTS, LINKS, st.sampled_from([None, 55, 68]))
def test_the_text_content_is_the_text(text: str, links: list[Link], width: int | None) -> None:
    html = paragraph(text, links, width)
    assert shown(html) == carried(text)
    assert elements(html) <= ELEMENTS
    html.encode()


@given(TEXTS)
def test_what_is_plain_holds_no_markup_of_the_text(text: str) -> None:
    html = plain(text)
    assert shown(html) == carried(text)
    assert elements(html) <= {"bdi"}
    html.encode()


@given(TEXTS, LINKS)
def test_tags_are_balanced(text: str, links: list[Link]) -> None:
    html = paragraph(text, links, 62)
    open_: list[str] = []
    for close, name in re.findall(r"<(/?)([a-z]+)", html):
        if name == "br":
            continue
        if close:
            assert open_.pop() == name
        else:
            open_.append(name)
    assert open_ == []
