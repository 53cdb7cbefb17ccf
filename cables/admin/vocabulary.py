"""The vocabulary of posts, TAGS and spellings of posts: what a change would do is said before, and done after it."""

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

AT_ONCE = 200  # cables that are derived anew while their editor waits; more are a job
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
    """Which entry it is about."""

    kind = forms.ChoiceField(choices=VocabularyEntry.Kind.choices)
    code = forms.CharField(
        max_length=200, help_text="As reference numbers have a post, as TAGS lines have a code, as texts spell a post."
    )

    def clean_code(self) -> str:
        return "".join(self.cleaned_data["code"].split()).upper()


class ChangeForm(forms.Form):
    """The fields of an entry, and what is to become of it."""

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
        """A field of the entry."""
        label = LABELS.get(name, name.capitalize())
        if name != "kind":
            return forms.CharField(label=label, required=False)
        kinds = vocabulary.TAG_KINDS if self.kind == vocabulary.TAG else vocabulary.ALIAS_KINDS
        return forms.ChoiceField(label=label, choices=[(kind, kind) for kind in kinds])

    def change(self, code: str) -> vocabulary.Change:
        """The change that the form says."""
        what = self.cleaned_data["what"]
        value = {name: self.cleaned_data[name] for name in vocabulary.FIELDS[self.kind]} if what == CHANGE else None
        return vocabulary.Change(self.kind, code, value, as_filed=what == AS_FILED)


class ChangeView(View):
    """The page for changing an entry: which one, then how, then what that does, and then it is done."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        permissions.require(request, permissions.VOCABULARY)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        """The choice of an entry, or the fields of the one chosen."""
        entry = EntryForm(request.GET if request.GET.get("code") else None)
        if not entry.is_valid():
            return self.page(entry)
        kind, code = entry.cleaned_data["kind"], entry.cleaned_data["code"]
        return self.page(entry, ChangeForm(kind, initial=vocabulary.current_fields(kind, code)))

    def post(self, request: HttpRequest) -> HttpResponse:
        """What the change would do, or that it is done."""
        entry = EntryForm(request.GET)  # the address says which; `kind` in the form is a field of the entry
        if not entry.is_valid():
            return self.page(entry)
        code = entry.cleaned_data["code"]
        form = ChangeForm(entry.cleaned_data["kind"], request.POST)
        if not form.is_valid():
            return self.page(entry, form)
        change = form.change(code)
        try:
            found = vocabulary.consequences(change)
            token = repr((change.value, change.as_filed, astuple(found)))
            if request.POST.get("confirmed") != token:
                return self.page(entry, form, {"found": found, "confirmed": token})
            is_long = found.derived > AT_ONCE
            user = cast(User, request.user)
            vocabulary.change(change, form.cleaned_data["reason"], user, derive=not is_long)
        except EditRefused as refused:
            form.add_error(None, str(refused))
            return self.page(entry, form)
        messages.success(request, f"{code} is changed.")
        return follow(user, code) if is_long else redirect("admin:cables_vocabularyentry_changelist")

    def page(
        self, entry: EntryForm, form: ChangeForm | None = None, extra: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The page with its forms."""
        code = entry.cleaned_data.get("code", "") if form else ""
        context = admin.site.each_context(self.request) | {
            "title": f"Change the vocabulary: {code}" if code else "Change the vocabulary",
            "entry": entry,
            "form": form,
            "known": bool(form and vocabulary.current_fields(form.kind, code)),
            "at_once": AT_ONCE,
        }
        return TemplateResponse(self.request, "admin/cables/vocabulary.html", context | (extra or {}))


def follow(user: User, code: str) -> HttpResponse:
    """Let the rows follow the vocabulary as a job, unless one waits for that already; the way to its page."""
    job = Job.objects.filter(kind=Job.Kind.REPARSE, state=Job.State.WAITING).first() or Job.objects.create(
        kind=Job.Kind.REPARSE, label=f"vocabulary: {code}", editor=user, editor_name=user.get_username()
    )
    return redirect("admin:cables_job_change", job.pk)


@admin.register(VocabularyEntry)
class VocabularyEntryAdmin(ReadOnlyAdmin):
    """What editors laid over the vocabulary files."""

    seen_with = permissions.VOCABULARY
    list_display = ["code", "kind", "value", "reason", "editor_name", "at"]
    list_filter = ["kind"]
    search_fields = ["code"]
    fields = ["kind", "code", "value", "reason", "editor_name", "at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return permissions.may(request, permissions.VOCABULARY)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        return cast(HttpResponse, ChangeView.as_view()(request))

    def around(self, request: HttpRequest, row: VocabularyEntry) -> dict[str, Any]:
        where = reverse("admin:cables_vocabularyentry_add")
        return {"doable": [("Change", f"{where}?{urlencode({'kind': row.kind, 'code': row.code})}")]}
