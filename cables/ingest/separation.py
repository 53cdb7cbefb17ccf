"""Texts stored under a number that never was, given back to the cables that they are.

The parser of 0.1.0 read `UNCLAS SECTION 1 OF 3 LA PAZ 2004` as a cable of a post SECTION: unrelated telegrams became
revisions of one number. Where the parser reads another number in a stored text for certain, the text moves to the cable
of that number, with the corrections, redactions and withdrawals that belong to it. The former number leads there, or,
where its texts are of several cables, says which.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from cables import archive_version, archive_vocabulary
from cables.db import bulk
from cables.ingest import events, parsing, rewriting, source_files
from cables.ingest.parsing import Read
from cables.ingest.reparsing import NUMBER_STAYS, raw_cable
from cables.ingest.writer import FILLED, add_changed, delete_provisional_aliases, set_modified, write
from cables.models import (
    Alias,
    Cable,
    Correction,
    DividedNumber,
    Event,
    Redaction,
    Reversion,
    Revision,
    SealedPhrase,
    SealedText,
    Withdrawal,
    WithdrawnText,
)
from cables.models.editorial import Edit
from cables.models.revision import Text
from cables.references import missing
from cables.references.linking import relink
from cables.telegram import overrides
from cables.telegram.mrn import Mrn
from cables.telegram.posts import recognise
from cables.telegram.redaction import black_out

NEVER_WAS = "No telegram has that number: the parser of an earlier release misread it in the text."

Groups = dict[str, list[Any]]  # the texts of each number, in the order of their revisions


def suspects(cables: Iterable[Cable]) -> list[Cable]:
    """Return those of the cables whose texts may be of several, or whose number only an earlier `reparse` gave."""
    ids = [cable.pk for cable in cables]
    several = Revision.objects.filter(cable__in=ids, number__gt=1).values("cable")
    stays = Correction.objects.filter(field=Correction.Field.MRN, undone_at=None, reason=NUMBER_STAYS).values("mrn")
    return list(Cable.objects.filter(Q(pk__in=several) | Q(mrn__in=stays), pk__in=ids).order_by("pk"))


def separate(cables: Iterable[Cable]) -> set[int]:
    """Give back the texts of these cables that are of other cables; return the ids of the cables that lost texts and
    have others still, whose rows are to be derived again. Those that have none are gone.

    The caller holds the write lock.
    """
    fewer = set()
    for cable in cables:
        texts = Revision.objects.filter(cable=cable).order_by("number")
        moving = groups_to_move(cable.mrn, texts)
        if not moving:
            continue
        numbers = {mrn: [text.number for text in group] for mrn, group in moving.items()}
        checksums = list(texts.values_list("checksum", flat=True))
        hand_over(cable.mrn, moving, texts)
        for mrn, group in moving.items():
            move(cable, mrn, group)
        staying = texts.all()
        source_files.settle(checksums)
        if staying:
            close_up(cable, staying)
            fewer.add(cable.pk)
        else:
            rewriting.remove(cable, (), archive_version.time_of_change())
            redirect(cable.mrn, numbers)
        record(cable.mrn, moving)
    bulk.reset_sequences(FILLED)
    return fewer


def separate_withdrawn() -> None:
    """Give back the withdrawn texts that are of other cables: they are withdrawn under their own numbers then.

    The caller holds the write lock.
    """
    for withdrawal in list(Withdrawal.objects.order_by("pk")):
        texts = WithdrawnText.objects.filter(withdrawal=withdrawal).order_by("number")
        moving = groups_to_move(withdrawal.mrn, texts)
        held = set(Cable.objects.filter(mrn__in=moving).values_list("mrn", flat=True))
        moving = {mrn: group for mrn, group in moving.items() if mrn not in held}  # whose pages are public
        if not moving:
            continue
        numbers = {mrn: [text.number for text in group] for mrn, group in moving.items()}
        hand_over(withdrawal.mrn, moving, texts)
        for mrn, group in moving.items():
            withdraw(withdrawal, mrn, group)
        staying = texts.all()
        for number, text in enumerate(staying, 1):
            WithdrawnText.objects.filter(pk=text.pk).update(number=number)
        if not staying:
            withdrawal.delete()
            redirect(withdrawal.mrn, numbers)
        record(withdrawal.mrn, moving)


def groups_to_move(former: str, texts: Iterable[Any]) -> Groups:
    """Return the texts stored under a number that are of other cables, by the numbers of these.

    None of a cable whose number an editor decided; and none that would need a redaction of one cable to be applied to
    the texts of another, for which an editor has to merge them.
    """
    if keeps_number(former):
        return {}
    groups: Groups = {}
    for text in texts:
        groups.setdefault(own_number(text, former), []).append(text)
    groups.pop(former, None)
    return {mrn: group for mrn, group in groups.items() if not is_blacked_out(mrn, group)}


def keeps_number(mrn: str) -> bool:
    """Return whether an editor decided the number of a cable: by a correction, or since it had others before."""
    given = Correction.objects.filter(mrn=mrn, field=Correction.Field.MRN, undone_at=None)
    return given.exclude(reason=NUMBER_STAYS).exists() or Alias.objects.filter(target_mrn=mrn).exists()


def own_number(text: Text, mrn: str) -> str:
    """Return the number of a text that is stored under `mrn`: another only where its own lines give that for certain,
    and `mrn` has a post that nobody knows, or another year or serial. A post that is spelt otherwise now keeps its
    numbers, as an editor who changes the vocabulary decides."""
    vocabulary = archive_vocabulary.current()
    read = parsing.read(raw_cable(text), vocabulary)
    if not isinstance(read, Read) or not read.is_certain or read.mrn == mrn:
        return mrn
    former, own = Mrn.parse(mrn), Mrn.parse(read.mrn)
    if recognise(former.post, vocabulary, former.year).known and (former.year, former.serial) == (own.year, own.serial):
        return mrn
    alias = Alias.objects.filter(mrn=read.mrn, is_provisional=False).first()
    return alias.target_mrn if alias else read.mrn


def is_blacked_out(mrn: str, texts: Iterable[Text]) -> bool:
    """Return whether a cable is stored or withdrawn already, and words are blacked out of it or of these texts."""
    known = Cable.objects.filter(mrn=mrn).exists() or Withdrawal.objects.filter(mrn=mrn).exists()
    return known and (Redaction.objects.filter(mrn=mrn).exists() or any(text.shown_checksum for text in texts))


def move(cable: Cable, mrn: str, texts: Sequence[Revision]) -> None:
    """Make texts of a cable those of the cable `mrn`: further revisions where it is stored, withdrawn ones where it is
    withdrawn, else a cable of their own that shows the text that was shown, or the latest."""
    if withdrawal := Withdrawal.objects.filter(mrn=mrn).first():
        names = [field.name for field in Text._meta.get_fields()]
        for number, text in enumerate(texts, withdrawal.texts.count() + 1):
            values = {name: getattr(text, name) for name in names} | {"number": number}
            text.delete()
            WithdrawnText.objects.create(withdrawal=withdrawal, import_run_id=text.import_run_id, **values)
        return
    now = archive_version.time_of_change()
    stored = Cable.objects.filter(mrn=mrn).first()
    latest = Revision.objects.filter(cable=stored).count() if stored else 0
    pk = stored.pk if stored else bulk.next_cable()
    for number, text in enumerate(texts, latest + 1):
        Revision.objects.filter(pk=text.pk).update(cable=pk, number=number)
    former = [text.number for text in texts]
    latest += len(texts)
    if stored:
        show(mrn, stored.revision_number, latest)
        set_modified({pk}, now)
        return
    shown = former.index(cable.revision_number) + 1 if cable.revision_number in former else latest
    show(mrn, shown, latest)
    write([rewriting.entry(mrn, pk, is_new=True)], now)
    Cable.objects.filter(pk=pk).update(stored_at=min(text.received_at for text in texts))
    delete_provisional_aliases([mrn])


def withdraw(former: Withdrawal, mrn: str, texts: Sequence[WithdrawnText]) -> None:
    """Make withdrawn texts those of the withdrawn cable `mrn`, withdrawn for the same reason unless it is already."""
    withdrawal = Withdrawal.objects.filter(mrn=mrn).first() or Withdrawal.objects.create(
        mrn=mrn, cable=bulk.next_cable(), stored_at=former.stored_at, at=former.at, **signature(former)
    )
    for number, text in enumerate(texts, withdrawal.texts.count() + 1):
        WithdrawnText.objects.filter(pk=text.pk).update(withdrawal=withdrawal, number=number)


def close_up(cable: Cable, texts: Sequence[Revision] | QuerySet[Revision]) -> None:
    """Renumber the texts that stay with a cable from 1 on, and let it show the one that it showed, or the latest."""
    shown = 0
    for number, text in enumerate(texts, 1):
        Revision.objects.filter(pk=text.pk).update(number=number)
        if text.number == cable.revision_number:
            shown = number
    latest = len(texts)
    show(cable.mrn, shown or latest, latest)
    Cable.objects.filter(pk=cable.pk).update(revision_number=shown or latest)


def show(mrn: str, number: int, latest: int) -> None:
    """Record that the revision `number` is the current one as long as `latest` is the latest."""
    Reversion.objects.filter(mrn=mrn).delete()
    if number != latest:
        Reversion.objects.create(mrn=mrn, number=number, latest=latest)


def hand_over(former: str, moving: Groups, texts: Iterable[Text]) -> None:
    """Move what editors decided of a cable with the texts that it belongs to."""
    numbers = {text.pk: mrn for mrn, group in moving.items() for text in group}
    owners = [(text, numbers.get(text.pk, former)) for text in texts]
    for correction in Correction.objects.filter(mrn=former).order_by("pk"):
        if correction.field == Correction.Field.MRN:  # of an earlier `reparse`: the number does not stay
            correction.undone_at = correction.undone_at or timezone.now()
        else:
            correction.mrn = owner_of_correction(correction, owners)
            standing = Correction.objects.filter(mrn=correction.mrn, field=correction.field, undone_at=None)
            if standing.exclude(pk=correction.pk).exists():
                correction.undone_at = correction.undone_at or timezone.now()
        correction.save(update_fields=["mrn", "undone_at"])
    for redaction in Redaction.objects.filter(mrn=former).order_by("pk"):
        hand_over_redaction(redaction, owners)
    for text, mrn in owners:
        SealedText.objects.filter(checksum=text.checksum).update(mrn=mrn)
    Reversion.objects.filter(mrn=former).delete()


def owner_of_correction(correction: Correction, owners: Sequence[tuple[Text, str]]) -> str:
    """Return the number of the cable that a correction belongs to: the one whose text alone says what was corrected,
    else the one whose text was the latest then."""
    vocabulary = archive_vocabulary.current()
    saying = {
        mrn
        for text, mrn in owners
        if overrides.value_of(parsing.telegram_of(raw_cable(text), vocabulary), correction.field) == correction.before
    }
    if len(saying) == 1:
        return saying.pop()
    before = [mrn for text, mrn in owners if text.received_at <= correction.at]
    return before[-1] if before else owners[0][1]


def hand_over_redaction(redaction: Redaction, owners: Sequence[tuple[Text, str]]) -> None:
    """Give a redaction to each cable with a text out of which it blacked words: where nobody knows which, to every one
    with a redacted text, else to all, since later texts may have the words."""
    phrases = list(SealedPhrase.objects.filter(redaction=redaction).order_by("pk").values_list("phrase", flat=True))
    redacted = [(text, mrn) for text, mrn in owners if text.shown_checksum]
    sealed = SealedText.objects.in_bulk([text.checksum for text, _ in redacted])
    bitten = [
        mrn
        for text, mrn in redacted
        if not phrases or text.checksum not in sealed or has_phrase(sealed[text.checksum], phrases)
    ]
    first, *others = dict.fromkeys(bitten or [mrn for _, mrn in owners])
    Redaction.objects.filter(pk=redaction.pk).update(mrn=first)
    for mrn in others:
        copy = Redaction.objects.create(mrn=mrn, at=redaction.at, purged_at=redaction.purged_at, **signature(redaction))
        SealedPhrase.objects.bulk_create(SealedPhrase(redaction=copy, phrase=phrase) for phrase in phrases)


def has_phrase(sealed: SealedText, phrases: Sequence[str]) -> bool:
    """Return whether a sealed text, or what is beside it, has one of the phrases."""
    text = zlib.decompress(sealed.content).decode(sealed.encoding, "replace")
    beside = " ".join([sealed.where, *map(str, sealed.stated.values())])
    return black_out(text, phrases) != text or black_out(beside, phrases, name=True) != beside


def signature(edit: Edit) -> dict[str, Any]:
    """Return the columns that say why and by whom an edit was made."""
    return {"reason": edit.reason, "editor_id": edit.editor_id, "editor_name": edit.editor_name}


def redirect(former: str, numbers: Mapping[str, Sequence[int]]) -> None:
    """Let a number that no text has any more lead to the one cable that its texts are of, or say of which they are.

    `numbers` are those that the texts had as revisions, by the numbers of their cables.
    """
    Alias.objects.filter(mrn=former).delete()
    if len(numbers) == 1:
        [target] = numbers
        Alias.objects.create(mrn=former, target_mrn=target)
        unresolved, modified = {former}, {0}
        add_changed(relink([former]), unresolved, modified)
        set_modified(modified, archive_version.time_of_change())
        missing.recount(unresolved - {""})
        return
    DividedNumber.objects.bulk_create(
        DividedNumber(mrn=former, number=number, target_mrn=mrn) for mrn, group in numbers.items() for number in group
    )


def record(former: str, moving: Groups) -> None:
    """Record an event of each cable that texts went to."""
    for mrn, texts in moving.items():
        detail = {"former": former, "revisions": len(texts)}
        events.record(Event.Kind.SEPARATED, mrn, NEVER_WAS, None, detail=detail)
