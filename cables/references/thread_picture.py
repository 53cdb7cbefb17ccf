"""The geometry of a thread's picture: dates across, a lane for each post, curves from who cites to what is cited.

A second one for narrow windows and paper has a row for each member, with arcs at its left.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from cables.references.thread import Member, Thread
from cables.rendering.title_case import display_subject
from cables.telegram.mrn import Mrn

WIDTH = 1120  # units of the picture, which are pixels where it has room
LEFT, RIGHT, TOP = 140, 40, 34
LANE = 72
CLOSEST = 26  # between two dots in a lane: what a finger hits
LABEL = 52  # the width that a label takes
MOST_LANES = 12
OTHERS = "Other posts"
NARROW, ROW, DOT = 360, 46, 62  # of the narrow picture: its width, the height of a row, where dots stand
LONGEST_SUBJECT = 34  # characters in a row of the narrow picture
LONGEST_GAP = 0.08  # of the time between the first and the last member, from which a stretch without one is cut short


@dataclass(frozen=True, slots=True)
class Dot:
    """A member in the picture: its place, and the text that has room there, empty where none has."""

    member: Member
    x: float
    y: float
    text: str
    own: bool


@dataclass(frozen=True, slots=True)
class Curve:
    """A citation in the picture; `own` is one of the cable itself, `missing` one of a cable that is not held."""

    path: str
    own: bool
    missing: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """A post's lane."""

    name: str
    y: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A date on the axis."""

    text: str
    x: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of time without a member that is cut short: where it stands, and how long it is, in words."""

    x: float
    width: float
    text: str


class Scale:
    """Days across the picture, long stretches without a member cut short."""

    def __init__(self, days: Collection[datetime.date]) -> None:
        ordered = sorted(set(days))
        gaps = [(later - earlier).days for earlier, later in pairwise(ordered)]
        longest = max(1, round(sum(gaps) * LONGEST_GAP))
        lengths = [longest / 3 if gap > longest and len(gaps) > 1 else gap for gap in gaps]
        unit = (WIDTH - LEFT - RIGHT) / max(1, sum(lengths))
        self._places = dict(
            zip(ordered, accumulate((length * unit for length in lengths), initial=float(LEFT)), strict=True)
        )
        self.cuts = [
            Cut(round(self._places[earlier], 1), round(length * unit, 1), _in_words(gap))
            for (earlier, _), gap, length in zip(pairwise(ordered), gaps, lengths, strict=True)
            if length != gap
        ]

    def place(self, day: datetime.date) -> float:
        """Return where a member's day stands."""
        return self._places[day]

    def ticks(self) -> list[Tick]:
        """Return the dates of the axis: the first of each year that has a member, where there is room."""
        ticks: list[Tick] = []
        years: set[int] = set()
        for day, x in self._places.items():
            if day.year not in years and (not ticks or x - ticks[-1].x >= LABEL):
                ticks.append(Tick(f"{day:%b %Y}", round(x, 1)))
            years.add(day.year)
        return ticks


def _in_words(days: int) -> str:
    """Return the length of a stretch without a member in words."""
    years, months = days // 365, days // 30
    return f"{years} years" if years > 1 else f"{months} months" if months > 1 else f"{days} days"


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn, within a width and a height."""

    width: int
    height: int
    dots: list[Dot]
    curves: list[Curve]
    lanes: list[Lane]
    ticks: list[Tick]
    cuts: list[Cut]


def wide(thread: Thread) -> Picture:
    """Return the picture with dates across and a lane a post."""
    names = _lane_names(thread.members)
    lanes = {name: Lane(name, TOP + LANE * (index + 0.5)) for index, name in enumerate(dict.fromkeys(names.values()))}
    days = {member.mrn: member.day or datetime.date.min for member in thread.members}
    scale = Scale(days.values())
    dots: dict[str, Dot] = {}
    for lane in lanes.values():
        occupied, labelled = float(LEFT - CLOSEST), float(LEFT - LABEL)
        for member in thread.members:
            if names[member.post] != lane.name:
                continue
            x = max(scale.place(days[member.mrn]), occupied + CLOSEST)
            own = member.mrn == thread.mrn
            has_label = own or x - labelled >= LABEL
            text = str(Mrn.parse(member.mrn).serial) if has_label else ""
            dots[member.mrn] = Dot(member, round(x, 1), lane.y, text, own)
            occupied, labelled = x, x if has_label else labelled
    width = max(WIDTH, round(max(dot.x for dot in dots.values())) + RIGHT)
    curves = [
        Curve(
            _curve(dots[link.citing], dots[link.cited]),
            thread.mrn in (link.citing, link.cited),
            not dots[link.cited].member.is_held,
        )
        for link in thread.links
    ]
    curves.sort(key=lambda curve: curve.own)
    height = TOP + LANE * len(lanes)
    return Picture(width, height, list(dots.values()), curves, list(lanes.values()), scale.ticks(), scale.cuts)


def narrow(thread: Thread) -> Picture:
    """Return the picture with a row a member, in order of date."""
    dots = {
        member.mrn: Dot(member, DOT, ROW * (index + 0.5), _subject(member), own=member.mrn == thread.mrn)
        for index, member in enumerate(thread.members)
    }
    curves = []
    for link in thread.links:
        one, other = dots[link.citing], dots[link.cited]
        reach = min(DOT - 6, 12 + abs(one.y - other.y) / ROW * 5)
        path = (
            f"M{one.x:g} {one.y:g}C{one.x - reach:g} {one.y:g} {other.x - reach:g} {other.y:g} {other.x:g} {other.y:g}"
        )
        curves.append(Curve(path, thread.mrn in (link.citing, link.cited), not other.member.is_held))
    curves.sort(key=lambda curve: curve.own)
    return Picture(NARROW, ROW * len(dots), list(dots.values()), curves, [], [], [])


def _lane_names(members: Sequence[Member]) -> dict[str, str]:
    """Return the lane of each post, in the order in which they appear; the rarest share the last."""
    posts = list(dict.fromkeys(member.post for member in members))
    held = {member.post for member in members if member.is_held}
    own = [post for post in posts if post in held] + [post for post in posts if post not in held]
    kept = set(own if len(own) <= MOST_LANES else own[: MOST_LANES - 1])
    return {post: post if post in kept else OTHERS for post in sorted(posts, key=lambda post: post not in kept)}


def _curve(citing: Dot, cited: Dot) -> str:
    """Return the path from who cites, at the right, to what is cited; within a lane it arches above it."""
    if citing.y == cited.y:
        rise = min(LANE * 0.45, 14 + abs(citing.x - cited.x) / 12)
        y = citing.y - rise
        return f"M{citing.x:g} {citing.y:g}C{citing.x:g} {y:g} {cited.x:g} {y:g} {cited.x:g} {cited.y:g}"
    reach = max(20, (citing.x - cited.x) / 2)
    to = f"{cited.x + reach:g} {cited.y:g} {cited.x:g} {cited.y:g}"
    return f"M{citing.x:g} {citing.y:g}C{citing.x - reach:g} {citing.y:g} {to}"


def _subject(member: Member) -> str:
    """Return a member's subject as it fits into a row of the narrow picture."""
    subject = display_subject(member.cable.subject) if member.cable else "not held"
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1].rstrip()}…"
