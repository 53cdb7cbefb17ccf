import csv
import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import fmean, median

import pytest

from bench.corpus import Cable, Corpus, Number, cables, words
from bench.corpus.output import write

SIZE = 20_000


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(SIZE)


def sample(corpus: Corpus, start: int, stop: int) -> Iterator[Cable]:
    """Return the cables of these numbers in the sequence, generated without those before them."""
    return map(corpus.cable, islice(corpus.numbers(), start, stop))


def test_two_runs_give_the_same_cables() -> None:
    assert list(islice(cables(SIZE), 40)) == list(islice(cables(SIZE), 40))


def test_another_seed_gives_other_texts_of_the_same_cables() -> None:
    one, other = (list(islice(cables(SIZE, seed), 5)) for seed in (1, 2))
    assert [mrn for mrn, _ in one] == [mrn for mrn, _ in other]
    assert all(text != other_text for (_, text), (_, other_text) in zip(one, other, strict=True))


def test_a_cable_alone_equals_the_same_cable_in_sequence(corpus: Corpus) -> None:
    *_, last = islice(iter(corpus), 700)
    assert Corpus(SIZE).cable(last.number) == last


@pytest.mark.parametrize("size", [1, 100, 9_999, 251_287])
def test_as_many_cables_as_requested_no_number_twice(size: int) -> None:
    numbers = list(Corpus(size).numbers())
    assert len(set(numbers)) == len(numbers) == size


def test_three_million_cables_start_at_once() -> None:
    assert len(list(islice(Corpus(3_000_000).numbers(), 10))) == 10


def test_the_full_size_has_the_published_counts() -> None:
    corpus = Corpus(251_287)
    assert corpus.census.of("LIMA", 2007).count == 281
    assert corpus.census.of("STATE", 2009).count == 4_096


def test_serials_rise_with_the_date(corpus: Corpus) -> None:
    latest: dict[tuple[str, int], Number] = {}
    for number in corpus.numbers():
        series = corpus.census.of(number.post, number.year)
        before = latest.get((number.post, number.year))
        if before:
            assert before.serial < number.serial
            assert series.sent(before.serial) <= series.sent(number.serial)
        latest[number.post, number.year] = number


def test_the_order_is_that_of_sending(corpus: Corpus) -> None:
    sent = [corpus.census.of(number.post, number.year).sent(number.serial) for number in corpus.numbers()]
    assert sent == sorted(sent)


def test_a_number_shows_whether_its_cable_is_in_the_corpus(corpus: Corpus) -> None:
    numbers = set(corpus.numbers())
    series = corpus.census.of("BAGHDAD", 2009)
    every = [Number("BAGHDAD", 2009, serial) for serial in range(series.stride * series.count + 3)]
    assert [corpus.holds(number) for number in every] == [number in numbers for number in every]


def test_lengths_are_spread_around_eight_kilobytes(corpus: Corpus) -> None:
    lengths = [len(cable.text) for cable in sample(corpus, 8_000, 10_000)]
    assert 6_000 < median(lengths) < 7_000
    assert 7_800 < fmean(lengths) < 8_800
    assert min(lengths) >= 900


def test_fifty_seven_per_cent_of_the_cited_cables_are_in_the_corpus(corpus: Corpus) -> None:
    cited = Counter(number for cable in sample(corpus, 12_000, 15_000) for number in cable.cites)
    assert sum(cited.values()) > 1_800
    assert 0.54 < sum(map(corpus.holds, cited)) / len(cited) < 0.60
    assert max(cited.values()) > 10  # some cables are cited again and again


def test_a_cited_cable_is_older_than_the_citing_one(corpus: Corpus) -> None:
    for cable in sample(corpus, 9_000, 9_500):
        for number in filter(corpus.holds, cable.cites):
            assert corpus.census.of(number.post, number.year).sent(number.serial) <= cable.sent


def test_a_missing_cable_can_be_generated(corpus: Corpus) -> None:
    missing = next(
        number for cable in sample(corpus, 9_000, 9_500) for number in cable.cites if not corpus.holds(number)
    )
    assert corpus.cable(missing).mrn == str(missing)


def test_the_vocabulary_has_its_size_and_frequent_words() -> None:
    vocabulary = words.vocabulary()
    assert len(set(vocabulary)) == len(vocabulary) == words.VOCABULARY_SIZE
    assert vocabulary[0] == "the"


def test_a_file_of_json_lines_has_every_cable(tmp_path: Path) -> None:
    corpus = Corpus(600)
    out = tmp_path / "cables.jsonl"
    assert write(corpus, "jsonl", out) == out.stat().st_size
    records = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert records == [{"mrn": cable.mrn, "text": cable.text} for cable in corpus]


def test_a_dump_has_every_cable_in_eight_columns(tmp_path: Path) -> None:
    corpus = Corpus(300)
    out = tmp_path / "cables.csv"
    assert write(corpus, "csv", out) == out.stat().st_size
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, escapechar="\\"))
    assert {len(row) for row in rows} == {8}
    assert [int(row[0]) for row in rows] == list(range(1, 301))
    assert [f"{row[6]}\n\n{row[7]}\n" for row in rows] == [cable.text for cable in corpus]


def test_a_folder_has_one_file_a_cable(tmp_path: Path) -> None:
    corpus = Corpus(300)
    size = write(corpus, "text", tmp_path)
    files = {path.stem: path for path in tmp_path.rglob("*.txt")}
    assert files.keys() == {str(number) for number in corpus.numbers()}
    assert size == sum(path.stat().st_size for path in files.values())
    cable = next(iter(corpus))
    assert files[cable.mrn].read_text(encoding="utf-8") == cable.text
