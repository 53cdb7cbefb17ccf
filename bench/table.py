"""One table of measurements: printed, stored under bench/results/, and compared with an earlier one.

`python -m bench.table` compares the last two results of each kind, `python -m bench.table OLD NEW` two files; either
ends with 1 where something became worse or misses its bound.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bench.measure import machine

RESULTS = Path(os.environ.get("BENCH_RESULTS") or Path(__file__).with_name("results"))
NOISE = 1.15  # times an earlier figure up to which a difference means nothing
RATES = ("a second",)  # units of which more is better


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    `value` in `unit`; `ratio` to the row called `against`; `memory` in bytes at the peak; `at_most` and `at_least`
    bound the ratio where there is one and the value otherwise.
    """

    name: str
    value: float
    unit: str
    ratio: float | None = None
    against: str | None = None
    memory: int | None = None
    at_most: float | None = None
    at_least: float | None = None

    @property
    def met(self) -> bool:
        """Return whether the figure is within its bounds; true where there are none."""
        figure = self.figure
        return (self.at_most is None or figure <= self.at_most) and (self.at_least is None or figure >= self.at_least)

    @property
    def figure(self) -> float:
        """Return what is bounded, and compared with an earlier run: the ratio, or the value where there is none."""
        return self.value if self.ratio is None else self.ratio

    @property
    def more_is_better(self) -> bool:
        """Return whether a larger figure is the better one: as its bound says, else its unit."""
        if self.at_least is not None or self.at_most is not None:
            return self.at_least is not None
        return self.unit in RATES


@dataclass(slots=True)
class Table:
    """The rows of one run, under what it measured and with which settings."""

    measured: str
    settings: dict[str, str | int | float] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Add a row and print it at once: a long run shows where it is."""
        if not self.rows:
            print(_HEADER)
        self.rows.append(row)
        print(_printed(row), flush=True)

    def replace(self, row: Row) -> None:
        """Replace the row of the same name, and print the new one."""
        self.rows = [row if other.name == row.name else other for other in self.rows]
        print(_printed(row), flush=True)

    def missed(self) -> list[Row]:
        """Return the rows that are not within their bounds."""
        return [row for row in self.rows if not row.met]

    @property
    def met(self) -> bool:
        """Return whether every row is within its bounds."""
        return not self.missed()

    def store(self) -> Path:
        """Store the table as JSON with date and machine; return the path of the file."""
        now = datetime.now(UTC)
        content: dict[str, object] = {
            "measured": self.measured,
            "date": now.isoformat(timespec="seconds"),
            "machine": machine(),
        }
        content |= {"settings": self.settings, "rows": [asdict(row) for row in self.rows]}
        RESULTS.mkdir(exist_ok=True)
        file = RESULTS / f"{now:%Y-%m-%dT%H%M%S}-{self.measured}.json"
        file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        return file


_WIDTH = 58
_HEADER = f"{'measurement':<{_WIDTH}} {'value':>12} {'unit':<10} {'ratio':>7} {'memory':>8}  bound"


def _printed(row: Row) -> str:
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    memory = "" if row.memory is None else f"{row.memory / 2**20:,.0f} MB"
    bounds = [f"{word} {bound:g}" for word, bound in (("<=", row.at_most), (">=", row.at_least)) if bound is not None]
    verdict = ("" if row.met else "  MISSED") if bounds else ""
    against = f"  of {row.against}" if row.against else ""
    value = f"{row.value:,.0f}" if row.value >= 100 else f"{row.value:,.3g}"
    return (
        f"{row.name:<{_WIDTH}} {value:>12} {row.unit:<10} {ratio:>7} {memory:>8}  {', '.join(bounds)}{verdict}{against}"
    )


def load(file: Path) -> Table:
    """Load a stored table; its date and machine are `described`."""
    content = json.loads(file.read_text(encoding="utf-8"))
    return Table(content["measured"], content["settings"], [Row(**row) for row in content["rows"]])


def orders(table: Table) -> set[str]:
    """Return in which orders the cables came that a table was measured on; before it was recorded, always by date."""
    found = {str(value) for name, value in table.settings.items() if name.rpartition(": ")[2] == "order"}
    return found or {"date"}


def described(file: Path) -> str:
    """Return when, on what and from which commit a table was measured."""
    content = json.loads(file.read_text(encoding="utf-8"))
    machine = content["machine"]
    return f"{content['date']}, commit {machine['commit']}, {machine['cores']} cores, {machine['cpu']}"


def compare(old: Path, new: Path) -> Iterator[tuple[str, bool]]:
    """Yield lines that show each figure of two tables beside the other, each with whether it is worse.

    Ratios are compared where both have one, since they do not depend on the machine; else values. `WORSE` is what
    moved the wrong way by more than noise, `better` what moved the right way; `MISSED` is beyond its bound now.
    """
    tables = (load(old), load(new))
    one_order, other_order = map(orders, tables)
    if one_order != other_order:
        yield f"{old.stem} and {new.stem} are not compared: their cables came in other orders", True
        return
    before, after = ({row.name: row for row in table.rows} for table in tables)
    yield f"{new.stem}", False
    yield f"  before: {described(old)}", False
    yield f"  after:  {described(new)}", False
    yield f"{'measurement':<{_WIDTH}} {'before':>12} {'after':>12} {'times':>7}", False
    for name in before | after:
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            yield f"{name:<{_WIDTH}} {'new' if was is None else 'gone':>33}", now is None
            continue
        as_ratio = was.ratio is not None and now.ratio is not None
        one, two = (was.figure, now.figure) if as_ratio else (was.value, now.value)
        times = two / one if one else 1.0 if not two else math.inf
        word = _word(times, now)
        line = f"{name:<{_WIDTH}} {one:>12,.4g} {two:>12,.4g} {times:>7.2f} {'ratio ' if as_ratio else ''}{word}"
        yield line.rstrip(), word.startswith(("WORSE", "MISSED"))


def _word(times: float, now: Row) -> str:
    """Return the verdict on a figure that is so many times the earlier one."""
    gain = times if now.more_is_better else 1 / times if times else math.inf
    words = ["WORSE"] if gain < 1 / NOISE else ["better"] if gain > NOISE else []
    return " ".join([*words, *([] if now.met else ["MISSED"])])


def _latest_pairs() -> list[tuple[Path, Path]]:
    """Return the last two tables of each kind and order that has two."""
    kinds: dict[tuple[str, ...], list[Path]] = {}
    for file in sorted(RESULTS.glob("*.json")):
        table = load(file)
        kinds.setdefault((table.measured, *sorted(orders(table))), []).append(file)
    return [(files[-2], files[-1]) for files in kinds.values() if len(files) > 1]


def main(arguments: Sequence[str]) -> int:
    """Print the comparison; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m bench.table", description="Compare two stored results.")
    parser.add_argument(
        "files", nargs="*", type=Path, help="the older and the newer (default: the last two of each kind)"
    )
    files = parser.parse_args(arguments).files
    if len(files) not in (0, 2):
        parser.error("two files are compared, or none given")
    worse = 0
    for old, new in [(files[0], files[1])] if files else _latest_pairs():
        for line, is_worse in compare(old, new):
            print(line)
            worse += is_worse
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
