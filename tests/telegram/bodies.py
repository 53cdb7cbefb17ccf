"""Bodies of telegrams and their paragraphs, for tests."""

from __future__ import annotations

from cables.telegram.paragraphs import split_body
from cables.telegram.parts import OffsetProblem, Paragraph

HARVEST = "The harvest on the Sarn was poor."
TOLLS = "The Duke will lower the tolls."


def body(text: str) -> list[Paragraph]:
    return split_body(text, 0, len(text))[0]


def problems(text: str) -> list[OffsetProblem]:
    return split_body(text, 0, len(text))[1]


def shape(text: str) -> list[tuple[int | None, str | None, str | None, str]]:
    return [(p.number, p.portion, p.heading, p.text) for p in body(text)]


def numbers(text: str) -> list[int | None]:
    return [p.number for p in body(text)]
