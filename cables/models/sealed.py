"""What the public must not see, in tables of their own, apart from the public reasons why.

`SEALED` names the tables that only administrators' connections need: no public page reads them.
"""

from __future__ import annotations

from django.db import models

from cables.models.editing import Edit
from cables.models.revision import Batch, Text


class Withdrawal(Edit):
    """That a cable was taken out of public view, and why: its page says so. Restoring it ends the row.

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
    batch = models.ForeignKey(Batch, models.PROTECT, related_name="withdrawn")

    class Meta:
        ordering = ["withdrawal", "number"]
        constraints = [models.UniqueConstraint(fields=["withdrawal", "number"], name="withdrawn_number_once")]

    def __str__(self) -> str:
        return f"{self.withdrawal_id} revision {self.number}"


class Redaction(Edit):
    """That words of a cable were blacked out in all of its texts, and why; the words themselves are sealed."""

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
    """A redacted text byte for byte as it came, for administrators; found by the checksum that its revision keeps."""

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


SEALED: tuple[type[models.Model], ...] = (WithdrawnText, SealedPhrase, SealedText)
