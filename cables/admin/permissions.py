"""Permissions of editors."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

ADD = "cables.add_cable"
VIEW = "cables.view_cable"
REVISE = "cables.revise_cable"
CORRECT = "cables.correct_cable"
WITHDRAW = "cables.withdraw_cable"
MERGE = "cables.merge_cable"
VOCABULARY = "cables.change_vocabularyentry"
REDACT = "cables.redact_cable"
SEE_SEALED = "cables.view_sealedtext"
PURGE = "cables.purge_redaction"


def has(request: HttpRequest, permission: str) -> bool:
    """Return whether the user of the request has the permission."""
    user: User | AnonymousUser = request.user
    return bool(user.is_active and user.has_perm(permission))


def require(request: HttpRequest, permission: str) -> None:
    """Raise PermissionDenied where the user of the request lacks the permission."""
    if not has(request, permission):
        raise PermissionDenied
