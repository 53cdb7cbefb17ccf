"""From a raw cable to its rows: parsing, in this process or in several. No database."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import chain
from multiprocessing import get_context

from isal import isal_zlib

from cables.ingest import rows, worker
from cables.ingest.rows import Rows
from cables.search.index import maintenance
from cables.search.index.document import document
from cables.sources import FileFormat, RawCable, RefusedItem, foreign
from cables.telegram import PARSER_VERSION, overrides, parse, textless
from cables.telegram.fingerprint import fingerprint
from cables.telegram.overrides import Overrides
from cables.telegram.parts import Problem, Telegram
from cables.telegram.vocabulary import Vocabulary

BATCHES_AHEAD = 4  # per worker: parsed, waiting to be written

BESIDE = {"source", "hint"}  # witnesses that are no lines of the text
NO_OVERRIDES: Overrides = {}
NOT_SENT = RawCable(text="", content=b"", encoding="utf-8", where="", format="")  # in place of a raw text in transit


@dataclass(frozen=True, slots=True)
class Sealed:
    """A raw text, compressed, before words of it were blacked out."""

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

        The text is parsed again only where the editors give another number, by which years and references are read.
        """
        number = given.get("mrn")
        if number not in self.telegrams:
            self.telegrams[number] = parse_as(self.raw, self.vocabulary, number)
        telegram = self.telegrams[number]
        return overrides.apply(telegram, given, self.vocabulary) if given else telegram


@dataclass(frozen=True, slots=True)
class Read:
    """A cable that was parsed: its rows, its text as it is to be stored, and the raw text that it was parsed from.

    `is_certain` is whether its own lines leave no doubt of its number, `is_confirmed` whether an editor says that it is
    the telegram stored under it. `content` is compressed, `size` counts its bytes before that. `corrections` are
    those given with the text: the value and that of the text, by field. Where words were blacked out (see
    `editorial_decisions`) `shown_checksum` is that of what is left, and `sealed` the text as received. `parsed` is
    given by those who parsed the text before; neither it nor `raw` is sent between processes.
    """

    mrn: str
    text_mrn: str | None
    section: int | None
    checksum: str
    fingerprint: str
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
    raw: RawCable
    is_certain: bool = True
    is_confirmed: bool = False
    corrections: Mapping[str, tuple[str | None, str | None]] = field(default_factory=dict)
    extractor: str | None = None
    file_checksum: str | None = None
    shown_checksum: str | None = None
    sealed: Sealed | None = None
    parsed: ParsedText | None = None


@dataclass(frozen=True, slots=True)
class KnownText:
    """A text that is stored already, with what its source says beside it; `mrn` is its cable's."""

    where: str
    mrn: str


@dataclass(frozen=True, slots=True)
class Textless:
    """A record without text: what is stated of the cable of that number (`textless.stated_facts`), and what stands in
    place of its text."""

    where: str
    format: str
    mrn: str
    stated: dict[str, str]
    notice: str


BatchItem = RawCable | Read | Textless | RefusedItem | KnownText
ParsedItem = Read | Textless | RefusedItem | KnownText


