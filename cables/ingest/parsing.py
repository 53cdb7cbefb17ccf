"""From a raw cable to its rows: parsing, in this process or in several. No database."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import get_context

from isal import isal_zlib

from cables.ingest import rows, worker
from cables.ingest.rows import Rows
from cables.search.index import maintenance
from cables.search.index.document import document
from cables.sources import RawCable, RefusedItem
from cables.telegram import PARSER_VERSION, overrides, parse
from cables.telegram.overrides import Overrides
from cables.telegram.parts import Problem, Telegram
from cables.telegram.vocabulary import Vocabulary

CHUNK_CABLES = 250
CHUNK_CHARACTERS = 4_000_000  # of text, so that a chunk of giant cables stays small in memory
CHUNKS_AHEAD = 4  # per worker: parsed, waiting to be written
PORTION_CABLES = 1_000  # half of what is parsed ahead: while one is written the next is not waited for
PORTION_BYTES = 24_000_000

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
class ParsedText:
    """A raw cable with the telegrams of its text: parsed once under each number that it is read by."""

    raw: RawCable
    vocabulary: Vocabulary
    telegrams: dict[str | None, Telegram] = field(default_factory=dict)

    def telegram(self, given: Overrides = NO_OVERRIDES) -> Telegram:
        """Return the telegram of the text with the values of editors, by field.

        Only another number needs the text parsed again, since years and references are read by it.
        """
        number = given.get("mrn")
        if number not in self.telegrams:
            self.telegrams[number] = parse_as(self.raw, self.vocabulary, number)
        telegram = self.telegrams[number]
        return overrides.apply(telegram, given, self.vocabulary) if given else telegram


@dataclass(frozen=True, slots=True)
class Read:
    """A cable that was parsed: its rows, and its text as it is to be kept.

    `corrections` are those that come with the text: value and what the text gives, by field. Where words were blacked
    out (see `heeding`) `shown_checksum` is that of what is left, and `sealed` what came. `parsed` is given by those who
    parsed the text before, and is not sent between processes.
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
    parsed: ParsedText | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A text that is held already, with what its source says beside it; `mrn` is its cable's."""

    where: str
    mrn: str


Came = RawCable | Read | RefusedItem | Known
Taken = Read | RefusedItem | Known


