"""Edits: every event with its reason, corrections, withdrawals and redactions. Keyed by MRN, to outlive rows.

What the public must not see is in tables of its own: `SEALED` names those that only administrators' connections need.
"""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from cables.models.base import FastModel
from cables.models.revision import File, ImportRun, Text
from cables.reverse import url


class Edit(FastModel):
    """An act of an editor, with its time and public reason; the public is not shown the editor's name."""

    reason = models.TextField()
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    editor_name = models.CharField(max_length=150, blank=True, db_default="")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True


class EventQuerySet(models.QuerySet[Any]):
    """A queryset of events, newest first unless ordered otherwise."""

    def of(self, mrn: str) -> Self:
        """Return the events of a cable under its number and under those that it had before."""
        return self.filter(Q(mrn=mrn) | Q(mrn__in=Alias.objects.filter(target_mrn=mrn).values("mrn")))


class Event(Edit):
    """One thing that an editor did, for good on record. What imports did is on the record of their batches.

    `detail` says what, by kind:
    reverted: number, before (revisions); corrected, correction-undone: field, before, value (as strings, or null);
    withdrawn, restored: revisions (how many texts); redacted: places, revisions (how many); purged: redaction (id);
    merged: into (an MRN), revisions; separated: former (an MRN), revisions; vocabulary: entry (post, tag or alias),
    code, before, value (objects, or null), and former (an MRN) where a cable got another number by it.
    """

    class Kind(models.TextChoices):
        REVERTED = "reverted", "Reverted to an earlier text"
        CORRECTED = "corrected", "Corrected"
        UNDONE = "correction-undone", "Correction undone"
        WITHDRAWN = "withdrawn", "Withdrawn"
        RESTORED = "restored", "Restored"
        REDACTED = "redacted", "Redacted"
        PURGED = "purged", "Sealed original purged"
        MERGED = "merged", "Merged into another cable"
        SEPARATED = "separated", "Given its own number"
        VOCABULARY = "vocabulary", "Vocabulary changed"

    kind = models.CharField(max_length=18, choices=Kind)
    mrn = models.CharField(max_length=60, blank=True, help_text="Empty where it concerns no single cable.")
    detail = models.JSONField(default=dict)
    import_run = models.ForeignKey(
        ImportRun,
        models.PROTECT,
        verbose_name="batch",
        null=True,
        blank=True,
        db_column="batch_id",
        help_text="The upload that it came with.",
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["mrn", "-id"], name="event_by_mrn"),
            models.Index(fields=["kind", "-id"], name="event_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.mrn} {self.kind}".strip()


class Correction(Edit):
    """A correction of a field of a cable, instead of what its text says. The text itself stays as received.

    `value` is what would stand in the telegram (`PREL, ECON` in its TAGS line), null where nothing should; `before`
    is what the text gave. The one of a cable and field that is not undone stands.
    """

    class Field(models.TextChoices):
        MRN = "mrn", "Reference number"
        DATE = "date", "Date"
        POST = "post", "Post"
        CLASSIFICATION = "classification", "Classification"
        TAGS = "tags", "TAGS"
        SUBJECT = "subject", "Subject"
        REFERENCES = "references", "References"

    mrn = models.CharField(max_length=60)
    field = models.CharField(max_length=14, choices=Field)
    value = models.TextField(null=True, blank=True)
    before = models.TextField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["mrn", "field", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["mrn", "field"], condition=Q(undone_at=None), name="correction_stands_once")
        ]
        indexes = [models.Index(fields=["mrn", "field"], name="correction_by_mrn")]

    def __str__(self) -> str:
        return f"{self.mrn}: {self.field}"


class Alias(models.Model):
    """A number under which a cable was stored before a merger or a correction; its address leads to the cable.

    A provisional one, which only a text gives since it was corrected on arrival, gives way to a cable of that number.
    """

    mrn = models.CharField(max_length=60, unique=True)
    target_mrn = models.CharField(max_length=60, db_index=True)
    is_provisional = models.BooleanField(default=False, db_default=False, db_column="yields")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["mrn"]
        verbose_name_plural = "aliases"

    def __str__(self) -> str:
        return f"{self.mrn} → {self.target_mrn}"

    def get_absolute_url(self) -> str:
        return url("cable", self.target_mrn)


