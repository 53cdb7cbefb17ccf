"""Read-only administration of rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern

from cables.admin import permissions
from cables.admin.actions import Action

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnlyAdmin(ModelAdmin):
    """Base of admins that list and show rows to users with the permission `view_permission`, and change none.

    `row_actions` are the actions that a row's page links to.
    """

    view_permission: ClassVar[str] = permissions.VIEW
    row_actions: ClassVar[tuple[type[Action], ...]] = ()
    actions = None
    show_full_result_count = False
    list_per_page = 50
    change_form_template = "admin/cables/row.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.has(request, self.view_permission)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        return [*(action.route() for action in self.row_actions), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if any("\0" in value for value in request.GET.values()):  # which PostgreSQL refuses
            return redirect(request.path)
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context = self.row_context(request, row) if row else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | context)

    def row_context(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """Return what the page of a row adds to its context."""
        actions = self.row_actions if self.has_actions(row) else ()
        allowed = (action for action in actions if permissions.has(request, action.permission))
        return {"row_actions": [action.link(row) for action in allowed]}

    def has_actions(self, row: Any) -> bool:
        """Return whether the row can be edited at all."""
        return True
