"""An editor's values for fields of a telegram in place of the text's: corrections of the cable, not of the text.

A value is what would stand in the telegram (`PREL, ECON` as its TAGS), None where nothing should; it is parsed as the
text would be. `problem` says what cannot stand.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import replace

from cables.telegram import mentions, references, sent_date, tags
from cables.telegram.cable_numbers import CitingCable
from cables.telegram.mrn import Mrn, normalise
from cables.telegram.parts import Reference, Telegram
from cables.telegram.vocabulary import CLASSIFICATIONS, Vocabulary

FIELDS = ("mrn", "date", "post", "classification", "tags", "subject", "references")
NEVER_EMPTY = ("mrn", "date", "post")
EDITOR = "editor"  # the source of a date that an editor gives
LONGEST = {"subject": 1_500, "tags": 3_000, "references": 20_000}
FIRST_YEAR, LAST_YEAR = 1900, 2099
LONGEST_MRN = 60
LONGEST_TAG = 200

Overrides = Mapping[str, str | None]  # field to value


def apply(telegram: Telegram, overrides: Overrides, vocabulary: Vocabulary) -> Telegram:
    """Return the telegram with an editor's values, which `problem` must have accepted; unknown fields are ignored.

    The number is not among them: with another one the text is to be parsed again, since years and references are parsed
    by it (see `with_number`).
    """
    for field in FIELDS:
        if field in overrides and field in _SETTERS:
            telegram = _SETTERS[field](telegram, overrides[field], vocabulary)
    return telegram


def with_number(telegram: Telegram, number: str, published_id: str | None) -> Telegram:
    """Return the telegram of a text that was parsed with an editor's number in place of the source's.

    It has that very number, also where its post is taken for a spelling of another.
    """
    mrn = Mrn.parse(number)
    problems = tuple(problem for problem in telegram.problems if problem.code != "mrn-disagrees")
    return replace(
        telegram,
        mrn=number,
        year=mrn.year,
        post=mrn.post,
        serial=mrn.serial,
        published_id=published_id,
        problems=problems,
    )


def value_of(telegram: Telegram, field: str) -> str | None:
    """Return what a telegram has in a field, as a value that gives the same."""
    match field:
        case "tags":
            return ", ".join(f"({tag.code})" if tag.kind == tags.PERSON else tag.code for tag in telegram.tags) or None
        case "references":
            return "\n".join(map(_entry, telegram.references)) or None
    value: str | None = getattr(telegram, field)
    return value


def problem(field: str, value: str | None, vocabulary: Vocabulary) -> str | None:
    """Return why a value cannot stand in a field, as a sentence; None where it can."""
    if field not in FIELDS:
        return f"{field} is no field that can be corrected: {', '.join(FIELDS)} are."
    if value is None:
        return f"A cable cannot be without its {_NAMES.get(field, field)}." if field in NEVER_EMPTY else None
    if not value.strip():
        return "The value is empty: take the field away instead, or give what should stand there."
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        return "The value holds signs that no text has."
    if len(value) > LONGEST.get(field, 200):
        return f"The value is too long: at most {LONGEST.get(field, 200)} characters."
    return _VALIDATORS[field](value, vocabulary)


def normalise_value(field: str, value: str | None) -> str | None:
    """Return a value in the form that is stored: blanks and lines joined where a field is one line."""
    if value is None:
        return None
    if field == "references":
        return "\n".join(line.strip() for line in value.splitlines() if line.strip())
    value = " ".join(value.split())
    return value if field in ("subject", "tags") else value.upper()


def _problem_of_number(value: str, vocabulary: Vocabulary) -> str | None:
    reading = normalise(value, vocabulary)
    if reading.mrn is None or reading.mrn != value or len(value) > LONGEST_MRN:
        meant = f" Is {reading.mrn} meant?" if reading.mrn and reading.mrn != value else ""
        return f"{value[:40]} is no reference number in its usual form, such as 07LIMA3229.{meant}"
    return None


def _problem_of_date(value: str, vocabulary: Vocabulary) -> str | None:
    try:
        day = datetime.date.fromisoformat(value)
    except ValueError:
        return f"{value[:40]} is no day of the calendar: write it as 2007-09-24."
    if len(value) != len("2007-09-24") or not FIRST_YEAR <= day.year <= LAST_YEAR:
        return f"{value[:40]} is no day that a telegram can have: write it as 2007-09-24."
    return None


def _problem_of_post(value: str, vocabulary: Vocabulary) -> str | None:
    if value in vocabulary.posts:
        return None
    return f"No post has the name {value[:40]} in reference numbers: add it to the vocabulary first."


def _problem_of_classification(value: str, vocabulary: Vocabulary) -> str | None:
    if value in CLASSIFICATIONS:
        return None
    return f"{value[:40]} is no classification: {', '.join(CLASSIFICATIONS)} are."


def _problem_of_tags(value: str, vocabulary: Vocabulary) -> str | None:
    found = tags.parse_tags(value, vocabulary)
    if not found:
        return "No TAGS were found in it: write codes with commas between them, such as PREL, PGOV, PE."
    if long := next((tag.code for tag in found if len(tag.code) > LONGEST_TAG), None):
        return f"{long[:40]}… is too long to be one of the TAGS."
    return None


def _problem_of_references(value: str, vocabulary: Vocabulary) -> str | None:
    if references.parse_references(value, CitingCable(), vocabulary):
        return None
    return "No references were found in it: write an entry a line, such as A. 07 LIMA 909."


def _problem_of_subject(value: str, vocabulary: Vocabulary) -> str | None:
    return None


def _with_date(telegram: Telegram, value: str | None, vocabulary: Vocabulary) -> Telegram:
    """Replace the date; a date-time group of another day no longer says when the cable was sent."""
    dtg = telegram.dtg if telegram.dtg and telegram.dtg.startswith(value or "") else None
    return replace(telegram, date=value, date_source=EDITOR, dtg=dtg)


def _with_post(telegram: Telegram, value: str | None, vocabulary: Vocabulary) -> Telegram:
    return replace(telegram, post=value)


def _with_classification(telegram: Telegram, value: str | None, vocabulary: Vocabulary) -> Telegram:
    return _without_problem(replace(telegram, classification=value), "classification-disagrees")


def _with_tags(telegram: Telegram, value: str | None, vocabulary: Vocabulary) -> Telegram:
    return replace(telegram, tags=tags.parse_tags(value, vocabulary) if value else ())


def _with_subject(telegram: Telegram, value: str | None, vocabulary: Vocabulary) -> Telegram:
    return _without_problem(replace(telegram, subject=value), "subject-missing")


def _with_references(telegram: Telegram, value: str | None, vocabulary: Vocabulary) -> Telegram:
    """Replace the references and find the mentions again, since references decide what labels in the text mean."""
    citing = CitingCable(telegram.year, telegram.post, telegram.serial, sent_date.day(telegram.date))
    cited = references.parse_references(value, citing, vocabulary) if value else ()
    found = mentions.find_mentions(telegram.paragraphs, cited, citing, vocabulary)
    return replace(telegram, references=cited, mentions=found)


def _without_problem(telegram: Telegram, code: str) -> Telegram:
    return replace(telegram, problems=tuple(problem for problem in telegram.problems if problem.code != code))


def _entry(reference: Reference) -> str:
    label = f"{reference.label}. " if reference.label else ""
    return f"{label}{' '.join(reference.raw.split())}"


_NAMES = {"mrn": "reference number"}
_VALIDATORS: Mapping[str, Callable[[str, Vocabulary], str | None]] = {
    "mrn": _problem_of_number,
    "date": _problem_of_date,
    "post": _problem_of_post,
    "classification": _problem_of_classification,
    "tags": _problem_of_tags,
    "subject": _problem_of_subject,
    "references": _problem_of_references,
}
_SETTERS: Mapping[str, Callable[[Telegram, str | None, Vocabulary], Telegram]] = {
    "date": _with_date,
    "post": _with_post,
    "classification": _with_classification,
    "tags": _with_tags,
    "subject": _with_subject,
    "references": _with_references,
}
