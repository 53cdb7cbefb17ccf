"""Values for examples, so that what a reader tries finds something: all of them are those of one held cable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from string import Formatter

from django.db.models import Exists, OuterRef

from cables.models import Addressee, Cable, CableCaption, CableTag, Paragraph, Reference
from cables.search.index.document import stream_of
from cables.search.index.normalise import normal, tokens
from cables.search.query import parse
from cables.search.query.formatting import quoted

LOOKED_AT = 300  # of the newest cables, for one that has all that examples need
PARAGRAPHS = 20  # of that cable
SHORTEST = 5  # letters of a word that an example is made with
BEGINNING = 4  # letters of the beginning of one
UNHEARD_OF = "unicorns"


def example(pattern: str, values: Mapping[str, str]) -> str:
    """A pattern with values in the braces' places; empty where one lacks, or where nobody could type it so."""
    names = [name for _, name, _, _ in Formatter().parse(pattern) if name]
    if not all(name in values for name in names):
        return ""
    typed = pattern.format(**values)
    return "" if parse.read(typed).complaints else typed


def values() -> dict[str, str]:
    """What stands for each name in the braces of an example. What the cable lacks is not among them. Seven queries."""
    cable = specimen()
    return {name: value for name, value in of(cable) if value} if cable else {}


def specimen() -> Cable | None:
    """One of the newest cables that has all that examples need; where none of them has, the newest."""
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


def of(cable: Cable) -> Iterator[tuple[str, str]]:
    """The values of a cable by their names, as one types them; empty where it has none."""
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
    subject = [normal(token) for token in telling(cable.subject or "")]
    yield "subject", subject[0] if subject else ""
    paragraphs = list(cable.paragraphs.order_by("position").values_list("portion", "text")[:PARAGRAPHS])
    # A paragraph with a mark of its own shows more of what there is to ask for.
    for portion, text in sorted(paragraphs, key=lambda paragraph: paragraph[0] is None):
        if found := side_by_side(text):
            yield "portion", stream_of(portion)
            yield from found.items()
            return


def telling(text: str) -> list[str]:
    """The words of a text that an example may be made with."""
    return [word for token in tokens(text) if tells(word := text[token.start : token.end])]


def tells(word: str) -> bool:
    """Whether a word is long enough to tell something, and plain to type."""
    return len(word) >= SHORTEST and word.isascii() and word.isalpha()


def side_by_side(text: str) -> dict[str, str]:
    """Two words that stand side by side in a text, one more of it, and the beginning of the first."""
    others = list(map(normal, telling(text)))[-3:]
    for one, two in pairwise(tokens(text)):
        first, second = normal(text[one.start : one.end]), normal(text[two.start : two.end])
        other = next((word for word in others if word not in (first, second)), "")
        if tells(first) and tells(second) and one.stem != two.stem and other:
            found = {"word": first, "next": second, "other": other, "absent": UNHEARD_OF}
            return found | {"beginning": first[:BEGINNING]}
    return {}