class DividedNumber(models.Model):
    """A number that never was, under which a release misread texts of several cables: where one of them went.

    `number` is the revision that the text was under it.
    """

    mrn = models.CharField(max_length=60)
    number = models.PositiveIntegerField()
    target_mrn = models.CharField(max_length=60, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["mrn", "number"]
        constraints = [models.UniqueConstraint(fields=["mrn", "number"], name="divided_number_once")]

    def __str__(self) -> str:
        return f"{self.mrn} revision {self.number} → {self.target_mrn}"


class Reversion(models.Model):
    """A choice of the revision `number` to be shown, as long as `latest` is the latest; else that is shown."""

    mrn = models.CharField(max_length=60, unique=True)
    number = models.PositiveIntegerField()
    latest = models.PositiveIntegerField()

    class Meta:
        ordering = ["mrn"]

    def __str__(self) -> str:
        return f"{self.mrn}: revision {self.number} of {self.latest}"


class VocabularyEntry(Edit):
    """A post, TAGS code or post's spelling as an editor has it, overriding the vocabulary files; the latest counts.

    `value` has the fields of the entry; null removes an entry of the files.
    """

    class Kind(models.TextChoices):
        POST = "post", "Post"
        TAG = "tag", "TAGS code"
        ALIAS = "alias", "Spelling of a post"

    kind = models.CharField(max_length=5, choices=Kind)
    code = models.CharField(max_length=200)
    value = models.JSONField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "code"]
        constraints = [models.UniqueConstraint(fields=["kind", "code"], name="vocabulary_entry_once")]
        verbose_name_plural = "vocabulary entries"

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class Withdrawal(Edit):
    """The withdrawal of a cable from public view, with the reason, which its page shows. Restoring it deletes the row.

    Its rows are gone but for its texts; it gets its id and its time of arrival back when it is restored.
    """

    mrn = models.CharField(max_length=60, unique=True)
    cable = models.PositiveBigIntegerField(help_text="The id that the cable had.")
    stored_at = models.DateTimeField()

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.mrn} withdrawn"


class WithdrawnText(Text):
    """A revision of a withdrawn cable."""

    withdrawal = models.ForeignKey(Withdrawal, models.PROTECT, related_name="texts", db_index=False)
    import_run = models.ForeignKey(
        ImportRun, models.PROTECT, verbose_name="batch", related_name="withdrawn", db_column="batch_id"
    )

    class Meta:
        ordering = ["withdrawal", "number"]
        constraints = [models.UniqueConstraint(fields=["withdrawal", "number"], name="withdrawn_number_once")]

    def __str__(self) -> str:
        return f"{self.withdrawal_id} revision {self.number}"


class Redaction(Edit):
    """A redaction: words blacked out in all texts of a cable, and why; the words themselves are sealed."""

    mrn = models.CharField(max_length=60, db_index=True)
    purged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["mrn", "id"]

    def __str__(self) -> str:
        return f"{self.mrn} redacted"


class SealedPhrase(models.Model):
    """Words that a redaction blacks out, also in texts that arrive later."""

    redaction = models.ForeignKey(Redaction, models.CASCADE, related_name="phrases")
    phrase = models.TextField()

    class Meta:
        ordering = ["redaction", "id"]

    def __str__(self) -> str:
        return f"phrase {self.pk} of {self.redaction_id}"


class SealedText(models.Model):
    """A redacted text byte for byte as received, for administrators; found by the checksum of its revision."""

    checksum = models.CharField(max_length=64, primary_key=True)
    mrn = models.CharField(max_length=60, db_index=True)
    content = models.BinaryField(help_text="Compressed (zlib).")
    encoding = models.CharField(max_length=20)
    size = models.PositiveIntegerField(help_text="Bytes before compression.")
    where = models.TextField()
    stated = models.JSONField(default=dict)

    class Meta:
        ordering = ["mrn", "checksum"]

    def __str__(self) -> str:
        return f"sealed text {self.checksum[:12]} of {self.mrn}"


class SealedFile(File):
    """The file of a text whose cable is redacted, for administrators, or withdrawn."""

    class Meta:
        ordering = ["text_checksum"]

    def __str__(self) -> str:
        return f"sealed {self.format} of text {self.text_checksum[:12]}"


SEALED: tuple[type[models.Model], ...] = (WithdrawnText, SealedPhrase, SealedText, SealedFile)
