"""Records without text: facts of cables that no source has the text of."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from cables.models.base import FastModel
from cables.models.revision import ImportRun, source_name
from cables.reverse import url
from cables.telegram.textless import LONGEST_FILM_NUMBER


class TextlessRecord(FastModel):
    """What sources state of a number whose text they do not have, shown where no cable of it is in the archive.

    `stated` is that, by the names of message attributes; of several records the last one counts for each name. `notice`
    is what stands in place of the text. The other columns but those of its source are derived from these two
    (`cables.telegram.textless.facts_of`). Nothing here is changed when the cable arrives or goes.
    """

    class Absence(models.TextChoices):
        FILM = "film", "on film"
        WITHDRAWN = "withdrawn", "withdrawn by its keeper"
        ERROR = "error", "an error in place of the text"
        NONE = "none", "no text"

    class DateSource(models.TextChoices):
        SENT = "sent", "sent"
        DRAFT = "draft", "drafted"

    mrn = models.CharField(max_length=60, unique=True)
    stated = models.JSONField(default=dict)
    notice = models.TextField(blank=True, db_default="")
    absence = models.CharField(max_length=9, choices=Absence)
    date = models.DateField(null=True, blank=True)
    date_source = models.CharField(max_length=5, choices=DateSource, null=True, blank=True)
    subject = models.TextField(null=True, blank=True)
    film_number = models.CharField(max_length=LONGEST_FILM_NUMBER, null=True, blank=True)
    format = models.CharField(max_length=20)
    where = models.TextField(help_text="File, archive member or line number.")
    import_run = models.ForeignKey(
        ImportRun, models.PROTECT, verbose_name="batch", related_name="records", db_column="batch_id"
    )
    received_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["mrn"]
        indexes = [models.Index(fields=["film_number"], name="textlessrecord_by_film")]
        constraints = [
            models.CheckConstraint(
                condition=Q(absence__in=["film", "withdrawn", "error", "none"]), name="textlessrecord_absence_known"
            ),
            models.CheckConstraint(
                condition=Q(date=None, date_source=None) | Q(date__isnull=False, date_source__in=["sent", "draft"]),
                name="textlessrecord_date_has_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mrn}, {self.get_absence_display()}"

    def get_absolute_url(self) -> str:
        return url("cable", self.mrn)

    @property
    def source(self) -> str:
        """Return where it was read from, for readers: the last part of an absolute path, this machine's own."""
        return source_name(self.where)
