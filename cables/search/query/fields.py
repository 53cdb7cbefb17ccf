"""Fields of a query: their names, the values that they take, and the cables that a value matches.

A value is checked without the database, so that what a query means does not depend on what is stored.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from string import ascii_lowercase, ascii_uppercase
from types import MappingProxyType
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, Upper
from django.db.models.lookups import In

from cables import archive_vocabulary
from cables.models import (
    Address,
    Addressee,
    Cable,
    CableAttribute,
    CableCaption,
    CableTag,
    Post,
    Reference,
    ReferenceCandidate,
    Tag,
)
from cables.models.tag import slug_of
from cables.periods import BAD_DATE, Period
from cables.search.query.nodes import FieldNode
from cables.telegram import mrn as numbers
from cables.telegram import posts
from cables.telegram.exemption_codes import codes_in
from cables.telegram.vocabulary import CLASSIFICATIONS

LONGEST_VALUE = 100  # characters
MOST_LISTED = 7_000  # rows of which the cables are listed; the newest thousand of more are found sooner by date
MOST_ACCENTS = 4  # letters of a name beyond ASCII that may be small or capital each for itself
CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
QUOTATION_MARKS = '"“”„‟«»'
ABBREVIATIONS = {
    "U": "UNCLASSIFIED",
    "UNCLAS": "UNCLASSIFIED",
    "LOU": "LIMITED OFFICIAL USE",
    "C": "CONFIDENTIAL",
    "CONF": "CONFIDENTIAL",
    "S": "SECRET",
    "TS": "TOP SECRET",
}

Matches = Q | QuerySet[Any]  # a condition on cables, or rows that each belong to the cable in their column `cable`


@dataclass(frozen=True, slots=True)
class FieldType:
    """A field. `check` makes a typed value canonical, or raises ValueError with a sentence that says what is wrong;
    `find` returns the cables that a canonical value matches. `example` is a format string for a value."""

    name: str
    meaning: str
    example: str
    check: Callable[[str], str]
    find: Callable[[str], Matches]
    aliases: tuple[str, ...] = ()


def condition(field: FieldNode) -> Q:
    """Return the condition on cables that a field matches them; it may be negated. At most two small queries."""
    matches = FIELDS[field.name].find(field.value)
    return matches if isinstance(matches, Q) else cables_of(matches)


def cables_of(rows: QuerySet[Any]) -> Q:
    """Return the condition on cables that rows belong to, each in its column `cable`. One small query.

    Of few rows the database lists the cables; of many it looks up each cable that it comes to, which soon ends a scan
    by date. (A list of the 170,000 cables to the Department took SQLite 400 ms for the newest of them, lookups 5.)
    """
    rows = rows.order_by()
    if rows[MOST_LISTED : MOST_LISTED + 1].exists():
        return Q(Exists(rows.filter(cable=OuterRef("pk"))))
    return Q(pk__in=rows.values("cable"))


def keys(rows: QuerySet[Any]) -> list[int]:
    """Return the ids of a few rows, fetched at once. One query.

    Of values the database knows how frequent they are, of a subquery it does not (`to:BOGOTA` took PostgreSQL 600 ms
    that way instead of 1).
    """
    return list(rows.order_by().values_list("pk", flat=True))


def plain(value: str) -> str:
    """Return a value on one line without quotation marks and invisible characters; ValueError if nothing is left."""
    visible = "".join(char if char.isprintable() and char not in QUOTATION_MARKS else " " for char in value)
    value = " ".join(visible.split())
    if not any(map(str.isalnum, value)):
        raise ValueError("Its value holds no letter and no digit.")
    if len(value) > LONGEST_VALUE or len(value.upper()) > LONGEST_VALUE:
        raise ValueError(f"Its value is longer than {LONGEST_VALUE} characters.")
    return value


def capitals(value: str) -> str:
    """Return a value on one line and in capitals, as captions, TAGS and addressees are stored."""
    return plain(value).upper()


def post_code(value: str) -> str:
    """Return the code of the post that the value names in any spelling; an unknown one as MRNs would write it."""
    code = posts.despaced(plain(value))
    if not code:
        raise ValueError(f"“{plain(value)}” is no post: write it as in a reference number, such as LIMA.")
    return posts.recognise(code, archive_vocabulary.current()).post


def classification(value: str) -> str:
    """Return a classification, given by its name or its abbreviation."""
    name = capitals(value)
    name = ABBREVIATIONS.get(name, name)
    if name not in CLASSIFICATIONS:
        known = ", ".join(CLASSIFICATIONS[:-1])
        raise ValueError(f"“{plain(value)}” is no classification: there are {known} and {CLASSIFICATIONS[-1]}.")
    return name


def exemption(value: str) -> str:
    """Return the code of an exemption in any spelling as the archive counts it: `(b)(6)` is `B6`."""
    codes = codes_in(capitals(value))
    if len(codes) != 1:
        raise ValueError(f"“{plain(value)}” is no exemption: write it as B6, B7(C) or 1.4(D).")
    return codes[0]


def period(value: str) -> str:
    """Return a year, a month or a day in ISO format."""
    typed = plain(value)
    try:
        return Period.parse(typed.replace("/", "-")).iso
    except ValueError as error:
        raise ValueError(BAD_DATE.format(typed)) from error


def reference_number(value: str) -> str:
    """Return a message reference number, given in any spelling."""
    typed = plain(value)
    reading = numbers.normalise(typed, archive_vocabulary.current())
    if reading.mrn is None:
        lack = "lacks its year" if reading.known_post else "is no message reference number"
        raise ValueError(f"“{typed}” {lack}: write it as 07LIMA3229.")
    return reading.mrn


def numbered(mrn: str) -> tuple[str, ...]:
    """Return the numbers under which the cable of a number may be stored or cited."""
    vocabulary = archive_vocabulary.current()
    candidates = numbers.normalise(mrn, vocabulary).candidates
    return tuple(dict.fromkeys([mrn, *candidates, *numbers.linked_numbers(mrn, vocabulary)]))


def with_tag(code: str) -> Matches:
    """Return cables that have a tag: a code, or a person or topic by its words; the tag's slug will do as well."""
    slugs = {code, code.lower(), *(slug_of(code, kind) for kind in Tag.Kind)}
    return CableTag.objects.filter(tag__in=keys(Tag.objects.filter(slug__in=slugs)))


