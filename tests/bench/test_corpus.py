import csv
import json
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise
from pathlib import Path
from random import Random
from statistics import fmean, median

import pytest

from bench.corpus import DATE, ORDERS, Cable, Corpus, Number, cables, words
from bench.corpus.output import write

SIZE = 20_000


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return Corpus(SIZE, order=DATE)


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


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("size", [1, 100, 9_999, 251_287])
def test_as_many_cables_as_requested_no_number_twice(size: int, order: str) -> None:
    numbers = list(Corpus(size, order=order).numbers())
    assert len(set(numbers)) == len(numbers) == size


def test_three_million_cables_start_at_once() -> None:
    assert len(list(islice(Corpus(3_000_000).numbers(), 10))) == 10


def test_the_full_size_has_the_published_counts() -> None:
    corpus = Corpus(251_287)
    assert corpus.series_index.of("LIMA", 2007).count == 281
    assert corpus.series_index.of("STATE", 2009).count == 4_096


def test_serials_rise_with_the_date(corpus: Corpus) -> None:
    latest: dict[tuple[str, int], Number] = {}
    for number in corpus.numbers():
        series = corpus.series_index.of(number.post, number.year)
        before = latest.get((number.post, number.year))
        if before:
            assert before.serial < number.serial
            assert series.sent(before.serial) <= series.sent(number.serial)
        latest[number.post, number.year] = number


def test_the_order_is_that_of_sending(corpus: Corpus) -> None:
    sent = [corpus.series_index.of(number.post, number.year).sent(number.serial) for number in corpus.numbers()]
    assert sent == sorted(sent)


def test_cables_arrive_by_post_and_in_no_order_of_date(corpus: Corpus) -> None:
    arriving = list(Corpus(SIZE).numbers())
    assert set(arriving) == set(corpus.numbers())
    pairs = list(pairwise(arriving))
    assert fmean(one.post == other.post for one, other in pairs) > 0.85
    sent = [corpus.series_index.of(number.post, number.year).sent(number.serial) for number in arriving]
    assert 0.45 < fmean(one < other for one, other in pairwise(sent)) < 0.55
    assert list(Corpus(SIZE, 1).numbers()) != arriving == list(Corpus(SIZE).numbers())


def test_a_number_shows_whether_its_cable_is_in_the_corpus(corpus: Corpus) -> None:
    numbers = set(corpus.numbers())
    series = corpus.series_index.of("BAGHDAD", 2009)
    every = [Number("BAGHDAD", 2009, serial) for serial in range(series.stride * series.count + 3)]
    assert [corpus.has(number) for number in every] == [number in numbers for number in every]


def test_lengths_are_spread_around_eight_kilobytes(corpus: Corpus) -> None:
    lengths = [len(cable.text) for cable in sample(corpus, 8_000, 10_000)]
    assert 6_000 < median(lengths) < 7_000
    assert 7_800 < fmean(lengths) < 8_800
    assert min(lengths) >= 900


def test_fifty_seven_per_cent_of_the_cited_cables_are_in_the_corpus(corpus: Corpus) -> None:
    cited = Counter(number for cable in sample(corpus, 12_000, 15_000) for number in cable.cites)
    assert sum(cited.values()) > 1_800
    assert 0.54 < sum(map(corpus.has, cited)) / len(cited) < 0.60
    assert max(cited.values()) > 10  # some cables are cited again and again


def test_a_cited_cable_is_older_than_the_citing_one(corpus: Corpus) -> None:
    for cable in sample(corpus, 9_000, 9_500):
        for number in filter(corpus.has, cable.cites):
            assert corpus.series_index.of(number.post, number.year).sent(number.serial) <= cable.sent


def test_a_missing_cable_can_be_generated(corpus: Corpus) -> None:
    missing = next(number for cable in sample(corpus, 9_000, 9_500) for number in cable.cites if not corpus.has(number))
    assert corpus.cable(missing).mrn == str(missing)


def test_the_vocabulary_has_its_size_and_frequent_words() -> None:
    vocabulary = words.vocabulary()
    assert len(set(vocabulary)) == len(vocabulary) == words.VOCABULARY_SIZE
    assert vocabulary[0] == "the"


# What the text of 49 published cables has, fitted in bench/README.md: words in it, and different words among them.
LENGTHS = [208] * 7 + [511] * 4 + [828] * 10 + [1_399] * 20 + [2_772] * 8
SHARES = {1: 0.065, 10: 0.242, 100: 0.435, 1_000: 0.731, 5_000: 0.948}  # of the most frequent words in all
DIFFERENT = {828: 361, 1_399: 560, 2_772: 961}  # in a cable of so many words


def test_words_recur_and_grow_in_number_and_length_as_in_real_cables() -> None:
    rng = Random(3)  # noqa: S311 - for repeatable texts
    texts = [[word.rstrip(",").lower() for word in words.draw(rng, length)] for length in LENGTHS]
    count = Counter(word for text in texts for word in text)
    total = count.total()
    assert len(count) == pytest.approx(8_213, rel=0.06)
    for rank, share in SHARES.items():
        assert sum(number for _, number in count.most_common(rank)) / total == pytest.approx(share, rel=0.15), rank
    for length, different in DIFFERENT.items():
        assert fmean(len(set(text)) for text in texts if len(text) == length) == pytest.approx(different, rel=0.06)
    assert fmean(map(len, count)) == pytest.approx(7.16, rel=0.05)
    assert sum(len(word) * number for word, number in count.items()) / total == pytest.approx(5.11, rel=0.06)


def test_rarer_words_than_have_slots_come_and_differ() -> None:
    rng = Random(1)  # noqa: S311 - for repeatable texts
    known = set(words.vocabulary())
    rare = [word for word in words.draw(rng, 100_000) if word.rstrip(",") not in known]
    assert 500 < len(set(rare)) < len(rare) < 3_000


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
