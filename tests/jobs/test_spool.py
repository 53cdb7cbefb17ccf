"""Spool of uploads: files keep their names, are read in order, and removed."""

from __future__ import annotations

import errno
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from cables.jobs import spool
from cables.models import Job
from tests.builders import telegram
from tests.jobs.builders import archive, upload

pytestmark = pytest.mark.django_db


def test_items_are_read_in_the_order_of_the_files_with_their_names() -> None:
    job = upload(("07LIMA2.txt", telegram().encode()), ("more.zip", archive({"in/07LIMA1.txt": telegram()})))
    items = list(spool.items(job))
    assert [item.where for item in items] == ["07LIMA2.txt", "more.zip/in/07LIMA1.txt"]


@pytest.mark.parametrize("sent", ["../../etc/passwd", "a/b\\c.txt", "..", "\0", ".hidden", "x" * 300])
def test_no_name_leads_out_of_the_folder(sent: str, data_dir: Path) -> None:
    file = SimpleUploadedFile("named", telegram().encode())
    file._name = sent  # type: ignore[attr-defined]  # the browser's name, as it was sent
    job = Job.objects.create(kind=Job.Kind.UPLOAD, label="upload: test")
    if len(sent) > 255:
        with pytest.raises(OSError):
            spool.store(job, [file])
        return
    spool.store(job, [file])
    assert all(path.is_relative_to(spool.folder(job)) for path in data_dir.rglob("*") if path.is_file())
    assert len(list(spool.items(job))) == 1


@pytest.mark.parametrize(
    ("state", "stay"), [(state, state not in (Job.State.FINISHED, Job.State.DISMISSED)) for state in Job.State]
)
def test_files_of_a_job_stay_until_it_is_finished_or_dismissed(state: Job.State, stay: bool) -> None:
    job = upload(("a.txt", b"A"), state=state)
    spool.remove_orphans()
    assert spool.has_files(job) == stay


def test_files_of_a_deleted_job_are_removed(data_dir: Path) -> None:
    job = upload(("a.txt", b"A"))
    assert spool.totals() == (1, 1)
    job.delete()
    spool.remove_orphans()
    assert spool.totals() == (0, 0)


def test_files_that_arrive_while_orphans_are_sought_stay() -> None:
    upload(("a.txt", b"A"))
    arrived = Job(kind=Job.Kind.UPLOAD, label="upload: test")

    def arrive(execute: Callable[..., Any], *arguments: Any) -> Any:
        result = execute(*arguments)
        if not arrived.pk:
            arrived.pk = -1  # for the statements that store it
            arrived.pk = upload(("b.txt", b"B")).pk
        return result

    with connection.execute_wrapper(arrive):
        spool.remove_orphans()
    assert spool.has_files(arrived)


class BrokenFile(SimpleUploadedFile):
    """An upload whose writer is killed after its first bytes."""

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield b"A"
        raise SystemExit


def test_files_that_did_not_arrive_whole_are_none(data_dir: Path) -> None:
    job = Job.objects.create(kind=Job.Kind.UPLOAD, label="upload: test", state=Job.State.DRAFT)
    with pytest.raises(SystemExit):
        spool.store(job, [SimpleUploadedFile("a.txt", b"A"), BrokenFile("b.txt", b"B")])
    assert not spool.has_files(job)
    job.delete()
    spool.remove_orphans()
    assert not list(spool.directory().iterdir())


def test_files_and_their_names_are_on_the_disk_before_the_job_has_them(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job.objects.create(kind=Job.Kind.UPLOAD, label="upload: test")
    synced: list[tuple[str, bool]] = []

    def sync(path: Path) -> None:
        synced.append((str(path.relative_to(spool.directory())), spool.has_files(job)))

    monkeypatch.setattr(spool, "sync", sync)
    spool.store(job, [SimpleUploadedFile("a.txt", b"A")])
    arriving = f"{job.pk}{spool.ARRIVING}"
    before = {f"{arriving}/000001/a.txt", f"{arriving}/000001", arriving}
    assert {path for path, has_files in synced if not has_files} == before
    assert synced[-1] == (".", True)


def test_files_that_cannot_be_written_leave_none(monkeypatch: pytest.MonkeyPatch) -> None:
    job = Job.objects.create(kind=Job.Kind.UPLOAD, label="upload: test")

    def sync(path: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(spool, "sync", sync)
    with pytest.raises(OSError, match="No space left"):
        spool.store(job, [SimpleUploadedFile("a.txt", b"A")])
    assert not list(spool.directory().iterdir())