def sent_by(code: str) -> Matches:
    """Return cables of a post; where several share the spelling, of all of these."""
    codes = [code, *posts.recognise(code, archive_vocabulary.current()).candidates]
    return Q(post__in=keys(Post.objects.filter(code__in=codes)))


def addressed_to(name: str) -> Matches:
    """Return cables with an addressee in whose name these words stand side by side, or that is the post they name."""
    padded = Address.objects.annotate(padded=Concat(Value(" "), "name", Value(" ")))
    named = Q(padded__contains=f" {name} ")
    code = posts.recognise(posts.despaced(name), archive_vocabulary.current()).post
    post = Post.objects.filter(code=code).exclude(plad="")
    return Addressee.objects.filter(address__in=keys(padded.filter(named | Q(name__in=post.values("plad")))))


def signed_by(name: str) -> Matches:
    """Return cables that close with this name, in capitals or not."""
    return Q(signer__isnull=False) & Q(In(Upper("signer"), spellings(name)))


def spellings(name: str) -> list[str]:
    """Return what the databases may make of a name in capitals: SQLite leaves every letter beyond ASCII as it is.

    Each of these letters may be small or not; where there are more than a few, all alike or as in a title.
    """
    forms = [{char.upper()} if char.isascii() else {char, char.upper(), char.lower()} for char in name]
    if sum(len(form) > 1 for form in forms) <= MOST_ACCENTS:
        return sorted(map("".join, product(*forms)))
    return sorted({alike.translate(CAPITALS) for alike in (name, name.upper(), name.lower(), name.title())})


def citing(mrn: str) -> Matches:
    """Return cables that cite a cable, stored or not: by its number, or by one that led to it or may mean it."""
    ids = numbered(mrn)
    cables = keys(Cable.objects.filter(mrn__in=ids))
    by_number = Reference.objects.filter(target_mrn__in=ids).order_by().values("pk")
    by_link = Reference.objects.filter(target__in=cables).order_by().values("pk")
    by_candidate = ReferenceCandidate.objects.filter(cable__in=cables).values("reference")
    references = Reference.objects.filter(pk__in=by_number.union(by_link, by_candidate, all=True))
    return Q(pk__in=references.values("cable"))  # listed always: few cables cite the same one


def with_caption(caption: str) -> Matches:
    """Return cables with a caption."""
    return CableCaption.objects.filter(caption=caption)


