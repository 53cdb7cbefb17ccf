"""Lists of rows in the administration, which nothing narrows but their own filters and their search."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR, ChangeList, ChangeListSearchForm
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cables.admin.forms import KeysField

LONGEST_SEARCH = 200  # characters; SQLite fails over a condition of some hundred words, or over one of 50,000 letters
NO_SUCH_ROW = "A row that was chosen is not there any more. Nothing was done: choose again."
NO_SUCH_FILTER = "The list cannot be narrowed in that way: this is the whole of it."

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class SearchForm(ChangeListSearchForm):
    """Form of a list's search, which takes no more than a name or a few words."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        too_long = f"A search has at most {LONGEST_SEARCH} characters: this is the whole list."
        self.fields[SEARCH_VAR] = forms.CharField(
            required=False, strip=False, max_length=LONGEST_SEARCH, error_messages={"max_length": too_long}
        )


class FilteredChangeList(ChangeList):
    """List that takes from the URL the parameters of its own filters, and no other condition on its rows.

    Django's own takes any lookup on any column: regular expressions, and others that the database refuses.
    """

    search_form_class = SearchForm

    def get_filters(self, request: HttpRequest) -> Any:
        """Return the filters. Raises IncorrectLookupParameters where a parameter is none of theirs."""
        try:
            filters = super().get_filters(request)
        except DisallowedModelAdminLookup as error:
            raise IncorrectLookupParameters(str(error)) from error
        _, _, rest, _, _ = filters
        if rest:
            raise IncorrectLookupParameters(f"No filter has {', '.join(rest)}.")
        return filters


class FilteredAdmin(ModelAdmin):
    """Base of all admins: what a list does not understand leads to the whole list, which says so."""

    def get_changelist(self, request: HttpRequest, **options: Any) -> type[ChangeList]:
        return FilteredChangeList

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **options: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": KeysField, **options})

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if ERROR_FLAG in request.GET:
            if len(request.GET) > 1:
                return redirect(f"{request.path}?{ERROR_FLAG}=1")
            messages.warning(request, NO_SUCH_FILTER)
        return super().changelist_view(request, extra_context)

    def response_action(
        self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **options: Any
    ) -> HttpResponse | None:
        """Return the response of an action on the chosen rows, which is not done where one of them is not there."""
        if any(self.get_object(request, key) is None for key in request.POST.getlist(ACTION_CHECKBOX_NAME)):
            messages.error(request, NO_SUCH_ROW)
            return redirect(request.get_full_path())
        return super().response_action(request, queryset, *args, **options)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """Return the row with that key; None where there is none, as for a NUL, which PostgreSQL refuses."""
        return None if "\0" in object_id else super().get_object(request, object_id, from_field)
