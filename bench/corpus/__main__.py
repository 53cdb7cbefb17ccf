"""`python -m bench.corpus --cables 20000 --format jsonl --out FILE`: write a corpus and say how fast."""

from __future__ import annotations

import argparse
from pathlib import Path
from time import perf_counter

from bench.corpus import ARRIVAL, ORDERS, Corpus
from bench.corpus.output import FORMATS, write


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.corpus", description="Write made cables to measure with.")
    parser.add_argument("--cables", type=int, default=20_000, help="how many (default: %(default)s)")
    parser.add_argument("--format", choices=FORMATS, default="jsonl", help="default: %(default)s")
    parser.add_argument("--out", type=Path, required=True, help="the file to write, a folder for text")
    parser.add_argument("--seed", type=int, default=0, help="another seed gives other cables (default: %(default)s)")
    parser.add_argument("--order", choices=ORDERS, default=ARRIVAL, help="of the cables (default: %(default)s)")
    options = parser.parse_args()
    start = perf_counter()
    size = write(Corpus(options.cables, options.seed, options.order), options.format, options.out)
    seconds = perf_counter() - start
    print(
        f"{options.cables:,} cables, {size / 1e6:,.1f} MB in {seconds:.1f} s: {options.cables / seconds:,.0f} a second"
    )


if __name__ == "__main__":
    main()
