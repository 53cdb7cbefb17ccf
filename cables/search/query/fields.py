"""The fields of a query: what each is called, which values it takes, and which cables a value finds.

A value is checked without the database, so that what a query means does not depend on what is held.
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
from cables.models import Address, Addressee, Cable, CableCaption, CableTag, Post, Reference, ReferenceCandidate, Tag
from cables.models.cable import CLASSIFICATIONS
from cables.models.tag import slug_of
from cables.periods import Period
from cables.search.query.nodes import Field
from cables.telegram import mrn as numbers
from cables.telegram import posts

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

Found = Q | QuerySet[Any]  # a condition on cables, or rows that each belong to the cable in their column `cable`


@dataclass(frozen=True, slots=True)
class Kind:
    """A field. `check` makes a typed value canonical, or raises ValueError with a sentence that says what is wrong;
    `find` tells which cables a canonical value finds. `example` is typed with a value in the braces' place."""

    name: str
    meaning: str
    example: str
    check: Callable[[str], str]
    find: Callable[[str], Found]
    aliases: tuple[str, ...] = ()


def condition(field: Field) -> Q:
    """The cables that a field finds, as a condition on cables; it may be negated. At most two small queries."""
    found = KINDS[field.name].find(field.value)
    return found if isinstance(found, Q) else belonging(found)


def belonging(rows: QuerySet[Any]) -> Q:
    """The cables that rows belong to, each in its column `cable`, as a condition on cables. One small query.

    Of few rows the database lists the cables; of many it asks about each cable that it looks at, which soon ends a
    walk by date. (A list of the 170,000 cables to the Department took SQLite 400 ms for the newest of them, asking 5.)
    """
    rows = rows.order_by()
    if rows[MOST_LISTED : MOST_LISTED + 1].exists():
        return Q(Exists(rows.filter(cable=OuterRef("pk"))))
    return Q(pk__in=rows.values("cable"))


def keys(rows: QuerySet[Any]) -> list[int]:
    """The ids of a few rows, asked for at once: of values the database knows how frequent they are, of a question
    within a question it does not (`to:BOGOTA` took PostgreSQL 600 ms that way instead of 1)."""
    return list(rows.order_by().values_list("pk", flat=True))


def plain(value: str) -> str:
    """A value on one line: without quotation marks and signs that cannot be seen. ValueError where nothing is left."""
    seen = "".join(sign if sign.isprintable() and sign not in QUOTATION_MARKS else " " for sign in value)
    value = " ".join(seen.split())
    if not any(map(str.isalnum, value)):
        raise ValueError("Its value holds no letter and no digit.")
    if len(value) > LONGEST_VALUE or len(value.upper()) > LONGEST_VALUE:
        raise ValueError(f"Its value is longer than {LONGEST_VALUE} characters.")
    return value


def capitals(value: str) -> str:
    """A value on one line and in capitals, as captions, TAGS and addresses are held."""
    return plain(value).upper()


def post_code(value: str) -> str:
    """The code of the post that the value names in whatever spelling; one that nobody knows as MRNs would write it."""
    code = posts.despaced(plain(value))
    if not code:
        raise ValueError(f"“{plain(value)}” is no post: write it as in a reference number, such as LIMA.")
    return posts.recognise(code, archive_vocabulary.current()).post


def classification(value: str) -> str:
    """A classification by its name or its abbreviation."""
    name = capitals(value)
    name = ABBREVIATIONS.get(name, name)
    if name not in CLASSIFICATIONS:
        known = ", ".join(CLASSIFICATIONS[:-1])
        raise ValueError(f"“{plain(value)}” is no classification: there are {known} and {CLASSIFICATIONS[-1]}.")
    return name


def period(value: str) -> str:
    """A year, a month or a day."""
    written = plain(value)
    try:
        return Period.parse(written.replace("/", "-")).iso
    except ValueError as error:
        raise ValueError(f"“{written}” is no date: write it as 2007, 2007-09 or 2007-09-24.") from error


def reference_number(value: str) -> str:
    """A message reference number in any spelling."""
    written = plain(value)
    reading = numbers.normalise(written, archive_vocabulary.current())
    if reading.mrn is None:
        lack = "lacks its year" if reading.known_post else "is no message reference number"
        raise ValueError(f"“{written}” {lack}: write it as 07LIMA3229.")
    return reading.mrn


def numbered(mrn: str) -> tuple[str, ...]:
    """The ids under which the cable of a number may be held or cited."""
    vocabulary = archive_vocabulary.current()
    candidates = numbers.normalise(mrn, vocabulary).candidates
    return tuple(dict.fromkeys([mrn, *candidates, *numbers.also_written(mrn, vocabulary)]))


