"""TAGS: the codes under which cables are filed, and the tags of each cable."""

from __future__ import annotations

import re
import unicodedata

from django.db import models

from cables.models.base import FastModel
from cables.models.cable import ListedQuerySet
from cables.reverse import url


class Tag(FastModel):
    """One entry of the TAGS vocabulary, or one that only the cables know.

    `slug` is its address. A code's slug is the code itself in capitals (`PGOV`); persons and topics, which are
    free words, have slugs in small letters with their kind in front (`person-roe-jane`, `topic-salt-mines`).
    Slugs have letters, digits and hyphens only, so that a URL with a suffix (`PGOV.json`) is never one.
    """

    class Kind(models.TextChoices):
        SUBJECT = "subject", "Subjects"
        GEOGRAPHIC = "geographic", "Countries and regions"
        ORGANIZATION = "organization", "Organizations"
        PROGRAM = "program", "Programs"
        PERSON = "person", "Persons"
        TOPIC = "topic", "Topics"

    code = models.CharField(max_length=200)
    slug = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    name = models.CharField(max_length=200, blank=True, db_default="")
    category = models.CharField(max_length=80, blank=True, db_default="")
    note = models.CharField(max_length=300, blank=True, db_default="")

    class Meta:
        ordering = ["kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["subject", "geographic", "organization", "program", "person", "topic"]),
                name="tag_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        return url("tag", self.slug)


FREE_KINDS = (Tag.Kind.PERSON, Tag.Kind.TOPIC)
CODE = re.compile(r"[A-Z0-9]+")


def slug_of(code: str, kind: str) -> str:
    """Return a tag's slug: codes as they are (`PGOV`), persons and topics in small letters after their kind."""
    if kind not in FREE_KINDS and CODE.fullmatch(code):
        return code
    plain = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode().lower()
    return "-".join([kind, *re.findall("[a-z0-9]+", plain)])


class CableTag(FastModel):
    """A tag of a cable. The cable's date is copied in, so that a tag's cables are read in order from one index."""

    cable = models.ForeignKey("cables.Cable", models.CASCADE, related_name="cable_tags", db_index=False)
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="cable_tags", db_index=False)
    position = models.PositiveIntegerField()
    date = models.DateField()

    objects = ListedQuerySet.as_manager()

    class Meta:
        ordering = ["cable", "position"]
        constraints = [models.UniqueConstraint(fields=["cable", "tag"], name="cabletag_once")]
        indexes = [models.Index(fields=["tag", "date", "cable"], name="cabletag_by_date")]

    def __str__(self) -> str:
        return f"{self.cable_id}: {self.tag_id}"