def checksum(content: bytes) -> str:
    """Return the SHA-256 of the bytes, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def checksum_of_file(raw: RawCable) -> str | None:
    """Return the checksum of the file that a text was extracted from; None where it came as text."""
    return checksum(raw.file) if raw.file is not None else None


def parse_as(raw: RawCable, vocabulary: Vocabulary, number: str | None) -> Telegram:
    """Return the telegram of a text, under the number that an editor gives it if any; corrections are not applied.

    What a database refuses is replaced character for character.
    """
    published_id = rows.storable(raw.published_id) if raw.published_id else None
    text = rows.storable(raw.text)
    telegram = parse(
        text, raw.hint, published_id=number or published_id, stated=stated_beside(raw), vocabulary=vocabulary
    )
    return overrides.with_number(telegram, number, published_id) if number else telegram


def stated_beside(raw: RawCable) -> dict[str, str]:
    """Return what the source of a text says beside it, as it is stored."""
    return {key: rows.storable(value) for key, value in raw.stated.items()}


def telegram_of(raw: RawCable, vocabulary: Vocabulary, standing: Overrides = NO_OVERRIDES) -> Telegram:
    """Return the telegram of a text, with the corrections in force for its cable and those given with it."""
    return ParsedText(raw, vocabulary).telegram({**standing, **raw.corrections})


def read(
    raw: RawCable, vocabulary: Vocabulary, standing: Overrides = NO_OVERRIDES, parsed: ParsedText | None = None
) -> Read | RefusedItem:
    """Parse one raw cable, with the corrections that stand; one that cannot be stored is refused with the reason.

    `parsed` is its text where that was parsed before, by this vocabulary.
    """
    text = parsed or ParsedText(raw, vocabulary)
    for name, value in raw.corrections.items():
        if problem := overrides.problem(name, value, vocabulary):
            return RefusedItem(raw.where, problem)
    telegram = text.telegram({**standing, **raw.corrections})
    reason = rows.unstorable(telegram)
    if reason or telegram.mrn is None:
        form = foreign.form_of_text(raw.text) if telegram.mrn is None and raw.format == FileFormat.TEXT else None
        return RefusedItem(raw.where, f"This is {form}. {reason}" if form else reason or "")
    row = rows.build(telegram, text=raw.text, parser_version=PARSER_VERSION, vocabulary=vocabulary.fingerprint)
    indexed = document(telegram.subject, [(part.portion, part.heading, part.text) for part in telegram.paragraphs])
    row.index, row.words = maintenance.index_rows(indexed), indexed.words
    return Read(
        mrn=telegram.mrn,
        text_mrn=telegram.text_mrn,
        section=telegram.section,
        checksum=checksum(raw.content),
        fingerprint=fingerprint(raw.text),
        content=isal_zlib.compress(raw.content, isal_zlib.ISAL_BEST_COMPRESSION),
        size=len(raw.content),
        encoding=raw.encoding,
        format=raw.format,
        where=rows.storable(raw.where),
        published_id=telegram.published_id,
        hint=raw.hint,
        stated=stated_beside(raw),
        rows=row,
        problems=telegram.problems,
        raw=raw,
        corrections={
            name: (value, overrides.value_of(text.telegram(), name)) for name, value in raw.corrections.items()
        },
        extractor=raw.extractor,
        file_checksum=checksum_of_file(raw),
        parsed=parsed,
        is_certain=is_certain(telegram, vocabulary),
    )


def is_certain(telegram: Telegram, vocabulary: Vocabulary) -> bool:
    """Return whether a text's own lines leave no doubt of its number: its witnesses give it whole and agree, and its
    post is known or named by two of them."""
    if telegram.mrn is None or telegram.text_mrn != telegram.mrn or telegram.disagreement:
        return False
    own = [witness for witness in telegram.witnesses if witness.name not in BESIDE]
    return telegram.post in vocabulary.posts or sum(witness.post == telegram.post for witness in own) > 1


def parse_batch(batch: Sequence[BatchItem], vocabulary: Vocabulary) -> list[ParsedItem]:
    """Return the batch with its texts parsed; what was refused or is stored already stays where it is in the order."""
    return [arrived(item, vocabulary) if isinstance(item, RawCable) else item for item in batch]


def arrived(raw: RawCable, vocabulary: Vocabulary, parsed: ParsedText | None = None) -> Read | Textless | RefusedItem:
    """Parse a text that arrives. One that is none, but a record without text, gives what that states; where it states
    nothing, it is refused: it would be the same text as every other such.

    `parsed` is its text where that was parsed before, by this vocabulary.
    """
    text = parsed or ParsedText(raw, vocabulary)
    telegram = text.telegram()
    notice = textless.notice_of(telegram)
    if notice is None:
        item = read(raw, vocabulary, parsed=text)
        return replace(item, parsed=parsed) if isinstance(item, Read) else item
    stated = textless.stated_facts(telegram.stated)
    if raw.published_id and "published_id" in raw.members:
        stated.setdefault("document_number", rows.storable(raw.published_id))
    if not textless.states_facts(stated):
        shown = rows.storable(" ".join(raw.text.split())[:60])
        return RefusedItem(raw.where, f"has {shown} in place of a text" if shown else "is empty", raw.format)
    if reason := rows.unstorable(telegram):
        return RefusedItem(raw.where, reason, raw.format)
    assert telegram.mrn  # noqa: S101 - see unstorable
    return Textless(rows.storable(raw.where), raw.format, telegram.mrn, stated, notice)


def parse_in_worker(batch: Sequence[BatchItem], vocabulary: Vocabulary) -> list[ParsedItem]:
    """Return the batch parsed, to be sent to the process that has its raw texts: without these."""
    parsed = parse_batch(batch, vocabulary)
    return [replace(item, raw=NOT_SENT) if isinstance(item, Read) else item for item in parsed]


def without_files(batch: Sequence[BatchItem]) -> list[BatchItem]:
    """Return the batch as it is sent to a worker: without the files of its texts."""
    return [replace(item, file=None) if isinstance(item, RawCable) and item.file else item for item in batch]


def with_raw(parsed: Iterable[ParsedItem], batch: Iterable[BatchItem]) -> list[ParsedItem]:
    """Return a batch from a worker with the raw texts that it was parsed from."""
    return [
        replace(item, raw=raw, file_checksum=checksum_of_file(raw))
        if isinstance(item, Read) and isinstance(raw, RawCable)
        else item
        for item, raw in zip(parsed, batch, strict=True)
    ]


def parse_all(
    batches: Iterable[Sequence[BatchItem]], workers: int, vocabulary: Vocabulary
) -> Iterator[list[ParsedItem]]:
    """Yield every batch parsed, in order; with a worker or more in processes beside this one.

    A single batch is parsed here: starting processes would take longer.
    """
    rest = iter(batches)
    first, second = next(rest, None), next(rest, None)
    if first is None:
        return
    if second is None or workers < 1:
        every = chain([first], [] if second is None else [second], rest)
        yield from (parse_batch(batch, vocabulary) for batch in every)
        return
    # Fresh processes, not forks: a fork would share this one's database connections. The first batch starts them.
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=worker.begin)
    with worker.rare_collection(), pool:
        waiting: deque[tuple[Sequence[BatchItem], Future[list[ParsedItem]]]] = deque()
        try:
            for batch in chain([first, second], rest):
                if has_raw_texts(batch):
                    waiting.append((batch, pool.submit(parse_in_worker, without_files(batch), vocabulary)))
                else:
                    waiting.append((batch, completed(batch, vocabulary)))
                if len(waiting) > workers * BATCHES_AHEAD:
                    yield result_of(*waiting.popleft())
            while waiting:
                yield result_of(*waiting.popleft())
        finally:
            # Where the caller stops early nobody waits for the rest.
            pool.shutdown(wait=False, cancel_futures=True)


def has_raw_texts(batch: Sequence[BatchItem]) -> bool:
    """Return whether anything of a batch is still to be parsed."""
    return any(isinstance(item, RawCable) for item in batch)


def completed(batch: Sequence[BatchItem], vocabulary: Vocabulary) -> Future[list[ParsedItem]]:
    """Return the future of a batch of which nothing is to be parsed, done already."""
    done: Future[list[ParsedItem]] = Future()
    done.set_result(parse_batch(batch, vocabulary))
    return done


def result_of(batch: Sequence[BatchItem], future: Future[list[ParsedItem]]) -> list[ParsedItem]:
    """Wait for a batch to be parsed, and return it with its raw texts."""
    return with_raw(future.result(), batch)
