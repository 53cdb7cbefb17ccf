"""Users and their roles: Django's own pages, on which nobody gives more than they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest

BY_SUPERUSERS = ("is_superuser", "user_permissions")

admin.site.unregister(User)

if TYPE_CHECKING:
    Users = UserAdmin[User]
else:
    Users = UserAdmin


@admin.register(User)
class RolesAdmin(Users):
    """Administrators give roles; who is above the roles, superusers alone say, and they alone change those who are."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        given = tuple(super().get_readonly_fields(request, obj))
        return given if is_superuser(request) else (*given, *BY_SUPERUSERS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.is_within_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.is_within_reach(request, obj)

    def is_within_reach(self, request: HttpRequest, user: Any) -> bool:
        """Whether the user of the request may touch this one."""
        return user is None or is_superuser(request) or not user.is_superuser


def is_superuser(request: HttpRequest) -> bool:
    """Whether the user of the request is above the roles."""
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))
