"""Rows of a telegram for each table, before ids are given. No database."""

from __future__ import annotations

import datetime
import re
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple, Self

from cables.models import Addressee, Cable, CableAttribute
from cables.references.rows import LONGEST_MRN, ReferenceRow, cited, pointed_at
from cables.telegram import parts
from cables.telegram.identity import WEIGHTS
from cables.telegram.parts import Mention, Paragraph, SourceMap, Tag, Telegram

SPECIMEN_MARK = "SPECIMEN - INVENTED FOR THIS ARCHIVE"  # in the texts of fixtures, see fixtures/README.md
SPECIMEN_WITHIN = 4000  # characters from the start
LONGEST_TAG = 200
HIGHEST_SERIAL = 10**12
HIGHEST_NUMBER = 2**31 - 1
FIRST_YEAR, LAST_YEAR = 1900, 2099


class CableRow(NamedTuple):
    """The columns of a cable that its text gives, but for its post, whose id only the database knows."""

    mrn: str
    year: int
    serial: int
    date: datetime.date
    date_source: str
    sent_at: datetime.datetime | None
    classification: str | None
    subject: str | None
    subject_portion: str | None
    precedence: str | None
    info_precedence: str | None
    sender: str | None
    signer: str | None
    afterword: int | None
    transmission_id: str | None
    captions: list[str]
    attention: list[str]
    tags_raw: str | None
    eo_number: str | None
    declassify_on: datetime.date | None
    declassify_event: str | None
    eo_raw: str | None
    classified_by: dict[str, Any] | None
    section_count: int
    corrected_copy: str | None
    redactions: int
    exemptions: list[dict[str, Any]]
    is_partial: bool
    is_specimen: bool
    published_id: str | None
    text_mrn: str | None
    stated: dict[str, str]
    problems: list[dict[str, Any]]
    parser_version: int
    vocabulary: str

    @classmethod
    def of(cls, telegram: Telegram, text: str, parser_version: int, vocabulary: str) -> Self:
        """Return the row of a telegram; `vocabulary` is the fingerprint of the one that it was parsed by."""
        assert telegram.mrn and telegram.year and telegram.serial is not None  # noqa: S101 - see unstorable
        date, date_source = dated(telegram)
        order = telegram.executive_order
        return cls(
            mrn=telegram.mrn,
            year=telegram.year,
            serial=telegram.serial,
            date=date,
            date_source=date_source,
            sent_at=sent_at(telegram),
            classification=telegram.classification,
            subject=telegram.subject,
            subject_portion=telegram.subject_portion,
            precedence=telegram.precedence,
            info_precedence=telegram.info_precedence,
            sender=telegram.sender,
            signer=telegram.signer,
            afterword=telegram.afterword,
            transmission_id=telegram.transmission_id,
            captions=list(telegram.captions),
            attention=list(telegram.attention),
            tags_raw=telegram.tags_raw,
            eo_number=order.number if order else None,
            declassify_on=day(order.declassify_on) if order else None,
            declassify_event=order.event if order else None,
            eo_raw=order.raw if order else None,
            classified_by=asdict(telegram.classified_by) if telegram.classified_by else None,
            section_count=telegram.section_count,
            corrected_copy=telegram.corrected_copy,
            redactions=telegram.redactions,
            exemptions=[asdict(exemption) for exemption in telegram.exemptions],
            is_partial=telegram.is_partial,
            is_specimen=SPECIMEN_MARK in text[:SPECIMEN_WITHIN],
            published_id=telegram.published_id,
            text_mrn=telegram.text_mrn,
            stated=dict(telegram.stated),
            problems=[asdict(problem) for problem in telegram.problems],
            parser_version=parser_version,
            vocabulary=vocabulary,
        )


class ParagraphRow(NamedTuple):
    """The columns of a paragraph; `start` is its offset in the revision's text, in characters."""

    position: int
    number: int | None
    portion: str | None
    heading: str | None
    text: str
    start: int

    @classmethod
    def of(cls, position: int, paragraph: Paragraph, source_map: SourceMap) -> Self:
        """Return the row of a paragraph; a number that no column takes is left out."""
        return cls(
            position=position,
            number=paragraph.number if (paragraph.number or 0) <= HIGHEST_NUMBER else None,
            portion=paragraph.portion,
            heading=paragraph.heading,
            text=paragraph.text,
            start=source_map.to_source(paragraph.start),
        )


class AddresseeRow(NamedTuple):
    """The columns of an addressee, but for the address that its name is listed under."""

    position: int
    role: str
    routing: str | None
    name: str
    office: str | None
    precedence: str | None
    serial: str | None
    excluded: list[str]

    @classmethod
    def of(cls, position: int, role: Addressee.Role, addressee: parts.Addressee) -> Self:
        """Return the row of an addressee of the action or the information list."""
        return cls(
            position=position,
            role=role.value,
            routing=addressee.routing,
            name=addressee.name,
            office=addressee.office,
            precedence=addressee.precedence,
            serial=addressee.serial,
            excluded=list(addressee.excluded),
        )


class MentionRow(NamedTuple):
    """The columns of a mention; `references` are positions of the cable's references."""

    position: int
    paragraph: int
    start: int
    end: int
    kind: str
    references: list[int]
    paragraphs: list[int]

    @classmethod
    def of(cls, position: int, mention: Mention, references: list[ReferenceRow]) -> Self:
        """Return the row of a mention; `references` are the rows of the cable's references."""
        return cls(
            position=position,
            paragraph=mention.paragraph,
            start=mention.start,
            end=mention.end,
            kind=mention.kind,
            references=pointed_at(mention, references),
            paragraphs=list(mention.paragraphs),
        )


