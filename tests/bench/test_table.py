from pathlib import Path

import pytest

from bench import table
from bench.table import Row, Table, compare, load


@pytest.fixture(autouse=True)
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(table, "RESULTS", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("row", "met"),
    [
        (Row("unbounded", 7, "seconds"), True),
        (Row("fast enough", 1_200, "a second", at_least=1_000), True),
        (Row("too slow", 900, "a second", at_least=1_000), False),
        (Row("small enough", 2.4, "MB", at_most=2.5), True),
        (Row("the ratio counts, not the value", 900, "a second", ratio=1.2, at_most=1.5), True),
        (Row("ratio too large", 1, "a second", ratio=1.6, at_most=1.5), False),
    ],
    ids=lambda value: value.name if isinstance(value, Row) else "",
)
def test_a_row_is_within_its_bounds(row: Row, met: bool) -> None:
    assert row.met is met


def stored(*rows: Row) -> Path:
    new_table = Table("import", {"cables": 10})
    for row in rows:
        new_table.add(row)
    return new_table.store()


def test_a_table_is_saved_with_its_rows() -> None:
    row = Row("first", 1_234.5, "a second", ratio=1.2, against="peer", memory=5 << 20, at_most=1.5)
    loaded = load(stored(row))
    assert (loaded.measured, loaded.settings, loaded.rows) == ("import", {"cables": 10}, [row])


def test_every_row_is_printed_with_its_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    stored(Row("first", 1_234.5, "a second", ratio=2.5, against="peer", memory=5 << 20, at_most=1.5))
    header, line = capsys.readouterr().out.splitlines()
    assert header.startswith("measurement")
    assert line.split() == ["first", "1,234", "a", "second", "2.50", "5", "MB", "<=", "1.5", "MISSED", "of", "peer"]


def test_a_row_measured_again_is_replaced() -> None:
    new_table = Table("parser")
    for row in (Row("first", 3, "seconds", at_most=2), Row("second", 1, "seconds", at_most=2)):
        new_table.add(row)
    assert [row.name for row in new_table.missed()] == ["first"]
    new_table.replace(Row("first", 2, "seconds", at_most=2))
    assert new_table.met
    assert [row.name for row in new_table.rows] == ["first", "second"]


def compared(results: Path, old: list[Row], new: list[Row]) -> list[tuple[list[str], bool]]:
    """Return the words of each line of a comparison below its head, and whether anything is worse."""
    before = stored(*old).rename(results / "old.json")
    return [(line.split(), worse) for line, worse in list(compare(before, stored(*new)))[4:]]


def test_two_tables_are_compared_by_name(results: Path) -> None:
    old = [Row("first", 100, "a second"), Row("dropped", 1, "MB"), Row("steady", 10, "MB")]
    new = [Row("first", 50, "a second"), Row("added", 1, "MB"), Row("steady", 10.4, "MB")]
    assert compared(results, old, new) == [
        (["first", "100", "50", "0.50", "WORSE"], True),
        (["dropped", "gone"], True),
        (["steady", "10", "10.4", "1.04"], False),
        (["added", "new"], False),
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (Row("rate", 100, "a second"), Row("rate", 150, "a second"), "1.50 better"),
        (Row("time", 100, "ms"), Row("time", 150, "ms"), "1.50 WORSE"),
        (Row("time", 100, "ms"), Row("time", 50, "ms"), "0.50 better"),
        (Row("time", 0, "ms"), Row("time", 0, "ms"), "1.00"),
        (Row("time", 0, "ms"), Row("time", 5, "ms"), "inf WORSE"),
        (Row("bounded", 10, "ms", at_most=9), Row("bounded", 10, "ms", at_most=9), "1.00 MISSED"),
        (Row("bounded", 5, "ms", at_most=9), Row("bounded", 10, "ms", at_most=9), "2.00 WORSE MISSED"),
        (Row("rate", 9, "a second", 1.0, at_most=2), Row("rate", 5, "a second", 1.5, at_most=2), "1.50 ratio WORSE"),
        (Row("rate", 9, "a second", 1.0, at_least=1), Row("rate", 5, "a second", 1.5, at_least=1), "1.50 ratio better"),
        (Row("no ratio once", 9, "MB"), Row("no ratio once", 9, "MB", 1.5), "1.00"),
    ],
)
def test_what_moved_the_wrong_way_is_worse(results: Path, old: Row, new: Row, expected: str) -> None:
    [(line, worse)] = compared(results, [old], [new])
    assert " ".join(line[-len(expected.split()) :]) == expected
    assert worse is ("WORSE" in expected or "MISSED" in expected)


def test_tables_of_two_orders_are_not_compared() -> None:
    files: list[Path] = []
    every: list[dict[str, str | int | float]] = [{"order": "arrival"}, {"SQLite, import: order": "date"}, {"cables": 1}]
    for settings in every:
        new_table = Table(f"import-{len(files)}", settings)
        new_table.add(Row("first", 1, "seconds"))
        files.append(new_table.store())
    by_arrival, by_date, before = files
    [(line, is_worse)] = compare(before, by_arrival)
    assert ("are not compared: their cables came in other orders" in line, is_worse) == (True, True)
    assert any(line.startswith("first") for line, _ in compare(before, by_date))
