"""Uploads of many texts: previewed, confirmed once, followed, and reported on."""

from __future__ import annotations

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from cables.admin import jobs
from cables.editing import redaction
from cables.jobs import spool
from cables.models import Cable, Job
from tests.admin.conftest import editor
from tests.admin.screen import Screen
from tests.builders import store, telegram
from tests.jobs.builders import archive, telegrams

pytestmark = pytest.mark.django_db

ADD = "/admin/cables/cable/add/"


def uploaded(client: Client, **texts: str) -> tuple[Job, Screen]:
    """Upload texts and return the job with the page that previews it."""
    packed = archive({f"{name}.txt": text for name, text in texts.items()} | {"empty.txt": " "})
    screen = Screen.sent(client, ADD, files=[SimpleUploadedFile("many.zip", packed)])
    return Job.objects.get(), screen


def confirming(job: Job) -> str:
    return f"/admin/cables/job/{job.pk}/confirm/"


def test_it_is_foretold_and_nothing_is_stored(archivist: Client) -> None:
    store(telegram("07LIMA101"))
    _, screen = uploaded(
        archivist, a=telegram("07LIMA101"), b=telegram("07LIMA102"), c=telegram("07LIMA101", tags="PE")
    )
    rows = screen.text(".job td")
    assert "many.zip/a.txt 07LIMA101 unchanged 0 many.zip/b.txt 07LIMA102 stored 0" in rows
    assert "many.zip/c.txt 07LIMA101 revised 0 many.zip/empty.txt none refused: is empty 0" in rows
    assert Cable.objects.count() == 1


def test_of_very_many_the_first_are_foretold(archivist: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MAX_PREVIEWED", 2)
    _, screen = uploaded(archivist, **telegrams(3))
    assert "the first 2 texts" in screen.text()
    assert "More follow." in screen.text()


def test_confirmed_it_waits_is_done_once_and_reports_on_every_text(archivist: Client) -> None:
    job, screen = uploaded(archivist, a=telegram("07LIMA101", subject="=1+1"), b="Nothing of this is a telegram.")
    screen = screen.send(confirming(job), store="Take them in")
    assert "The upload is confirmed." in screen.messages
    assert screen.response["Refresh"] == "3"
    assert "Waiting for its turn: 0 done so far" in screen.text(".verdict")
    again = screen.send(confirming(job), store="Take them in")
    assert "nothing is done twice" in again.messages
    assert "can no longer be cancelled" in screen.send(confirming(job), cancel="Cancel").messages
    call_command("run_jobs", once=True, workers=0)
    screen = Screen.at(archivist, f"/admin/cables/job/{job.pk}/change/")
    assert "Refresh" not in screen.response
    assert "Stored1 Revised0 Unchanged0 In conflict0 Refused2" in screen.text(".facts")
    response = archivist.get(f"/admin/cables/job/{job.pk}/report.csv")
    report = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a streaming answer
    rows = list(csv.DictReader(io.StringIO(report)))
    assert [(row["position"], row["where"], row["mrn"], row["fate"]) for row in rows] == [
        ("1", "many.zip/a.txt", "07LIMA101", "stored"),
        ("2", "many.zip/b.txt", "", "refused"),
        ("3", "many.zip/empty.txt", "", "refused"),
    ]
    assert rows[1]["reason"].startswith("No message reference number")


def test_cancelled_it_leaves_no_trace(archivist: Client) -> None:
    job, screen = uploaded(archivist, a=telegram())
    assert spool.has_files(job)
    assert "Nothing was stored." in screen.send(confirming(job), cancel="Cancel").messages
    assert not Job.objects.exists()
    assert not spool.has_files(job)


def test_only_who_uploaded_it_confirms_or_cancels_it(archivist: Client) -> None:
    job, _ = uploaded(archivist, a=telegram())
    another = editor("archivist", "another")
    screen = Screen.at(another, f"/admin/cables/job/{job.pk}/change/")
    assert not screen.dom.css(".job form")
    assert "only the user who uploaded it" in screen.send(confirming(job), store="Take them in").messages
    assert "is another user’s" in screen.send(confirming(job), cancel="Cancel").messages
    job.refresh_from_db()
    assert job.state == Job.State.DRAFT


def test_what_is_redacted_is_not_in_the_names_of_files_either(archivist: Client) -> None:
    packed = archive({"Jane Roe.txt": telegram(paragraphs=["(U) Jane Roe came."]), "empty.txt": ""})
    Screen.sent(archivist, ADD, files=[SimpleUploadedFile("of Jane Roe.zip", packed)])
    job = Job.objects.get()
    Screen.at(archivist, f"/admin/cables/job/{job.pk}/change/").send(confirming(job), store="Take them in")
    call_command("run_jobs", once=True, workers=0)
    redaction.redact("07LIMA101", ["Jane Roe"], "A private person.")
    job.refresh_from_db()
    assert job.label == "upload: of █████.zip"
    assert job.outcomes.get(mrn="07LIMA101").where == "of █████.zip/█████.txt"


def test_staff_without_the_right_sees_none_of_it(archivist: Client, outsider: Client) -> None:
    job, _ = uploaded(archivist, a=telegram())
    for where in (confirming(job), f"/admin/cables/job/{job.pk}/report.csv", f"/admin/cables/job/{job.pk}/change/"):
        assert outsider.get(where).status_code == 403
