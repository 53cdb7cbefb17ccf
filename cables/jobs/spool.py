"""The files of uploads, from the moment they are received until their job is done with them."""

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


def spool() -> Path:
    """Where they are kept; the web workers and the runner of jobs share it."""
    return Path(settings.DATA_DIR) / "uploads"


def folder(job: Job) -> Path:
    """The folder of one job; of each of its files there is one folder in it, so that the file keeps its name."""
    return spool() / str(job.pk)


def keep(job: Job, files: Iterable[UploadedFile[Any]]) -> None:
    """Write the files into the job's folder, in their order."""
    for position, file in enumerate(files, 1):
        place = folder(job) / f"{position:06}"
        place.mkdir(parents=True)
        with (place / name_of(file)).open("wb") as kept:
            kept.writelines(file.chunks())


def name_of(file: UploadedFile[Any]) -> str:
    """The file's own name, without any path that the browser sent with it."""
    name = Path((file.name or "").replace("\0", "")).name
    return name if name not in ("", ".", "..") else UNNAMED


def holds(job: Job) -> bool:
    """Whether the job's files are here; those of an installation on another machine are not."""
    return folder(job).is_dir()


def items(job: Job, limits: Limits) -> Iterator[RawCable | RefusedItem]:
    """What the job's files hold, in their order; each item says where in the upload it was, not where on this disk."""
    for place in sorted(folder(job).iterdir()):
        for file in sorted(place.iterdir()):
            for item in read(file, limits=limits, vocabulary=archive_vocabulary.current()):
                yield replace(item, where=item.where.removeprefix(f"{place}/"))


def remove(job: Job) -> None:
    """Remove the job's files."""
    shutil.rmtree(folder(job), ignore_errors=True)


def sweep() -> None:
    """Remove what is left of jobs that are done or gone: their runner was killed before it came to that."""
    wanted = set(Job.objects.exclude(state__in=[Job.State.FINISHED, Job.State.FAILED]).values_list("pk", flat=True))
    for place in spool().glob("[0-9]*"):
        if place.name.isdigit() and int(place.name) not in wanted:
            shutil.rmtree(place, ignore_errors=True)
