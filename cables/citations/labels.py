"""What labels state of a citation: a published page's head, a record's members, a table's columns, a web citation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from cables.citations.citation import Citation
from cables.citations.dates import Day, dates_at
from cables.citations.words import folded

_BLOCK = re.compile(r"\n[ \t]*\n")
_LABEL = re.compile(
    r"(?:^|[\n;|{,])[ \t]*(?P<label>Subject|Title|Origin|From|To|Date|Draft Date)[ \t]*(?P<sign>[:=])[ \t]*"
    r"(?P<value>[^\n;|}]{1,200})",
    re.IGNORECASE,
)
# The subject that a printed telegram has behind its number.
_PRINTED_SUBJECT = re.compile(r"\.?\s{0,3}Subj(?:ect)?:[ \t]*(?P<value>[^\n.]{1,200})", re.IGNORECASE)
_FIELDS = {"subject": "subject", "title": "subject", "origin": "sender", "from": "sender", "to": "recipient"}
_SUBJECTS = frozenset(map(folded, ("subject", "title", "headline")))
_FEWEST_LABELS = 2
_ARTICLE = re.compile(r"(?:\w{3,9},[ \t]*)")


def labelled_fields(text: str, citations: Sequence[Citation]) -> dict[int, Day]:
    """Fill in what labels or the columns of a table state; return the days so stated, by index of citation."""
    days: dict[int, Day] = {}
    starts = [0, *(match.end() for match in _BLOCK.finditer(text)), len(text) + 1]
    block = 0
    blocks: list[int] = []
    for citation in citations:
        while starts[block + 1] <= citation.start:
            block += 1
        blocks.append(block)
    for citation in citations:
        if citation.subject is None and (printed := _PRINTED_SUBJECT.match(text, citation.end)):
            citation.subject = printed["value"].strip()
    for block, indices in groupby(range(len(citations)), key=blocks.__getitem__):
        within = list(indices)
        start, end = starts[block], starts[block + 1]
        lines = text[start:end].rstrip("\n")
        if lines.count("|") > 1 and "\n" in lines and "=" not in lines:
            _of_columns(lines, start, [citations[k] for k in within])
        elif len(within) == 1 and (day := _of_labels(lines, citations[within[0]])):
            days[within[0]] = day
    return days


def _of_labels(block: str, citation: Citation) -> Day | None:
    found = {match["label"].casefold(): match["value"].strip(" .,'\"{}") for match in _LABEL.finditer(block)}
    if len(found) < _FEWEST_LABELS:
        return None
    for label, name in _FIELDS.items():
        if label in found and getattr(citation, name) is None:
            setattr(citation, name, found[label])
    date = found.get("date") or found.get("draft date")
    if not date:
        return None
    article = _ARTICLE.match(date)
    dates = dates_at(date, article.end() if article else 0)
    return dates.days[0] if dates else None


def _of_columns(table: str, start: int, citations: Sequence[Citation]) -> None:
    """Give each citation the subject that its row has in a column of that name."""
    heading, _, rows = table.partition("\n")
    names = [folded(name) for name in heading.split("|")]
    column = next((k for k, name in enumerate(names) if name in _SUBJECTS), None)
    if column is None:
        return
    first = start + len(heading) + 1
    for citation in citations:
        place = citation.start - first
        if place >= 0:
            end = rows.find("\n", place)
            cells = rows[rows.rfind("\n", 0, place) + 1 : end if end >= 0 else None].split("|")
            citation.subject = cells[column].strip() if column < len(cells) else citation.subject