def tagged(code: str) -> Found:
    """Cables that bear a tag: a code, or a person or topic by its words; the tag's address will do as well."""
    slugs = {code, code.lower(), *(slug_of(code, kind) for kind in Tag.Kind)}
    return CableTag.objects.filter(tag__in=keys(Tag.objects.filter(slug__in=slugs)))


def sent_by(code: str) -> Found:
    """Cables of a post; where several share the spelling, of all of these."""
    codes = [code, *posts.recognise(code, archive_vocabulary.current()).candidates]
    return Q(post__in=keys(Post.objects.filter(code__in=codes)))


def addressed_to(name: str) -> Found:
    """Cables with an addressee in whose name these words stand side by side, or that is the post they name."""
    padded = Address.objects.annotate(padded=Concat(Value(" "), "name", Value(" ")))
    named = Q(padded__contains=f" {name} ")
    code = posts.recognise(posts.despaced(name), archive_vocabulary.current()).post
    post = Post.objects.filter(code=code).exclude(plad="")
    return Addressee.objects.filter(address__in=keys(padded.filter(named | Q(name__in=post.values("plad")))))


def signed_by(name: str) -> Found:
    """Cables that close with this name, in capitals or not."""
    return Q(signer__isnull=False) & Q(In(Upper("signer"), spellings(name)))


def spellings(name: str) -> list[str]:
    """What the databases may make of a name in capitals: SQLite leaves every letter beyond ASCII as it is.

    Each of these letters may be small or not; where there are more than a few, all alike or as in a title.
    """
    forms = [{sign.upper()} if sign.isascii() else {sign, sign.upper(), sign.lower()} for sign in name]
    if sum(len(letter) > 1 for letter in forms) <= MOST_ACCENTS:
        return sorted(map("".join, product(*forms)))
    return sorted({alike.translate(CAPITALS) for alike in (name, name.upper(), name.lower(), name.title())})


def citing(mrn: str) -> Found:
    """Cables that cite a cable, held or not: by its number, or by one that led to it or may mean it."""
    ids = numbered(mrn)
    cables = keys(Cable.objects.filter(mrn__in=ids))
    by_number = Reference.objects.filter(target_mrn__in=ids).order_by().values("pk")
    by_link = Reference.objects.filter(target__in=cables).order_by().values("pk")
    by_candidate = ReferenceCandidate.objects.filter(cable__in=cables).values("reference")
    references = Reference.objects.filter(pk__in=by_number.union(by_link, by_candidate, all=True))
    return Q(pk__in=references.values("cable"))  # listed always: few cables cite the same one


def bearing(caption: str) -> Found:
    """Cables that bear a caption."""
    return CableCaption.objects.filter(caption=caption)


def within(written: str) -> Found:
    """Cables of a year, a month or a day. One of which only the year is known is of no month and of no day."""
    when = Period.parse(written)
    dated = Q(date__gte=when.first, date__lte=when.last)
    return dated & ~Q(date_source=Cable.DateSource.MRN) if when.month else dated


def since(written: str) -> Found:
    """Cables of the first day of a period, or later; of which only the year is known: where all of it is."""
    return Q(date__gte=Period.parse(written).first)


def until(written: str) -> Found:
    """Cables from before the first day of a period; of which only the year is known: where all of it is."""
    first = Period.parse(written).first
    earlier = Q(date__lt=first)
    new_year = datetime.date(first.year, 1, 1)
    return earlier if first == new_year else earlier & ~Q(date=new_year, date_source=Cable.DateSource.MRN)


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            Kind("tag", "Filed under the TAG.", "tag:{tag}", capitals, tagged, ("tags",)),
            Kind("post", "Sent by the post, its name in any spelling.", "post:{post}", post_code, sent_by, ("from",)),
            Kind(
                "to",
                "Addressed, for action or information, to a name with these words in it.",
                "to:{addressee}",
                capitals,
                addressed_to,
            ),
            Kind("by", "Signed with this name.", "by:{signer}", plain, signed_by, ("signer",)),
            Kind("ref", "Cites the cable of this number, held or not.", "ref:{cited}", reference_number, citing),
            Kind(
                "classification",
                "Classified so as a whole; U, LOU, C, S and TS will do.",
                "classification:{classification}",
                classification,
                lambda name: Q(classification=name),
                ("class",),
            ),
            Kind("caption", "Bears the caption.", "caption:{caption}", capitals, bearing),
            Kind("date", "Of the year, the month or the day.", "date:{year}", period, within),
            Kind("after", "Of the first day of a year, a month or a day, or later.", "after:{day}", period, since),
            Kind("before", "Earlier than the year, the month or the day.", "before:{next_year}", period, until),
            Kind(
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
    {name: kind.name for kind in KINDS.values() for name in (kind.name, *kind.aliases)}
)
