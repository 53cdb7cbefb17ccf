"""Differences of two texts of one cable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.rendering import text_diff
from cables.rendering.text_diff import Segment, SegmentKind, diff, with_context

WORDS = st.lists(st.sampled_from(["salt", "toll", "barge", "\n", "\n\n", " ", "\t", "the", "Sarn."]), max_size=40)
TEXTS = WORDS.map(" ".join)


def shown(segments: list[Segment]) -> str:
    """Return segments as one line: [-removed-] and {+added+}."""
    formats = {
        SegmentKind.SAME: "{}",
        SegmentKind.REMOVED: "[-{}-]",
        SegmentKind.ADDED: "{{+{}+}}",
        SegmentKind.OMITTED: "<{}>",
    }
    return "".join(formats[segment.kind].format(segment.text) for segment in segments)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("", "", ""),
        ("salt\n", "salt\n", "salt\n"),
        ("", "salt\n", "{+salt+}\n"),
        ("salt\n", "", "[-salt\n-]"),
        ("salt\n", " \n", "[-salt\n-] \n"),
        ("on Friday.\n", "on Saturday.\n", "on [-Friday.\n-]{+Saturday.+}\n"),
        ("The toll at\nthe lock\n", "The toll\nat the lock\n", "The toll\nat the lock\n"),
        ("salt toll\ntoll\n", "salt\ntoll toll\n", "salt\ntoll toll\n"),
        ("a\n\nb\nc\n", "a\n\nc\n", "a\n\n[-b\n-]c\n"),
        ("a b c\n", "c a b\n", "{+c+} a b\n[-c\n-]"),
        (
            "they met many of the keepers here\n",
            "nobody knows who of the clerks came back\n",
            "[-they met many of the keepers here\n-]{+nobody knows who of the clerks came back+}\n",
        ),
    ],
)
def test_the_segments(old: str, new: str, wanted: str) -> None:
    assert shown(diff(old, new)) == wanted


def hold_together(old: str, new: str) -> None:
    """Check that the segments of the two texts make up both."""
    segments = diff(old, new)
    assert "".join(segment.text for segment in segments if segment.kind in (SegmentKind.SAME, SegmentKind.ADDED)) == new
    before = "\n".join(segment.text for segment in segments if segment.kind in (SegmentKind.SAME, SegmentKind.REMOVED))
    assert before.split() == old.split()
    assert all(segment.text for segment in segments)


@given(TEXTS, TEXTS)
def test_the_segments_make_up_both_texts(old: str, new: str) -> None:
    hold_together(old, new)


@given(TEXTS, st.sampled_from([" ", "\n", "\n \n"]))
def test_white_space_is_no_difference(text: str, space: str) -> None:
    assert {segment.kind for segment in diff(text, space.join(text.split()))} <= {SegmentKind.SAME}


@given(TEXTS, TEXTS)
def test_the_segments_make_up_both_texts_where_nothing_is_weighed_exactly(old: str, new: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_diff, "EXACT", 0)
        hold_together(old, new)


def test_what_stands_once_in_each_holds_long_texts_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_diff, "EXACT", 4)
    old = "a\nsalt\nx\nx\nx\ntoll\nbarge\nb\n"
    new = "a\nsalt\ny\ny\ny\nbarge\ntoll\nb\n"
    assert shown(diff(old, new)) == "a\nsalt\n[-x\nx\nx\ntoll\n-]{+y\ny\ny+}\nbarge\n{+toll+}\nb\n"


def test_lines_of_too_many_words_are_changed_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_diff, "MOST_WORDS", 2)
    assert shown(diff("a b\nc d e\n", "a x\nc d e\n")) == "a [-b\n-]{+x+}\nc d e\n"
    assert shown(diff("a b c\n", "a b d\n")) == "[-a b c\n-]{+a b d\n+}"


def test_behind_too_many_changes_lines_are_changed_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_diff, "MOST_COMPARED", 1)
    found = shown(diff("a b\nsame\nc d\n", "a x\nsame\nc y\n"))
    assert found == "a [-b\n-]{+x+}\nsame\n[-c d\n-]{+c y\n+}"


HOSTILE = {
    "two letters": ("a\nb\n" * 200_000, "b\na\na\n" * 150_000),
    "one line": ("salt toll " * 100_000, "toll barge " * 100_000),
    "every other line": (
        "".join(f"{line} x\n" for line in range(60_000)),
        "".join(f"{line} {line % 2}\n" for line in range(60_000)),
    ),
    "one word": ("x" * 3_000_000, "y" * 3_000_000),
    "blank": (" " * 2_000_000, "\n" * 2_000_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_shows_whatever_differs(name: str) -> None:
    found = with_context(diff(*HOSTILE[name]))
    assert len(found.segments) <= text_diff.MOST_SEGMENTS
    shown_texts = [segment.text for segment in found.segments if segment.kind is not SegmentKind.OMITTED]
    assert sum(map(len, shown_texts)) <= text_diff.MOST_CHARACTERS
    assert found.cut == (name != "blank")


def test_far_from_changes_lines_are_omitted() -> None:
    lines = [f"line {number}\n" for number in range(20)]
    segments = diff("".join(lines), "".join([*lines[:10], "new\n", *lines[10:]]))
    found = with_context(segments, context=1)
    assert shown(found.segments) == f"<{''.join(lines[:9])}>line 9\n{{+new+}}\nline 10\n<{''.join(lines[11:])}>"
    assert [segment.lines for segment in found.segments if segment.kind is SegmentKind.OMITTED] == [9, 9]
    assert not found.cut


def test_few_lines_are_not_worth_omitting() -> None:
    segments = [
        Segment(SegmentKind.ADDED, "new\n"),
        Segment(SegmentKind.SAME, "a\nb\nc\nd\n"),
        Segment(SegmentKind.ADDED, "new\n"),
    ]
    assert with_context(segments, context=1).segments == segments


def test_texts_that_are_the_same_are_omitted_whole() -> None:
    assert [segment.kind for segment in with_context(diff("a\nb\nc\n", "a\nb\nc\n")).segments] == [SegmentKind.OMITTED]
