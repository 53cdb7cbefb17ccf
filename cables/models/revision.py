"""Where texts came from: batches, and every text of every cable as it came."""

from __future__ import annotations

import zlib

from django.db import models
from django.utils import timezone
from django.utils.functional import cached_property


class Batch(models.Model):
    """One run of an import: when, from where, and how it ended."""

    label = models.TextField()
    started_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    stored = models.PositiveIntegerField(db_default=0)
    revised = models.PositiveIntegerField(db_default=0)
    unchanged = models.PositiveIntegerField(db_default=0)
    conflicts = models.PositiveIntegerField(db_default=0)
    refused = models.PositiveIntegerField(db_default=0)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.label} ({self.started_at:%Y-%m-%d %H:%M})"


class Revision(models.Model):
    """One text of a cable, byte for byte as it came. Nothing is ever overwritten; the latest is shown.

    `content` is compressed (zlib); `checksum` is the SHA-256 of the bytes before compression, in hexadecimal.
    """

    cable = models.ForeignKey("cables.Cable", models.CASCADE, related_name="revisions", db_index=False)
    number = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="Bytes before compression.")
    format = models.CharField(max_length=20)
    where = models.TextField(help_text="File, archive member or line number.")
    published_id = models.TextField(null=True, blank=True)
    hint = models.TextField(null=True, blank=True, help_text="An MRN given beside the text.")
    stated = models.JSONField(default=dict)
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="revisions")
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["cable", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cable", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="revision_number_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.cable_id} revision {self.number}"

    @cached_property
    def raw(self) -> bytes:
        """The bytes as they came."""
        return zlib.decompress(self.content)

    @property
    def text(self) -> str:
        """The text as it came, decoded as its source did: what is not of the encoding is the replacement character."""
        return self.raw.decode(self.encoding, "replace").replace("\0", "\ufffd")

    @property
    def source(self) -> str:
        """Where it was read, as readers are told: of an absolute path, which is this machine's own, the last part."""
        return self.where.rpartition("/")[2] if self.where.startswith("/") else self.where
