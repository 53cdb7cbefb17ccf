"""What a cable cites, and the REF block in which it says so, in all the spellings that are found."""

from __future__ import annotations

from itertools import groupby
from random import Random

from bench.corpus import words
from bench.corpus.mix import Mix
from bench.corpus.posts import partners, posts
from bench.corpus.series import Number, Series, SeriesIndex

PRESENT_SHARE = 0.57  # of the cited cables: 75,964 of 132,215 in the published collection
CITING_SHARE = 0.55  # of the cables: 725 of 1,295
_MOST = 12


def choose(rng: Random, series_index: SeriesIndex, citing: Number) -> list[Number]:
    """Return the numbers a cable cites: earlier ones, of its own post above all, some of them again and again."""
    count = 0
    if rng.random() < CITING_SHARE:
        count = min(_MOST, 1 + int(rng.expovariate(1.0)))
    chosen = (_earlier(rng, series_index, citing) for _ in range(count))
    return list(dict.fromkeys(number for number in chosen if number is not None))


_WHOSE = Mix({"own": 55, "STATE": 15, "partner": 30})


def _earlier(rng: Random, series_index: SeriesIndex, citing: Number) -> Number | None:
    sent = series_index.of(citing.post, citing.year).sent(citing.serial)
    for _ in range(4):
        whose = _WHOSE.draw(rng)
        post = whose if whose == "STATE" else citing.post
        if whose == "partner":
            post = rng.choice(partners(citing.post, series_index.posts) or (post,))
        series = series_index.of(post, citing.year - (rng.random() < 0.15))
        before = series.count if series.year < citing.year else series.sent_before(sent)
        if before:
            number = _of(rng, series, before)
            if number != citing:
                return number
    return None


def _of(rng: Random, series: Series, before: int) -> Number:
    """Return one of the first `before` slots, later ones more often; one in two is a leading cable that many cite."""
    index = max(0, before - 1 - int(rng.expovariate(1 / (1 + 0.25 * before))))
    if rng.random() < 0.5:
        index -= index % (400 if series.post == "STATE" else 8)
    return series.number_at(index) if rng.random() < PRESENT_SHARE else series.missing_near(index)


_OPENINGS = Mix({"REF: ": 88, "REFS: ": 3, "Ref: ": 3, "REF(S): ": 1, "REFTEL: ": 2, "REF:  ": 3})
_LABELS = Mix({"{}. ": 60, "({}) ": 12, "{}) ": 16, "{0}. {0}) ": 3, "{0}. ({0}) ": 3, "{0}. {0}. ": 3, "": 8})
_BREAKS = Mix({"lines": 62, "  ": 24, "; ": 6, ", ": 8})
_SERIALS = Mix({"{}": 70, "{:04d}": 15, "{:05d}": 8, "{:06d}": 7})
_YEARS = Mix(
    {
        "{yy} {post} {serial}": 60,
        "{yyyy} {post} {serial}": 24,
        "{post} {serial} ({yy})": 5,
        "({yy}) {post} {serial}": 4,
        "{yy}{post} {serial}": 4,
        "'{yy} {post} {serial}": 2,
        "{post} {serial}-{yy}": 1,
    }
)
_NOTES = Mix({"": 91, " (NOTAL)": 5, " AND PREVIOUS": 4})


def block(rng: Random, citing: Number, numbers: list[Number], mark: str) -> tuple[str, dict[Number, str]]:
    """Return the REF block of these numbers and their letters; `mark` is before the letters of later lines."""
    entries = _entries(rng, citing, numbers)
    label = _LABELS.draw(rng) if len(entries) > 1 else ""
    separator = _BREAKS.draw(rng)
    if separator == "lines" or (label == "" and separator == "  "):
        separator = f"\n{mark}" if label else ", "
    letters = {}
    written = []
    for letter, (entry, members) in zip("ABCDEFGHIJKLMNOP", entries, strict=False):
        written.append(label.format(letter) + entry)
        if label:
            letters.update(dict.fromkeys(members, letter))
    return _OPENINGS.draw(rng) + separator.join(written), letters


def _entries(rng: Random, citing: Number, numbers: list[Number]) -> list[tuple[str, list[Number]]]:
    """Return the entries as written, each with the numbers it names: several where the serials carry the post over."""
    entries = []
    serial = _SERIALS.draw(rng)
    year_form = _YEARS.draw(rng)
    for _, run in groupby(sorted(numbers, key=lambda number: number[:2] != citing[:2]), key=lambda number: number[:2]):
        rest = list(run)
        while rest:
            carried = rng.random() < 0.12 and len(rest) > 1
            members, rest = (rest[:2], rest[2:]) if carried else (rest[:1], rest[1:])
            entry = _named(rng, citing, members[0], serial, year_form)
            if carried:
                entry += rng.choice((" AND ", "/", ", ")) + serial.format(members[1].serial)
            entries.append((entry + _NOTES.draw(rng), members))
    if rng.random() < 0.06:
        entries.append((_uncabled(rng), []))
    return entries


def _named(rng: Random, citing: Number, number: Number, serial: str, year_form: str) -> str:
    name = posts()[number.post].name
    if number.post == "STATE" and rng.random() < 0.2:
        name = "SECSTATE"
    written = serial.format(number.serial)
    # A cable of the year before whose serial is above the citing one's needs no year: it cannot be of this year.
    understood = number.post == citing.post and number.serial > citing.serial and rng.random() < 0.5
    if number.year != citing.year and not understood:
        return year_form.format(yy=f"{number.year % 100:02d}", yyyy=number.year, post=name, serial=written)
    if number.year == citing.year and rng.random() < 0.08:
        return f"{number.year % 100:02d} {name} {written}"
    return f"{name} {written}"


def _uncabled(rng: Random) -> str:
    """Return an entry that is no cable: an e-mail, a telephone call, a report."""
    one, other = rng.sample(words.surnames(), 2)
    day = f"{rng.randint(1, 12)}/{rng.randint(1, 28)}"
    return rng.choice(
        (
            f"{one}-{other} E-MAIL OF {day}",
            f"{one}/{other} TELCON {day}",
            f"IIR 6 {rng.randint(800, 999)} {rng.randint(1, 999):04d} 07",
            f"EMAIL {one} TO {other} {day}",
        )
    )
