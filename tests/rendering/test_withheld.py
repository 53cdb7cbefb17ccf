"""Marks where a FOIA release withholds something: what they cover, what they say, and the lines around them."""

from __future__ import annotations

import pytest

from cables.rendering.html import TextLink, paragraph
from cables.rendering.withheld import marks
from cables.telegram.exemptions import Release

RELEASE = Release(frozenset(), in_full=False)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "He, [      ] B6, left.",
            [TextLink(4, 13, None, "", "blank"), TextLink(13, 15, None, "personal privacy", "withheld")],
        ),
        ("He, [      ], left.", [TextLink(4, 12, None, "", "withheld")]),
        ("He, [B6], left.", [TextLink(4, 8, None, "personal privacy", "withheld")]),
        ("He left\nB1\n1.4(D)\nus.", [TextLink(8, 17, None, "national security; foreign relations", "withheld")]),
        ("He had a B1 visa.", []),
    ],
)
def test_what_they_cover_and_say(text: str, expected: list[TextLink]) -> None:
    assert marks(text, RELEASE) == expected


def test_without_a_release_only_brackets_have_marks() -> None:
    assert [mark.style for mark in marks("He, [      ] B6, left\nB6\nus.", None)] == ["blank", "withheld"]


def test_a_mark_stands_in_the_sentence_and_its_blanks_make_no_table() -> None:
    text = "The dairyman who had made it, [        ] B6, told us\nthat the sentry,        [           ] B6,\nhad gone."
    html = paragraph(text, marks(text, RELEASE), 62)
    mark = (
        '<span class="blank">{}</span><span class="withheld"><span class="added">withheld: </span>B6'
        '<span class="added"> personal privacy</span></span>'
    )
    assert html == (
        f"<p>The dairyman who had made it, {mark.format('[        ] ')}, told us that the sentry, "
        f"       {mark.format('[           ] ')}, had gone.</p>"
    )
