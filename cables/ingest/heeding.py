"""Reading a text as editors decided: under its cable's present number, corrected, with what is redacted blacked out."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from cables.ingest import parsing
from cables.ingest.editorial_decisions import Decisions
from cables.ingest.parsing import Read, Sealed
from cables.sources import RawCable, RefusedItem
from cables.telegram.redaction import black_out
from cables.telegram.vocabulary import Vocabulary

Other = TypeVar("Other")

SHOWN_ENCODING = "utf-8"  # of a text with words blacked out: few others have the mark


def heed(
    portion: Sequence[Read | RefusedItem | Other], vocabulary: Vocabulary
) -> tuple[list[Read | RefusedItem | Other], Decisions]:
    """The texts of a portion as editors decided, and these decisions. The caller holds the write lock, or only asks."""
    reads = [item for item in portion if isinstance(item, Read)]
    decisions = Decisions.on({read.mrn for read in reads}, [read.checksum for read in reads])
    return [heeded(item, decisions, vocabulary) if isinstance(item, Read) else item for item in portion], decisions


def heeded(read: Read, decisions: Decisions, vocabulary: Vocabulary) -> Read | RefusedItem:
    """A text that arrives, read anew where something stands for its cable, or the vocabulary changed meanwhile."""
    mrn = decisions.retired.get(read.mrn, read.mrn)
    standing = decisions.overrides(mrn)
    phrases = decisions.phrases.get(mrn, [])
    is_current = read.rows.cable.vocabulary == vocabulary.fingerprint
    if not standing and not phrases and is_current:
        return read
    for name, (value, _) in read.corrections.items():
        if value and black_out(value, phrases) != value:
            return RefusedItem(
                read.where, f"The {name} that is given holds words that are blacked out of {mrn}.", read.format
            )
    came = raw_of(read)
    raw = blacked_out(came, phrases)
    anew = parsing.read(raw, vocabulary, standing, read.parsed if raw is came and is_current else None)
    if isinstance(anew, RefusedItem):
        return anew
    anew = replace(anew, checksum=read.checksum, corrections=read.corrections)
    if raw is came:
        return anew
    sealed = Sealed(read.content, read.size, read.encoding, read.where, read.stated)
    return replace(anew, shown_checksum=parsing.checksum(raw.content), sealed=sealed)


def raw_of(read: Read) -> RawCable:
    """A text that was read as its source yielded it."""
    content = zlib.decompress(read.content)
    return RawCable(
        text=content.decode(read.encoding, "replace"),
        content=content,
        encoding=read.encoding,
        where=read.where,
        format=read.format,
        published_id=read.published_id,
        hint=read.hint,
        stated=read.stated,
        corrections={name: value for name, (value, _) in read.corrections.items()},
    )


def blacked_out(raw: RawCable, phrases: list[str]) -> RawCable:
    """The text with the phrases blacked out, also in what its source says beside it; itself where none stands in it."""
    if not phrases:
        return raw
    text = black_out(raw.text, phrases)
    where = black_out(raw.where, phrases, name=True)
    stated = {key: black_out(value, phrases) for key, value in raw.stated.items()}
    if (text, where, stated) == (raw.text, raw.where, dict(raw.stated)):
        return raw
    content = text.encode(SHOWN_ENCODING, "replace")
    return replace(raw, text=text, content=content, encoding=SHOWN_ENCODING, where=where, stated=stated)
