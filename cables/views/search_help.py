"""`/search/help/`: every operator and field of a query with an example that finds something in the archive at hand.

An example is a format string for values of a stored cable.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from string import Formatter
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.http import urlencode

from cables.models import Addressee, Cable, CableAttribute, CableCaption, CableTag, Paragraph, Reference
from cables.search.index.document import zone_of
from cables.search.index.normalise import normal, tokens
from cables.search.query.fields import FIELDS
from cables.search.query.formatting import quoted
from cables.search.query.nodes import NEAREST
from cables.search.query.parser import DEEPEST, MOST_TERMS, parse_query
from cables.views.lists import ArchivePageView

LOOKED_AT = 300  # of the newest cables, for one that has all that examples need
PARAGRAPHS = 20  # of that cable
SHORTEST = 5  # letters of a word that an example is made with
BEGINNING = 4  # letters of the beginning of one
UNKNOWN_WORD = "unicorns"


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: how it is written, what it finds, and an example."""

    form: str
    meaning: str
    example: str


WORDS = (
    Operator(
        "one two",
        "All of the words, wherever they stand in a cable, each in any of its forms: “growers” finds “grower”.",
        "{word} {other}",
    ),
    Operator('"one two"', "The words side by side, in this order.", '"{word} {next}"'),
    Operator(
        f'"one two"~{NEAREST}',
        f"The words in either order, at most so many words from one to the next; {NEAREST} is the most.",
        f'"{{word}} {{next}}"~{NEAREST}',
    ),
    Operator("one*", "Words that begin so.", "{beginning}*"),
    Operator("one OR two", "Either word, or both. A bar does as well: one | two.", "{word} OR {unknown}"),
    Operator("-one", "Cables without the word. NOT one does as well.", "{word} -{unknown}"),
    Operator(
        "(one OR two) three",
        f"Parentheses group, up to {DEEPEST} within one another.",
        "({word} OR {unknown}) {other}",
    ),
)

ZONES = (
    Operator("subject:one", "The word in the subject; several in parentheses.", "subject:{subject}"),
    Operator(
        "portion:S:one",
        "The word in paragraphs marked so: U, which takes in those not marked at all, SBU, C or S.",
        "portion:{portion}:{word}",
    ),
    Operator(
        "portion:S one two",
        "All words beside it in paragraphs marked so. The words may stand in different ones.",
        "portion:{portion} {word} {other}",
    ),
)

LIMITS = f"A query has at most {MOST_TERMS} words and values. Operators are written in capitals."


@dataclass(frozen=True, slots=True)
class OperatorHelp:
    """An operator as the page explains it; where the archive has no example for it, `example` and `url` are empty."""

    form: str
    meaning: str
    example: str
    url: str


def with_examples(operators: Iterable[Operator], values: Mapping[str, str]) -> list[OperatorHelp]:
    """Return operators, each with an example from the archive."""
    rows = []
    for operator in operators:
        typed = example(operator.example, values)
        url = f"{reverse('search')}?{urlencode({'q': typed})}" if typed else ""
        rows.append(OperatorHelp(operator.form, operator.meaning, typed, url))
    return rows


def fields() -> list[Operator]:
    """Return the fields as operators, with their other names."""
    return [
        Operator(" or ".join(f"{name}:" for name in (field.name, *field.aliases)), field.meaning, field.example)
        for field in FIELDS.values()
    ]


class SearchHelpView(ArchivePageView):
    """How to search."""

    template_name = "cables/search_help.html"
    section = "search"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = example_values()
        return super().get_context_data(**kwargs) | {
            "words": with_examples(WORDS, values),
            "zones": with_examples(ZONES, values),
            "fields": with_examples(fields(), values),
            "limits": LIMITS,
            "mrn": values.get("mrn", ""),
        }


def example(pattern: str, values: Mapping[str, str]) -> str:
    """Return an operator's example with values filled in; empty where one is missing, or where it would not parse."""
    names = [name for _, name, _, _ in Formatter().parse(pattern) if name]
    if not all(name in values for name in names):
        return ""
    typed = pattern.format(**values)
    return "" if parse_query(typed).errors else typed


