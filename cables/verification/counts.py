"""Verification of counts against the rows: tallies, missing cables, and the counts of each import run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, ExtractMonth, ExtractYear

from cables.db.lookups import in_batches
from cables.ingest import tallies as tally
from cables.models import (
    Cable,
    CableCaption,
    CableTag,
    ImportRun,
    MissingCable,
    Post,
    Reference,
    Revision,
    Tag,
    Tally,
    TextlessRecord,
    WithdrawnText,
)
from cables.references.missing import known_by_records
from cables.telegram.mrn import Mrn
from cables.verification.difference import Difference, DifferenceKind

KEYS_AT_ONCE = 500  # keys whose tallies are compared at once
MISSING_AT_ONCE = 5_000  # cables

MissingRows = dict[str, tuple[str, int, int, int]]  # by MRN: post, year, serial, how many cite it


@dataclass(frozen=True, slots=True)
class TallyScope:
    """A scope of the tallies: the rows it counts, the column that is its key, and the lookup of a row's cable."""

    scope: str
    rows: QuerySet[Any]
    key: str
    cable: str = ""


TALLY_SCOPES = (
    TallyScope(Tally.Scope.ARCHIVE, Cable.objects.all(), ""),
    TallyScope(Tally.Scope.CLASSIFICATION, Cable.objects.all(), "classification"),
    TallyScope(Tally.Scope.POST, Cable.objects.all(), "post_id"),
    TallyScope(Tally.Scope.CAPTION, CableCaption.objects.all(), "caption", "cable__"),
    TallyScope(Tally.Scope.TAG, CableTag.objects.all(), "tag_id", "cable__"),
)


def tallies(counted: TallyScope) -> Iterator[tuple[dict[tally.TallyKey, int], list[Difference]]]:
    """Yield the tallies of a scope that differ, with what each should be, in batches of keys."""
    stored_keys = Tally.objects.filter(scope=counted.scope).values_list("key", flat=True).distinct().order_by()
    keys = {key_of(value) for value in values(counted)} | set(stored_keys)
    for batch in in_batches(sorted(keys), KEYS_AT_ONCE):
        expected = expected_tallies(counted, set(batch))
        stored = {
            (counted.scope, key, year, month): cables
            for key, year, month, cables in Tally.objects.filter(scope=counted.scope, key__in=batch)
            .values_list("key", "year", "month", "cables")
            .order_by()
        }
        wrong = sorted(each for each in stored.keys() | expected.keys() if stored.get(each) != expected.get(each))
        named = names(counted.scope, {key for _, key, _, _ in wrong})
        yield (
            {each: expected.get(each, 0) for each in wrong},
            [tally_difference(named, each, stored.get(each), expected.get(each, 0)) for each in wrong],
        )


def values(counted: TallyScope) -> QuerySet[Any, Any]:
    """Return the keys that the rows have."""
    rows: QuerySet[Any] = counted.rows.order_by()
    if not counted.key:
        return rows.values_list(Value(""), flat=True)[:1]
    return rows.values_list(counted.key, flat=True).distinct()


def key_of(value: str | int | None) -> str:
    """Return a value as the tallies have it for a key."""
    return "" if value is None else str(value)


def expected_tallies(counted: TallyScope, keys: Collection[str]) -> dict[tally.TallyKey, int]:
    """Return the tallies of these keys, counted from the rows."""
    rows = counted.rows.order_by()
    if counted.key.endswith("_id"):
        rows = rows.filter(**{f"{counted.key}__in": [int(key) for key in keys if key.isdecimal()]})
    elif counted.key:
        rows = rows.filter(Q(**{f"{counted.key}__in": keys}) | Q(**{f"{counted.key}__isnull": True}))
    month = Case(
        When(**{f"{counted.cable}date_source": Cable.DateSource.MRN}, then=0),
        default=ExtractMonth(f"{counted.cable}date"),
    )
    groups = rows.values(
        group=F(counted.key) if counted.key else Value(""),
        in_year=ExtractYear(f"{counted.cable}date"),
        in_month=month,
    ).annotate(number=Count("pk"))
    found: Counter[tally.TallyKey] = Counter()
    for group in groups:
        key = key_of(group["group"])
        if key not in keys:
            continue
        found[counted.scope, key, group["in_year"], group["in_month"]] += group["number"]
        found[counted.scope, key, 0, 0] += group["number"]
    return dict(found)


