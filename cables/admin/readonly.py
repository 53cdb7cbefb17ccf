"""What the admin shows of the archive's rows: all of it read-only."""

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
    """Lists and shows rows to those who have the permission `seen_with`, and changes none.

    `doable` are the edits that a row's page leads to.
    """

    seen_with: ClassVar[str] = permissions.VIEW
    doable: ClassVar[tuple[type[Action], ...]] = ()
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
        return permissions.may(request, self.seen_with)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def get_urls(self) -> list[URLPattern]:
        return [*(action.route() for action in self.doable), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if any("\0" in value for value in request.GET.values()):  # PostgreSQL could not even compare with it
            return redirect(request.path)
        return super().changelist_view(request, extra_context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        context = self.around(request, row) if row else {}
        return super().change_view(request, object_id, form_url, (extra_context or {}) | context)

    def around(self, request: HttpRequest, row: Any) -> dict[str, Any]:
        """What the page of a row shows besides its fields."""
        offered = (
            action for action in self.doable if self.is_offered(row) and permissions.may(request, action.permission)
        )
        return {"doable": [action.link(row) for action in offered]}

    def is_offered(self, row: Any) -> bool:
        """Whether anything can be done with the row."""
        return True
