"""Changing the archive's vocabulary of posts, TAGS and spellings of posts: laid over the files, which stay as they are.

What only pages show (a name, a country, a place) shows at once. What texts are read by (a code, a kind, a spelling)
makes the rows of all cables stale: `service.reparse` brings them up to it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import F

from cables import archive_vocabulary
from cables.editing import renumbering
from cables.editing.base import Refused, editing
from cables.editing.vocabulary_entries import ALIAS, FIELDS, POST, TAG, Change, laid, merged, present, problem
from cables.ingest import parsing, service
from cables.ingest import vocabulary as rows
from cables.ingest.events import record, signed
from cables.ingest.reparsing import raw_cable
from cables.ingest.rewriting import rewrite
from cables.models import Cable, Event, Revision, VocabularyEntry
from cables.telegram import tags
from cables.telegram.vocabulary import Vocabulary

__all__ = ["ALIAS", "FIELDS", "POST", "TAG", "Change", "Consequences", "change", "consequences", "present", "problem"]


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a change would do: `derived` cables are derived anew, which takes its time; `filed` of them come under
    other TAGS or another number. Both are 0 where it changes only what pages show."""

    derived: int
    filed: int


def consequences(change: Change) -> Consequences:
    """What the change would do, told beforehand; it is not made. Raises Refused where it cannot be.

    Looks at the TAGS lines that have the code in them, and at the texts of cables of unknown posts.
    """
    before = archive_vocabulary.refresh()
    check(change)
    after = Vocabulary(laid(before, change))
    if after.fingerprint == before.fingerprint:
        return Consequences(0, 0)
    lines = lines_with(change).items()
    filed = sum(cables for line, cables in lines if tags.read(line, after) != tags.read(line, before))
    numbered = read_numbers(before)
    filed += sum(1 for cable, mrn in read_numbers(after).items() if mrn != numbered[cable])
    return Consequences(Cable.objects.count(), filed)


def change(change: Change, reason: str, editor: AbstractBaseUser | None = None, *, derive: bool = True) -> None:
    """Make the change: names and places show at once, and cables of unknown posts get the numbers that are read now.

    With `derive` all rows that are read otherwise now are derived anew before it returns, which can take long; without
    it `service.reparse` is to be run. `reason` is public. Raises Refused where the change cannot be made.
    """
    fingerprint = ""
    try:
        with editing(reason) as reason:
            vocabulary = archive_vocabulary.refresh()
            check(change)
            before, fingerprint = present(change.kind, change.code), vocabulary.fingerprint
            store(change, reason, editor)
            archive_vocabulary.refresh()
            value = present(change.kind, change.code)
            if value == before:
                raise Refused(f"{change.code} is so already: nothing is to be changed.")
            rows.follow(change.kind, change.code)
            told = {"entry": change.kind, "code": change.code, "before": before, "value": value}
            record(Event.Kind.VOCABULARY, "", reason, editor, detail=told)
            for former, mrn in renumber():
                record(Event.Kind.VOCABULARY, mrn, reason, editor, detail={**told, "former": former})
    finally:
        vocabulary = archive_vocabulary.refresh()  # to what is stored, also where the change failed
    if derive and vocabulary.fingerprint != fingerprint:
        service.reparse()


def check(change: Change) -> None:
    """Raise Refused where the change cannot be made."""
    if complaint := problem(change):
        raise Refused(complaint)


def store(change: Change, reason: str, editor: AbstractBaseUser | None) -> None:
    """Keep the entry as the change leaves it."""
    entry = VocabularyEntry.objects.filter(kind=change.kind, code=change.code)
    value = merged(change)
    entry.delete()
    if not change.as_filed:
        VocabularyEntry.objects.create(kind=change.kind, code=change.code, value=value, **signed(reason, editor))


def lines_with(change: Change) -> Counter[str]:
    """The TAGS lines that hold the code of a TAG, with how many cables have each."""
    if change.kind != TAG:
        return Counter()
    return Counter(Cable.objects.filter(tags_raw__icontains=change.code).order_by().values_list("tags_raw", flat=True))


def read_numbers(vocabulary: Vocabulary) -> dict[Cable, str | None]:
    """The number that is read in the text of each cable of an unknown post."""
    texts = Revision.objects.filter(cable__post__known=False, number=F("cable__revision_number"))
    return {
        text.cable: parsing.telegram_of(raw_cable(text), vocabulary).mrn
        for text in texts.select_related("cable").order_by("cable").iterator(chunk_size=100)
    }


def renumber() -> list[tuple[str, str]]:
    """Give cables of unknown posts the numbers that are read now, where these are free; the former ones lead there.

    Returns the former and the new numbers. The others keep theirs.
    """
    given = []
    for cable, mrn in read_numbers(archive_vocabulary.current()).items():
        if mrn in (None, cable.mrn) or not renumbering.is_free(cable, mrn):
            continue
        renumbering.move(cable.mrn, mrn)
        renumbering.retire(cable.mrn, mrn)
        rewrite(cable, mrn)
        given.append((cable.mrn, mrn))
    return given
