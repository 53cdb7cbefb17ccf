"""A complaint about a query as its page shows it: what was typed, and the place in it that is not understood."""

from __future__ import annotations

from dataclasses import dataclass

from cables.search.query.errors import QueryError

REACH = 60  # characters of what was typed on either side of the place, and of the place itself
CUT = "…"


@dataclass(frozen=True, slots=True)
class Quibble:
    """What was typed before, at and after the place, in short, and what there is to say about it."""

    before: str
    place: str
    after: str
    message: str


def quibble(typed: str, error: QueryError) -> Quibble:
    """The complaint with some of what was typed around its place."""
    start, end = error.start, error.end
    before, place, after = typed[:start], typed[start:end], typed[end:]
    return Quibble(
        CUT + before[-REACH:] if len(before) > REACH else before,
        place[:REACH] + CUT if len(place) > REACH else place,
        after[:REACH] + CUT if len(after) > REACH else after,
        error.message,
    )
