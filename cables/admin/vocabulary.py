"""Administration of the vocabulary of posts, TAGS and spellings of posts: a change is previewed, then made."""

from __future__ import annotations

from dataclasses import astuple
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.generic import View

from cables.admin import permissions
from cables.admin.forms import ReasonField
from cables.admin.readonly import ReadOnlyAdmin
from cables.editing import EditRefused, vocabulary
from cables.models import Job, VocabularyEntry

DERIVED_AT_ONCE = 200  # cables, while their editor waits; more are a job
LABELS = {
    "iso2": "Country’s code",
    "lat": "Latitude",
    "lon": "Longitude",
    "plad": "Plain-language address",
    "code_1973": "Code of 1973-79",
    "meant": "Code that is meant",
}
CHANGE, REMOVE, AS_FILED = "change", "remove", "as-filed"


class EntryForm(forms.Form):
    """Form for the kind and code of an entry."""

    kind = forms.ChoiceField(choices=VocabularyEntry.Kind.choices)
    code = forms.CharField(
        max_length=200, help_text="As reference numbers have a post, as TAGS lines have a code, as texts spell a post."
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).upper()


class ChangeForm(forms.Form):
    """Form for the fields of an entry, and how it is changed."""

    what = forms.ChoiceField(
        label="Change",
        choices=[
            (CHANGE, "Let it be as these fields say"),
            (REMOVE, "Take it out of the vocabulary"),
            (AS_FILED, "Let it be again as the archive’s vocabulary files have it"),
        ],
    )
    reason = ReasonField()

    def __init__(self, kind: str, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind = kind
        for name in vocabulary.FIELDS[kind]:
            self.fields[name] = self.field(name)
        self.order_fields([*vocabulary.FIELDS[kind], "what", "reason"])

    def field(self, name: str) -> forms.Field:
        """Return the form's field for a field of the entry."""
        label = LABELS.get(name, name.capitalize())
        if name != "kind":
            return forms.CharField(label=label, required=False)
        kinds = vocabulary.TAG_KINDS if self.kind == vocabulary.TAG else vocabulary.ALIAS_KINDS
        return forms.ChoiceField(label=label, choices=[(kind, kind) for kind in kinds])

    def change(self, code: str) -> vocabulary.Change:
        """Return the change of the entry that the form describes."""
        what = self.cleaned_data["what"]
        value = {name: self.cleaned_data[name] for name in vocabulary.FIELDS[self.kind]} if what == CHANGE else None
        return vocabulary.Change(self.kind, code, value, as_filed=what == AS_FILED)


class ChangeView(View):
    """View for changing an entry: its choice, its fields, then the consequences to be confirmed."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        permissions.require(request, permissions.VOCABULARY)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """Return the choice of an entry, or the fields of the one chosen."""
        entry = EntryForm(request.GET if request.GET.get("code") else None)
        if not entry.is_valid():
            return self.render_page(entry)
        kind, code = entry.cleaned_data["kind"], entry.cleaned_data["code"]
        return self.render_page(entry, ChangeForm(kind, initial=vocabulary.current_fields(kind, code)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make the change once its consequences are confirmed."""
        entry = EntryForm(request.GET)  # the URL says which; `kind` in the form is a field of the entry
        if not entry.is_valid():
            return self.render_page(entry)
        code = entry.cleaned_data["code"]
        form = ChangeForm(entry.cleaned_data["kind"], request.POST)
        if not form.is_valid():
            return self.render_page(entry, form)
        change = form.change(code)
        try:
            found = vocabulary.consequences(change)
            token = repr((change.value, change.as_filed, astuple(found)))
            if request.POST.get("confirmed") != token:
                return self.render_page(entry, form, {"found": found, "confirmed": token})
            is_long = found.derived > DERIVED_AT_ONCE
            user = cast(User, request.user)
            vocabulary.change(change, form.cleaned_data["reason"], user, derive=not is_long)
        except EditRefused as refused:
            form.add_error(None, str(refused))
            return self.render_page(entry, form)
        messages.success(request, f"{code} is changed.")
        return start_reparse(user, code) if is_long else redirect("admin:cables_vocabularyentry_changelist")

    def render_page(
        self, entry: EntryForm, form: ChangeForm | None = None, extra: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Return the page with its forms."""
        code = entry.cleaned_data.get("code", "") if form else ""
        context = admin.site.each_context(self.request) | {
            "title": f"Change the vocabulary: {code}" if code else "Change the vocabulary",
            "entry": entry,
            "form": form,
            "known": bool(form and vocabulary.current_fields(form.kind, code)),
            "at_once": DERIVED_AT_ONCE,
        }
        return TemplateResponse(self.request, "admin/cables/vocabulary.html", context | (extra or {}))


def start_reparse(user: User, code: str) -> HttpResponse:
    """Create the job that reparses, unless one waits already; return the redirect to its page."""
    job = Job.objects.filter(kind=Job.Kind.REPARSE, state=Job.State.WAITING).first() or Job.objects.create(
        kind=Job.Kind.REPARSE, label=f"vocabulary: {code}", editor=user, editor_name=user.get_username()
    )
    return redirect("admin:cables_job_change", job.pk)


@admin.register(VocabularyEntry)
class VocabularyEntryAdmin(ReadOnlyAdmin):
    """Entries of editors, which override the vocabulary files."""

    view_permission = permissions.VOCABULARY
    list_display = ["code", "kind", "value", "reason", "editor_name", "at"]
    list_filter = ["kind"]
    search_fields = ["code"]
    fields = ["kind", "code", "value", "reason", "editor_name", "at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.has(request, permissions.VOCABULARY)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return cast(HttpResponse, ChangeView.as_view()(request))

    def row_context(self, request: HttpRequest, row: VocabularyEntry) -> dict[str, Any]:
        where = reverse("admin:cables_vocabularyentry_add")
        return {"row_actions": [("Change", f"{where}?{urlencode({'kind': row.kind, 'code': row.code})}")]}