def checksum(content: bytes) -> str:
    """The SHA-256 of the bytes as they came, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def parse_as(raw: RawCable, vocabulary: Vocabulary, number: str | None) -> Telegram:
    """Return the telegram of a text, under the number that an editor gives it if any; corrections are not applied.

    What a database refuses is replaced character for character.
    """
    stated = {key: rows.storable(value) for key, value in raw.stated.items()}
    published_id = rows.storable(raw.published_id) if raw.published_id else None
    text = rows.storable(raw.text)
    telegram = parse(text, raw.hint, published_id=number or published_id, stated=stated, vocabulary=vocabulary)
    return overrides.with_number(telegram, number, published_id) if number else telegram


def telegram_of(raw: RawCable, vocabulary: Vocabulary, standing: Overrides = NO_OVERRIDES) -> Telegram:
    """Return the telegram of a text, with the corrections that stand for its cable and those that come with it."""
    return ParsedText(raw, vocabulary).telegram({**standing, **raw.corrections})


def read(
    raw: RawCable, vocabulary: Vocabulary, standing: Overrides = NO_OVERRIDES, parsed: ParsedText | None = None
) -> Read | RefusedItem:
    """Parse one raw cable, with the corrections that stand; one that cannot be held is refused with the reason.

    `parsed` is its text where that was parsed before, by this vocabulary.
    """
    text = parsed or ParsedText(raw, vocabulary)
    for name, value in raw.corrections.items():
        if complaint := overrides.problem(name, value, vocabulary):
            return RefusedItem(raw.where, complaint)
    telegram = text.telegram({**standing, **raw.corrections})
    reason = rows.unstorable(telegram)
    if reason or telegram.mrn is None:
        return RefusedItem(raw.where, reason or "")
    row = rows.build(telegram, text=raw.text, parser_version=PARSER_VERSION, vocabulary=vocabulary.fingerprint)
    made = document(telegram.subject, [(part.portion, part.heading, part.text) for part in telegram.paragraphs])
    row.index, row.words = maintenance.index_rows(made), made.words
    return Read(
        mrn=telegram.mrn,
        text_mrn=telegram.text_mrn,
        section=telegram.section,
        checksum=checksum(raw.content),
        content=isal_zlib.compress(raw.content, isal_zlib.ISAL_BEST_COMPRESSION),
        size=len(raw.content),
        encoding=raw.encoding,
        format=raw.format,
        where=rows.storable(raw.where),
        published_id=telegram.published_id,
        hint=raw.hint,
        stated=dict(telegram.stated),
        rows=row,
        problems=telegram.problems,
        corrections={
            name: (value, overrides.value_of(text.telegram(), name)) for name, value in raw.corrections.items()
        },
        parsed=parsed,
    )


def read_chunk(chunk: Sequence[Came], vocabulary: Vocabulary) -> list[Taken]:
    """Parse a chunk; what was refused or recognised before stays where it stood in the order."""
    return [read(item, vocabulary) if isinstance(item, RawCable) else item for item in chunk]


def chunks(items: Iterable[RawCable | Read | RefusedItem]) -> Iterator[list[RawCable | Read | RefusedItem]]:
    """The items in order, in lists bounded both in number and in characters."""
    chunk: list[RawCable | Read | RefusedItem] = []
    characters = 0
    for item in items:
        chunk.append(item)
        characters += len(item.text) if isinstance(item, RawCable) else 0
        if len(chunk) >= CHUNK_CABLES or characters >= CHUNK_CHARACTERS:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def read_all(portions: Iterable[Sequence[Came]], workers: int, vocabulary: Vocabulary) -> Iterator[list[Taken]]:
    """Parse all chunks, in order; with more than one worker in processes beside this one.

    A single chunk is parsed here: starting processes would take longer.
    """
    chunked = iter(portions)
    first, second = next(chunked, None), next(chunked, None)
    if first is None:
        return
    if second is None or workers < 1:
        every = chain([first], [] if second is None else [second], chunked)
        yield from (read_chunk(chunk, vocabulary) for chunk in every)
        return
    # Fresh processes, not forks: a fork would share this one's database connections. The first chunk starts them.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=worker.begin) as pool:
        waiting: deque[Future[list[Taken]]] = deque()
        try:
            for chunk in chain([first, second], chunked):
                if is_to_be_read(chunk):
                    waiting.append(pool.submit(read_chunk, chunk, vocabulary))
                else:
                    waiting.append(finished(chunk, vocabulary))
                if len(waiting) > workers * CHUNKS_AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            # Whoever breaks off must not wait for what nobody will take.
            pool.shutdown(wait=False, cancel_futures=True)


def is_to_be_read(chunk: Sequence[Came]) -> bool:
    """Whether anything of a chunk is still to be parsed."""
    return any(isinstance(item, RawCable) for item in chunk)


def finished(chunk: Sequence[Came], vocabulary: Vocabulary) -> Future[list[Taken]]:
    """A chunk of which nothing is to be parsed, as if it had been."""
    done: Future[list[Taken]] = Future()
    done.set_result(read_chunk(chunk, vocabulary))
    return done


def portions(chunked: Iterable[list[Taken]]) -> Iterator[list[Taken]]:
    """Chunks put together to what is stored at once: much, so that the index is written in large pieces."""
    portion: list[Taken] = []
    size = 0
    for chunk in chunked:
        portion += chunk
        size += sum(item.size for item in chunk if isinstance(item, Read))
        if len(portion) >= PORTION_CABLES or size >= PORTION_BYTES:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion
