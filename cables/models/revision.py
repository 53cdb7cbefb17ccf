"""Import runs, and every text of every cable as received."""

from __future__ import annotations

import datetime
import zlib
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from cables.models.base import FastModel
from cables.sources.raw import TELEGRAMS_IN_FILE
from cables.telegram.fingerprint import LENGTH
from cables.telegram.sections import SEPARATOR


class ImportRun(FastModel):
    """One run of an import: when, from where, and how it ended."""

    label = models.TextField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    stored = models.PositiveIntegerField(db_default=0)
    revised = models.PositiveIntegerField(db_default=0)
    further = models.PositiveIntegerField(db_default=0)
    unchanged = models.PositiveIntegerField(db_default=0)
    conflicts = models.PositiveIntegerField(db_default=0)
    refused = models.PositiveIntegerField(db_default=0)
    recorded = models.PositiveIntegerField(db_default=0, help_text="Records without text.")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    editor_name = models.CharField(max_length=150, blank=True, db_default="")

    class Meta:
        db_table = "cables_batch"  # as before the model was renamed: grants and backups name tables
        ordering = ["-id"]
        verbose_name = "batch"
        verbose_name_plural = "batches"

    def __str__(self) -> str:
        return f"{self.label} ({self.started_at:%Y-%m-%d %H:%M})"


class Text(FastModel):
    """One text of a cable, byte for byte as received, or with what was redacted blacked out.

    `content` is compressed (zlib). `checksum` is the SHA-256, in hexadecimal, of the bytes as received;
    `shown_checksum` that of the bytes that are in the archive now, where these were redacted. `fingerprint` is that of
    the words as received (`cables.telegram.fingerprint`), null in an archive of 0.1.0 until `reparse` fills it.
    Where the text was extracted from a file, `extractor` names what did that, with its version, and `file_checksum` is
    the SHA-256 of the file (`SourceFile`). `further_sources` are where the same words came from again, null where
    nowhere: each the columns of a text that say so, and the id of its import run. Of files of one format the first is
    held, whether the text or a further source of it came with it. `where` names a source for
    each of the sections that a text was joined of.
    """

    MOST_SOURCES = 100  # of one text that are named; of a hostile many the rest are only counted

    number = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64, unique=True)
    shown_checksum = models.CharField(max_length=64, null=True, blank=True)
    fingerprint = models.CharField(max_length=LENGTH, null=True, blank=True)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="Bytes before compression.")
    format = models.CharField(max_length=20)
    where = models.TextField(help_text="File, archive member or line number.")
    published_id = models.TextField(null=True, blank=True)
    hint = models.TextField(null=True, blank=True, help_text="An MRN given beside the text.")
    stated = models.JSONField(default=dict)
    further_sources = models.JSONField(null=True, blank=True)
    extractor = models.TextField(null=True, blank=True)
    file_checksum = models.CharField(max_length=64, null=True, blank=True)
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    @cached_property
    def raw(self) -> bytes:
        """Return the bytes as received, or as they are shown where they were redacted."""
        return zlib.decompress(self.content)

    @property
    def text(self) -> str:
        """Return the text, decoded as its source did: what is not of the encoding is the replacement character."""
        return self.raw.decode(self.encoding, "replace").replace("\0", "\ufffd")

    @property
    def raw_checksum(self) -> str:
        """Return the SHA-256 of the bytes that `raw` gives."""
        return self.shown_checksum or self.checksum

    @property
    def source(self) -> str:
        """Return where it was read from, for readers: the last part of an absolute path, this machine's own."""
        return source_name(self.where)

    @property
    def files(self) -> list[StoredFile]:
        """Return the files of the text, the first of each format: its own, else that of a further source."""
        own = stored_file(self)
        further = [source.file for source in self.sources]
        found = {file.format: file for file in reversed([own, *further]) if file}
        return list(reversed(found.values()))

    @property
    def sources(self) -> list[FurtherSource]:
        """Return the further sources, in the order of their arrival."""
        return [
            FurtherSource(**{**each, "received_at": datetime.datetime.fromisoformat(each["received_at"])})
            for each in self.further_sources or ()
        ]


def source_name(where: str) -> str:
    """Return a source for readers: of an absolute path, which is this machine's own, the last part.

    Of a text that was joined of sections, those of all of them, in the order of their arrival.
    """
    return ", ".join(each.rpartition("/")[2] if each.startswith("/") else each for each in where.split(SEPARATOR))


class StoredFile(NamedTuple):
    """What is on record of a stored file: its key (see `File`), its checksum, its format, what extracted the
    text, and how many telegrams it has, empty where that is one."""

    text_checksum: str
    checksum: str
    format: str
    extractor: str | None
    telegrams: str = ""


def stored_file(source: Text | FurtherSource) -> StoredFile | None:
    """Return what is on record of the file of a text or of a further source of one; None where none is stored."""
    if not source.file_checksum:
        return None
    telegrams = str(source.stated.get(TELEGRAMS_IN_FILE, ""))
    key = source.file_checksum if telegrams else source.checksum
    return StoredFile(key, source.file_checksum, source.format, source.extractor, telegrams)


@dataclass(frozen=True, slots=True)
class FurtherSource:
    """Where the words of a stored text came from again, in another layout or another download; as a `Text` has it.

    `file_checksum` and `extractor` are those of its file, where that is stored.
    """

    checksum: str
    format: str
    where: str
    published_id: str | None
    hint: str | None
    stated: dict[str, str]
    import_run: int
    received_at: datetime.datetime
    extractor: str | None = None
    file_checksum: str | None = None

    @property
    def file(self) -> StoredFile | None:
        """Return what is on record of its file; None where none is stored."""
        return stored_file(self)

    @property
    def source(self) -> str:
        """Return where it was read from, for readers."""
        return source_name(self.where)

    def as_json(self) -> dict[str, Any]:
        """Return the value in `Text.further_sources`."""
        return {**asdict(self), "received_at": self.received_at.isoformat()}


class File(FastModel):
    """A file that is not text, byte for byte as it came, beside the text that was extracted from it.

    It is found by the checksum of that text as it was extracted, which stays whatever becomes of the cable; that may be
    the text of a revision, or a further source of one. One of several telegrams is stored once, by its own checksum.
    """

    text_checksum = models.CharField(max_length=64, primary_key=True)
    checksum = models.CharField(max_length=64)
    format = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        abstract = True


class SourceFile(File):
    """The file of a revision, for readers. Of redacted and withdrawn cables it is a `SealedFile`."""

    class Meta:
        ordering = ["text_checksum"]

    def __str__(self) -> str:
        return f"{self.format} of text {self.text_checksum[:12]}"


class Revision(Text):
    """One text of a stored cable. Nothing is ever overwritten but by a redaction; `Cable.revision_number` is shown."""

    cable = models.ForeignKey("cables.Cable", models.CASCADE, related_name="revisions", db_index=False)
    import_run = models.ForeignKey(
        ImportRun, models.PROTECT, verbose_name="batch", related_name="revisions", db_column="batch_id", db_index=False
    )

    class Meta:
        ordering = ["cable", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cable", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_number_from_one"),
        ]
        indexes = [models.Index(fields=["import_run", "id"], name="revision_by_batch")]

    def __str__(self) -> str:
        return f"{self.cable_id} revision {self.number}"
