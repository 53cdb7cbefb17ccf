"""Errors in a query: sentences about what in it was not understood, and where."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST = 8  # errors of one query; whoever gets so many has pasted something else

_SHOWN = 40  # characters of what was typed


@dataclass(frozen=True, slots=True, order=True)
class QueryError:
    """A sentence about what was typed from `start` to `end`: what is not understood, and what was taken instead."""

    start: int
    end: int
    message: str


@dataclass(slots=True)
class QueryErrors:
    """Collector of the errors of one query."""

    errors: list[QueryError] = field(default_factory=list)

    def add(self, start: int, end: int, message: str) -> None:
        """Add an error, unless there are enough already."""
        if len(self.errors) < MOST:
            self.errors.append(QueryError(start, end, message))


def shown(typed: str) -> str:
    """Return something typed as a message may show it: short, and without characters that cannot be seen."""
    visible = " ".join("".join(char if char.isprintable() else " " for char in typed).split())
    return visible if len(visible) <= _SHOWN else f"{visible[: _SHOWN - 1]}…"
