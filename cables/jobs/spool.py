"""Spool of uploaded files, from their arrival until their job has ended, and the limits of what they may hold."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from cables import archive_vocabulary
from cables.models import Job
from cables.sources import Limits, RawCable, RefusedItem, read

UNNAMED = "upload"


def limits() -> Limits:
    """Return how much of an upload is read before the rest is refused: settings of the installation."""
    return Limits(
        cable=settings.UPLOAD_CABLE_SIZE,
        total=settings.UPLOAD_UNPACKED_SIZE,
        members=settings.UPLOAD_MEMBERS,
    )


def directory() -> Path:
    """Return the directory of the spool, which the web workers and the runner of jobs share."""
    return Path(settings.DATA_DIR) / "uploads"


def folder(job: Job) -> Path:
    """Return the folder of one job; each of its files has a folder of its own in it, and so keeps its name."""
    return directory() / str(job.pk)


def store(job: Job, files: Iterable[UploadedFile[Any]]) -> None:
    """Write the files into the job's folder, in their order."""
    for position, file in enumerate(files, 1):
        parent = folder(job) / f"{position:06}"
        parent.mkdir(parents=True)
        with (parent / file_name(file)).open("wb") as stored:
            stored.writelines(file.chunks())


def file_name(file: UploadedFile[Any]) -> str:
    """Return the file's own name, without any path that the browser sent with it."""
    name = Path((file.name or "").replace("\0", "")).name
    return name if name not in ("", ".", "..") else UNNAMED


def has_files(job: Job) -> bool:
    """Return whether the job's files are here; those of an installation on another machine are not."""
    return folder(job).is_dir()


def items(job: Job) -> Iterator[RawCable | RefusedItem]:
    """Yield the items of the job's files in order; each says where in the upload it was, not where on this disk."""
    for parent in sorted(folder(job).iterdir()):
        for file in sorted(parent.iterdir()):
            for item in read(file, limits=limits(), vocabulary=archive_vocabulary.current()):
                yield replace(item, where=item.where.removeprefix(f"{parent}/"))


def remove(job: Job) -> None:
    """Remove the job's files."""
    shutil.rmtree(folder(job), ignore_errors=True)


def remove_orphans() -> None:
    """Remove the files of jobs that have ended or were deleted, whose runner was killed before it removed them."""
    wanted = set(Job.objects.exclude(state__in=[Job.State.FINISHED, Job.State.FAILED]).values_list("pk", flat=True))
    for path in directory().glob("[0-9]*"):
        if path.name.isdigit() and int(path.name) not in wanted:
            shutil.rmtree(path, ignore_errors=True)
