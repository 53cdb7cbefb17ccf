"""Blacking words out of a cable, and purging what came, for administrators."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect

from cables.admin import permissions
from cables.admin.actions import Action, ReasonForm
from cables.editing import redaction
from cables.models import Redaction, Withdrawal
from cables.rendering.html import escape
from cables.telegram.redaction import MARK, spans

AROUND = 60  # characters shown on either side of a place
MOST_PLACES = 200  # shown of one revision


class RedactForm(ReasonForm):
    """The words to be blacked out."""

    phrases = forms.CharField(
        label="Words",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80, "autocomplete": "off", "spellcheck": "false"}),
        help_text="One name, number or phrase a line. They are found over line ends, hyphenated there or not, in any "
        "case, as whole words.",
    )
    field_order = ["phrases", "reason"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that would be blacked out, with what stands around it."""

    before: str
    said: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """The places in one revision; `further` counts those beyond the ones shown."""

    number: int
    places: list[Place]
    further: int


class Redact(Action):
    """Blacking words out in every text of a cable."""

    address = "redact"
    title = "Redact"
    permission = permissions.REDACT
    form_class = RedactForm
    template = "admin/cables/redact.html"

    def consequences(self) -> list[str]:
        return [
            f"{MARK} will stand instead wherever readers see the cable, in each of its texts, also in later ones.",
            "The texts as they came are sealed: administrators can see them until they are purged.",
            "The reason is public. It must not hold the words.",
        ]

    def phrases(self, data: dict[str, Any]) -> list[str]:
        """The phrases, one a line."""
        return str(data["phrases"]).splitlines()

    def token(self, form: forms.Form) -> str:
        found = redaction.occurrences(self.subject, self.phrases(form.cleaned_data))
        said = repr([(each.revision.checksum, each.spans) for each in found])
        return hashlib.sha256(said.encode()).hexdigest()

    def shown(self, form: forms.Form) -> dict[str, Any]:
        phrases = self.phrases(form.cleaned_data)
        found = redaction.occurrences(self.subject, phrases)
        return {
            "mark": MARK,
            "nowhere": [
                escape(phrase)
                for phrase in phrases
                if phrase.strip() and not any(spans(each.text, [phrase]) for each in found)
            ],
            "found": [
                Found(
                    each.revision.number,
                    [
                        Place(
                            escape(each.text[max(0, start - AROUND) : start]),
                            escape(each.text[start:end]),
                            escape(each.text[end : end + AROUND]),
                        )
                        for start, end in each.spans[:MOST_PLACES]
                    ],
                    max(0, len(each.spans) - MOST_PLACES),
                )
                for each in found
            ],
        }

    def do(self, data: dict[str, Any]) -> str:
        redaction.redact(self.subject, self.phrases(data), data["reason"], self.editor)
        return f"{self.subject} is redacted in all its texts."


class RedactWithdrawn(Redact):
    """Blacking words out of a cable while it is withdrawn."""

    model = Withdrawal

    def done(self) -> HttpResponse:
        return redirect("admin:cables_withdrawal_change", self.row.pk)


class Purge(Action):
    """Deleting what a redaction blacked out for good."""

    address = "purge"
    title = "Purge the sealed original"
    permission = permissions.PURGE
    model = Redaction

    def consequences(self) -> list[str]:
        return [
            f"The sealed texts of {self.subject} and the words themselves are deleted for good. They remain in "
            "backups: purge these as well.",
            "The cable takes no further texts after that, since nobody knows what to black out in them.",
        ]

    def do(self, data: dict[str, Any]) -> str:
        redaction.purge(self.row, data["reason"], self.editor)
        return f"What was blacked out of {self.subject} is deleted for good."
