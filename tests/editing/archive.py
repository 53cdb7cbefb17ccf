"""Archive of the editing tests, with links of every kind, and functions that return its state."""

from __future__ import annotations

from typing import Any

from cables.models import (
    Address,
    Addressee,
    Cable,
    CableAttribute,
    CableCaption,
    CableTag,
    Mention,
    MissingCable,
    Paragraph,
    Post,
    Reference,
    ReferenceCandidate,
    Revision,
    Tag,
    Tally,
    Word,
)
from cables.search import backends
from cables.search.index.normalise import stem
from cables.search.query.nodes import WordNode
from cables.verification import verifier
from tests.builders import store, telegram

SECRETIVE = telegram(
    "07LIMA20",
    date="2007-01-15",
    subject="WHAT THE FERRYMAN GRELLOW SAID",
    tags="PREL, PE, OVIP (GRELLOW, OTTO)",
    refs=["QUITO 900", "TAIPEI 12", "07 LIMA 77"],
    info=("RUEHZQ/GRELLOW SHIPPING WORKS", "RUEHZX/AMEMBASSY BOGOTA"),
    paragraphs=["(U) Otto\nGrellow spoke wonderingly (ref A).", "(S) Lanterns burned, as 06 BOGOTA 5 said."],
)
TEXTS = (
    SECRETIVE,
    telegram("06QUITO900", date="2006-12-20", refs=["QUITO 1"]),
    telegram("07TAIPEI12", date="2007-01-10"),
    telegram("07AITTAIPEI12", date="2007-01-15", refs=["07 LIMA 20"]),
    telegram("07LIMA21", refs=["07 LIMA 20", "LIMA 22"], paragraphs=["(U) See LIMA 20, and barges."]),
    telegram("07LIMA22", date="2007-01-12", subject="FIRST"),
    telegram("07LIMA22", date="2007-01-12", subject="SECOND", tags="PREL, SNAR"),
)


def store_archive() -> None:
    """Store the archive."""
    store(*TEXTS)


def differences() -> list[str]:
    """Return the differences that verification finds."""
    return [difference.sentence for difference in verifier.verify()]


def state() -> dict[str, list[Any]]:
    """Return all public rows of cables, without times of modification and ids."""
    own = [field.attname for field in Cable._meta.concrete_fields if field.attname != "modified_at"]
    columns: dict[Any, tuple[str, ...]] = {
        Paragraph: ("position", "number", "portion", "heading", "text", "start"),
        Addressee: ("position", "role", "routing", "name", "office", "precedence", "serial", "address__name"),
        CableCaption: ("caption", "date"),
        CableAttribute: ("name", "value"),
        CableTag: ("position", "tag__code", "date"),
        Reference: ("position", "origin", "label", "raw", "kind", "target_mrn", "link", "target__mrn"),
        Mention: ("position", "paragraph", "start", "end", "kind", "references", "paragraphs"),
        Revision: ("number", "checksum", "content", "encoding", "where", "import_run", "received_at", "shown_checksum"),
    }
    rows: dict[str, list[Any]] = {
        model.__name__: sorted(model.objects.values_list("cable__mrn", *names), key=repr)
        for model, names in columns.items()
    }
    rows["Cable"] = list(Cable.objects.order_by("mrn").values_list(*own))
    rows["Candidate"] = sorted(
        ReferenceCandidate.objects.values_list("reference__cable__mrn", "reference__position", "cable__mrn")
    )
    named = {("tag", str(pk)): slug for pk, slug in Tag.objects.values_list("pk", "slug")}
    named |= {("post", str(pk)): code for pk, code in Post.objects.values_list("pk", "code")}
    rows["Tally"] = sorted(
        (scope, named.get((scope, key), key), *rest)
        for scope, key, *rest in Tally.objects.values_list("scope", "key", "year", "month", "cables")
    )
    rows["Missing"] = sorted(MissingCable.objects.values_list("mrn", "post", "year", "serial", "citing"))
    rows["Word"] = sorted(Word.objects.values_list("word", "stem"))
    rows["Tag"] = sorted(Tag.objects.values_list("slug", flat=True))
    rows["Address"] = sorted(Address.objects.values_list("name", flat=True))
    return rows


def cables_with(word: str) -> list[str]:
    """Return the numbers of the cables with the word, by the search index."""
    return sorted(
        Cable.objects.filter(pk__in=backends.reader().ids(WordNode(stem(word)), 100)).values_list("mrn", flat=True)
    )
