"""Records without text: what a source states of a telegram whose text it does not have.

The National Archives have such a record where the text is on film alone, was withdrawn, or could not be read when it
was moved. In place of the text stands nothing, `n/a`, or a sentence, and each form of these sentences has a rule here.
How often each is seen is not known: none of 98 downloads of AAD is such a record. The forms are those of the locator
(`TEXT ON MICROFILM`), of withdrawal notices, and of messages about errors, as descriptions of the collection have them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import NamedTuple

from cables.telegram import sent_date
from cables.telegram.message_attributes import NAMES, is_held_elsewhere
from cables.telegram.parts import Telegram


class Absence(StrEnum):
    """Why a record has no text."""

    FILM = "film"
    WITHDRAWN = "withdrawn"
    ERROR = "error"
    NONE = "none"  # nobody says


class Facts(NamedTuple):
    """What is known of a telegram by its record: `date` is an ISO day, `date_source` sent or draft."""

    absence: Absence
    date: str | None
    date_source: str | None
    subject: str | None
    film_number: str | None


LONGEST_NOTICE = 600  # characters in place of a text: what is longer is one
LONGEST_VALUE = 2000
MOST_STATED = 100  # names
SENT, DRAFT = "sent", "draft"

# Names that tables, JSON and XML give to what message attributes state: those of NARA's month files, and of what people
# make of them. The names of message attributes themselves, with an underline for a blank, are known too.
_OTHER_NAMES = {
    "docnbr": "document_number",
    "doc_nbr": "document_number",
    "source": "document_source",
    "film": "film_number",
    "filmnbr": "film_number",
    "film_nbr": "film_number",
    "film_no": "film_number",
    "subj": "subject",
    "title": "subject",
    "tag": "tags",
    "ref": "references",
    "refs": "references",
    "concept": "concepts",
    "origin": "from",
    "msgfrom": "from",
    "msgto": "to",
    "drafted": "draft_date",
    "origclass": "classification",
    "handling_restrictions": "handling",
    "error": "errors",
}
_NAMES = {
    name.replace("_", ""): known
    for name, known in ({name.lower().replace(" ", "_"): known for name, known in NAMES.items()} | _OTHER_NAMES).items()
}
_FACTS = frozenset(NAMES.values()) | {"created"}
_NOT_SAID = frozenset({"", "n/a", "na", "none", "null", "-"})

_NOUN = r"(?:DOCUMENT|RECORD|ITEM|MESSAGE|TELEGRAM|CABLE|TEXT|FILE|PAGE)S?"
_NOTHING = re.compile(
    r"[\W_]*(?:(?:N/?A|NIL|NONE|NULL|BLANK|EMPTY|OR|(?:NO|MESSAGE) TEXT|"
    r"(?:TEXT )?NOT (?:YET )?(?:AVAILABLE|ASSIGNED))[\W_]+)*",
    re.IGNORECASE,
)
_FORMS = (
    (Absence.FILM, rf"(?:(?:THE |THIS )?(?:FULL )?{_NOUN}\b.{{0,60}}?\b)?(?:ON|IN|SEE)\s+(?:MICRO)?(?:FILM|FICHE)\b"),
    (Absence.FILM, r"MICRO(?:FILM|FICHE)\b"),
    (Absence.WITHDRAWN, r"WITHDRAWAL\s+(?:NOTICE|SHEET|SLIP|CARD)\b|ACCESS RESTRICTED\b"),
    (
        Absence.WITHDRAWN,
        rf"(?:(?:THE |THIS )?(?:FULL )?{_NOUN}\b.{{0,80}}?\b)?(?:WITHDRAWN|WITHHELD|REMOVED|DENIED|EXEMPTED)\b",
    ),
    (
        Absence.ERROR,
        r"(?:[A-Z]+ )?ERROR (?:ENCOUNTERED|EXPANDING|IN|OCCURRED|READING|RETRIEVING|WHILE)\b|(?:FAILED|UNABLE) TO\b|"
        r"(?:CANNOT|COULD NOT) (?:BE )?READ\b",
    ),
    (
        Absence.ERROR,
        rf"(?:THE |THIS )?{_NOUN}\b.{{0,60}}?\b(?:UNRETRIEVABLE|UNREADABLE|UNAVAILABLE|CORRUPT(?:ED)?|"
        r"NOT (?:YET )?(?:FOUND|ON-?LINE)|(?:CANNOT|COULD NOT) BE (?:READ|RETRIEVED|DISPLAYED|FOUND))\b",
    ),
)
_NOTICES = tuple((absence, re.compile(rf"[\W_]*(?:{form})", re.IGNORECASE)) for absence, form in _FORMS)
# Witnesses of the number that a text alone has. The document number stands in the attributes below it.
_OF_A_TEXT = frozenset(
    {"classification line", "section breaks", "page banners", "FM line", "date-time group", "DE line"}
)


def states_facts(names: Iterable[str]) -> bool:
    """Return whether one of the names, as `cables.sources.record.fold` gives them, is that of a fact of a telegram."""
    return any(_known(name) in _FACTS for name in names)


def notice_of(telegram: Telegram) -> str | None:
    """Return what stands in place of a telegram's text: a sentence, or nothing. None where it has a text.

    A paragraph with a number or a portion marking is text, and so is what has a heading or fields.
    """
    if not telegram.paragraphs and is_held_elsewhere(telegram.stated):
        return telegram.signer if telegram.signer and _absence_by(telegram.signer) else ""
    if telegram.subject or telegram.tags_raw or telegram.to or telegram.references:
        return None
    if any(witness.name in _OF_A_TEXT for witness in telegram.witnesses):
        return None
    words: list[str] = []
    for paragraph in telegram.paragraphs:
        if paragraph.number is not None or paragraph.portion:
            return None
        words += filter(None, (paragraph.heading, paragraph.text))
    notice = " ".join(" ".join([*words, telegram.signer or ""]).split())
    if len(notice) > LONGEST_NOTICE:
        return None
    if _NOTHING.fullmatch(f"{notice} "):
        return ""
    return notice if _absence_by(notice) else None


def _known(name: str) -> str:
    """Return the name of the message attribute that a name gives, whatever stands between its words; or the name."""
    return _NAMES.get(name.replace("_", ""), name)


def stated_facts(stated: Mapping[str, str]) -> dict[str, str]:
    """Return what is stated of a telegram, under the names of message attributes where it is one of them.

    What says nothing (`n/a`) is left out, and so is what stands under further names of the same.
    """
    found: dict[str, str] = {}
    for name, value in stated.items():
        text = " ".join(value.split())[:LONGEST_VALUE]
        if text.lower() not in _NOT_SAID and len(found) < MOST_STATED:
            found.setdefault(_known(name), text)
    return found


def facts_of(stated: Mapping[str, str], notice: str) -> Facts:
    """Return the facts of a record by what it states (`stated_facts`) and what it has in place of a text."""
    sent = sent_date.stated_day(stated.get("created", "")) or sent_date.stated_day(stated.get("sent_date", ""))
    drafted = sent_date.stated_day(stated.get("draft_date", ""))
    return Facts(
        absence=_absence_by(notice) or _absence_as_stated(stated),
        date=sent or drafted,
        date_source=SENT if sent else DRAFT if drafted else None,
        subject=stated.get("subject"),
        film_number=stated.get("film_number", "").upper()[:LONGEST_FILM_NUMBER] or None,
    )


LONGEST_FILM_NUMBER = 100


def _absence_by(notice: str) -> Absence | None:
    """Return why there is no text by what stands in its place; None where that is no notice of any form."""
    return next((absence for absence, form in _NOTICES if form.match(notice)), None)


def _absence_as_stated(stated: Mapping[str, str]) -> Absence:
    """Return why there is no text by the locator, the review, and the errors that are stated."""
    if is_held_elsewhere(stated):
        return Absence.FILM
    if re.search(r"WITHDR[AE]W|WITHHELD|DENIED", stated.get("review_action", ""), re.IGNORECASE):
        return Absence.WITHDRAWN
    return Absence.ERROR if "errors" in stated else Absence.NONE
