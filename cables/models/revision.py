"""Import runs, and every text of every cable as received."""

from __future__ import annotations

import zlib

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property

from cables.models.base import FastModel


class ImportRun(FastModel):
    """One run of an import: when, from where, and how it ended."""

    label = models.TextField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    stored = models.PositiveIntegerField(db_default=0)
    revised = models.PositiveIntegerField(db_default=0)
    unchanged = models.PositiveIntegerField(db_default=0)
    conflicts = models.PositiveIntegerField(db_default=0)
    refused = models.PositiveIntegerField(db_default=0)
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
    `shown_checksum` that of the bytes that are in the archive now, where these were redacted.
    """

    number = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64, unique=True)
    shown_checksum = models.CharField(max_length=64, null=True, blank=True)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="Bytes before compression.")
    format = models.CharField(max_length=20)
    where = models.TextField(help_text="File, archive member or line number.")
    published_id = models.TextField(null=True, blank=True)
    hint = models.TextField(null=True, blank=True, help_text="An MRN given beside the text.")
    stated = models.JSONField(default=dict)
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
        return self.where.rpartition("/")[2] if self.where.startswith("/") else self.where


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
