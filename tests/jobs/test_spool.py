"""Spool of uploads: files keep their names, are read in order, and removed."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

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


def test_files_that_no_job_needs_are_removed() -> None:
    needed, done = upload(("a.txt", b"A")), upload(("b.txt", b"B"), state=Job.State.FINISHED)
    orphaned = upload(("c.txt", b"C"))
    folder = spool.folder(orphaned)
    orphaned.delete()
    spool.remove_orphans()
    assert spool.has_files(needed)
    assert not spool.has_files(done)
    assert not folder.exists()