@dataclass(slots=True)
class Rows:
    """Everything of one telegram that goes into the tables, ready to be sent between processes.

    The fields of a row are the names of its columns, and each row's `of` gives their values: nowhere else are they
    listed.
    """

    cable: CableRow
    post: str
    date: datetime.date
    date_source: str
    paragraphs: list[ParagraphRow] = field(default_factory=list)
    addressees: list[AddresseeRow] = field(default_factory=list)
    captions: list[str] = field(default_factory=list)
    attributes: list[tuple[str, str]] = field(default_factory=list)  # those that are searched: name, value
    tags: list[Tag] = field(default_factory=list)
    references: list[ReferenceRow] = field(default_factory=list)
    mentions: list[MentionRow] = field(default_factory=list)
    index: tuple[tuple[Any, ...], ...] = ()  # the search index's rows of the cable, as the database at hand takes them
    words: dict[str, str] = field(default_factory=dict)  # words that differ from their stem, with it


def storable(text: str) -> str:
    """Return the text without what a database refuses, character for character so that offsets still hold.

    PostgreSQL takes no NUL, and no encoding takes half a surrogate pair; both become the replacement character.
    """
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode()  # much faster than to look for what cannot be
    except UnicodeEncodeError:
        text = SURROGATE.sub("\ufffd", text)
    return text


SURROGATE = re.compile("[\ud800-\udfff]")


def unstorable(telegram: Telegram) -> str | None:
    """Return why a telegram cannot be stored at all, as a sentence; None where it can."""
    if telegram.mrn is None or telegram.post is None or telegram.serial is None or telegram.year is None:
        return (
            "No message reference number with its year was found, neither beside the text nor in it, where these are "
            f"looked for: {', '.join(WEIGHTS)}. Name the file after the number (07LIMA3229.txt) or give it beside the "
            "text."
        )
    if len(telegram.mrn) > LONGEST_MRN or telegram.serial > HIGHEST_SERIAL:
        return f"The message reference number {telegram.mrn[:LONGEST_MRN]}… is too long to be one."
    return None


def dated(telegram: Telegram) -> tuple[datetime.date, str]:
    """Return the cable's date and its source. Where only the year is known: its first of January, source `mrn`."""
    if telegram.date and telegram.date_source and len(telegram.date) == len("2007-09-24"):
        date = datetime.date.fromisoformat(telegram.date)
        if FIRST_YEAR <= date.year <= LAST_YEAR:
            return date, telegram.date_source
    assert telegram.year is not None  # noqa: S101 - see unstorable
    return datetime.date(telegram.year, 1, 1), Cable.DateSource.MRN


def sent_at(telegram: Telegram) -> datetime.datetime | None:
    """Return the date-time group as a datetime in UTC."""
    return datetime.datetime.fromisoformat(telegram.dtg) if telegram.dtg else None


def day(iso: str | None) -> datetime.date | None:
    """Return an ISO date as a date; None stays None."""
    return datetime.date.fromisoformat(iso) if iso else None


# What is searched of what is stated, divided by commas.
SEARCHED = {
    CableAttribute.Name.FILM: "film_number",
    CableAttribute.Name.CONCEPT: "concepts",
    CableAttribute.Name.CASE: "case_number",
    CableAttribute.Name.DOCUMENT: "document_number",
}


def searched_attributes(telegram: Telegram) -> list[tuple[str, str]]:
    """Return the numbers and concepts that are stated of a telegram, and the codes of its exemptions, in capitals."""
    found = [
        (name, " ".join(value.split()))
        for name, stated in SEARCHED.items()
        for value in telegram.stated.get(stated, "").split(",")
    ]
    found += [(CableAttribute.Name.EXEMPTION, exemption.code) for exemption in telegram.exemptions]
    return [
        (name.value, value.upper()) for name, value in dict.fromkeys(found) if 0 < len(value) <= CableAttribute.LONGEST
    ]


def build(telegram: Telegram, *, text: str, parser_version: int, vocabulary: str) -> Rows:
    """Return the rows of a telegram that `unstorable` passes; `text` is the text it was parsed from."""
    assert telegram.post  # noqa: S101 - see unstorable
    date, date_source = dated(telegram)
    references = cited(telegram)
    addressees = [(Addressee.Role.ACTION, addressee) for addressee in telegram.to]
    addressees += [(Addressee.Role.INFO, addressee) for addressee in telegram.info]
    return Rows(
        cable=CableRow.of(telegram, text, parser_version, vocabulary),
        post=telegram.post,
        date=date,
        date_source=date_source,
        paragraphs=[
            ParagraphRow.of(position, paragraph, telegram.source_map)
            for position, paragraph in enumerate(telegram.paragraphs, 1)
        ],
        addressees=[
            AddresseeRow.of(position, role, addressee) for position, (role, addressee) in enumerate(addressees, 1)
        ],
        captions=list(dict.fromkeys(telegram.captions)),
        attributes=searched_attributes(telegram),
        tags=[tag for tag in telegram.tags if len(tag.code) <= LONGEST_TAG],
        references=references,
        mentions=[
            MentionRow.of(position, mention, references) for position, mention in enumerate(telegram.mentions, 1)
        ],
    )
