"""Uploads of many texts: previewed, confirmed once, followed, and reported on."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client

from cables.admin import jobs
from cables.editing import redaction
from cables.jobs import runner, spool
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
    assert "Stored1 Revised0 Further sources0 Unchanged0 In conflict0 Refused2" in screen.text(".facts")
    response = archivist.get(f"/admin/cables/job/{job.pk}/report.csv")
    report = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]  # a streaming response
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


def failed(job: Job) -> Job:
    """Let the job fail, as if its runner had been killed again and again."""
    job.state, job.attempts = Job.State.WAITING, runner.MAX_ATTEMPTS
    job.save()
    call_command("run_jobs", once=True, workers=0)
    return job


def logged() -> list[str]:
    """Return what the administration's log says of jobs, oldest first."""
    entries = LogEntry.objects.filter(content_type__model="job").order_by("pk")
    return list(entries.values_list("change_message", flat=True))


def test_one_that_failed_is_started_again_from_its_page_by_any_who_may_upload(archivist: Client) -> None:
    job = failed(uploaded(archivist, a=telegram())[0])
    page = f"/admin/cables/job/{job.pk}/"
    screen = Screen.at(editor("archivist", "another"), f"{page}change/")
    assert runner.IN_VAIN in screen.messages
    assert "Its files are still here" in screen.text()
    assert "Files of 1 job lie in the data directory" in Screen.at(archivist, "/admin/cables/job/").text()
    assert "Failed on" in Screen.at(archivist, f"{page}start-again/").text(), "it takes a POST"
    assert "goes on where it was" in screen.send(f"{page}start-again/").messages
    assert "Nothing was done" in screen.send(f"{page}start-again/").messages
    assert "Nothing was done" in screen.send(f"{page}dismiss/").messages
    call_command("run_jobs", once=True, workers=0)
    assert "Finished on" in Screen.at(archivist, f"{page}change/").text(".verdict")
    assert "No job has files" in Screen.at(archivist, "/admin/cables/job/").text()
    assert logged() == ["Started again."]


def test_one_that_failed_is_dismissed_with_its_files(archivist: Client) -> None:
    job = failed(uploaded(archivist, a=telegram())[0])
    page = f"/admin/cables/job/{job.pk}/"
    screen = Screen.at(archivist, f"{page}change/")
    assert "its files are removed" in screen.send(f"{page}dismiss/").messages
    assert not spool.has_files(job)
    assert "Nothing was done" in screen.send(f"{page}start-again/").messages
    screen = Screen.at(archivist, f"{page}change/")
    assert "Failed, and dismissed" in screen.text(".verdict")
    assert not screen.dom.css("#content form")
    assert logged() == ["Dismissed."]


def test_one_that_failed_and_has_no_files_is_not_offered_to_be_started_again(archivist: Client) -> None:
    job = failed(uploaded(archivist, a=telegram())[0])
    spool.remove(job)
    screen = Screen.at(archivist, f"/admin/cables/job/{job.pk}/change/")
    assert "it cannot be started again" in screen.text()
    assert [button.attributes["value"] for button in screen.dom.css("#content input[type=submit]")] == ["Dismiss"]
    assert "Nothing was done" in screen.send(f"/admin/cables/job/{job.pk}/start-again/").messages


def test_a_job_without_files_of_its_own_is_started_again(archivist: Client) -> None:
    job = Job.objects.create(kind=Job.Kind.REPARSE, state=Job.State.FAILED, label="reparse")
    screen = Screen.at(archivist, f"/admin/cables/job/{job.pk}/change/")
    assert "goes on where it was" in screen.send(f"/admin/cables/job/{job.pk}/start-again/").messages


