"""Counts that ingest updates, so that no page counts rows at request time."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """The number of cables of a scope's key, in all (year and month 0) and by month.

    Cables of which only the year is known count under that year's month 0.
    """

    class Scope(models.TextChoices):
        ARCHIVE = "archive", "the archive"
        TAG = "tag", "a tag"
        POST = "post", "a post"
        CLASSIFICATION = "class", "a classification"
        CAPTION = "caption", "a caption"

    scope = models.CharField(max_length=8, choices=Scope)
    key = models.CharField(
        max_length=60, help_text="The tag's or post's id, the classification, the caption; or empty."
    )
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    cables = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["scope", "key", "year", "month"], name="tally_once"),
            models.CheckConstraint(condition=models.Q(cables__gte=0), name="tally_not_negative"),
        ]
        indexes = [
            models.Index(fields=["scope", "-cables"], condition=models.Q(year=0, month=0), name="tally_largest"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key} {self.year}-{self.month}: {self.cables}"
