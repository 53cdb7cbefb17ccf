"""References of cables, their links, their mentions in the text, and missing cables."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from cables.models.base import FastModel
from cables.reverse import url


class Reference(FastModel):
    """One thing that a cable cites: an entry of its REF block, or a cable named in its text alone.

    `target_mrn` is what the entry says, and never changes as the archive grows; `target` is the cable that it
    leads to at present. An ambiguous entry has no target but candidates.
    """

    class Origin(models.TextChoices):
        BLOCK = "block", "REF block"
        TEXT = "text", "running text"

    class Kind(models.TextChoices):
        CABLE = "cable", "Cable"
        AIRGRAM = "airgram", "Airgram"
        EMAIL = "email", "E-mail"
        TELEPHONE = "telephone", "Telephone call"
        LETTER = "letter", "Letter"
        REPORT = "report", "Report"
        DTG = "dtg", "Date-time group"
        MEETING = "meeting", "Meeting"
        OTHER = "other", "Other"

    class Link(models.TextChoices):
        NONE = "none", "not held"
        EXACT = "exact", "the cable named"
        SPELLING = "spelling", "the post under its other name"
        RETIRED = "retired", "a number under which the cable was held before"
        YEAR_BEFORE = "year-before", "the year before: none of the same year is held that was sent by then"
        DATE_DIFFERS = "date-differs", "the cable named, which was sent on another day than it is cited with"
        AMBIGUOUS = "ambiguous", "more than one held cable fits"

    cable = models.ForeignKey("cables.Cable", models.CASCADE, related_name="references", db_index=False)
    position = models.PositiveIntegerField()
    origin = models.CharField(max_length=5, choices=Origin, db_default=Origin.BLOCK)
    label = models.TextField(null=True, blank=True)
    raw = models.TextField()
    kind = models.CharField(max_length=10, choices=Kind)
    target_mrn = models.CharField(max_length=60, null=True, blank=True)
    year_inferred = models.BooleanField(db_default=False)
    confidence = models.CharField(max_length=10)
    candidates = models.JSONField(default=list, help_text="MRNs that an ambiguous entry may mean.")
    number = models.CharField(max_length=10, null=True, blank=True, help_text="Of an airgram.")
    date = models.CharField(max_length=10, null=True, blank=True, help_text="That of the entry: a day or a month.")
    note = models.TextField(null=True, blank=True)
    target = models.ForeignKey("cables.Cable", models.SET_NULL, null=True, blank=True, related_name="cited_by")
    link = models.CharField(max_length=12, choices=Link, db_default=Link.NONE)

    class Meta:
        ordering = ["cable", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cable", "position"], name="reference_position_once"),
            models.CheckConstraint(
                condition=Q(kind="cable") | Q(target_mrn=None), name="reference_only_cables_have_an_mrn"
            ),
            models.CheckConstraint(
                condition=Q(kind="airgram") | Q(number=None), name="reference_only_airgrams_have_a_number"
            ),
            models.CheckConstraint(
                condition=Q(confidence__in=["exact", "normalised", "ambiguous"]), name="reference_confidence_known"
            ),
            models.CheckConstraint(
                condition=Q(target=None, link__in=["none", "ambiguous"])
                | Q(target__isnull=False, link__in=["exact", "spelling", "retired", "year-before", "date-differs"]),
                name="reference_link_fits_target",
            ),
        ]
        indexes = [models.Index(fields=["target_mrn"], name="reference_by_mrn")]

    def __str__(self) -> str:
        return f"{self.label or ''} {self.raw}".strip()


class ReferenceCandidate(models.Model):
    """A stored cable that an ambiguous reference may mean: the page shows all of them."""

    reference = models.ForeignKey(Reference, models.CASCADE, related_name="stored_candidates", db_index=False)
    cable = models.ForeignKey("cables.Cable", models.CASCADE, related_name="maybe_cited_by")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference", "cable"], name="candidate_once")]

    def __str__(self) -> str:
        return f"{self.reference_id} → {self.cable_id}?"


class Mention(FastModel):
    """A span of a paragraph's text that cites: `refs C and D`, `LIMA 1053`, `para 6`, `septel`.

    `references` are positions of the cable's references, `paragraphs` are paragraph numbers as the text gives them.
    """

    class Kind(models.TextChoices):
        LABEL = "label", "REF label"
        MRN = "mrn", "MRN"
        PARAGRAPH = "paragraph", "Paragraph"
        SEPTEL = "septel", "Septel"

    cable = models.ForeignKey("cables.Cable", models.CASCADE, related_name="mentions", db_index=False)
    position = models.PositiveIntegerField()
    paragraph = models.PositiveIntegerField(help_text="Position of the paragraph, from 1.")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=9, choices=Kind)
    references = models.JSONField(default=list)
    paragraphs = models.JSONField(default=list)

    class Meta:
        ordering = ["cable", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cable", "position"], name="mention_position_once"),
            models.CheckConstraint(condition=Q(end__gt=models.F("start")), name="mention_span_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.cable_id} ¶[{self.paragraph}] {self.start}-{self.end}"


class MissingCable(FastModel):
    """A cable that is cited, or known by a record without text, but not in the archive.

    Ingest inserts a row with the first reference to an MRN that leads nowhere, or with its record, and deletes it when
    the cable arrives, or the last such reference and the record go.
    """

    mrn = models.CharField(max_length=60, unique=True)
    post = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveBigIntegerField()
    citing = models.PositiveIntegerField(help_text="How many held cables cite it.")

    class Meta:
        db_table = "cables_absentcable"  # as before the model was renamed: grants and backups name tables
        ordering = ["-citing", "mrn"]
        indexes = [
            models.Index(fields=["-citing", "mrn"], name="absent_by_citing"),
            models.Index(fields=["post", "year", "serial"], name="absent_by_post"),
            models.Index(fields=["year", "-citing", "mrn"], name="absent_by_year"),
        ]

    def __str__(self) -> str:
        return self.mrn

    def get_absolute_url(self) -> str:
        return url("cable", self.mrn)
