"""Builders of uploads, as the administration receives them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

from django.core.files.uploadedfile import SimpleUploadedFile

from cables.jobs import spool
from cables.models import Job
from tests.builders import telegram


def archive(members: Mapping[str, str]) -> bytes:
    """Return a zip archive of texts by name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as into:
        for name, text in members.items():
            into.writestr(name, text)
    return packed.getvalue()


def telegrams(count: int) -> dict[str, str]:
    """Return telegrams of one post by file name, each but the first citing the one before."""
    return {
        f"07LIMA{serial}.txt": telegram(f"07LIMA{serial}", refs=[f"07 LIMA {serial - 1}"] if serial > 1 else ())
        for serial in range(1, count + 1)
    }


def upload(*files: tuple[str, bytes], state: Job.State = Job.State.WAITING) -> Job:
    """Store an upload of these files and return its job."""
    job = Job.objects.create(kind=Job.Kind.UPLOAD, label="upload: test", state=state)
    spool.store(job, [SimpleUploadedFile(name, content) for name, content in files])
    return job


def statuses(job: Job) -> Sequence[tuple[int, str, str]]:
    """Return position, MRN and status of every text, as the job's report has them."""
    return list(job.outcomes.values_list("position", "mrn", "status"))
