"""Verification of source files by their checksums, and of who may see them; nothing of it can be repaired."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from cables.db.lookups import in_batches
from cables.ingest.parsing import checksum
from cables.models import Redaction, Revision, SealedFile, SourceFile, WithdrawnText
from cables.models.revision import File, StoredFile, Text, stored_file
from cables.sources.raw import TELEGRAMS_IN_FILE
from cables.verification.difference import Difference, DifferenceKind, differs
from cables.verification.further_sources import faults, with_sources


def differences() -> Iterator[Difference]:
    """Yield files that are missing, not as they came, left over, or served though they should be sealed."""
    for texts, mrn in ((Revision.objects, "cable__mrn"), (WithdrawnText.objects, "withdrawal__mrn")):
        yield from of_texts(texts, mrn)
    further = {file.text_checksum for model in (Revision, WithdrawnText) for file in files_of(with_sources(model))}
    for texts in (Revision.objects, WithdrawnText.objects):
        further.update(file.text_checksum for file in files_of(texts.filter(stated__has_key=TELEGRAMS_IN_FILE)))
    for model in (SourceFile, SealedFile):
        files: QuerySet[Any] = model._default_manager.order_by("text_checksum")
        for texts in (Revision.objects, WithdrawnText.objects):
            files = files.filter(~Exists(texts.filter(checksum=OuterRef("text_checksum"))))
        for text in files.values_list("text_checksum", flat=True):
            if text not in further:
                sentence = f"A source file is held of a text that is not, {text[:12]}…."
                yield Difference(DifferenceKind.FILE, sentence, derivable=False)


def files_of(texts: Iterable[Text]) -> Iterator[StoredFile]:
    """Yield what is on record of the files of these texts."""
    for text in texts:
        yield from text.files


def of_texts(texts: Any, mrn: str) -> Iterator[Difference]:
    """Yield what is wrong with the files of these texts; `mrn` names the column of their cable's number."""
    redacted = set(Redaction.objects.values_list("mrn", flat=True))
    purged = set(Redaction.objects.exclude(purged_at=None).values_list("mrn", flat=True))
    deleted = keys_of(purged)
    cable, _, _ = mrn.partition("__")
    with_files = texts.exclude(file_checksum=None, further_sources=None).defer("content").select_related(cable)
    for text in with_files.order_by(mrn, "number").iterator():
        number = getattr(text, cable).mrn
        for file in text.files if not any(faults(text)) else ():
            is_sealed = cable == "withdrawal" or number in redacted or bool(file.telegrams)
            is_own = file == stored_file(text)
            name = f"{number}: the source file {'' if is_own else 'that came again '}of revision {text.number}"
            if wrong := fault(file, is_sealed=is_sealed, is_purged=file.text_checksum in deleted):
                yield Difference(DifferenceKind.FILE, f"{name}{wrong}", number, derivable=False)


def keys_of(mrns: Iterable[str]) -> set[str]:
    """Return the keys of the files of these cables."""
    keys: set[str] = set()
    for batch in in_batches(sorted(mrns)):
        withdrawn = WithdrawnText.objects.filter(withdrawal__mrn__in=batch)
        for texts in (Revision.objects.filter(cable__mrn__in=batch), withdrawn):
            keys.update(file.text_checksum for file in files_of(texts.defer("content")))
    return keys


def fault(stored: StoredFile, *, is_sealed: bool, is_purged: bool) -> str | None:
    """Return what is wrong with a file, as what follows its name in a sentence; None where nothing is."""
    served = SourceFile.objects.filter(pk=stored.text_checksum).first()
    file: File | None = served or SealedFile.objects.filter(pk=stored.text_checksum).first()
    if file is None:
        return None if is_purged else " is lacking."
    if served and is_sealed:
        return " can be seen by all, and should be sealed."
    if not served and not is_sealed:
        return " is sealed, and nothing seals it."
    if stored.checksum != file.checksum or checksum(bytes(file.content)) != stored.checksum:
        return " has another checksum than when it came."
    if file.size != len(file.content):
        return differs(": its size", file.size, len(file.content))
    return None
