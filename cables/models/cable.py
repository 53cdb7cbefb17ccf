"""The cable and what stands in it: paragraphs, addressees and their addresses, captions."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Upper
from django.utils import timezone

from cables.models.base import FastModel
from cables.reverse import url
from cables.telegram.vocabulary import CLASSIFICATIONS, PRECEDENCES

if TYPE_CHECKING:
    from cables.models.post import Post
    from cables.models.tag import Tag


class ListedQuerySet(models.QuerySet[Any]):
    """A queryset of rows that each have one cable and its date: cables, or links from a tag or a caption to one.

    A list is read from whichever of these has an index that fits it, so all of them have the same methods.
    With Exists, since a join with DISTINCT is a hundred times slower (measured).
    """

    cable: ClassVar[str] = "cable_id"  # the column of the cable's id
    path: ClassVar[str] = "cable__"  # the way to the cable's fields

    def with_tag(self, tag: Tag) -> Self:
        """Return the rows of cables that have the tag."""
        return self.filter(Exists(tag.cable_tags.filter(cable=OuterRef(self.cable))))

    def with_caption(self, caption: str) -> Self:
        """Return the rows of cables that have the caption."""
        return self.filter(Exists(CableCaption.objects.filter(cable=OuterRef(self.cable), caption=caption)))

    def from_post(self, post: Post) -> Self:
        """Return the rows of cables that the post sent."""
        return self.filter(**{f"{self.path}post": post})

    def classified(self, classification: str) -> Self:
        """Return the rows of cables of the classification."""
        return self.filter(**{f"{self.path}classification": classification})

    def between(self, first: datetime.date | None, last: datetime.date | None) -> Self:
        """Return the rows of cables dated from the first day to the last, both included; None leaves that end open.

        A cable of which only the year is known is returned where its whole year is between.
        """
        rows = self
        if first:
            rows = rows.filter(date__gte=first)
        if last:
            rows = rows.filter(date__lte=last)
        if last and (last.month, last.day) != (12, 31) and (not first or first <= datetime.date(last.year, 1, 1)):
            rows = rows.exclude(date=datetime.date(last.year, 1, 1), **{f"{self.path}date_source": "mrn"})
        return rows


class CableQuerySet(ListedQuerySet):
    """A queryset of cables, newest first unless ordered otherwise."""

    cable = "pk"
    path = ""

    def for_list(self) -> Self:
        """Load what a list shows of each cable, and no more: wide columns stay in the database."""
        return self.select_related("post").only(
            "mrn",
            "date",
            "date_source",
            "sent_at",
            "classification",
            "subject",
            "captions",
            "is_specimen",
            "post__code",
            "post__city",
            "post__kind",
            "post__known",
        )


class Cable(FastModel):
    """One telegram under its canonical message reference number, as its current revision says it."""

    class DateSource(models.TextChoices):
        DTG = "dtg", "the date-time group"
        PAGE = "page", "the page it was published on"
        PRELUDE = "prelude", "a date printed above the telegram"
        JULIAN = "julian", "the day of the year in the routing line"
        MRN = "mrn", "the year of the reference number; the day is not known"
        EDITOR = "editor", "an editor’s correction"

    mrn = models.CharField("message reference number", max_length=60, unique=True)
    post = models.ForeignKey("cables.Post", models.PROTECT, related_name="cables", db_index=False)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveBigIntegerField()
    date = models.DateField(help_text="Where only the year is known (date_source mrn), its first of January.")
    date_source = models.CharField(max_length=8, choices=DateSource)
    sent_at = models.DateTimeField("date-time group", null=True, blank=True)
    classification = models.CharField(max_length=24, null=True, blank=True)
    subject = models.TextField(null=True, blank=True)
    subject_portion = models.TextField(null=True, blank=True)
    precedence = models.CharField(max_length=16, null=True, blank=True)
    info_precedence = models.CharField(max_length=16, null=True, blank=True)
    sender = models.TextField(null=True, blank=True)
    signer = models.TextField(null=True, blank=True)
    afterword = models.PositiveIntegerField(
        null=True, blank=True, help_text="The position of the first paragraph below the signature."
    )
    transmission_id = models.TextField(null=True, blank=True)
    captions = models.JSONField(default=list)
    attention = models.JSONField(default=list)
    tags_raw = models.TextField(null=True, blank=True)
    eo_number = models.TextField(null=True, blank=True)
    declassify_on = models.DateField(null=True, blank=True)
    declassify_event = models.TextField(null=True, blank=True)
    eo_raw = models.TextField(null=True, blank=True)
    classified_by = models.JSONField(null=True, blank=True)
    section_count = models.PositiveIntegerField(db_default=1)
    corrected_copy = models.TextField(null=True, blank=True)
    redactions = models.PositiveIntegerField(db_default=0)
    exemptions = models.JSONField(
        default=list,
        db_default=models.Value([], models.JSONField()),
        help_text="Of a FOIA release: each code with the number of places that it withholds.",
    )
    is_partial = models.BooleanField(db_default=False)
    is_specimen = models.BooleanField(db_default=False)
    published_id = models.TextField(null=True, blank=True)
    text_mrn = models.TextField(null=True, blank=True)
    stated = models.JSONField(default=dict)
    problems = models.JSONField(default=list)
    revision_number = models.PositiveIntegerField(help_text="The revision that these rows were derived from.")
    parser_version = models.PositiveIntegerField()
    vocabulary = models.CharField(
        max_length=16, help_text="Fingerprint of the vocabulary these rows were derived with."
    )
    stored_at = models.DateTimeField(default=timezone.now)
    modified_at = models.DateTimeField(
        default=timezone.now,
        db_column="touched_at",
        help_text="When its page last changed: its own rows, a link of it or a link to it.",
    )

    objects = CableQuerySet.as_manager()

    class Meta:
        ordering = ["-date", "-id"]
        permissions = [
            ("revise_cable", "Can add revisions and revert to one"),
            ("correct_cable", "Can correct what cables say"),
            ("withdraw_cable", "Can withdraw cables and restore them"),
            ("merge_cable", "Can merge cables held twice"),
            ("redact_cable", "Can redact cables"),
            ("purge_redaction", "Can purge sealed originals"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(classification=None) | Q(classification__in=list(CLASSIFICATIONS)),
                name="cable_classification_known",
            ),
            models.CheckConstraint(
                condition=Q(precedence=None) | Q(precedence__in=list(PRECEDENCES)), name="cable_precedence_known"
            ),
            models.CheckConstraint(
                condition=Q(date_source__in=["dtg", "page", "prelude", "julian", "mrn", "editor"]),
                name="cable_date_source_known",
            ),
            models.CheckConstraint(condition=Q(year__gte=1900, year__lte=2099), name="cable_year_plausible"),
        ]
        # Ascending, though lists are read backwards: new rows are last as a rule, and fill the pages.
        indexes = [
            models.Index(fields=["date", "id"], name="cable_by_date"),
            models.Index(fields=["post", "year", "serial"], name="cable_by_serial"),
            models.Index(fields=["post", "date", "id"], name="cable_by_post"),
            models.Index(fields=["classification", "date", "id"], name="cable_by_class"),
            models.Index(fields=["stored_at", "id"], name="cable_by_arrival"),
            models.Index(Upper("signer"), F("date"), F("id"), name="cable_by_signer"),
        ]

    def __str__(self) -> str:
        return self.mrn

    def get_absolute_url(self) -> str:
        return url("cable", self.mrn)

    @property
    def missing_sections(self) -> str:
        """Return the sections that its text lacks, in words; empty where that is not certain of any."""
        return next((str(each["message"]) for each in self.problems if each["code"] == "sections-missing"), "")


class Paragraph(FastModel):
    """A paragraph of a cable. Its position (from 1) is its key within the cable: numbers repeat or are not given."""

    cable = models.ForeignKey(Cable, models.CASCADE, related_name="paragraphs", db_index=False)
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField(null=True, blank=True)
    portion = models.TextField(null=True, blank=True)
    heading = models.TextField(null=True, blank=True)
    text = models.TextField()
    start = models.PositiveIntegerField(help_text="Offset of the text in the revision's text, in characters.")

    class Meta:
        ordering = ["cable", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cable", "position"], name="paragraph_position_once"),
            models.CheckConstraint(condition=Q(position__gte=1), name="paragraph_position_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.cable_id} ¶{self.number or f'[{self.position}]'}"


class Address(models.Model):
    """A name to which cables are addressed (`AMEMBASSY BOGOTA`), once: a search looks through these few thousand."""

    LONGEST = 200  # characters; longer names, all of them damage, are known by their beginning

    name = models.CharField(max_length=LONGEST, unique=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Addressee(FastModel):
    """One line of a cable's TO (action) or INFO list, in the order printed; `name` as it stands there."""

    class Role(models.TextChoices):
        ACTION = "action", "Action"
        INFO = "info", "Information"

    cable = models.ForeignKey(Cable, models.CASCADE, related_name="addressees", db_index=False)
    position = models.PositiveIntegerField()
    role = models.CharField(max_length=6, choices=Role)
    address = models.ForeignKey(Address, models.PROTECT, related_name="addressees", db_index=False)
    routing = models.TextField(null=True, blank=True)
    name = models.TextField()
    office = models.TextField(null=True, blank=True)
    precedence = models.CharField(max_length=16, null=True, blank=True)
    serial = models.TextField(null=True, blank=True)
    excluded = models.JSONField(default=list, help_text="Members of a collective that do not get it (XMT).")

    class Meta:
        ordering = ["cable", "position"]
        constraints = [
            models.UniqueConstraint(fields=["cable", "position"], name="addressee_position_once"),
            models.CheckConstraint(condition=Q(role__in=["action", "info"]), name="addressee_role_known"),
        ]
        indexes = [models.Index(fields=["address", "cable"], name="addressee_by_address")]

    def __str__(self) -> str:
        return self.name


