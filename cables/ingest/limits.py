"""Limits of what is imported, as this installation sets them."""

from __future__ import annotations

from django.conf import settings

from cables.sources import Limits


def limits() -> Limits:
    """Return how much of an item is read before it is refused: documents by settings, all else by the defaults."""
    return Limits(
        document=settings.DOCUMENT_SIZE,
        pages=settings.DOCUMENT_PAGES,
        seconds=settings.DOCUMENT_SECONDS,
        memory=settings.DOCUMENT_MEMORY,
    )
