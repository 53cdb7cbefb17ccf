"""Forms of the administration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from cables import archive_vocabulary
from cables.db.lookups import read_number
from cables.editing.base import LONGEST_REASON
from cables.sources import taken
from cables.sources.record import PARTS, SHOWN_AS, MapError, given_map
from cables.telegram import overrides
from cables.telegram.parts import Telegram


class FilesInput(forms.ClearableFileInput):
    """Input for any number of files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Field for any number of files, or none."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(FilesField, self).clean(each, initial) for each in data or []]


if TYPE_CHECKING:
    RowsField = forms.ModelMultipleChoiceField[Any]
else:
    RowsField = forms.ModelMultipleChoiceField


class KeysField(RowsField):
    """Field for rows by their keys; a number that is none of a key is no row, also where the database refuses it."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError:  # of SQLite, for one beyond 64 bits
            invalid, given = self.error_messages["invalid_choice"], ", ".join(map(str, value))
            raise forms.ValidationError(invalid, code="invalid_choice", params={"value": given[:100]}) from None


class MrnField(forms.CharField):
    """Field for a message reference number in any spelling; its value is the canonical one."""

    def clean(self, value: Any) -> str:
        raw: str = super().clean(value)
        number = read_number(raw, archive_vocabulary.current()).mrn if raw else ""
        if number is None:
            raise forms.ValidationError(f"{raw[:40]} is no reference number: write it as 07LIMA3229.")
        return number


class MapField(forms.CharField):
    """Field for a map of records; its value is the map as it was typed, which can be read."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "Map of columns")
        options.setdefault(
            "help_text",
            "Only for tables and records, where their names do not say it: text=body,mrn=doc_id. "
            f"The parts are {', '.join(SHOWN_AS.get(part, part) for part in PARTS)}.",
        )
        widget = forms.TextInput(attrs={"size": 60, "spellcheck": "false", "autocapitalize": "off"})
        super().__init__(required=False, widget=widget, **options)

    def clean(self, value: Any) -> str:
        stated: str = super().clean(value)
        try:
            given_map(stated)
        except MapError as error:
            raise forms.ValidationError(str(error)) from error
        return stated


class MapForm(forms.Form):
    """Form for another map of an upload that is not confirmed yet."""

    record_map = MapField()


class UploadForm(forms.Form):
    """Form for a pasted text, or files of any kind that imports read."""

    text = forms.CharField(
        required=False, strip=False, widget=forms.Textarea(attrs={"rows": 16, "cols": 80, "spellcheck": "false"})
    )
    files = FilesField(  # type: ignore[assignment]  # the stubs know the name as that of a form's own attribute
        required=False,
        allow_empty_file=True,
        help_text=f"Taken are {taken()}.",
    )
    number = MrnField(
        required=False,
        label="Reference number",
        help_text="Only where the text itself has none, such as 07LIMA3229. It counts for a single text.",
    )

    record_map = MapField()

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        files: list[UploadedFile[Any]] = data.get("files") or []
        has_text = bool((data.get("text") or "").strip())
        if has_text and files:
            raise forms.ValidationError("Paste a text or choose files, not both.")
        if has_text and data.get("record_map"):
            self.add_error("record_map", "A map is for tables and records in files: a pasted text is read as it is.")
        if not has_text and not files and not self.errors:
            raise forms.ValidationError("Paste a text or choose a file.")
        return data


class ReasonField(forms.CharField):
    """Field for the public reason of an edit. What a reason must have: `cables.editing.base.edit_transaction`."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Readers see it in the log of corrections.")
        super().__init__(widget=forms.Textarea(attrs={"rows": 2, "cols": 80}), max_length=LONGEST_REASON, **options)


class CorrectionsForm(forms.Form):
    """Form for corrections: one field for each that can be corrected.

    `current` has the values before them; a field that is left as it is corrects nothing.
    """

    mrn = forms.CharField(label="Reference number")
    date = forms.CharField(label="Date")
    post = forms.CharField(label="Post")
    classification = forms.CharField(required=False)
    tags = forms.CharField(label="TAGS", required=False, widget=forms.TextInput(attrs={"size": 60}))
    subject = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2, "cols": 80}))
    references = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 4, "cols": 80}))
    reason = ReasonField(required=False, help_text="Needed where a field is corrected; readers see it with the cable.")

    def __init__(self, current: Mapping[str, str | None], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.current = current
        for name in overrides.FIELDS:
            # The rule of each field says whether it can be empty, where it is corrected.
            self.fields[name].required = False

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        for name, value in self.corrections(data).items():
            if sentence := overrides.problem(name, value, archive_vocabulary.current()):
                self.add_error(name, sentence)
        if self.corrections(data) and not (data.get("reason") or "").strip() and "reason" not in self.errors:
            self.add_error("reason", "Say why: readers see the reason with the correction.")
        return data

    def corrections(self, data: Mapping[str, Any]) -> dict[str, str | None]:
        """Return the fields whose value was changed, each with its value."""
        values = {
            name: overrides.normalise_value(name, data[name] or None) for name in overrides.FIELDS if name in data
        }
        current = {name: overrides.normalise_value(name, self.current[name]) for name in values}
        return {name: value for name, value in values.items() if value != current[name]}


class PreviewForm(CorrectionsForm):
    """Form of a preview: corrections, and what an editor says of a text that is in conflict with a stored cable."""

    same = forms.BooleanField(
        required=False,
        label="It is the same telegram",
        help_text="Then it becomes a revision of what is held, whatever its lines and words say.",
    )


def values_of(telegram: Telegram) -> dict[str, str | None]:
    """Return the values of a telegram in the fields that can be corrected."""
    return {name: overrides.value_of(telegram, name) for name in overrides.FIELDS}
