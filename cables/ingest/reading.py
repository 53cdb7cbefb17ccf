"""From a raw cable to its rows: parsing, in this process or in several. No database."""

from __future__ import annotations

import hashlib
import zlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain
from multiprocessing import get_context

from cables.ingest import rows, worker
from cables.ingest.rows import Rows
from cables.search import index
from cables.search.document import document
from cables.sources import RawCable, Refused
from cables.telegram import PARSER_VERSION, overrides, parse, vocabulary
from cables.telegram.overrides import Overrides
from cables.telegram.parts import Problem, Telegram

CHUNK_CABLES = 500
CHUNK_CHARACTERS = 8_000_000  # of text, so that a chunk of giant cables stays small in memory
CHUNKS_AHEAD = 2  # per worker: parsed, waiting to be written


NO_OVERRIDES: Overrides = {}


@dataclass(frozen=True, slots=True)
class Sealed:
    """A text as it came, before words of it were blacked out."""

    content: bytes
    size: int
    encoding: str
    where: str
    stated: dict[str, str]


@dataclass(frozen=True, slots=True)
class Read:
    """A cable that was parsed: its rows, and its text as it is to be kept.

    `corrections` are those that come with the text: value and what the text gives, by field. Where words were blacked
    out (see `heeding`) `shown_checksum` is that of what is left, and `sealed` what came.
    """

    mrn: str
    text_mrn: str | None
    section: int | None
    checksum: str
    content: bytes
    size: int
    encoding: str
    format: str
    where: str
    published_id: str | None
    hint: str | None
    stated: dict[str, str]
    rows: Rows
    problems: tuple[Problem, ...]
    corrections: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    shown_checksum: str | None = None
    sealed: Sealed | None = None


def checksum(content: bytes) -> str:
    """The SHA-256 of the bytes as they came, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def telegram_of(raw: RawCable, standing: Overrides = NO_OVERRIDES) -> Telegram:
    """The raw cable parsed, with what a database refuses replaced character for character.

    Corrections that stand for its cable, and those that come with it, are laid over what the text says.
    """
    stated = {key: rows.storable(value) for key, value in raw.stated.items()}
    published_id = rows.storable(raw.published_id) if raw.published_id else None
    given = {**standing, **raw.corrections}
    number = given.get("mrn")
    telegram = parse(rows.storable(raw.text), raw.hint, published_id=number or published_id, stated=stated)
    if number:
        telegram = overrides.settled(telegram, published_id)
    return overrides.laid_over(telegram, given) if given else telegram


def read(raw: RawCable, standing: Overrides = NO_OVERRIDES) -> Read | Refused:
    """Parse one raw cable, with the corrections that stand; one that cannot be held is refused with the reason."""
    for name, value in raw.corrections.items():
        if complaint := overrides.problem(name, value):
            return Refused(raw.where, complaint)
    telegram = telegram_of(raw, standing)
    reason = rows.unstorable(telegram)
    if reason or telegram.mrn is None:
        return Refused(raw.where, reason or "")
    row = rows.build(telegram, text=raw.text, parser_version=PARSER_VERSION, vocabulary=vocabulary.fingerprint())
    made = document(telegram.subject, [(part.portion, part.heading, part.text) for part in telegram.paragraphs])
    row.index, row.words = index.entry_of(made), made.words
    return Read(
        mrn=telegram.mrn,
        text_mrn=telegram.text_mrn,
        section=telegram.section,
        checksum=checksum(raw.content),
        content=zlib.compress(raw.content, 6),
        size=len(raw.content),
        encoding=raw.encoding,
        format=raw.format,
        where=rows.storable(raw.where),
        published_id=telegram.published_id,
        hint=raw.hint,
        stated=dict(telegram.stated),
        rows=row,
        problems=telegram.problems,
        corrections=corrections(raw) if raw.corrections else {},
    )


def corrections(raw: RawCable) -> dict[str, tuple[str | None, str | None]]:
    """The corrections that come with a text: by field what they say, and what the text does."""
    own = telegram_of(replace(raw, corrections={}))
    return {name: (value, overrides.said(own, name)) for name, value in raw.corrections.items()}


def read_chunk(chunk: list[RawCable | Refused]) -> list[Read | Refused]:
    """Parse a chunk; what was refused before stays where it stood in the order."""
    return [read(item) if isinstance(item, RawCable) else item for item in chunk]


def chunks(items: Iterable[RawCable | Refused]) -> Iterator[list[RawCable | Refused]]:
    """The items in order, in lists bounded both in number and in characters."""
    chunk: list[RawCable | Refused] = []
    characters = 0
    for item in items:
        chunk.append(item)
        characters += len(item.text) if isinstance(item, RawCable) else 0
        if len(chunk) >= CHUNK_CABLES or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def read_all(items: Iterable[RawCable | Refused], workers: int) -> Iterator[list[Read | Refused]]:
    """Parse all items, in order, chunk by chunk; with more than one worker in processes beside this one.

    A single chunk is parsed here: starting processes would take longer.
    """
    portions = chunks(items)
    first, second = next(portions, None), next(portions, None)
    if first is None:
        return
    if second is None or workers < 1:
        yield from map(read_chunk, chain([first], [] if second is None else [second], portions))
        return
    # Fresh processes, not forks: a fork would share this one's database connections.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=worker.begin) as pool:
        waiting: deque[Future[list[Read | Refused]]] = deque()
        try:
            for portion in chain([first, second], portions):
                waiting.append(pool.submit(read_chunk, portion))
                if len(waiting) > workers * CHUNKS_AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            # Whoever breaks off must not wait for what nobody will take.
            pool.shutdown(wait=False, cancel_futures=True)