def example_values() -> dict[str, str]:
    """Return the values for examples by name, all of one stored cable, so that each example finds something.

    What the cable has not is left out, but for what only telegrams of 1973 to 1979 and FOIA releases have: that is of
    the last of these. Eight queries.
    """
    cable = example_cable()
    if cable is None:
        return {}
    values = {name: value for name, value in values_of(cable) if value}
    for attribute in CableAttribute.objects.order_by("-pk")[:LOOKED_AT]:
        values.setdefault(attribute.name, quoted(attribute.value))
    return values


def example_cable() -> Cable | None:
    """Return one of the newest cables that has all that examples need; where none of them has, the newest."""
    newest = Cable.objects.select_related("post").order_by("-date", "-pk")
    ids = list(newest.values_list("pk", flat=True)[:LOOKED_AT])
    of_it = {"cable": OuterRef("pk")}
    whole = newest.filter(
        Exists(CableTag.objects.filter(**of_it)),
        Exists(CableCaption.objects.filter(**of_it)),
        Exists(Addressee.objects.filter(**of_it)),
        Exists(Reference.objects.filter(**of_it, target_mrn__isnull=False)),
        Exists(Paragraph.objects.filter(**of_it, portion__isnull=False)),
        pk__in=ids,
        signer__isnull=False,
        subject__isnull=False,
        classification__isnull=False,
    )
    return whole.first() or newest.first()


def values_of(cable: Cable) -> Iterator[tuple[str, str]]:
    """Yield the values of a cable with their names, as one types them; empty where it has none."""
    yield "mrn", cable.mrn
    yield "post", cable.post.code
    yield "year", str(cable.date.year)
    yield "next_year", str(cable.date.year + 1)
    yield "day", cable.date.isoformat()
    yield "classification", quoted(cable.classification or "") if cable.classification else ""
    yield "signer", quoted(cable.signer) if cable.signer else ""
    tag = cable.cable_tags.order_by("position").values_list("tag__code", flat=True).first()
    yield "tag", quoted(tag) if tag else ""
    addressee = cable.addressees.order_by("-position").values_list("address__name", flat=True).first()
    yield "addressee", quoted(addressee.split()[-1]) if addressee else ""
    yield "cited", cable.references.filter(target_mrn__isnull=False).values_list("target_mrn", flat=True).first() or ""
    yield "caption", quoted(cable.captions[0]) if cable.captions else ""
    subject = [normal(token) for token in example_words(cable.subject or "")]
    yield "subject", subject[0] if subject else ""
    paragraphs = list(cable.paragraphs.order_by("position").values_list("portion", "text")[:PARAGRAPHS])
    # A paragraph with a portion marking shows more of what a query can say.
    for portion, text in sorted(paragraphs, key=lambda paragraph: paragraph[0] is None):
        if words := side_by_side(text):
            yield "portion", zone_of(portion)
            yield from words.items()
            return


def example_words(text: str) -> list[str]:
    """Return the words of a text that an example may be made with."""
    return [word for token in tokens(text) if is_example_word(word := text[token.start : token.end])]


def is_example_word(word: str) -> bool:
    """Return whether a word is long enough for an example, and plain to type."""
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()


def side_by_side(text: str) -> dict[str, str]:
    """Return two words that stand side by side in a text, one more of it, and the beginning of the first."""
    others = list(map(normal, example_words(text)))[-3:]
    for one, two in pairwise(tokens(text)):
        first, second = normal(text[one.start : one.end]), normal(text[two.start : two.end])
        other = next((word for word in others if word not in (first, second)), "")
        if is_example_word(first) and is_example_word(second) and one.stem != two.stem and other:
            words = {"word": first, "next": second, "other": other, "unknown": UNKNOWN_WORD}
            return words | {"beginning": first[:BEGINNING]}
    return {}
