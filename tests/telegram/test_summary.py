"""The summary, out of the paragraphs of the body."""

from __future__ import annotations

import pytest

from cables.telegram import paragraphs, summary

SAID = "The barges came back."
MORE = "The ferry sank."


def of(text: str) -> str | None:
    return summary.find_summary(paragraphs.split_body(text, 0, len(text))[0])


@pytest.mark.parametrize(
    "text",
    [
        f"1. (C) Summary: {SAID} End Summary.\n\n2. (C) {MORE}",
        f"1. (C) SUMMARY. {SAID}  END SUMMARY\n\n2. (C) {MORE}",
        f"1. (C) Summary - {SAID}\nEnd\nSummary.\n\n2. (C) {MORE}",
        f"1. (C) Summary:\n\n{SAID} (End summary.)\n\n2. (C) {MORE}",
        f"1. (C) SUMMARY AND COMMENT: {SAID} END SUMMARY AND COMMENT.\n\n2. (C) {MORE}",
        f"1. (C) Summary and Action Request: {SAID} End Summary and Action Request.",
        f"1. (C) Summary and Key Points: {SAID} End Summary.\n\n2. (C) {MORE}",
        f"1. (C) Introduction and Summary: {SAID} End Introduction and Summary.\n\n2. (C) {MORE}",
        f"1. (C) BEGIN SUMMARY: {SAID} END SUMMARY.\n\n2. (C) {MORE}",
        f"1. (C) Summary: {SAID} END OF SUMMARY.\n\n2. (C) {MORE}",
        f"1. (C) Summary: {SAID}\n\n2. (C) {MORE}",
        f"SUMMARY: {SAID}\nEND SUMMARY\n\n1. {MORE}",
        f"BEGIN SUMMARY\n\n{SAID} END SUMMARY\n\n1. {MORE}",
        f"-------\nSUMMARY\n-------\n\n1. (C) {SAID} End Summary.\n\n2. (C) {MORE}",
        f"Summary -------\n\n2. (C) {SAID} End Summary\n\n3. (C) {MORE}",
        f"SUMMARY AND COMMENT\n\n1. (C) {SAID}\n\nBACKGROUND\n\n2. (C) {MORE}",
        f"(SBU) SUMMARY\n\n1. {SAID}\n\nBACKGROUND\n\n2. {MORE}",
        f"1. (U) This is an action request.\n\n2. (C) Summary: {SAID} End Summary.\n\n3. (C) {MORE}",
        f"1. Summary: (C) {SAID} End Summary.\n\n2. (C) {MORE}",
        f"1. SUMMARY (SBU): {SAID} END SUMMARY.\n\n2. (C) {MORE}",
        f"1. (C) Summary - (C//NF) {SAID} End Summary.\n\n2. (C) {MORE}",
        f"1. (C) Summary: {SAID} -------- Training --------\n\n2. (C) {MORE}",
    ],
)
def test_found(text: str) -> None:
    assert of(text) == SAID


def test_the_marks_of_its_paragraphs_are_left_out() -> None:
    text = f"SUMMARY\n-------\n\n1. (S/NF) {SAID}\n\n2. (C) {MORE} END SUMMARY.\n\n3. (C) The end."
    assert of(text) == f"{SAID}\n{MORE}"


def test_a_section_ends_at_the_next_heading() -> None:
    text = f"SUMMARY\n-------\n\n1. (C) {SAID}\n\n2. (C) {MORE}\n\nTOLLS\n-----\n\n3. (C) The end."
    assert of(text) == f"{SAID}\n{MORE}"


UNOPENED = [
    (f"1. (C) {SAID} End summary.\n\n2. (C) {MORE}", SAID),
    (f"1. (C) {SAID}\n\n2. (C) {MORE} END SUMMARY.\n\n3. (C) The end.", f"{SAID}\n{MORE}"),
    (f"1. (SBU) This message is sensitive.\n\n2. (C) {SAID} End Summary.\n\n3. (C) {MORE}", SAID),
    (f"1. (U) This is an action request.\n\n2. (C) {SAID} End Summary.", SAID),
    (f"1. (C) {MORE}\n\nTOLLS\n-----\n\n2. (C) {SAID} End summary.", SAID),
    (f"{SAID}\nEND SUMMARY\n\n1. {MORE}", SAID),
]


@pytest.mark.parametrize(("text", "expected"), UNOPENED)
def test_closed_but_not_opened(text: str, expected: str) -> None:
    assert of(text) == expected


def test_one_that_is_closed_far_down_is_that_paragraph() -> None:
    text = "".join(f"{number}. (C) {MORE}\n\n" for number in range(1, 9)) + f"9. (C) {SAID} End summary."
    assert of(text) == SAID


@pytest.mark.parametrize("text", ["", f"1. (C) {SAID}", f"1. (C) Summary executions stopped. {SAID}", "SUMMARY"])
def test_none(text: str) -> None:
    assert of(text) is None
