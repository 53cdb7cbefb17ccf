"""The revision of a cable that a request names: the one shown, or any other by its number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest

from cables.models import Revision, SourceFile

NUMBER = re.compile(r"[1-9][0-9]{0,8}")
NO_NUMBER = "“revision” is “{}”, which is no revision: they are numbered from 1."


def revision_number(request: HttpRequest, name: str = "revision") -> int | None:
    """Return the number in a parameter, None where it is not given; raise Http404 where it is no number."""
    text = request.GET.get(name)
    if text is None:
        return None
    if not NUMBER.fullmatch(text):
        raise Http404(f"“{text}” is no revision: they are numbered from 1.")
    return int(text)


def of_cable(mrn: str, number: int | None) -> QuerySet[Revision]:
    """Return the revision of that number of a stored cable, else the one shown, as a queryset of one row at most."""
    rows: QuerySet[Any] = Revision.objects.filter(cable__mrn=mrn).order_by()
    return rows.filter(number=F("cable__revision_number") if number is None else number)


def current_of(mrns: Iterable[str]) -> QuerySet[Revision]:
    """Return the revisions shown of these cables, with their cables, by number."""
    rows = Revision.objects.filter(cable__mrn__one_of=set(mrns), number=F("cable__revision_number"))
    return rows.select_related("cable").order_by("cable__mrn")


def sealed_files(revisions: Iterable[Revision]) -> frozenset[str]:
    """Return the keys of the files of these revisions that readers do not get, as words stand in them that are blacked
    out; those of several telegrams are left out. One query, none where no revision has a file."""
    keys = {file.text_checksum for revision in revisions for file in revision.files if not file.telegrams}
    if not keys:
        return frozenset()
    return frozenset(keys.difference(SourceFile.objects.filter(pk__in=keys).order_by().values_list("pk", flat=True)))


def not_found(mrn: str, number: int | None) -> Http404:
    """Return the Http404 to raise where a stored cable has no such revision."""
    if number is None:
        return Http404(f"{mrn} is not held any more.")
    return Http404(f"There is no revision {number} of {mrn}: its history names those that there are.")
