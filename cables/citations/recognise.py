"""Recognition of citations: which numbers are telegrams', and what the note around each states of it.

A number counts where its neighbours say so: a post before it (`Lima 3229`), a word for telegrams (`telegram 2423 from
La Paz`), or a sender and a recipient in the same clause (`State to Paris, No. 77310`). Dates, subjects, paragraphs and
films beside it are its own; what several share stands once (`Lima 909, 1053 and 218 (all 1975)`).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from cables.citations import tokens as t
from cables.citations.anchors import Anchor, find_anchors
from cables.citations.attributes import (
    dates_elsewhere,
    state_dates,
    state_films,
    state_locators,
    state_signers,
    state_subjects,
)
from cables.citations.citation import AIRGRAM, Citation
from cables.citations.clauses import Clauses, divided
from cables.citations.labels import labelled_fields
from cables.citations.years import Dated, give_years
from cables.telegram.vocabulary import DEFAULT, Vocabulary

# An airgram with its post before or behind it: `La Paz A-204`, `A-118 from Quito, February 7, 1975`.
_AIRGRAM = re.compile(r"(?:P(?:tP)?[,w]{0,2})?A(?:fP)?(?P<date>[,(]{1,2}D)?")
_IBIDEM = re.compile(r"[BM],?L")


def find_citations(text: str, vocabulary: Vocabulary = DEFAULT, year: int | None = None) -> list[Citation]:
    """Return the telegrams and airgrams that a text cites, in order of their places.

    `year` is the reader's hint of the year that the text is about. Never raises on a text; takes time in proportion to
    its length.
    """
    scan = divided(text, vocabulary)
    anchors = find_anchors(scan)
    state_dates(scan, anchors)
    state_subjects(scan, anchors)
    state_locators(scan, anchors)
    state_films(scan, anchors)
    state_signers(scan, anchors)
    citations = [anchor.citation for anchor in anchors]
    days = labelled_fields(text, citations)
    dated = [
        Dated(
            anchor.citation,
            anchor.days[0] if anchor.days else days.get(k),
            anchor.year,
            scan.note(anchor.number)[0],
            anchor.group,
        )
        for k, anchor in enumerate(anchors)
    ]
    give_years(dated, dates_elsewhere(scan, anchors), year)
    found = [*citations, *_ibidem(scan, anchors), *_airgrams(scan)]
    return sorted(found, key=lambda citation: (citation.start, citation.end))


def _ibidem(scan: Clauses, anchors: Sequence[Anchor]) -> Iterator[Citation]:
    """Yield the telegrams that `Ibid., para. 7` cites: the one of the note before, where it has one alone."""
    for match in _IBIDEM.finditer(scan.kinds):
        index = bisect_left(anchors, match.start(), key=lambda anchor: anchor.number)
        if not index:
            continue
        cited = anchors[index - 1].citation
        note, _ = scan.note(match.start())
        if anchors[index - 1].number < note:
            former, _ = scan.note(note - 1)
            first = bisect_left(anchors, former, key=lambda anchor: anchor.number)
            if len({(a.citation.post, a.citation.serial) for a in anchors[first:index]}) != 1:
                continue
        start, end = scan.tokens[match.start()].start, scan.tokens[match.end() - 1].end
        locator = scan.tokens[match.end() - 1].value
        yield Citation(
            start, end, scan.text[start:end], post=cited.post, serial=cited.serial, year=cited.year, locator=locator
        )


def _airgrams(scan: Clauses) -> Iterator[Citation]:
    """Yield the airgrams, which have numbers of their own and are no telegrams."""
    for match in _AIRGRAM.finditer(scan.kinds):
        parties = [party for k in range(match.start(), match.end()) if (party := scan.party(k))]
        if not parties or not parties[0].post:
            continue
        at = scan.kinds.index(t.AIRGRAM, match.start())
        start, end = scan.tokens[match.start()].start, scan.tokens[match.end() - 1].end
        made = Citation(start, end, scan.text[start:end], kind=AIRGRAM, post=parties[0].post, sender=parties[0].name)
        made.serial = int(scan.tokens[at].value)
        if match["date"]:
            day = scan.tokens[match.end() - 1].value[0]
            made.date, made.year = day.iso(), day.year
        yield made
