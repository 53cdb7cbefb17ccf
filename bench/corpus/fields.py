"""The lines between heading and text: classification, captions, E.O., TAGS, SUBJECT, Classified By."""

from __future__ import annotations

import csv
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random

from bench.corpus import words
from bench.corpus.mix import Mix
from bench.corpus.posts import posts

_COMMON_TAGS = Path(__file__).with_name("common_tags.txt")  # the most frequent first
_TAGS = Path(__file__).parents[2] / "cables" / "telegram" / "vocabulary" / "tags.csv"

# Thousands of cables of the published collection in each class.
LEVELS = Mix({"U": 75.8, "U//FOUO": 58.1, "C": 97.1, "C//NF": 4.7, "S": 11.3, "S//NF": 4.3})
_CLASSES = {
    "U": Mix({"UNCLAS": 100}),
    "C": Mix({"C O N F I D E N T I A L": 97, "CONFIDENTIAL": 2, "C o n f i d e n t i a l": 1}),
    "S": Mix({"S E C R E T": 96, "SECRET": 2, "S e c r e t": 1, "SS E C R E T": 1}),
}
_DECLASSIFY = Mix(
    {
        "E.O. 12958: DECL: {date:%m/%d/%Y}": 76,
        "EO 12958 DECL: {date:%m/%d/%Y}": 15,
        "E.O. 12958: DECL: {date:%Y/%m/%d}": 5,
        "E.O. 12958: DECL: {date:%m/%d/%y}": 2,
        "E.O. 12598: DECL: {date:%m/%d/%Y}": 1,
        "E.O. 12958: DECL: OADR": 1,
    }
)
_TAGS_FORMS = Mix({"TAGS: {}| ": 55, "TAGS {}|, ": 25, "TAGS: {}|, ": 17, "TAG: {}|, ": 1, "TAGS: {}|;": 2})
_TITLES = ("Ambassador", "DCM", "Charge d'Affaires", "Political Counselor", "Consul General", "Economic Counselor")


@cache
def tags() -> Mix[str]:
    """Return TAGS after Zipf's law: the common ones first, the rest of the subjects and programs after them."""
    with _TAGS.open(encoding="utf-8", newline="") as file:
        rest = [row["code"] for row in csv.DictReader(file) if row["kind"] in ("subject", "program")]
    ranked = dict.fromkeys([*_COMMON_TAGS.read_text(encoding="utf-8").split(), *rest])
    return Mix({code: 1 / rank for rank, code in enumerate(ranked, 1)})


def classification_line(rng: Random, level: str, post: str, serial: int, sections: int) -> str:
    """Return `C O N F I D E N T I A L SECTION 01 OF 02 LIMA 003229`, in one of its spellings."""
    section = f" SECTION 01 OF {sections:02d}" if sections > 1 else ""
    return f"{_CLASSES[level[0]].draw(rng)}{section} {posts()[post].name} {serial:06d}"


def captions(rng: Random, level: str) -> list[str]:
    """Return the captions below the classification; SIPDIS twice in one cable of five."""
    lines = []
    if level.endswith("NF"):
        lines.append("NOFORN")
    if level.endswith("FOUO"):
        lines.append("SENSITIVE")
    if rng.random() < 0.9:
        lines.append("SIPDIS")
    if "SIPDIS" in lines and rng.random() < 0.2:
        lines = ["SIPDIS", "", *lines]
    if rng.random() < 0.3:
        offices = rng.sample(("EUR/SE", "WHA/AND", "INL", "INR", "NEA/ELA", "AF/W", "EAP/CM", "SCA/A", "DRL", "EEB"), 3)
        lines += ["", f"DEPT FOR {', '.join(offices[: rng.randint(1, 3)])}"]
    return lines


def executive_order(rng: Random, level: str, sent: datetime) -> str:
    """Return the E.O. line: nothing to declassify, or a date ten years on."""
    if level.startswith("U"):
        return "E.O. 12958: N/A"
    return _DECLASSIFY.draw(rng).format(date=sent.replace(year=sent.year + 10, day=min(sent.day, 28)))


def tags_line(rng: Random, post: str, linked: bool) -> str | None:
    """Return the TAGS line, in one cable of twenty none; `linked` formats each as the Markdown link of web copies."""
    if rng.random() < 0.05:
        return None
    chosen = dict.fromkeys(tags().draw(rng) for _ in range(rng.choice((1, 2, 3, 3, 4, 4, 5, 6, 8))))
    codes = [*chosen, *filter(None, [posts()[post].country])]
    form, separator = _TAGS_FORMS.draw(rng).split("|")
    return form.format(separator.join(f"[{code}](#)" if linked else code for code in codes))


def subject_line(rng: Random) -> str:
    """Return the SUBJECT, over two lines where it is long."""
    count = rng.randint(5, 14)
    subject = words.title(rng, count)
    if count > 9:
        first = subject.split()
        subject = f"{' '.join(first[:8])}\n{' '.join(first[8:])}"
    mark = rng.choice(("(U) ", "(SBU) ")) if rng.random() < 0.05 else ""
    return f"SUBJECT: {mark}{subject}"


def classified_by(rng: Random, signer: str) -> str:
    """Return the line about who classified a cable and why."""
    name = f"{rng.choice(words.given_names())} {signer.title()}"
    first, second = sorted(rng.sample("abcdeg", 2))
    return rng.choice(
        (
            f"Classified By: {rng.choice(_TITLES)} {name} for reasons 1.4 ({first}) and ({second}).",
            f"Classified By: {rng.choice(_TITLES)} {name}, reasons 1.4 ({first}, {second})",
            f"CLASSIFIED BY: {name}, {rng.choice(_TITLES)}; REASON: 1.4({first}), ({second})",
        )
    )
