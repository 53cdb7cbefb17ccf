"""Jobs: work that is too long for a request, done by `manage.py run_jobs`."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class Job(models.Model):
    """An upload or a reparse, with its editor and its progress."""

    class Kind(models.TextChoices):
        UPLOAD = "upload", "Upload"
        REPARSE = "reparse", "Deriving anew"

    class State(models.TextChoices):
        DRAFT = "draft", "Not confirmed yet"
        WAITING = "waiting", "Waiting for its turn"
        RUNNING = "running", "Under way"
        FINISHED = "finished", "Finished"
        FAILED = "failed", "Failed"
        DISMISSED = "dismissed", "Failed, and dismissed"

    kind = models.CharField(max_length=7, choices=Kind)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    label = models.TextField(help_text="What was uploaded, as its batch is called.")
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    editor_name = models.CharField(max_length=150, blank=True, db_default="")
    import_run = models.OneToOneField(
        "cables.ImportRun",
        models.PROTECT,
        verbose_name="batch",
        null=True,
        blank=True,
        related_name="job",
        db_column="batch_id",
    )
    record_map = models.TextField(
        blank=True, db_default="", help_text="Which columns or members of records give what: text=body,mrn=doc_id."
    )
    done = models.PositiveIntegerField(default=0, help_text="Texts, or cables, that are done with.")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How often it was begun since it last got on.")
    hindrance = models.TextField(blank=True, db_default="", help_text="What it waits for the end of, in a sentence.")
    failure = models.TextField(blank=True, db_default="", help_text="Why it failed, in a sentence.")
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["upload", "reparse"]), name="job_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "waiting", "running", "finished", "failed", "dismissed"]),
                name="job_state_known",
            ),
        ]
        indexes = [models.Index(fields=["state", "id"], name="job_by_state")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk}"

    @property
    def is_under_way(self) -> bool:
        """Return whether it was confirmed and has not ended."""
        return self.state in (self.State.WAITING, self.State.RUNNING)

    @property
    def may_be_dismissed(self) -> bool:
        """Return whether it failed, or waits for the end of something that may never end."""
        return self.state == self.State.FAILED or (self.state == self.State.WAITING and self.hindrance != "")


class JobOutcome(models.Model):
    """The outcome of one text of an upload, as its report has it; its position counts from 1."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="outcomes", db_index=False)
    position = models.PositiveIntegerField()
    where = models.TextField(help_text="File, archive member or line number.")
    status = models.CharField(max_length=9, db_column="fate")
    mrn = models.CharField(max_length=60, blank=True, db_default="")
    reason = models.TextField(blank=True, db_default="")
    problems = models.PositiveIntegerField(default=0, help_text="How many the parser found in the text.")

    class Meta:
        ordering = ["job", "position"]
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["job", "position"], name="joboutcome_position_once")]

    def __str__(self) -> str:
        return f"{self.where}: {self.status}"
