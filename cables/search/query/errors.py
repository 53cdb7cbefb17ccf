"""What is wrong with a query, where, and in which words the reader is told."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 8  # complaints of one query; whoever gets so many has pasted something else

_SHOWN = 40  # characters of what was typed


@dataclass(frozen=True, slots=True, order=True)
class Complaint:
    """A sentence about what was typed from `start` to `end`: what is not understood, and what was taken instead."""

    start: int
    end: int
    message: str


@dataclass(slots=True)
class Complaints:
    """Gathers complaints while a query is read."""

    made: list[Complaint] = field(default_factory=list)

    def add(self, start: int, end: int, message: str) -> None:
        """Complain, unless there are enough complaints already."""
        if len(self.made) < MOST:
            self.made.append(Complaint(start, end, message))


def shown(typed: str) -> str:
    """Something typed, as a complaint may show it: short, and without signs that cannot be seen."""
    seen = " ".join("".join(sign if sign.isprintable() else " " for sign in typed).split())
    return seen if len(seen) <= _SHOWN else f"{seen[: _SHOWN - 1]}…"
