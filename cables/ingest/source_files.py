"""Source files: stored with the texts that were extracted from them, sealed with a redaction or a withdrawal.

The public is served a file only as long as its text is in the archive and no redaction concerns the cable: words that
are blacked out of a text still stand in its file. So that of several telegrams is never served: one of them may be
redacted or withdrawn, also where its text came otherwise.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Exists, OuterRef

from cables.ingest.parsing import Read
from cables.models import Redaction, Revision, SealedFile, SourceFile, WithdrawnText
from cables.models.revision import File, Text
from cables.sources.raw import TELEGRAMS_IN_FILE

COLUMNS = [field.name for field in File._meta.get_fields()]


def store(texts: Iterable[Read]) -> None:
    """Store the files of texts that were just stored, or named as further sources; those of cables that are redacted
    are sealed at once."""
    with_file = [text for text in texts if text.raw.file is not None]
    if not with_file:
        return
    redacted = set(Redaction.objects.filter(mrn__in={text.mrn for text in with_file}).values_list("mrn", flat=True))
    alone = [text for text in with_file if TELEGRAMS_IN_FILE not in text.stated]
    SourceFile.objects.bulk_create(SourceFile(**row(text)) for text in alone if text.mrn not in redacted)
    SealedFile.objects.bulk_create(SealedFile(**row(text)) for text in alone if text.mrn in redacted)
    several = {text.file_checksum or "": text for text in with_file if TELEGRAMS_IN_FILE in text.stated}
    for key in several.keys() - set(SealedFile.objects.filter(pk__in=several).values_list("pk", flat=True)):
        SealedFile.objects.create(**row(several[key]) | {"text_checksum": key})


def row(text: Read) -> dict[str, Any]:
    """Return the columns of the file that a text was extracted from."""
    file = text.raw.file or b""
    return {
        "text_checksum": text.checksum,
        "checksum": text.file_checksum,
        "format": text.format,
        "size": len(file),
        "content": file,
    }


def seal(texts: Iterable[Text]) -> None:
    """Seal the files of these texts."""
    move(SourceFile, SealedFile, texts)


def unseal(texts: Iterable[Text]) -> None:
    """Let the files of these texts be served again, but those of several telegrams."""
    move(SealedFile, SourceFile, texts)


def settle(texts: Collection[str]) -> None:
    """Seal or serve the files of texts that now are of other cables, as these are; `texts` are their checksums."""
    redacted = Redaction.objects.filter(mrn=OuterRef("cable__mrn"))
    stored = Revision.objects.filter(checksum__in=texts).defer("content")
    unseal(stored.filter(~Exists(redacted)))
    seal(stored.filter(Exists(redacted)))
    seal(WithdrawnText.objects.filter(checksum__in=texts).defer("content"))


def delete_sealed(texts: Iterable[Text]) -> None:
    """Delete the sealed files of these texts for good."""
    keys = [file.text_checksum for text in texts for file in text.files]
    SealedFile.objects.filter(text_checksum__in=keys).delete()


def move(source: Any, target: Any, texts: Iterable[Text]) -> None:
    """Move the files of texts from one table to the other, but those of several telegrams."""
    keys = [file.text_checksum for text in texts for file in text.files if not file.telegrams]
    files = source.objects.filter(text_checksum__in=keys)
    for file in files.iterator(chunk_size=1):
        target.objects.create(**{name: getattr(file, name) for name in COLUMNS})
    files.delete()
