"""What editors do with what is held, each on a page of its own: it says what will happen and asks for the reason."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.db import OperationalError
from django.db.models import F, Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.generic import View

from cables.admin import permissions
from cables.admin.forms import CorrectionsForm, MrnField, ReasonField, said_by
from cables.editing import EditRefused, corrections, merging, revisions, withdrawal
from cables.editing.base import get_cable
from cables.ingest import unsaved
from cables.models import Cable, Correction, Reference, Revision, Withdrawal

BUSY = "The archive is being written to, or its database does not answer. Nothing was changed: try again in a moment."


class ReasonForm(forms.Form):
    """An edit that needs nothing but its public reason."""

    reason = ReasonField()


class Action(View, ABC):
    """The page of one edit of one row. `title` is what it does, in the imperative.

    Where `token` gives a text, what is sent is first shown with its consequences, and done when it comes back with it.
    """

    address: ClassVar[str]
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
        """Who edits."""
        return cast(User, self.request.user)

    @property
    def subject(self) -> str:
        """What the edit is about: the number of a cable."""
        return str(self.row.mrn)

    def form(self, data: Any = None) -> forms.Form:
        """The form, empty or with what was sent."""
        return self.form_class(data, initial=self.initial())

    def initial(self) -> dict[str, Any]:
        """What the empty form begins with."""
        return {}

    def consequences(self) -> list[str]:
        """What will happen, in sentences."""
        return []

    def token(self, form: forms.Form) -> str:
        """What stands for all that was shown before it is done; empty where the page shows it from the beginning."""
        return ""

    def shown(self, form: forms.Form) -> dict[str, Any]:
        """What else the page shows of a form that is to be confirmed."""
        return {}

    @abstractmethod
    def do(self, data: dict[str, Any]) -> str:
        """Do it, and say in a sentence that it was done. Raises EditRefused where it cannot be."""

    def done(self) -> HttpResponse:
        """Where its editor goes from here."""
        cable = Cable.objects.filter(mrn=self.subject).first()
        return redirect("admin:cables_cable_change", cable.pk) if cable else redirect("admin:cables_cable_changelist")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The page before anything is sent."""
        return self.page(self.form())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What becomes of what was sent."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        try:
            token = self.token(form)
            if token and request.POST.get("confirmed") != token:
                return self.page(form, self.shown(form) | {"confirmed": token})
            sentence = self.do(form.cleaned_data)
        except (EditRefused, OperationalError) as error:
            form.add_error(None, str(error) if isinstance(error, EditRefused) else BUSY)
            return self.page(form)
        messages.success(request, sentence)
        return self.done()

    def page(self, form: forms.Form, extra: dict[str, Any] | None = None) -> HttpResponse:
        """The page with a form."""
        context = admin.site.each_context(self.request) | {
            "title": f"{self.title}: {self.subject}",
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
        """Its address in the administration, below that of the row's model."""
        view = admin.site.admin_view(cls.as_view())
        return path(f"<int:pk>/{cls.address}/", view, name=f"cables_{cls.model._meta.model_name}_{cls.address}")

    @classmethod
    def link(cls, row: Model) -> tuple[str, str]:
        """Its title and its address for a row."""
        name = f"admin:cables_{cls.model._meta.model_name}_{cls.address}"
        return cls.title, reverse(name, args=[row.pk])


class Correct(Action):
    """Saying in place of the text what a field should be."""

    address = "correct"
    title = "Correct"
    permission = permissions.CORRECT

    def said(self) -> dict[str, str | None]:
        """What the cable says now."""
        revision = Revision.objects.get(cable=self.row, number=F("cable__revision_number"))
        return said_by(unsaved.telegram(revision))

    def form(self, data: Any = None) -> CorrectionsForm:
        said = self.said()
        return CorrectionsForm(said, data, initial=said)

    def consequences(self) -> list[str]:
        return [
            "The text stays as it came. Readers see what was corrected, and why, on the cable’s page.",
            "Clear a field to say that the cable has nothing there. With another number the old address leads on.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        given = self.form().corrections(data)
        if not given:
            raise EditRefused("Nothing was changed: correct at least one field.")
        made = corrections.correct(self.subject, given, data["reason"], self.editor)
        self.row.mrn = made[0].mrn
        return f"{made[0].mrn} is corrected: {', '.join(correction.field for correction in made)}."


class UndoCorrection(Action):
    """Letting the text speak again."""

    address = "undo"
    title = "Undo the correction"
    permission = permissions.CORRECT
    model = Correction

    def consequences(self) -> list[str]:
        said = self.row.before or "nothing"
        return [f"{self.row.get_field_display()} will again be what the text gives: {said}."]

    def do(self, data: dict[str, Any]) -> str:
        corrections.undo(self.row, data["reason"], self.editor)
        return f"The correction of {self.subject} is undone."


class RevertForm(ReasonForm):
    """Which revision is to be shown."""

    number = forms.IntegerField(label="Revision", min_value=1)
    field_order = ["number", "reason"]


class Revert(Action):
    """Showing an earlier text."""

    address = "revert"
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

    def do(self, data: dict[str, Any]) -> str:
        revisions.revert(self.subject, data["number"], data["reason"], self.editor)
        return f"{self.subject} shows revision {data['number']}."


class Withdraw(Action):
    """Taking a cable out of public view."""

    address = "withdraw"
    title = "Withdraw"
    permission = permissions.WITHDRAW

    def consequences(self) -> list[str]:
        citing = Reference.objects.filter(target=self.row).values("cable").distinct().count()
        return [
            "Its page will say that it is withdrawn, and why. It leaves search, lists, feeds and exports.",
            f"Held cables that cite it: {citing}. Their references will say that it is withdrawn.",
            f"Its texts, {self.row.revisions.count()} in all, are kept: it can be restored as it is.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        withdrawal.withdraw(self.subject, data["reason"], self.editor)
        return f"{self.subject} is withdrawn. It can be restored from the list of withdrawals."

    def done(self) -> HttpResponse:
        return redirect("admin:cables_withdrawal_changelist")


class Restore(Action):
    """Bringing a withdrawn cable back."""

    address = "restore"
    title = "Restore"
    permission = permissions.WITHDRAW
    model = Withdrawal

    def consequences(self) -> list[str]:
        return ["It will be as it was: its page, its texts, and the links to it."]

    def do(self, data: dict[str, Any]) -> str:
        withdrawal.restore(self.subject, data["reason"], self.editor)
        return f"{self.subject} is restored."


class MergeForm(ReasonForm):
    """Which cable it is in truth."""

    into = MrnField(label="Is in truth", help_text="The number of the cable that stays.")
    field_order = ["into", "reason"]


class Merge(Action):
    """Making one cable of two."""

    address = "merge"
    title = "Merge into another"
    permission = permissions.MERGE
    form_class = MergeForm

    def token(self, form: forms.Form) -> str:
        stays: str = form.cleaned_data["into"]
        return stays

    def shown(self, form: forms.Form) -> dict[str, Any]:
        stays = get_cable(form.cleaned_data["into"])
        if stays == self.row:
            raise EditRefused(merging.ITSELF)
        citing = Reference.objects.filter(target=self.row).values("cable").distinct().count()
        return {
            "look": [
                f"{self.subject}: {self.row.subject or 'no subject'} ({self.row.date:%Y-%m-%d})",
                f"goes into {stays.mrn}: {stays.subject or 'no subject'} ({stays.date:%Y-%m-%d})",
                f"Its texts, {self.row.revisions.count()} in all, become revisions of {stays.mrn}, which goes on to "
                "show the text that it shows.",
                f"Its address will lead there, and so will the references to it. Cables that cite it: {citing}.",
                "This cannot be undone.",
            ]
        }

    def do(self, data: dict[str, Any]) -> str:
        merging.merge(self.subject, data["into"], data["reason"], self.editor)
        self.row.mrn = data["into"]
        return f"The texts are now revisions of {data['into']}."


ON_CABLES: tuple[type[Action], ...] = (Correct, Revert, Merge, Withdraw)
