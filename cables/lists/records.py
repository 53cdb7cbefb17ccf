"""A cable in short, as data: what the lists say of it, for programs and spreadsheets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from cables.models import Cable, CableTag

Record = dict[str, Any]
Absolute = Callable[[str], str]  # makes a path of the site an address of the whole web

COLUMNS = (
    "mrn",
    "address",
    "subject",
    "date",
    "date_source",
    "post",
    "post_name",
    "classification",
    "captions",
    "tags",
    "specimen",
)

FIELDS = (
    "mrn",
    "date",
    "date_source",
    "sent_at",
    "modified_at",
    "classification",
    "subject",
    "captions",
    "is_specimen",
    "post__code",
    "post__city",
    "post__kind",
    "post__known",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A cable of a list and the codes of its TAGS, in the order in which it bears them."""

    cable: Cable
    tags: list[str]

    def record(self, absolute: Absolute) -> Record:
        """The entry under the names of COLUMNS. The subject is as sent, captions and TAGS are lists."""
        cable = self.cable
        return {
            "mrn": cable.mrn,
            "address": absolute(cable.get_absolute_url()),
            "subject": cable.subject,
            "date": date_of(cable),
            "date_source": cable.date_source,
            "post": cable.post.code,
            "post_name": cable.post.name,
            "classification": cable.classification,
            "captions": cable.captions,
            "tags": self.tags,
            "specimen": cable.is_specimen,
        }


def date_of(cable: Cable) -> str:
    """The day as 2007-09-24; the year alone where no more is known, as the cable's own JSON has it."""
    return f"{cable.date.year:04}" if cable.date_source == Cable.DateSource.MRN else cable.date.isoformat()


def entries(ids: Sequence[int]) -> list[Entry]:
    """The cables of these ids, in their order; what is no longer held is left out. Takes two queries."""
    held = Cable.objects.select_related("post").only(*FIELDS).in_bulk(list(ids))
    tags: dict[int, list[str]] = defaultdict(list)
    links = CableTag.objects.filter(cable__in=list(ids)).order_by("cable", "position")
    for cable, code in links.values_list("cable", "tag__code"):
        tags[cable].append(code)
    return [Entry(held[pk], tags[pk]) for pk in ids if pk in held]
