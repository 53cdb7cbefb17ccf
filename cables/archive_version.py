"""Whether a page has changed since a reader last had it, told before any of it is read."""

from __future__ import annotations

import datetime
import hashlib
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.db import transaction
from django.db.models import Subquery
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition
from django.views.generic import View

from cables import archive_vocabulary
from cables.db.prepared import Prepared
from cables.models import Batch, Event, Revision
from cables.telegram import vocabulary
from cables.ttl_cache import Moment

BEGINNING = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)  # of an archive that nothing happened to


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a page rests on, as a word, and when that last changed."""

    rests_on: str
    changed: datetime.datetime


class ConditionalView(View, ABC):
    """A page that answers a conditional request (ETag, Last-Modified) from its stamp alone.

    Caches may keep it but ask each time: that costs a query or two, and a cable that arrives is seen at once.
    """

    @abstractmethod
    def stamp(self) -> Stamp | None:
        """What this page rests on; None where there is no such page."""

    def etag(self, stamp: Stamp) -> str:
        """The entity tag of the page with that stamp."""
        return f'"{hashlib.sha256(f"{code_version()} {stamp.rests_on}".encode()).hexdigest()[:32]}"'

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.META.get("HTTP_COOKIE"):
            _told.forget()  # an editor's, who is shown what is there now
        stamp = self.stamp()
        if stamp is None:
            return super().dispatch(request, *args, **kwargs)
        conditional = condition(lambda *_, **__: self.etag(stamp), lambda *_, **__: stamp.changed)
        response: HttpResponseBase = conditional(super().dispatch)(request, *args, **kwargs)
        patch_cache_control(response, public=True, no_cache=True)
        return response


def archive_stamp() -> Stamp:
    """The stamp of what is held as a whole: an import changes it with every portion it stores, an editor with every
    edit. A query, two before the first import; none where the connection told it less than STAMP_SECONDS ago.

    The newest text is part of it, since of two imports at once the one that began first may store after the other.
    Where an editor changed the vocabulary since it was last asked for, this process takes that over.
    """
    stamp, reworded = _told()
    archive_vocabulary.follow(reworded)
    return stamp


def _ask() -> tuple[Stamp, int | None]:
    """The archive's stamp, and the event by which the vocabulary last changed."""
    last = _last_import.first()
    if last is None:
        event = _last_event.first()
        return (Stamp(f"empty {event[0]}", event[1]) if event else Stamp("empty", BEGINNING)), None
    *rests_on, started_at, finished_at, edited_at, reworded = last
    changed = finished_at or started_at
    stamp = Stamp(" ".join(map(str, [*rests_on, finished_at])), max(changed, edited_at) if edited_at else changed)
    return stamp, reworded


_told = Moment(Batch, _ask)


@receiver(post_save, sender=Batch)
@receiver(post_save, sender=Event)
def _stored(using: str, **_: Any) -> None:
    """What this process stores is seen at once: each batch and event changes the stamp."""
    transaction.on_commit(_told.end, using=using)


_events = Event.objects.order_by("-pk")
_last_event = Prepared(Event, lambda: _events.values_list("pk", "at")[:1])
_last_import = Prepared(
    Batch,
    lambda: (
        Batch.objects.order_by("-pk")
        .annotate(
            text=Subquery(Revision.objects.order_by("-pk").values("pk")[:1]),
            edit=Subquery(_events.values("pk")[:1]),
            edited_at=Subquery(_events.values("at")[:1]),
            reworded=Subquery(_events.filter(kind=Event.Kind.VOCABULARY).values("pk")[:1]),
        )
        .values_list("pk", "stored", "revised", "text", "edit", "started_at", "finished_at", "edited_at", "reworded")[
            :1
        ]
    ),
)


def page_stamp(touched: datetime.datetime) -> Stamp:
    """The stamp of a page that was touched then and also shows its neighbours, counts and names of the archive."""
    archive = archive_stamp()
    return Stamp(f"{touched} {archive.rests_on}", max(touched, archive.changed))


@lru_cache(maxsize=1)
def code_version() -> str:
    """A checksum of what turns rows into pages: code, templates, vocabulary, static files, the site's own name."""
    digest = hashlib.sha256(f"{settings.SITE_NAME} {settings.CONTACT} {vocabulary.fingerprint()}".encode())
    digest.update(str(getattr(staticfiles_storage, "manifest_hash", "")).encode())
    for folder, pattern in (("cables", "*.py"), ("templates", "*.html")):
        for path in sorted((settings.BASE_DIR / folder).rglob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()
