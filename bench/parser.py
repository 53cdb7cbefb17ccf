"""Speed of the parser on ordinary cables, by module, and its growth on texts that attack it.

`python -m bench.parser` prints the table and stores it under bench/results/; it ends with 1 where a bound is missed.
"""

from __future__ import annotations

import argparse
import cProfile
import multiprocessing
import pstats
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import islice, pairwise
from math import inf
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from time import process_time

from bench.corpus import Corpus
from bench.shapes import Shape, shapes
from bench.table import Row, Table
from cables.telegram import parse
from cables.telegram.division import divide
from cables.telegram.fingerprint import fingerprint
from cables.telegram.resemblance import words_of

CABLE = 8_192  # characters to which rates are scaled: the mean of the corpus is a little more
RATE_AT_LEAST = 1_000  # cables a second
GROWTH_AT_MOST = 2.2  # times as long for twice the text

_SHORTEST, _DOUBLINGS = 39_063, 7  # characters; the longest is 5 MB
_CLEAR = 0.01  # seconds below which a time is more noise than figure
_RETAINED = 31 << 20  # bytes
_DOUBT = 40.0  # seconds of measuring again where a shape seems to grow too fast
_PATIENCE = 300.0  # seconds for one shape, sizes and repetitions together


def main(arguments: Sequence[str]) -> int:
    """Measure and print; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.parser", description=__doc__)
    parser.add_argument("--cables", type=int, default=500, help="cables to parse (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds over them, of which the median counts")
    parser.add_argument("--shape", default="", help="only the shapes whose name contains this")
    parser.add_argument("--no-growth", action="store_true", help="leave the shapes out")
    options = parser.parse_args(arguments)
    table = Table("parser", {"cables": options.cables, "rounds": options.rounds})
    if not options.shape:
        _measure_cables(table, options.cables, options.rounds)
    if not options.no_growth:
        chosen = {name: shape for name, shape in shapes().items() if options.shape in name}
        for name, shape in chosen.items():
            table.add(_growth(name, shape))
        for row in table.missed():
            if row.name in chosen:  # once more when all are done: the machine may be less busy then
                table.replace(min(row, _growth(row.name, chosen[row.name]), key=lambda row: row.ratio or inf))
    if not options.shape:
        print(f"stored in {table.store().name}")
    return 0 if table.met else 1


def _measure_cables(table: Table, count: int, rounds: int) -> None:
    """Measure the rate and memory on cables of the corpus, and the share that each module of the parser has in it."""
    texts = _made_elsewhere(count)
    characters = sum(len(text) for _, text in texts)
    seconds = []
    parse(texts[0][1])  # reads the vocabulary
    for _ in range(rounds):
        start = process_time()
        for mrn, text in texts:
            parse(text, mrn)
        seconds.append(process_time() - start)
    rate = characters / CABLE / median(seconds)
    name = f"cables of {CABLE:,} characters parsed on one core"
    table.add(Row(name, rate, "a second", memory=_peak_memory(), at_least=RATE_AT_LEAST))
    for module, share in _shares(texts).most_common():
        table.add(Row(f"share of {module}", 100 * share, "per cent"))


def _made_elsewhere(count: int) -> list[tuple[str, str]]:
    """Return cables from the middle of a corpus, generated in another process: its memory is not the parser's."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(_made, (count,))


def _made(count: int) -> list[tuple[str, str]]:
    corpus = Corpus(20_000)
    every = 20_000 // count
    made = map(corpus.cable, islice(corpus.numbers(), 0, every * count, every))
    return [(cable.mrn, cable.text) for cable in made]


def _shares(texts: list[tuple[str, str]]) -> Counter[str]:
    """Return the share of each module in the time: its own functions with the built-in ones that they call."""
    profile = cProfile.Profile(process_time, builtins=False)
    profile.enable()
    for mrn, text in texts:
        parse(text, mrn)
    profile.disable()
    seconds: Counter[str] = Counter()
    for (file, _, _), (_, _, own, _, _) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        seconds[Path(file).stem if "telegram" in file else "the rest"] += own
    total = sum(seconds.values())
    return Counter({module: own / total for module, own in seconds.items()})


def _growth(name: str, shape: Shape) -> Row:
    """Return the seconds for the longest text, and the most times that a doubling of the text doubled them."""
    context = multiprocessing.get_context("fork")
    here, there = context.Pipe(duplex=False)
    child = context.Process(target=_time_doublings, args=(shape, there))
    child.start()
    there.close()
    if not here.poll(_PATIENCE):
        child.kill()
    try:
        seconds, memory = here.recv()
    except EOFError:
        seconds, memory = [], None  # killed, or out of memory: as slow as can be
    child.join()
    worst = max(_growths(seconds), default=inf)
    return Row(name, seconds[-1] if seconds else inf, "seconds", worst, memory=memory, at_most=GROWTH_AT_MOST)


def _growths(seconds: Sequence[float]) -> list[float]:
    """Return how many times longer each text took than the one half its length; 1 where the time is too short."""
    return [now / before if now >= _CLEAR else 1.0 for before, now in pairwise(seconds)]


def _time_doublings(shape: Shape, result: Connection) -> None:
    """Send the seconds for each length of the shape and the memory at the peak; runs in a process of its own."""
    texts = [shape(_SHORTEST << doubling) for doubling in range(_DOUBLINGS + 1)]
    # Once a block of this size was given back, the C library retains memory instead of requesting it from the system
    # again in every parse of the longest text, and in none of the shorter ones.
    bytes(_RETAINED)
    read(texts[0])
    seconds = [_seconds(text) for text in texts]
    until = process_time() + _DOUBT
    while process_time() < until:
        doubtful = [place for place, grown in enumerate(_growths(seconds)) if grown > GROWTH_AT_MOST]
        if not doubtful:
            break
        # Another process may have got in between: the least of several times is the truest.
        for place in {place + after for place in doubtful for after in (0, 1)}:
            seconds[place] = min(seconds[place], _seconds(texts[place]))
    result.send((seconds, _peak_memory()))


def read(text: str) -> None:
    """Do with a text what an import does: divide it, parse it, and make what it is known by again."""
    divide(text)
    parse(text)
    fingerprint(text)
    words_of([text])


def _seconds(text: str) -> float:
    start = process_time()
    read(text)
    return process_time() - start


def _peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
