"""Actions on cables, each on a page of its own, which says what will happen and asks for the reason."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import OperationalError, transaction
from django.db.models import F, Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.generic import View

from cables.admin import permissions
from cables.admin.forms import CorrectionsForm, MrnField, ReasonField, values_of
from cables.editing import EditRefused, corrections, merging, revisions, withdrawal
from cables.editing.base import get_cable
from cables.ingest import unsaved
from cables.models import Cable, Correction, Reference, Revision, Withdrawal

BUSY = "The archive is being written to, or its database does not answer. Nothing was changed: try again in a moment."


class ReasonForm(forms.Form):
    """Form of an edit that needs nothing but its public reason."""

    reason = ReasonField()


class Action(View, ABC):
    """View of one edit of one row. `title` says in the imperative what it does, `slug` ends its URL.

    Where `token` returns a text, a form that is sent is first shown with its consequences, and the edit is performed
    once the form comes back with that token.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    permission: ClassVar[str]
    model: ClassVar[type[Model]] = Cable
    form_class: ClassVar[type[forms.Form]] = ReasonForm
    template: ClassVar[str] = "admin/cables/action.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        permissions.require(request, self.permission)
        self.row: Any = get_object_or_404(self.model._default_manager, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    @property
    def editor(self) -> User:
        """Return the user who edits."""
        return cast(User, self.request.user)

    @property
    def mrn(self) -> str:
        """Return the number of the cable that is edited."""
        return str(self.row.mrn)

    def form(self, data: Any = None) -> forms.Form:
        """Return the form, empty or bound to the data that was sent."""
        return self.form_class(data, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """Return the initial values of the form."""
        return {}

    def consequences(self) -> list[str]:
        """Return what will happen, in sentences."""
        return []

    def token(self, form: forms.Form) -> str:
        """Return a token of all that is shown for confirmation; empty where the edit needs none."""
        return ""

    def confirmation_context(self, form: forms.Form) -> dict[str, Any]:
        """Return what the page adds to its context when the form is to be confirmed."""
        return {}

    def rehearse(self, data: dict[str, Any]) -> None:
        """Perform the edit and roll it back: what would refuse it after the confirmation raises EditRefused now."""
        with transaction.atomic():
            try:
                self.perform(data)
            finally:
                transaction.set_rollback(True)
        self.row.refresh_from_db()

    @abstractmethod
    def perform(self, data: dict[str, Any]) -> str:
        """Perform the edit and return a sentence that says so. Raises EditRefused where it cannot be made."""

    def success_response(self) -> HttpResponse:
        """Return the redirect after success."""
        cable = Cable.objects.filter(mrn=self.mrn).first()
        return redirect("admin:cables_cable_change", cable.pk) if cable else redirect("admin:cables_cable_changelist")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Return the page with the empty form."""
        return self.render_page(self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Perform the edit, or return the page again with errors or for confirmation."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.render_page(form)
        context: dict[str, Any] = {}
        try:
            if token := self.token(form):
                context = self.confirmation_context(form)
            if token and request.POST.get("confirmed") != token:
                self.rehearse(form.cleaned_data)
                return self.render_page(form, context | {"confirmed": token})
            context["confirmed"] = token
            sentence = self.perform(form.cleaned_data)
        except (EditRefused, OperationalError) as error:
            form.add_error(None, str(error) if isinstance(error, EditRefused) else BUSY)
            return self.render_page(form, context)
        messages.success(request, sentence)
        return self.success_response()

    def render_page(self, form: forms.Form, extra: dict[str, Any] | None = None) -> HttpResponse:
        """Return the page with a form."""
        context = admin.site.each_context(self.request) | {
            "title": f"{self.title}: {self.mrn}",
            "action": self,
            "form": form,
            "opts": self.model._meta,
            "row": self.row,
            "consequences": self.consequences(),
            "asks_first": type(self).token is not Action.token,
        }
        return TemplateResponse(self.request, self.template, context | (extra or {}))

    @classmethod
    def route(cls) -> URLPattern:
        """Return its URL pattern, below that of the row's model."""
        view = admin.site.admin_view(cls.as_view())
        return path(f"<int:pk>/{cls.slug}/", view, name=f"cables_{cls.model._meta.model_name}_{cls.slug}")

    @classmethod
    def link(cls, row: Model) -> tuple[str, str]:
        """Return its title and its URL for a row."""
        name = f"admin:cables_{cls.model._meta.model_name}_{cls.slug}"
        return cls.title, reverse(name, args=[row.pk])


class Correct(Action):
    """Correction of fields of a cable."""

    slug = "correct"
    title = "Correct"
    permission = permissions.CORRECT

    def current_values(self) -> dict[str, str | None]:
        """Return the values of the fields that can be corrected, as they are now."""
        revision = Revision.objects.get(cable=self.row, number=F("cable__revision_number"))
        return values_of(unsaved.telegram(revision))

    def form(self, data: Any = None) -> CorrectionsForm:
        current = self.current_values()
        return CorrectionsForm(current, data, initial=current)

    def consequences(self) -> list[str]:
        return [
            "The text stays as it came. Readers see what was corrected, and why, on the cable’s page.",
            "Clear a field to say that the cable has nothing there. With another number the old address leads on.",
        ]

    def perform(self, data: dict[str, Any]) -> str:
        given = self.form().corrections(data)
        if not given:
            raise EditRefused("Nothing was changed: correct at least one field.")
        made = corrections.correct(self.mrn, given, data["reason"], self.editor)
        self.row.mrn = made[0].mrn
        return f"{made[0].mrn} is corrected: {', '.join(correction.field for correction in made)}."


class UndoCorrection(Action):
    """Undoing of a correction."""

    slug = "undo"
    title = "Undo the correction"
    permission = permissions.CORRECT
    model = Correction

    def consequences(self) -> list[str]:
        before = self.row.before or "nothing"
        return [f"{self.row.get_field_display()} will again be what the text gives: {before}."]

    def perform(self, data: dict[str, Any]) -> str:
        corrections.undo(self.row, data["reason"], self.editor)
        return f"The correction of {self.mrn} is undone."


class RevertForm(ReasonForm):
    """Form for the number of a revision."""

    number = forms.IntegerField(label="Revision", min_value=1)
    field_order = ["number", "reason"]


class Revert(Action):
    """Reversion to another text."""

    slug = "revert"
    title = "Show another revision"
    permission = permissions.REVISE
    form_class = RevertForm

    def initial(self) -> dict[str, Any]:
        return {"number": self.request.GET.get("number", "")}

    def consequences(self) -> list[str]:
        return [
            f"Revision {self.row.revision_number} is shown now, and is kept.",
            "The next text that arrives is shown in its turn.",
        ]

    def perform(self, data: dict[str, Any]) -> str:
        revisions.revert(self.mrn, data["number"], data["reason"], self.editor)
        return f"{self.mrn} shows revision {data['number']}."


class Withdraw(Action):
    """Withdrawal of a cable."""

    slug = "withdraw"
    title = "Withdraw"
    permission = permissions.WITHDRAW

    def consequences(self) -> list[str]:
        citing = Reference.objects.filter(target=self.row).values("cable").distinct().count()
        return [
            "Its page will say that it is withdrawn, and why. It leaves search, lists, feeds and exports.",
            f"Held cables that cite it: {citing}. Their references will say that it is withdrawn.",
            f"Its texts, {self.row.revisions.count()} in all, are kept: it can be restored as it is.",
        ]

    def perform(self, data: dict[str, Any]) -> str:
        withdrawal.withdraw(self.mrn, data["reason"], self.editor)
        return f"{self.mrn} is withdrawn. It can be restored from the list of withdrawals."

    def success_response(self) -> HttpResponse:
        return redirect("admin:cables_withdrawal_changelist")


class Restore(Action):
    """Restoration of a withdrawn cable."""

    slug = "restore"
    title = "Restore"
    permission = permissions.WITHDRAW
    model = Withdrawal

    def consequences(self) -> list[str]:
        return ["It will be as it was: its page, its texts, and the links to it."]

    def perform(self, data: dict[str, Any]) -> str:
        withdrawal.restore(self.mrn, data["reason"], self.editor)
        return f"{self.mrn} is restored."


class MergeForm(ReasonForm):
    """Form for the number of the cable that stays."""

    into = MrnField(label="Is in truth", help_text="The number of the cable that stays.")
    field_order = ["into", "reason"]


class Merge(Action):
    """Merging of a cable into another."""

    slug = "merge"
    title = "Merge into another"
    permission = permissions.MERGE
    form_class = MergeForm

    def token(self, form: forms.Form) -> str:
        stays: str = form.cleaned_data["into"]
        return stays

    def confirmation_context(self, form: forms.Form) -> dict[str, Any]:
        stays = get_cable(form.cleaned_data["into"])
        if stays == self.row:
            raise EditRefused(merging.ITSELF)
        citing = Reference.objects.filter(target=self.row).values("cable").distinct().count()
        return {
            "look": [
                f"{self.mrn}: {self.row.subject or 'no subject'} ({self.row.date:%Y-%m-%d})",
                f"goes into {stays.mrn}: {stays.subject or 'no subject'} ({stays.date:%Y-%m-%d})",
                f"Its texts, {self.row.revisions.count()} in all, become revisions of {stays.mrn}, which goes on to "
                "show the text that it shows.",
                f"Its address will lead there, and so will the references to it. Cables that cite it: {citing}.",
                "This cannot be undone.",
            ]
        }

    def perform(self, data: dict[str, Any]) -> str:
        merging.merge(self.mrn, data["into"], data["reason"], self.editor)
        self.row.mrn = data["into"]
        return f"The texts are now revisions of {data['into']}."


CABLE_ACTIONS: tuple[type[Action], ...] = (Correct, Revert, Merge, Withdraw)
