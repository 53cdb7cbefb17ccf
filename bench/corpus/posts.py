"""The posts as they stand in a telegram: their name in the text, their address, who is informed with the Department."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

_VOCABULARY = Path(__file__).parents[2] / "cables" / "telegram" / "vocabulary"

AGENCIES = (
    "RUEAIIA/CIA WASHDC",
    "RHEFDIA/DIA WASHDC",
    "RHEHNSC/NSC WASHDC",
    "RUEKJCS/SECDEF WASHDC",
    "RUEKJCS/JOINT STAFF WASHDC",
    "RUCPDOC/USDOC WASHDC",
    "RUEATRS/DEPT OF TREASURY WASHDC",
    "RUEHZL/EUROPEAN POLITICAL COLLECTIVE",
    "RUCNDT/USMISSION USUN NEW YORK",
    "RUEHGV/USMISSION GENEVA",
    "RHMFISS/CDR USCENTCOM MACDILL AFB FL//CCJ2/POLAD//",
    "RHMFISS/HQ USEUCOM VAIHINGEN GE",
)
_PARTNERS = 9


@dataclass(frozen=True, slots=True)
class Post:
    """A post, with its name before a serial (`LA PAZ`), its address (`AMEMBASSY LA PAZ`), its country's tag (`BL`)."""

    code: str
    name: str
    address: str
    routing: str
    country: str
    origin: str  # as published pages and dumps have it: `Embassy La Paz`


@cache
def posts() -> dict[str, Post]:
    """Return all posts of the vocabulary by their code."""
    with (_VOCABULARY / "tags.csv").open(encoding="utf-8", newline="") as file:
        countries = {
            row["iso2"]: row["code"]
            for row in csv.DictReader(file)
            if row["kind"] == "geographic" and row["era"] == "current"
        }
    with (_VOCABULARY / "posts.csv").open(encoding="utf-8", newline="") as file:
        return {row["code"]: _post(row, countries) for row in csv.DictReader(file)}


def _post(row: dict[str, str], countries: dict[str, str]) -> Post:
    code = row["code"]
    address = row["plad"] or f"USMISSION {code}"
    return Post(
        code,
        _spaced(code, address),
        address,
        row["routing"] or f"RUEH{code[:3]}",
        countries.get(row["iso2"], ""),
        f"{row['type']} {row['city']}".strip() or code,
    )


def _spaced(code: str, address: str) -> str:
    """Return the words of the address that make up the code: LAPAZ stands as LA PAZ before a serial."""
    words = address.split()
    for start in range(len(words)):
        if "".join(words[start:]) == code:
            return " ".join(words[start:])
    return code


@cache
def partners(code: str, of: tuple[str, ...]) -> tuple[str, ...]:
    """Return the posts that a post writes to and cites most, out of those in `of`."""
    others = [other for other in of if other not in (code, "STATE")]
    return tuple(Random(code).sample(others, min(_PARTNERS, len(others))))  # the same ones in every corpus of its size
