"""Rows of a text that are not stored, for the pages of a revision that is not the current one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from cables import archive_vocabulary
from cables.ingest import parsing, rows
from cables.ingest.reparsing import raw_cable
from cables.ingest.rows import Rows
from cables.models import Addressee, Alias, Cable, Correction, Mention, Paragraph, Post, Reference, Revision, Tag
from cables.models.tag import slug_of
from cables.references.linking import citing_day, links_of
from cables.telegram import PARSER_VERSION, parts
from cables.telegram.parts import Telegram


@dataclass(frozen=True, slots=True)
class UnsavedCable:
    """The rows of a cable, not stored. `candidates` are those of the ambiguous references, by their position."""

    cable: Cable
    paragraphs: list[Paragraph]
    addressees: list[Addressee]
    tags: list[Tag]
    references: list[Reference]
    candidates: dict[int, list[Cable]]
    mentions: list[Mention]


def unsaved_cable(revision: Revision) -> UnsavedCable:
    """Return the rows of a stored cable by one of its revisions, whatever number the parser reads in that.

    The number of queries does not depend on the text, up to some thousands of references.
    """
    stored = revision.cable
    text = revision.text
    read = replace(telegram(revision), mrn=stored.mrn, year=stored.year, serial=stored.serial)
    if read.post is None:
        read = replace(read, post=stored.post.code)
    fingerprint = archive_vocabulary.current().fingerprint
    derived = rows.build(read, text=text, parser_version=PARSER_VERSION, vocabulary=fingerprint)
    cable = Cable(
        pk=stored.pk,
        post=Post.objects.filter(code=derived.post).first() or stored.post,
        revision_number=revision.number,
        stored_at=stored.stored_at,
        modified_at=stored.modified_at,
        **derived.cable._asdict(),
    )
    references, candidates = linked(cable, derived)
    return UnsavedCable(
        cable,
        [Paragraph(cable=cable, **row._asdict()) for row in derived.paragraphs],
        [Addressee(cable=cable, **row._asdict()) for row in derived.addressees],
        tags(derived.tags),
        references,
        candidates,
        [Mention(cable=cable, **row._asdict()) for row in derived.mentions],
    )


def telegram(revision: Revision) -> Telegram:
    """Return what the parser reads in a revision, with the corrections in force for its cable. Two queries."""
    mrn = revision.cable.mrn
    standing = dict(Correction.objects.filter(mrn=mrn, undone_at=None).order_by().values_list("field", "value"))
    if Alias.objects.filter(target_mrn=mrn).exists():
        standing["mrn"] = mrn
    return parsing.telegram_of(raw_cable(revision), archive_vocabulary.current(), standing)


def linked(cable: Cable, derived: Rows) -> tuple[list[Reference], dict[int, list[Cable]]]:
    """Return the references with the cables that they lead to, and the candidates of those that are ambiguous."""
    [links] = links_of([(citing_day(derived.date, derived.date_source), derived.references)])
    wanted = {pk for link in links for pk in (link.target, *link.candidates) if pk}
    found = Cable.objects.in_bulk(wanted)
    references = [
        Reference(
            cable=cable,
            **{**row._asdict(), "candidates": list(row.candidates)},
            target=found.get(link.target or 0),
            link=link.kind,
        )
        for row, link in zip(derived.references, links, strict=True)
    ]
    candidates = {
        row.position: [found[pk] for pk in link.candidates if pk in found]
        for row, link in zip(derived.references, links, strict=True)
        if link.candidates
    }
    return references, candidates


def tags(entries: Iterable[parts.Tag]) -> list[Tag]:
    """Return the tags, each once, stored ones as they are; one that is in no cable and no vocabulary is not stored."""
    slugs = {slug_of(tag.code, tag.kind): tag for tag in entries}
    stored = {tag.slug: tag for tag in Tag.objects.filter(slug__in=slugs)}
    return [
        stored.get(slug) or Tag(code=tag.code, slug=slug, kind=tag.kind, name="", category="", note="")
        for slug, tag in slugs.items()
    ]
