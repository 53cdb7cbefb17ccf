"""How much an upload may hold: settings of the installation, all checked before the whole is read."""

from __future__ import annotations

from django.conf import settings

from cables.sources import Limits


def unpacked() -> Limits:
    """What is read of the files of an upload before the rest is refused."""
    return Limits(
        cable=settings.UPLOAD_CABLE_SIZE,
        total=settings.UPLOAD_UNPACKED_SIZE,
        members=settings.UPLOAD_MEMBERS,
    )
