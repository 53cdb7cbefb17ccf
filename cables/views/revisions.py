"""The revision of a cable that a URL asks for: the one shown, or by its number any that is stored."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest

from cables.models import Revision

NUMBER = re.compile(r"[1-9][0-9]{0,8}")
NO_NUMBER = "“revision” is “{}”, which is no revision: they are numbered from 1."


def number_asked(request: HttpRequest, name: str = "revision") -> int | None:
    """Return the number that a parameter gives, None where it is not given; raise Http404 where it is no number."""
    written = request.GET.get(name)
    if written is None:
        return None
    if not NUMBER.fullmatch(written):
        raise Http404(f"“{written}” is no revision: they are numbered from 1.")
    return int(written)


def of_cable(mrn: str, number: int | None) -> QuerySet[Revision]:
    """Return the revision of that number of a stored cable, else the one shown, as a queryset of one row at most."""
    rows: QuerySet[Any] = Revision.objects.filter(cable__mrn=mrn).order_by()
    return rows.filter(number=F("cable__revision_number") if number is None else number)


def there_is_none(mrn: str, number: int | None) -> Http404:
    """Return the exception to raise where a stored cable has no such revision."""
    if number is None:
        return Http404(f"{mrn} is not held any more.")
    return Http404(f"There is no revision {number} of {mrn}: its history names those that there are.")
