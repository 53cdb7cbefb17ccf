"""Spool of uploaded files, from their arrival until their job has ended, and the limits of what they may hold."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from io import BufferedReader, FileIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from cables import archive_vocabulary
from cables.ingest.limits import limits as limits_of_imports
from cables.models import Job
from cables.sources import Limits, RawCable, RefusedItem, read_stream
from cables.sources.record import given_map

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

UNNAMED = "upload"
ARRIVING = ".arriving"  # ends the name of a folder whose files are not all on the disk yet


def limits() -> Limits:
    """Return how much of an upload is read before the rest is refused: settings of the installation."""
    return replace(
        limits_of_imports(),
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
    """Write the files into the job's folder, in their order; on return all of them would outlive a power cut.

    Whoever is killed meanwhile leaves no folder of the job, but one that `remove_orphans` removes with the job. Raises
    OSError where a file cannot be written; none of them is left then.
    """
    arriving = folder(job).with_suffix(ARRIVING)
    try:
        for position, file in enumerate(files, 1):
            parent = arriving / f"{position:06}"
            parent.mkdir(parents=True)
            with (parent / file_name(file)).open("wb") as stored:
                stored.writelines(file.chunks())
        for path in arriving.rglob("*"):
            sync(path)
        sync(arriving)
        arriving.rename(folder(job))
    except OSError:
        shutil.rmtree(arriving, ignore_errors=True)  # at once: a database on a disk that it fills can write nothing
        raise
    sync(directory())


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_name(file: UploadedFile[Any]) -> str:
    """Return the file's own name, without any path that the browser sent with it."""
    name = Path((file.name or "").replace("\0", "")).name
    return name if name not in ("", ".", "..") else UNNAMED


def has_files(job: Job) -> bool:
    """Return whether the job's files are here; those of an installation on another machine are not."""
    return folder(job).is_dir()


def size(job: Job) -> int:
    """Return how many bytes the job's files have; 0 where they are not here."""
    return size_of(folder(job))


def size_of(folder: Path) -> int:
    """Return how many bytes the files in a folder have, but those that are removed meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(FileNotFoundError):
            total += path.stat().st_size if path.is_file() else 0
    return total


def totals() -> tuple[int, int]:
    """Return how many jobs have files here, and how many bytes these have."""
    folders = [path for path in directory().glob("[0-9]*") if path.is_dir()]
    return len(folders), sum(map(size_of, folders))


def items(job: Job) -> Iterator[RawCable | RefusedItem]:
    """Yield the items of the job's files in order; each says where in the upload it was, not where on this disk.

    Records are read by the job's map. Raises OSError where the disk fails.
    """
    given = given_map(job.record_map)
    for parent in sorted(folder(job).iterdir()):
        for file in sorted(parent.iterdir()):
            yield from items_of(file, given)


def items_of(file: Path, given: Mapping[str, str]) -> Iterator[RawCable | RefusedItem]:
    """Yield the items of one file. Raises OSError where the disk fails, for which a source only refuses the rest."""
    opened = SpooledFile(file)
    with BufferedReader(opened) as stream:
        for item in read_stream(stream, file.name, limits(), archive_vocabulary.current(), given):
            opened.raise_failure()
            yield item
        opened.raise_failure()


class SpooledFile(FileIO):
    """A file of the spool, open for reading, that remembers whether the disk failed."""

    failure: OSError | None = None

    def readinto(self, buffer: Buffer) -> int | None:
        """Read into the buffer, and return how many bytes. Raises OSError where the disk fails."""
        try:
            return super().readinto(buffer)
        except OSError as error:
            self.failure = error
            raise

    def raise_failure(self) -> None:
        """Raise the OSError of an earlier read, if there was one."""
        if self.failure:
            raise self.failure


def remove(job: Job) -> None:
    """Remove the job's files."""
    for path in (folder(job), folder(job).with_suffix(ARRIVING)):
        shutil.rmtree(path, ignore_errors=True)


def remove_orphans() -> None:
    """Remove the files of jobs that are finished, dismissed or deleted, whose runner was killed before it removed them.

    Folders are listed before jobs: those of an upload that arrives meanwhile are younger than its job.
    """
    folders = [path for path in directory().glob("[0-9]*") if path.name.removesuffix(ARRIVING).isdigit()]
    ended = [Job.State.FINISHED, Job.State.DISMISSED]
    wanted = set(Job.objects.exclude(state__in=ended).values_list("pk", flat=True)) if folders else set()
    for path in folders:
        if int(path.name.removesuffix(ARRIVING)) not in wanted:
            shutil.rmtree(path, ignore_errors=True)
