"""Tallies of cables: the changes that a batch of cables makes to them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from django.db import connection

from cables.models import Cable, Tally

TallyKey = tuple[str, str, int, int]  # scope, key, year, month
ADD = """
    INSERT INTO cables_tally (scope, key, year, month, cables) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (scope, key, year, month) DO UPDATE SET cables = cables_tally.cables + excluded.cables
"""


def apply(changes: Counter[TallyKey]) -> None:
    """Add the changes (which may be negative) to the tallies; a tally of 0 is deleted."""
    rows = [(*key, change) for key, change in sorted(changes.items()) if change]
    if not rows:
        return
    growing = [row for row in rows if row[-1] > 0]
    with connection.cursor() as cursor:
        if growing:
            cursor.executemany(ADD, growing)
    for scope, key, year, month, change in rows:
        if change < 0:
            tally = Tally.objects.get(scope=scope, key=key, year=year, month=month)
            tally.cables += change
            if tally.cables:
                tally.save()
            else:
                tally.delete()


def months(date: datetime.date, date_source: str) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return each (year, month) under which a cable counts: in all, and by month, 0 where only the year is known."""
    return (0, 0), (date.year, 0 if date_source == Cable.DateSource.MRN else date.month)


def keys_of(
    post: int,
    classification: str | None,
    captions: Iterable[str],
    tags: Iterable[int],
    when: tuple[datetime.date, str],
) -> list[TallyKey]:
    """Return every key of the tallies under which a cable counts once; `when` is its date and what that rests on."""
    keys = [("archive", ""), ("post", str(post)), ("class", classification or "")]
    keys += [("caption", caption) for caption in captions]
    keys += [("tag", str(tag)) for tag in tags]
    return [(scope, key, year, month) for year, month in months(*when) for scope, key in keys]
