"""Paragraphs as HTML: the text content is the text that was given, and nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cables.rendering.html import (
    Highlight,
    TextLink,
    anchors,
    escape,
    highlighted,
    multiline,
    numbered_paragraph,
    paragraph,
)

ELEMENTS = {"p", "ul", "li", "pre", "a", "abbr", "bdi", "span", "br", "mark"}
WHITE_SPACE = re.compile("[ \t\n\r\f]+")
ADDED = re.compile(r'<span class="(?:steps|added)[^>]*>.*?</span>', re.DOTALL)


def shown(html: str) -> str:
    """Return the text content of some HTML without its white space, steps between highlights and words of marks."""
    body = LexborHTMLParser(f"<body><div id=x>{ADDED.sub('', html)}</div>").css_first("#x")
    assert body is not None
    return WHITE_SPACE.sub("", body.text())


def carried(text: str) -> str:
    """Return a text without its white space, with what no page can carry as a page shows it."""
    parts = []
    for character in WHITE_SPACE.sub("", text):
        code = ord(character)
        if 0xD800 <= code <= 0xDFFF:
            parts.append("\ufffd")
        elif code < 0x20:
            parts.append(chr(0x2400 + code))
        else:
            parts.append("\u2421" if code == 0x7F else character)
    return "".join(parts)


def elements(html: str) -> set[str]:
    """Return the names of all elements in some HTML."""
    return set(re.findall(r"</?([a-z]+)", html))


@pytest.mark.parametrize(
    ("numbers", "ids"),
    [
        ([1, 2, 3], ["p1", "p2", "p3"]),
        ([1, 3, 3, 3], ["p1", "p3", "p3-2", "p3-3"]),
        ([None, 1, None], ["u1", "p1", "u3"]),
        ([], []),
    ],
)
def test_ids_of_paragraphs(numbers: list[int | None], ids: list[str]) -> None:
    assert anchors(numbers) == ids


@given(st.lists(st.none() | st.integers(0, 5)))
def test_ids_are_unique(numbers: list[int | None]) -> None:
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
    html = paragraph("See ref A.", [TextLink(4, 9, "/cable/07ZENDA1/", 'Ref A: "Salt"')])
    assert html == '<p>See <a class="ref" href="/cable/07ZENDA1/" title="Ref A: &quot;Salt&quot;">ref A</a>.</p>'


def test_a_span_that_is_only_explained() -> None:
    assert paragraph("See septel.", [TextLink(4, 10, None, "Apart")]) == '<p>See <abbr title="Apart">septel</abbr>.</p>'


def test_a_link_that_spans_lines_stays_one() -> None:
    first = "The barges came back on Friday, four days after the toll (refs"
    text = f"{first}\nA and B)."
    html = paragraph(text, [TextLink(58, 70, "#references")], 62)
    assert html.count("<a ") == 1
    assert '<a class="ref" href="#references">refs A and B</a>).' in html


def test_a_link_ends_with_its_block() -> None:
    assert paragraph("One.\n\nTwo.", [TextLink(0, 10, "#x")]) == '<p><a class="ref" href="#x">One.</a></p><p>Two.</p>'


@pytest.mark.parametrize(
    "links", [[TextLink(-1, 2, "#x")], [TextLink(2, 99, "#x")], [TextLink(3, 3, "#x")], [TextLink(5, 4, "#x")]]
)
def test_links_outside_the_text_are_left_out(links: list[TextLink]) -> None:
    assert paragraph("The toll.", links) == "<p>The toll.</p>"


def test_of_links_that_overlap_the_first_counts() -> None:
    html = paragraph("refs A and B", [TextLink(5, 12, "#late"), TextLink(0, 6, "#early")])
    assert html == '<p><a class="ref" href="#early">refs A</a> and B</p>'


def steps(number: int, total: int, style: str = "steps") -> str:
    """Return the steps of a highlight as a page has them."""
    back = f'<a href="#hit-{number - 1}" aria-label="Previous place">‹</a>' if number > 1 else ""
    on = f'<a href="#hit-{number + 1}" aria-label="Next place">›</a>' if number < total else ""
    return f'<span class="{style}">{back} {number} of {total} {on}</span>'


def test_highlights_are_marked() -> None:
    html = paragraph("The toll & the lock.", highlights=[Highlight(15, 19), Highlight(4, 8)])
    assert html == "<p>The <mark>toll</mark> &amp; the <mark>lock</mark>.</p>"


def test_numbered_highlights_have_ids_and_steps() -> None:
    html = paragraph("The toll.", highlights=[Highlight(4, 8, 2, 3, first=True)])
    assert html == f'<p>The <mark id="hit-2">toll</mark>{steps(2, 3, "steps opening")}.</p>'
    assert "Previous" not in paragraph("The toll.", highlights=[Highlight(4, 8, 1, 3)])
    assert "Next" not in paragraph("The toll.", highlights=[Highlight(4, 8, 3, 3)])


HIGHLIGHTS_IN_LINKS = [
    # (highlight, the paragraph "See ref A now." with a link on "ref A")
    ((0, 3), '<mark id="hit-1">See</mark>{} <a class="ref" href="#x">ref A</a> now.'),
    ((4, 7), 'See <a class="ref" href="#x"><mark id="hit-1">ref</mark> A</a>{} now.'),
    ((4, 9), 'See <a class="ref" href="#x"><mark id="hit-1">ref A</mark></a>{} now.'),
    ((8, 13), 'See <a class="ref" href="#x">ref <mark id="hit-1">A</mark></a><mark> now</mark>{}.'),
    ((0, 7), '<mark id="hit-1">See </mark><a class="ref" href="#x"><mark>ref</mark> A</a>{} now.'),
    ((0, 13), '<mark id="hit-1">See </mark><a class="ref" href="#x"><mark>ref A</mark></a><mark> now</mark>{}.'),
]


@pytest.mark.parametrize(("highlight", "html"), HIGHLIGHTS_IN_LINKS)
def test_highlights_in_links_are_marked_inside_and_their_steps_stand_outside(
    highlight: tuple[int, int], html: str
) -> None:
    found = paragraph("See ref A now.", [TextLink(4, 9, "#x")], highlights=[Highlight(*highlight, 1, 1)])
    assert found == f"<p>{html.format(steps(1, 1))}</p>"


def test_a_highlight_that_spans_lines_is_marked_in_both() -> None:
    assert paragraph("Halved.\nTolls.", highlights=[Highlight(0, 13, 1, 1)]) == (
        f'<p><mark id="hit-1">Halved.</mark><br><mark>Tolls</mark>{steps(1, 1)}.</p>'
    )


@pytest.mark.parametrize(
    ("marked", "html"),
    [
        ("declara-\ntion", f'a <mark id="hit-1">declaration</mark>{steps(1, 1)} of'),
        ("a declara-\ntion of", f'Zenda, <mark id="hit-1">a declaration of</mark>{steps(1, 1)} all'),
        ("declara", f'a <mark id="hit-1">declara</mark>{steps(1, 1)}tion of'),
        ("tion", f'a declara<mark id="hit-1">tion</mark>{steps(1, 1)} of'),
    ],
)
def test_a_highlight_in_a_word_that_is_joined_is_one_mark(marked: str, html: str) -> None:
    text = "The guild read the petition of the Duke on the toll in Zenda, a declara-\ntion of all the fishermen."
    at = text.rindex(marked)
    found = paragraph(text, width=72, highlights=[Highlight(at, at + len(marked), 1, 1)], words=frozenset())
    assert html in found


def test_highlights_in_tables_lists_headings_and_subjects() -> None:
    assert "Salt  <mark>12</mark>   14\n" in paragraph("Salt  12   14\nRye    3    4", highlights=[Highlight(6, 8)])
    assert '<span class="mark">--</span> <mark>salt</mark></li>' in paragraph(
        "-- salt\n-- rye", highlights=[Highlight(3, 7)]
    )
    assert multiline("THE TOLL:\nA HISTORY", [Highlight(4, 8)]) == "THE <mark>TOLL</mark>:<br>A HISTORY"
    assert highlighted("The <Toll>", [Highlight(5, 9)]) == "The &lt;<mark>Toll</mark>&gt;"


def test_a_paragraph_has_its_number_and_its_marking() -> None:
    found = numbered_paragraph("The toll.", "p3-2", 3, "C/NF", "THE TOLL\n--------")
    assert found.heading == 'THE TOLL<br><span class="rule" aria-hidden="true">--------</span>'
    assert found.html == (
        '<p><a class="no" href="#p3-2" aria-label="Paragraph 3">3</a>'
        '<abbr class="portion c" title="Confidential, not for foreign nationals">(C/NF)</abbr> The toll.</p>'
    )


def test_a_paragraph_without_a_number_has_an_address_too() -> None:
    found = numbered_paragraph("- salt\n- cheese", "u4", None, None, None)
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
        ("by █████.", 'by <span class="redacted" role="img" aria-label="redacted">█████</span>.'),
        ("██ a bar of a table", "██ a bar of a table"),
    ],
)
def test_characters_that_would_disturb(text: str, html: str) -> None:
    assert escape(text) == html


def test_a_heading_keeps_its_lines() -> None:
    assert multiline("THE TOLL:\nA <HISTORY>") == "THE TOLL:<br>A &lt;HISTORY&gt;"


NASTY = st.sampled_from(
    ["<script>", "</p>", "&amp;", "\x00", "\u202e", "\u2069", "\ud83d", '"', "'", "-- ", "\n", "   "]
)
TEXTS = st.lists(st.text(max_size=40) | st.text(st.characters(), max_size=20) | NASTY, max_size=12).map("".join)
LINKS = st.lists(
    st.builds(
        TextLink,
        *(st.integers(-2, 80), st.integers(-2, 80), st.none() | st.text(max_size=9), TEXTS),
        st.sampled_from(["ref", "blank", "withheld"]),
    ),
    max_size=5,
)
HIGHLIGHTS = st.lists(
    st.builds(Highlight, st.integers(-2, 80), st.integers(-2, 80), st.integers(0, 3), st.just(3)), max_size=5
)


@given(TEXTS, LINKS, HIGHLIGHTS, st.sampled_from([None, 55, 68]))
def test_the_text_content_is_the_text(
    text: str, links: list[TextLink], highlights: list[Highlight], width: int | None
) -> None:
    html = paragraph(text, links, width, highlights=highlights)
    assert shown(html) == carried(text)
    assert elements(html) <= ELEMENTS
    html.encode()


@given(TEXTS)
def test_what_is_plain_holds_no_markup_of_the_text(text: str) -> None:
    html = escape(text)
    assert shown(html) == carried(text)
    assert elements(html) <= {"bdi"}
    html.encode()


@given(TEXTS, LINKS, HIGHLIGHTS)
def test_tags_are_balanced(text: str, links: list[TextLink], highlights: list[Highlight]) -> None:
    html = paragraph(text, links, 62, highlights=highlights)
    open_: list[str] = []
    for close, name in re.findall(r"<(/?)([a-z]+)", html):
        if name == "br":
            continue
        if close:
            assert open_.pop() == name
        else:
            open_.append(name)
    assert open_ == []


@given(TEXTS, LINKS, HIGHLIGHTS)
def test_the_text_as_sent_is_the_text_with_its_lines(
    text: str, links: list[TextLink], highlights: list[Highlight]
) -> None:
    html = paragraph(text, links, 62, highlights=highlights, as_sent=True)
    assert shown(html) == carried(text)
    assert elements(html) <= ELEMENTS
    assert not text or html.startswith('<pre class="sent">')
