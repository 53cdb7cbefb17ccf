"""Writes a corpus as text files, as JSON Lines or as rows of the Cablegate dump, on all cores and in bounded memory."""

from __future__ import annotations

import csv
import io
import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bench.corpus import Cable, Corpus, Number
from bench.corpus.posts import posts

T = TypeVar("T")

FORMATS = ("text", "jsonl", "csv")

_BATCH = 250
_WAITING = 3  # batches a core may be ahead of the writer

_DUMP_CLASSES = {
    "U": "UNCLASSIFIED",
    "U//FOUO": "UNCLASSIFIED//FOR OFFICIAL USE ONLY",
    "C": "CONFIDENTIAL",
    "C//NF": "CONFIDENTIAL//NOFORN",
    "S": "SECRET",
    "S//NF": "SECRET//NOFORN",
}


def write(corpus: Corpus, form: str, out: Path) -> int:
    """Write a corpus to a file (`jsonl`, `csv`) or a folder with one folder a year (`text`); returns the bytes."""
    written = 0
    if form == "text":
        for year in {year for _, year in corpus.series_index.series}:
            (out / str(year)).mkdir(parents=True, exist_ok=True)
        return sum(size for size in _mapped(partial(_write_files, corpus, out), corpus.numbers()))
    render = partial(_json_lines, corpus) if form == "jsonl" else partial(_dump_rows, corpus)
    out.parent.mkdir(parents=True, exist_ok=True)
    with out.open("wb") as file:
        for text in _mapped(render, corpus.numbers()):
            written += file.write(text)
    return written


def _mapped(work: Callable[[int, list[Number]], T], numbers: Iterator[Number]) -> Iterator[T]:
    """Yield the result of `work` for each batch and of the position of its first number, in order."""
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores) as pool:
        waiting: deque[Future[T]] = deque()
        position = 1
        while batch := list(islice(numbers, _BATCH)):
            waiting.append(pool.submit(work, position, batch))
            position += len(batch)
            if len(waiting) > cores * _WAITING:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _write_files(corpus: Corpus, folder: Path, _position: int, numbers: list[Number]) -> int:
    size = 0
    for number in numbers:
        path = folder / str(number.year) / f"{number}.txt"
        size += path.write_bytes(corpus.cable(number).text.encode())
    return size


def _json_lines(corpus: Corpus, _position: int, numbers: list[Number]) -> bytes:
    made = map(corpus.cable, numbers)
    lines = (json.dumps({"mrn": cable.mrn, "text": cable.text}, ensure_ascii=False) for cable in made)
    return "".join(f"{line}\n" for line in lines).encode()


def _dump_rows(corpus: Corpus, position: int, numbers: list[Number]) -> bytes:
    """Return rows of the dump: eight columns, all quoted, a quote escaped by a backslash."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, doublequote=False, escapechar="\\", lineterminator="\n")
    writer.writerows(_dump_row(row, corpus.cable(number)) for row, number in enumerate(numbers, position))
    return buffer.getvalue().encode()


def _dump_row(row: int, cable: Cable) -> tuple[int | str, ...]:
    sent = cable.sent
    return (
        row,
        f"{sent.month}/{sent.day}/{sent.year} {sent.hour}:{sent.minute:02d}",
        cable.mrn,
        posts()[cable.number.post].origin,
        _DUMP_CLASSES[cable.level],
        "|".join(map(str, cable.cites)),
        cable.heading,
        cable.message,
    )