def full_while(condition: Callable[[], bool]) -> Callable[..., Any]:
    """Return a wrapper of statements that fails every write while the condition holds, as on a full disk."""

    def execute(run: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.startswith(("INSERT", "UPDATE")) and condition():
            raise OperationalError("database or disk is full")
        return run(sql, *rest)

    return execute


@pytest.mark.django_db(transaction=True)  # in which a statement may fail
def test_on_a_full_disk_dismissing_makes_room_for_its_own_record(archivist: Client) -> None:
    job = failed(uploaded(archivist, a=telegram())[0])
    screen = Screen.at(archivist, f"/admin/cables/job/{job.pk}/change/")
    with connection.execute_wrapper(full_while(lambda: spool.has_files(job))):
        assert "its files are removed" in screen.send(f"/admin/cables/job/{job.pk}/dismiss/").messages
    assert Job.objects.get().state == Job.State.DISMISSED
    assert logged() == ["Dismissed."]


@pytest.mark.django_db(transaction=True)  # in which a statement may fail
def test_where_nothing_can_be_recorded_the_page_says_so(archivist: Client) -> None:
    job = failed(uploaded(archivist, a=telegram())[0])
    page = f"/admin/cables/job/{job.pk}/"
    screen = Screen.at(archivist, f"{page}change/")
    with connection.execute_wrapper(full_while(lambda: True)):
        for button, has_files in (("start-again/", True), ("dismiss/", False), ("dismiss/", False)):
            after = screen.send(f"{page}{button}")
            assert (after.status, spool.has_files(job)) == (503, has_files)
            assert "It could not be recorded. The database failed: database or disk is full." in after.messages
    assert Job.objects.get().state == Job.State.FAILED
    assert "its files are removed" in screen.send(f"{page}dismiss/").messages


def test_the_report_goes_on_after_a_position_and_says_what_is_none(archivist: Client) -> None:
    job, screen = uploaded(archivist, a=telegram("07LIMA101"), b=telegram("07LIMA102"))
    screen.send(confirming(job), store="Take them in")
    call_command("run_jobs", once=True, workers=0)
    report = f"/admin/cables/job/{job.pk}/report.csv"
    content = archivist.get(f"{report}?after=2").getvalue().decode()
    assert [row["position"] for row in csv.DictReader(io.StringIO(content))] == ["3"]
    for after in ("", "x", "-1", "1.5", "1" * 10, "\u0661"):
        response = archivist.get(report, {"after": after})
        assert (response.status_code, response.content.decode()) == (400, f"{jobs.BAD_AFTER}\n")


def test_one_that_waits_for_the_disk_says_so_and_can_be_dismissed(archivist: Client) -> None:
    job, _ = uploaded(archivist, a=telegram())
    Job.objects.update(state=Job.State.RUNNING)
    runner.suspend(job, runner.Interrupted("The disk is full."))
    page = f"/admin/cables/job/{job.pk}/"
    screen = Screen.at(archivist, f"{page}change/")
    assert screen.response["Refresh"] == "3"
    assert "The disk is full. Nothing is lost: it goes on by itself" in screen.messages
    assert "its files are removed" in screen.send(f"{page}dismiss/").messages
    assert runner.next_job() is None


def test_one_whose_files_did_not_arrive_whole_is_not_confirmed(archivist: Client) -> None:
    job, screen = uploaded(archivist, a=telegram())
    spool.folder(job).rename(spool.folder(job).with_suffix(spool.ARRIVING))
    assert "did not arrive whole" in screen.send(confirming(job), store="Take them in").messages
    assert Job.objects.get().state == Job.State.DRAFT
    assert "Nothing was stored." in screen.send(confirming(job), cancel="Cancel").messages
    assert not list(spool.directory().iterdir())


def test_staff_without_the_right_sees_none_of_it(archivist: Client, outsider: Client) -> None:
    job, _ = uploaded(archivist, a=telegram())
    for page in ("map/", "confirm/", "start-again/", "dismiss/", "report.csv", "change/"):
        where = f"/admin/cables/job/{job.pk}/{page}"
        assert (outsider.get(where).status_code, outsider.post(where).status_code) == (403, 403)


def table(names: str, *texts: str) -> SimpleUploadedFile:
    """Return a table of two columns with these names, whose rows have a number and a text."""
    content = io.StringIO()
    rows = csv.writer(content)
    rows.writerow(names.split(","))
    rows.writerows([number, text] for number, text in enumerate(texts, 1))
    return SimpleUploadedFile("table.csv", content.getvalue().encode())


class TestMap:
    TEXTS = [telegram(f"07LIMA{serial}") for serial in (101, 102, 103, 104)]

    def sent(self, client: Client, record_map: str = "", names: str = "nummer,inhalt") -> tuple[Job, Screen]:
        """Upload a table with a map, and return the job with its preview."""
        screen = Screen.sent(client, ADD, files=[table(names, *self.TEXTS)], record_map=record_map)
        return Job.objects.get(), screen

    def test_the_first_three_records_are_shown_as_the_map_reads_them(self, archivist: Client) -> None:
        job, screen = self.sent(archivist, "text=inhalt")
        assert job.record_map == screen.attribute("#id_record_map", "value") == "text=inhalt"
        read = [" ".join(record.text().split()) for record in screen.dom.css(".record")]
        assert read[0].startswith("Number found07LIMA101 Which part comes from wheretext from inhalt The text begins")
        assert " ".join(self.TEXTS[0].split())[:200] in read[0]
        assert len(read) == 3
        assert screen.text("h3") == "table.csv:2 table.csv:18 table.csv:34"
        assert "07LIMA104 stored" in screen.text(".job td")
        assert not Cable.objects.exists()

    def test_the_runner_reads_with_it(self, archivist: Client) -> None:
        job, screen = self.sent(archivist, "text=inhalt")
        screen.send(confirming(job), store="Take them in")
        call_command("run_jobs", once=True, workers=0)
        assert sorted(Cable.objects.values_list("mrn", flat=True)) == [f"07LIMA{n}" for n in (101, 102, 103, 104)]
        assert "Maptext=inhalt" in Screen.at(archivist, f"/admin/cables/job/{job.pk}/change/").text(".facts")

    def test_a_table_whose_columns_are_not_known_is_refused_by_them_and_takes_a_map(self, archivist: Client) -> None:
        job, screen = self.sent(archivist)
        assert "refused: has no column that is known to have the text: its columns are nummer, inhalt" in screen.text()
        assert "Nothing of it can be taken in as it is." in screen.text()
        assert not screen.dom.css("input[name=store]")
        screen = screen.send(f"/admin/cables/job/{job.pk}/map/", record_map="text=inhalt")
        assert "This is how the upload is read by the map." in screen.messages
        assert "text from inhalt" in screen.text()
        screen.send(confirming(job), store="Take them in")
        call_command("run_jobs", once=True, workers=0)
        assert Cable.objects.count() == 4

    @pytest.mark.parametrize(
        ("record_map", "reason"),
        [
            ("text=nope", "has no column nope, from which the map takes text: its columns are nummer, inhalt"),
            (
                "text=inhalt,mrn=nope",
                "has no column nope, from which the map takes mrn: its columns are nummer, inhalt",
            ),
        ],
    )
    def test_a_map_that_names_other_columns_is_refused_by_those_that_are_there(
        self, record_map: str, reason: str, archivist: Client
    ) -> None:
        job, screen = self.sent(archivist, record_map)
        assert reason in screen.text()
        assert "text from inhalt" in screen.send(f"/admin/cables/job/{job.pk}/map/", record_map="text=inhalt").text()

    @pytest.mark.parametrize(
        ("record_map", "sentence"),
        [
            ("text", "text names no part: write it as text=body,mrn=doc_id."),
            ("text=a,text=b", "The map names text twice"),
            ("colour=red", "colour=red names no part"),
            (",".join(f"text=c{n}" for n in range(1000)), "The map has more than 1,000 characters"),
            ("text=a\0", "Null characters are not allowed."),
        ],
    )
    def test_a_map_that_cannot_be_read_is_a_sentence(self, record_map: str, sentence: str, archivist: Client) -> None:
        screen = Screen.sent(archivist, ADD, files=[table("nummer,inhalt", "x")], record_map=record_map)
        assert sentence in screen.messages
        assert not Job.objects.exists()
        job, _ = self.sent(archivist, "text=inhalt")
        screen = Screen.sent(archivist, f"/admin/cables/job/{job.pk}/map/", record_map=record_map)
        assert f"The map was not changed. {sentence}" in screen.messages
        job.refresh_from_db()
        assert job.record_map == "text=inhalt"

    def test_only_who_uploaded_it_changes_the_map_and_only_before_it_is_confirmed(self, archivist: Client) -> None:
        job, screen = self.sent(archivist, "text=inhalt")
        where = f"/admin/cables/job/{job.pk}/map/"
        another = editor("archivist", "another")
        assert "Read by the map text=inhalt." in Screen.at(another, f"/admin/cables/job/{job.pk}/change/").text()
        assert "another user’s" in Screen.sent(another, where, record_map="text=nummer").messages
        screen.send(confirming(job), store="Take them in")
        assert "was confirmed" in Screen.sent(archivist, where, record_map="text=nummer").messages
        assert archivist.get(where, follow=True).status_code == 200
        job.refresh_from_db()
        assert job.record_map == "text=inhalt"

    def test_known_columns_need_none_and_can_be_given_another(self, archivist: Client) -> None:
        job, screen = self.sent(archivist, names="id,body")
        assert "text from body" in screen.text()
        screen = screen.send(f"/admin/cables/job/{job.pk}/map/", record_map="text=id")
        assert "No message reference number" in screen.text()

    def test_files_without_records_are_not_offered_one(self, archivist: Client) -> None:
        _, screen = uploaded(archivist, a=telegram())
        assert not screen.dom.css("#id_record_map")

    def test_a_pasted_text_takes_none(self, archivist: Client) -> None:
        screen = Screen.sent(archivist, ADD, text=telegram(), record_map="text=inhalt")
        assert "a pasted text is read as it is" in screen.messages

    def test_what_a_table_says_is_escaped(self, archivist: Client) -> None:
        _, screen = self.sent(archivist, "text=inhalt", names="nummer,inhalt")
        text = telegram("07LIMA105", subject="<b>BARGES</b>")
        screen = Screen.sent(archivist, ADD, files=[table("a,inhalt", text, text)], record_map="text=inhalt")
        assert not screen.dom.css(".job pre b")
