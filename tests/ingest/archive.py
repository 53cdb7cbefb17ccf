"""Archive of the verification tests, with links of every kind, and functions that return its state."""

from __future__ import annotations

from typing import Any

from cables.ingest import service
from cables.models import (
    Addressee,
    Cable,
    CableAttribute,
    CableCaption,
    CableTag,
    Mention,
    MissingCable,
    Paragraph,
    Reference,
    ReferenceCandidate,
    Tally,
    Word,
)
from cables.search import backends
from cables.search.query.nodes import WordNode
from cables.verification import verifier
from cables.verification.difference import Difference
from tests.builders import raw, telegram

WITHOUT_DATE = telegram("07LIMA21", date=None, refs=["07 LIMA 20", "07 LIMA 77"])
TEXTS = (
    telegram(
        "07LIMA20",
        date="2007-01-15",
        refs=["QUITO 900", "TAIPEI 12", "07 LIMA 77"],
        captions=("SIPDIS", "NOFORN"),
        paragraphs=["(U) The barges came back (ref A).", "(S) Lanterns burned, as 06 BOGOTA 5 said."],
    ),
    telegram("06QUITO900", date="2006-12-20", refs=["QUITO 1"]),
    telegram("07TAIPEI12"),
    telegram("07AITTAIPEI12"),
    WITHOUT_DATE,
    telegram("07LIMA22", subject="FIRST"),
    telegram("07LIMA22", subject="SECOND", tags="PREL, SNAR"),
)


def store_archive() -> None:
    """Store the archive."""
    named = [raw(text, mrn="07LIMA21" if text == WITHOUT_DATE else None) for text in TEXTS]
    service.ingest(named, label="test")


def all_differences(*, repair: bool = False) -> list[Difference]:
    """Return all differences that verification finds, which it repairs with `repair`."""
    return list(verifier.verify(repair=repair))


def state() -> dict[str, list[Any]]:
    """Return all derived rows, without ids and times."""
    own = [field.attname for field in Cable._meta.concrete_fields]
    for varying in ("id", "stored_at", "modified_at"):
        own.remove(varying)
    columns: dict[Any, tuple[str, ...]] = {
        Paragraph: ("position", "number", "portion", "heading", "text", "start"),
        Addressee: ("position", "role", "routing", "name", "office", "precedence", "serial", "address__name"),
        CableCaption: ("caption", "date"),
        CableAttribute: ("name", "value"),
        CableTag: ("position", "tag__slug", "date"),
        Reference: ("position", "origin", "label", "raw", "kind", "target_mrn", "link", "target__mrn"),
        Mention: ("position", "paragraph", "start", "end", "kind", "references", "paragraphs"),
    }
    rows: dict[str, list[Any]] = {
        model.__name__: sorted(model.objects.values_list("cable__mrn", *names), key=repr)
        for model, names in columns.items()
    }
    rows["Cable"] = list(Cable.objects.order_by("mrn").values_list("id", *own))
    rows["Candidate"] = sorted(
        ReferenceCandidate.objects.values_list("reference__cable__mrn", "reference__position", "cable__mrn")
    )
    rows["Tally"] = sorted(Tally.objects.values_list("scope", "key", "year", "month", "cables"))
    rows["Missing"] = sorted(MissingCable.objects.values_list("mrn", "post", "year", "serial", "citing"))
    rows["Word"] = sorted(Word.objects.values_list("word", "stem"))
    rows["Results"] = [
        sorted(backends.reader().ids(WordNode(stem), 100)) for stem in ("barg", "lantern", "second", "first", "mud")
    ]
    return rows
