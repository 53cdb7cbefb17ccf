"""What the note around a number states of it: the day, the film, the subject, the paragraphs."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import groupby

from cables.citations import tokens as t
from cables.citations.anchors import Anchor
from cables.citations.clauses import Clauses
from cables.citations.dates import Day, follows
from cables.citations.words import folded, folded_words

# From a number to its date: no words between but short ones such as `dated` and `was sent on`.
_TO_DATE = re.compile(r"[,()tfPiLSnab:|#w-]{0,14}?(?P<date>[DY])|[,WwNL]{0,10}\([W,bw]{0,5}(?P<aside>D)")
_FROM_DATE = re.compile(r"(?P<date>D)[,()tfPiLSn#:|TWMw-]{0,14}\Z")
_TO_LOCATOR = re.compile(r"[,()DSwPf/]{0,9}?(?P<locator>L)")
_SUBJECT_BEFORE = re.compile(r"(?P<subject>S)[,(PtTiDn#]{0,10}\Z")
_SUBJECT_BEHIND = re.compile(r"[,(DtPf)n]{0,8}?(?P<subject>S)")
_SUBJECT_IN_COMMAS = re.compile(r",(?P<subject>W{2,10}),")
_LONGEST_WORDS = 3
_SHORT = folded_words(
    "early mid late about was sent on dated date the fechado datado datée daté datiert el le am em um ist dd at AAD all"
)
# Words by which a date is not the telegram's own: of the reading, the printing and the release.
_OTHERS = folded_words(
    "accessed access retrieved checked visited consulted released declassified printed published publication received "
    "interview interviewed wrote read release consulté consultado consultada abgerufen geraadpleegd"
)
_SIGNED = folded_words("signed signé firmado assinado gezeichnet firmato")
_FARTHEST_SIGNER = 20  # tokens behind a number
# Of these, words that say nothing of the year either.
_OF_NO_YEAR = _OTHERS - {folded("received")}


def state_dates(scan: Clauses, anchors: Sequence[Anchor]) -> None:
    """Give each citation the day that its note states of it, or the year that stands beside it."""
    days = _resolved(scan)
    for k, anchor in enumerate(anchors):
        if anchor.days:
            continue
        lower, upper = scan.clause(anchor.number)
        following = anchors[k + 1].first if k + 1 < len(anchors) and anchors[k + 1].first > anchor.number else upper
        _date_behind(scan, days, anchor, min(upper, following))
        if not anchor.days and (k == 0 or anchors[k - 1].number < lower or anchors[k - 1].group == anchor.group):
            _date_before(scan, days, anchor, lower)
    _share(scan, anchors)


def _date_behind(scan: Clauses, days: Mapping[int, list[Day]], anchor: Anchor, upper: int) -> None:
    match = _TO_DATE.match(scan.kinds, anchor.number + 1, upper)
    while match:
        at = match.end() - 1
        between = [word for k in range(anchor.number + 1, at) if scan.kinds[k] == t.OTHER and (word := scan.word(k))]
        if _OTHERS.intersection(between) or len(between) > _LONGEST_WORDS or not _SHORT.issuperset(between):
            return
        if scan.kinds[at] == t.DATE:
            anchor.days = days[at]
            if scan.kinds[anchor.last + 1 : at] in {"", ",", "("}:
                anchor.last = max(anchor.last, at)
                anchor.citation.end = scan.tokens[anchor.last].end
                anchor.citation.text = scan.text[anchor.citation.start : anchor.citation.end]
            return
        if (
            scan.kinds[at - 1] in "bf("
            or scan.kinds[anchor.number + 1 : at] == ","
            or (scan.kinds[at - 1] == "w" and scan.kinds[at - 2] in "b(")
        ):
            anchor.year = scan.tokens[at].value
        return


def _date_before(scan: Clauses, days: Mapping[int, list[Day]], anchor: Anchor, lower: int) -> None:
    match = _FROM_DATE.search(scan.kinds, max(lower, anchor.number - 16), anchor.number)
    if match:
        at = match.start("date")
        between = [scan.word(k) for k in range(at + 1, anchor.number) if scan.kinds[k] == "w"]
        before_it = {scan.word(k) for k in range(max(lower, at - 3), at) if scan.kinds[k] in "wW"}
        if not _OTHERS.intersection(before_it) and len(between) <= _LONGEST_WORDS:
            anchor.days = days[at]
            return
    if lower and scan.kinds[slice(*scan.clause(lower - 1))].strip("nk") == t.DATE:
        anchor.days = days[scan.kinds.rindex(t.DATE, 0, lower)]


def _share(scan: Clauses, anchors: Sequence[Anchor]) -> None:
    """Give what stands once to all that share it: `(both 27 October 2006)`, `25, 26 and 28 July 1975`."""
    for k, anchor in enumerate(anchors):
        if not anchor.days and not anchor.year:
            continue
        sharing, of_all = [anchor], _both(scan, anchor)
        for before in (anchors[index] for index in range(k - 1, -1, -1)):
            if before.days or before.year:
                break
            if before.group != anchor.group and not of_all:
                break
            sharing.append(before)
        if len(anchor.days) == len(sharing) > 1:
            for each, day in zip(sharing, reversed(anchor.days), strict=True):
                each.days = [day]
        else:
            last = anchor.days[-1:]
            for each in sharing:
                each.days, each.year = last, anchor.year


def _both(scan: Clauses, anchor: Anchor) -> bool:
    """Return whether the date behind a number is introduced as that of several: `all July 1976`."""
    _, upper = scan.clause(anchor.number)
    match = _TO_DATE.match(scan.kinds, anchor.number + 1, upper)
    return bool(match and t.BOTH in match[0])


def _resolved(scan: Clauses) -> dict[int, list[Day]]:
    """Return the days of each date, those that are named by their relation to the one before (`same date`) put in."""
    found: dict[int, list[Day]] = {}
    other: Day | None = None
    for k, token in enumerate(scan.tokens):
        if token.kind == t.DATE:
            days = follows(token.value, other) if other else tuple(day for day in token.value if not day.relation)
            found[k] = list(days)
            other = days[-1] if days else other
    return found


def state_films(scan: Clauses, anchors: Sequence[Anchor]) -> None:
    """Give each citation the film that follows it in its note, or stands before it where none did."""
    heading: Anchor | None = None
    for lower, upper in zip(scan.notes, [*scan.notes[1:], len(scan.tokens)], strict=True):
        within = anchors[bisect_left(anchors, lower, key=_place) : bisect_left(anchors, upper, key=_place)]
        films = [k for k in range(lower, upper) if scan.kinds[k] == t.FILM]
        if within:
            _share_films(scan, within, films)
            heading = next((anchor for anchor in within if _is_heading(scan, anchor)), heading)
        elif (
            films
            and heading
            and heading.citation.film is None
            and scan.text.startswith("Source", _first_word(scan, lower))
        ):
            heading.citation.film = scan.tokens[films[0]].value


def _is_heading(scan: Clauses, anchor: Anchor) -> bool:
    """Return whether a citation heads a printed document, over several lines."""
    return not {t.LINE, t.BLANK}.isdisjoint(scan.kinds[anchor.first : anchor.number])


def _place(anchor: Anchor) -> int:
    return anchor.number


def _first_word(scan: Clauses, k: int) -> int:
    """Return where a note begins, behind its number."""
    return scan.tokens[k + 1 if scan.kinds[k] == t.NUMBER else k].start


def _share_films(scan: Clauses, within: Sequence[Anchor], films: Sequence[int]) -> None:
    """Give the films of a note to its citations: each to the one before it, several in a row to as many."""
    for index, of_run in groupby(films, key=lambda film: bisect_left(within, film, key=_place)):
        run = [scan.tokens[film].value for film in of_run]
        bare = [anchor for anchor in within[max(0, index - len(run)) : index] if anchor.citation.film is None]
        if len(bare) == len(run):
            for anchor, film in zip(bare, run, strict=True):
                anchor.citation.film = film
        elif bare:
            bare[-1].citation.film = run[0]
        elif index < len(within) and within[index].citation.film is None:
            within[index].citation.film = run[-1]


def state_locators(scan: Clauses, anchors: Sequence[Anchor]) -> None:
    """Give each citation the paragraphs that are named behind it in its clause."""
    for k, anchor in enumerate(anchors):
        _, upper = scan.clause(anchor.number)
        if k + 1 < len(anchors) and anchors[k + 1].first > anchor.number:
            upper = min(upper, anchors[k + 1].first)
        if match := _TO_LOCATOR.match(scan.kinds, max(anchor.number, anchor.last) + 1, upper) or _TO_LOCATOR.match(
            scan.kinds, anchor.number + 1, upper
        ):
            anchor.citation.locator = scan.tokens[match.start("locator")].value


def state_subjects(scan: Clauses, anchors: Sequence[Anchor]) -> None:
    """Give each citation the quoted title that stands before its number, or behind it."""
    for anchor in anchors:
        lower, upper = scan.clause(anchor.number)
        match = _SUBJECT_BEFORE.search(scan.kinds, max(lower, anchor.number - 14), anchor.number)
        match = match or _SUBJECT_BEHIND.match(scan.kinds, anchor.number + 1, upper)
        if match:
            anchor.citation.subject = scan.tokens[match.start("subject")].value
        elif named := _SUBJECT_IN_COMMAS.match(scan.kinds, anchor.number + 1, upper):
            first, last = scan.tokens[named.start("subject")], scan.tokens[named.end("subject") - 1]
            if t.TELEGRAM not in named[0]:
                anchor.citation.subject = scan.text[first.start : last.end]


def state_signers(scan: Clauses, anchors: Sequence[Anchor]) -> None:
    """Give each citation the name that the note says it is signed with: `signed Roe`, `signed by the chargé Roe`."""
    for anchor in anchors:
        _, upper = scan.clause(anchor.number)
        for k in range(anchor.number + 1, min(upper, anchor.number + _FARTHEST_SIGNER)):
            if scan.kinds[k] == t.OTHER and scan.word(k) in _SIGNED:
                name = next((j for j in range(k + 1, min(upper, k + 5)) if scan.kinds[j] == t.NAME), None)
                anchor.citation.signer = anchor.citation.signer or (scan.tokens[name].value if name else None)


def dates_elsewhere(scan: Clauses, anchors: Sequence[Anchor]) -> list[tuple[int, int]]:
    """Return the full dates of a text that are no citation's and no reader's: (place, year), in order."""
    own = {id(day) for anchor in anchors for day in anchor.days}
    found = []
    for k, token in enumerate(scan.tokens):
        if token.kind != t.DATE:
            continue
        lower, _ = scan.clause(k)
        before_it = {scan.word(before) for before in range(max(lower, k - 4), k) if scan.kinds[before] in "wW"}
        day: Day = token.value[-1]
        if day.year and day.day and id(day) not in own and not before_it & _OF_NO_YEAR:
            found.append((token.start, day.year))
    return found