def on_film(number: str) -> Matches:
    """Return cables that the National Archives have under a film number."""
    return CableAttribute.objects.filter(value=number, name=CableAttribute.Name.FILM)


def about(concept: str) -> Matches:
    """Return cables that the National Archives file under a concept."""
    return CableAttribute.objects.filter(value=concept, name=CableAttribute.Name.CONCEPT)


def of_case(number: str) -> Matches:
    """Return cables that were released in a case of the Freedom of Information Act."""
    return CableAttribute.objects.filter(value=number, name=CableAttribute.Name.CASE)


def of_document(number: str) -> Matches:
    """Return cables that the National Archives or a release have under a document number."""
    return CableAttribute.objects.filter(value=number, name=CableAttribute.Name.DOCUMENT)


def withheld_by(code: str) -> Matches:
    """Return cables of which something is withheld by an exemption."""
    return CableAttribute.objects.filter(value=code, name=CableAttribute.Name.EXEMPTION)


def within(iso: str) -> Matches:
    """Return cables of a year, a month or a day. One of which only the year is known is of no month and no day."""
    when = Period.parse(iso)
    dated = Q(date__gte=when.first, date__lte=when.last)
    return dated & ~Q(date_source=Cable.DateSource.MRN) if when.month else dated


def since(iso: str) -> Matches:
    """Return the condition of cables dated on the first day of a period or later.

    A cable of which only the year is known counts where its whole year does.
    """
    return Q(date__gte=Period.parse(iso).first)


def until(iso: str) -> Matches:
    """Return the condition of cables dated before the first day of a period.

    A cable of which only the year is known counts where its whole year does.
    """
    first = Period.parse(iso).first
    earlier = Q(date__lt=first)
    new_year = datetime.date(first.year, 1, 1)
    return earlier if first == new_year else earlier & ~Q(date=new_year, date_source=Cable.DateSource.MRN)


FIELDS: Mapping[str, FieldType] = MappingProxyType(
    {
        field.name: field
        for field in (
            FieldType("tag", "Filed under the TAG.", "tag:{tag}", capitals, with_tag, ("tags",)),
            FieldType(
                "post", "Sent by the post, its name in any spelling.", "post:{post}", post_code, sent_by, ("from",)
            ),
            FieldType(
                "to",
                "Addressed, for action or information, to a name with these words in it.",
                "to:{addressee}",
                capitals,
                addressed_to,
            ),
            FieldType("by", "Signed with this name.", "by:{signer}", plain, signed_by, ("signer",)),
            FieldType("ref", "Cites the cable of this number, held or not.", "ref:{cited}", reference_number, citing),
            FieldType(
                "classification",
                "Classified so as a whole; U, LOU, C, S and TS will do.",
                "classification:{classification}",
                classification,
                lambda name: Q(classification=name),
                ("class",),
            ),
            FieldType("caption", "Bears the caption.", "caption:{caption}", capitals, with_caption),
            FieldType(
                "film",
                "On the National Archives’ film of this number.",
                "film:{film}",
                capitals,
                on_film,
            ),
            FieldType(
                "concept",
                "Filed by the National Archives under the concept.",
                "concept:{concept}",
                capitals,
                about,
                ("concepts",),
            ),
            FieldType(
                "case", "Released under the Freedom of Information Act in the case.", "case:{case}", capitals, of_case
            ),
            FieldType(
                "document",
                "Of this document number, of the National Archives or of a release.",
                "document:{document}",
                capitals,
                of_document,
            ),
            FieldType(
                "exemption",
                "Released with something withheld by the exemption: B6, B7(C), 1.4(D).",
                "exemption:{exemption}",
                exemption,
                withheld_by,
            ),
            FieldType("date", "Of the year, the month or the day.", "date:{year}", period, within),
            FieldType("after", "Of the first day of a year, a month or a day, or later.", "after:{day}", period, since),
            FieldType("before", "Earlier than the year, the month or the day.", "before:{next_year}", period, until),
            FieldType(
                "mrn",
                "The cable of this number, in any spelling.",
                "mrn:{mrn}",
                reference_number,
                lambda mrn: Q(mrn__in=numbered(mrn)),
            ),
        )
    }
)

NAMES: Mapping[str, str] = MappingProxyType(
    {name: field.name for field in FIELDS.values() for name in (field.name, *field.aliases)}
)
