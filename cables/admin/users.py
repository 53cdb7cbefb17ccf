"""Administration of users and their roles by Django's own pages; nobody can give more than they have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest

from cables.admin.changelist import FilteredAdmin

SUPERUSER_FIELDS = ("is_superuser", "user_permissions")

admin.site.unregister([Group, User])

if TYPE_CHECKING:
    Users = UserAdmin[User]
else:
    Users = UserAdmin


@admin.register(Group)
class RoleAdmin(FilteredAdmin, GroupAdmin):  # type: ignore[misc]  # they name an argument of theirs otherwise
    """Roles, which are groups of Django's."""


@admin.register(User)
class RolesAdmin(FilteredAdmin, Users):
    """Administrators give roles; only superusers make superusers, give single permissions and edit superusers."""

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        given = tuple(super().get_readonly_fields(request, obj))
        return given if is_superuser(request) else (*given, *SUPERUSER_FIELDS)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self.may_edit(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self.may_edit(request, obj)

    def may_edit(self, request: HttpRequest, user: Any) -> bool:
        """Return whether the user of the request may edit this one."""
        return user is None or is_superuser(request) or not user.is_superuser


def is_superuser(request: HttpRequest) -> bool:
    """Return whether the user of the request is a superuser."""
    return bool(request.user.is_active and getattr(request.user, "is_superuser", False))