class CableCaption(models.Model):
    """A caption of a cable (`SIPDIS`, `NOFORN`); the cable's date is copied in, as in CableTag."""

    cable = models.ForeignKey(Cable, models.CASCADE, related_name="cable_captions", db_index=False)
    caption = models.CharField(max_length=60)
    date = models.DateField()

    objects = ListedQuerySet.as_manager()

    class Meta:
        ordering = ["cable", "id"]
        constraints = [models.UniqueConstraint(fields=["cable", "caption"], name="cablecaption_once")]
        indexes = [models.Index(fields=["caption", "date", "cable"], name="cablecaption_by_date")]

    def __str__(self) -> str:
        return self.caption


class CableAttribute(models.Model):
    """Something that the National Archives or a FOIA release state of a cable and that is searched, in capitals."""

    class Name(models.TextChoices):
        FILM = "film", "Film number"
        CONCEPT = "concept", "Concept"
        CASE = "case", "Case number"
        DOCUMENT = "document", "Document number"
        EXEMPTION = "exemption", "Exemption"

    LONGEST = 100

    cable = models.ForeignKey(Cable, models.CASCADE, related_name="searched_attributes", db_index=False)
    name = models.CharField(max_length=10, choices=Name)
    value = models.CharField(max_length=LONGEST)

    class Meta:
        ordering = ["cable", "id"]
        constraints = [
            models.UniqueConstraint(fields=["cable", "name", "value"], name="cableattribute_once"),
            models.CheckConstraint(
                condition=Q(name__in=["film", "concept", "case", "document", "exemption"]),
                name="cableattribute_name_known",
            ),
        ]
        indexes = [models.Index(fields=["value", "name", "cable"], name="cableattribute_by_value")]

    def __str__(self) -> str:
        return self.value