def names(scope: str, keys: set[str]) -> dict[str, str]:
    """Return the readable names of the keys of a scope."""
    if scope not in (Tally.Scope.TAG, Tally.Scope.POST):
        return {}
    model: Any = Tag if scope == Tally.Scope.TAG else Post
    found = model.objects.filter(pk__in=[int(key) for key in keys if key.isdecimal()]).values_list("pk", "code")
    return {str(pk): code for pk, code in found}


def tally_difference(named: dict[str, str], key: tally.TallyKey, stored: int | None, expected: int) -> Difference:
    """Return the sentence about a tally; one that is not stored counts as 0."""
    scope, of, year, month = key
    when = "in all" if not year else f"for {year}-{month:02}" if month else f"for some day of {year}"
    what = f"{Tally.Scope(scope).label} {named.get(of, of)}".strip()
    if scope == Tally.Scope.CLASSIFICATION and not of:
        what = "no classification"
    counted = "nothing" if stored is None else str(stored)
    return Difference(DifferenceKind.TALLY, f"The tally of {what} {when} says {counted}, the rows {expected}.")


def missing_cables(after: str) -> tuple[list[Difference], str | None]:
    """Return how the list of missing cables differs from what references and records without text say, for a batch of
    those after an MRN.

    Return the last MRN of the batch too, None where it was the last batch. `mrn` of a difference is the missing
    cable's.
    """
    unlinked = Reference.objects.filter(link=Reference.Link.NONE, target_mrn__gt=after).order_by()
    records = TextlessRecord.objects.filter(mrn__gt=after).order_by()
    numbers = unlinked.values_list("target_mrn").union(records.values_list("mrn")).order_by("target_mrn")
    batch = [str(mrn) for (mrn,) in numbers[:MISSING_AT_ONCE]]
    last = batch[-1] if batch else None
    listed = MissingCable.objects.filter(mrn__gt=after).order_by()
    if last is not None:
        listed, unlinked = listed.filter(mrn__lte=last), unlinked.filter(target_mrn__lte=last)
    counts: dict[str, int] = dict.fromkeys(known_by_records(batch), 0)
    counts |= dict(unlinked.values_list("target_mrn").annotate(number=Count("cable", distinct=True)))
    return list(compared({mrn: row for mrn, count in counts.items() if (row := missing_row(mrn, count))}, listed)), last


def missing_row(mrn: str, citing: int) -> tuple[str, int, int, int] | None:
    """Return the columns of a missing cable; None where a damaged reference names what is no number."""
    try:
        parsed = Mrn.parse(mrn)
    except ValueError:
        return None
    return parsed.post, parsed.year, parsed.serial, citing


def compared(expected: MissingRows, listed: QuerySet[MissingCable]) -> Iterator[Difference]:
    """Yield how the rows of missing cables differ from what they should be."""
    stored: MissingRows = {
        mrn: (post, year, serial, citing)
        for mrn, post, year, serial, citing in listed.values_list("mrn", "post", "year", "serial", "citing")
    }
    for mrn in sorted(expected.keys() | stored.keys()):
        if mrn not in stored:
            sentence = f"{mrn} is cited by {expected[mrn][-1]} and not held, but not listed as missing."
        elif mrn not in expected:
            sentence = f"{mrn} is listed as missing, but no reference to it lacks its cable, nor has it a record alone."
        elif stored[mrn] != expected[mrn]:
            should_be = "post {}, year {}, serial {}, cited by {}".format(*expected[mrn])
            sentence = "{} is listed as missing with post {}, year {}, serial {}, cited by {}; ".format(
                mrn, *stored[mrn]
            )
            sentence += f"it should be {should_be}."
        else:
            continue
        yield Difference(DifferenceKind.ABSENCE, sentence, mrn)


def import_runs() -> Iterator[Difference]:
    """Yield the import runs of which another number of texts is stored than counted: lost texts, or a damaged count."""
    counts: Counter[int] = Counter()
    for texts in (Revision.objects, WithdrawnText.objects):
        for batch, number in texts.order_by().values_list("import_run").annotate(number=Count("pk")):
            counts[batch] += number
    for record in ImportRun.objects.order_by("pk").annotate(taken=Coalesce(F("stored") + F("revised"), 0)):
        there = counts.pop(record.pk, 0)
        if there != record.taken:
            sentence = f"Batch {record.pk} ({record.label}) took {record.taken} texts, of which {there} are held."
            yield Difference(DifferenceKind.BATCH, sentence, derivable=False)
    for unknown in sorted(counts):
        yield Difference(
            DifferenceKind.BATCH,
            f"Batch {unknown}, which {counts[unknown]} texts came with, is lacking.",
            derivable=False,
        )
