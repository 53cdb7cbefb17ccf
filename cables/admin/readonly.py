"""Read-only administration of rows."""

from __future__ import annotations

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern

from cables.admin import permissions
from cables.admin.actions import Action
from cables.admin.changelist import FilteredAdmin


class ReadOnlyAdmin(FilteredAdmin):
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
