"""Redaction of cables and purging of their originals, for administrators."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from cables.admin import permissions
from cables.admin.actions import Action, ReasonForm
from cables.editing import redaction
from cables.editing.near_forms import CONTEXT, LONGEST, NearForm
from cables.models import Redaction, Withdrawal
from cables.rendering.html import escape
from cables.telegram.redaction import MARK, find_phrases

ALL = "all"  # the value of the box that ticks all near forms
MAX_OCCURRENCES = 200  # shown of one revision


class RedactForm(ReasonForm):
    """Form for the words to be blacked out."""

    phrases = forms.CharField(
        label="Words",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80, "autocomplete": "off", "spellcheck": "false"}),
        help_text="One name, number or phrase a line. They are found over line ends, hyphenated there or not, in any "
        "case, as whole words.",
    )
    field_order = ["phrases", "reason"]


@dataclass(frozen=True, slots=True)
class PhraseOccurrence:
    """An occurrence of a phrase, with the text around it."""

    before: str
    text: str
    after: str


@dataclass(frozen=True, slots=True)
class RevisionOccurrences:
    """Occurrences in one revision; `further` counts those that are not shown."""

    number: int
    occurrences: list[PhraseOccurrence]
    further: int


@dataclass(frozen=True, slots=True)
class ShownForm:
    """A near form as the page lists it, with its box to be ticked if it can be blacked out."""

    key: str
    text: str
    unseen: list[str]
    is_too_long: bool
    is_ticked: bool
    places: list[tuple[str, PhraseOccurrence]]
    further: int

    @classmethod
    def of(cls, form: NearForm, chosen: Sequence[str]) -> ShownForm:
        """Return a form as it is shown, with the boxes ticked that were chosen before."""
        places = [
            (each.place, PhraseOccurrence(*map(escape, (each.before, each.text, each.after))))
            for each in form.occurrences
        ]
        shown = escape(form.phrase[:LONGEST])
        return cls(form.key, shown, form.unseen, form.is_too_long, form.key in chosen, places, form.further)


class Redact(Action):
    """Redaction of every text of a cable."""

    slug = "redact"
    title = "Redact"
    permission = permissions.REDACT
    form_class = RedactForm
    template = "admin/cables/redact.html"

    def consequences(self) -> list[str]:
        return [
            f"{MARK} will stand instead wherever readers see the cable, in each of its texts, also in later ones.",
            "The texts as they came are sealed: administrators can see them until they are purged.",
            "The reason is public. It must not hold the words, nor a form that search finds for them.",
        ]

    def phrases(self, data: dict[str, Any]) -> list[str]:
        """Return the phrases, one a line."""
        return str(data["phrases"]).splitlines()

    def token(self, form: forms.Form) -> str:
        phrases = self.phrases(form.cleaned_data)
        self.found = redaction.occurrences(self.mrn, phrases)
        self.near = redaction.near_forms(self.mrn, phrases)
        self.chosen = self.request.POST.getlist("near")
        self.ticked = [each for each in self.near.forms if each.key in self.chosen or ALL in self.chosen]
        shown = repr([*((each.revision.checksum, each.spans) for each in self.found), self.near])
        return hashlib.sha256(shown.encode()).hexdigest()

    def confirmation_context(self, form: forms.Form) -> dict[str, Any]:
        phrases = self.phrases(form.cleaned_data)
        return {
            "mark": MARK,
            "near": [ShownForm.of(each, self.chosen) for each in self.near.forms],
            "more": self.near.more,
            "all": ALL,
            "all_ticked": ALL in self.chosen,
            "nowhere": [
                escape(phrase)
                for phrase in phrases
                if phrase.strip() and not any(find_phrases(each.text, [phrase]) for each in self.found)
            ],
            "found": [
                RevisionOccurrences(
                    each.revision.number,
                    [
                        PhraseOccurrence(
                            escape(each.text[max(0, start - CONTEXT) : start]),
                            escape(each.text[start:end]),
                            escape(each.text[end : end + CONTEXT]),
                        )
                        for start, end in each.spans[:MAX_OCCURRENCES]
                    ],
                    max(0, len(each.spans) - MAX_OCCURRENCES),
                )
                for each in self.found
            ],
        }

    def rehearse(self, data: dict[str, Any]) -> None:
        """Perform it and roll it back: with the forms that are ticked, or with all if the words alone stand nowhere."""
        places, _ = redaction.count_places(self.mrn, self.phrases(data))
        if not places:
            self.ticked = self.near.forms
        super().rehearse(data)

    def perform(self, data: dict[str, Any]) -> str:
        redaction.redact(self.mrn, self.phrases(data), data["reason"], self.editor, self.ticked)
        return f"{self.mrn} is redacted in all its texts."


class RedactWithdrawn(Redact):
    """Redaction of a cable while it is withdrawn."""

    model = Withdrawal

    def success_response(self) -> HttpResponse:
        return redirect("admin:cables_withdrawal_change", self.row.pk)


class Purge(Action):
    """Purging of the originals of a redacted cable."""

    slug = "purge"
    title = "Purge the sealed original"
    permission = permissions.PURGE
    model = Redaction

    def consequences(self) -> list[str]:
        return [
            f"The sealed texts of {self.mrn} and the words themselves are deleted for good. They remain in "
            "backups: purge these as well.",
            "The cable takes no further texts after that, since nobody knows what to black out in them.",
        ]

    def perform(self, data: dict[str, Any]) -> str:
        redaction.purge(self.row, data["reason"], self.editor)
        return f"What was blacked out of {self.mrn} is deleted for good."
