"""Keeping the tallies: what a batch of cables adds and takes away."""

from __future__ import annotations

from collections import Counter

from django.db import connection

from cables.models import Tally

Key = tuple[str, str, int, int]
ADD = """
    INSERT INTO cables_tally (scope, key, year, month, cables) VALUES (%s, %s, %s, %s, %s)
    ON CONFLICT (scope, key, year, month) DO UPDATE SET cables = cables_tally.cables + excluded.cables
"""


def apply(changes: Counter[Key]) -> None:
    """Add the changes (which may be negative) to the tallies; a tally that comes to nothing goes."""
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
