"""The heading of a telegram: transmission, routing, date-time group, addressees; or what stands in its place."""

from __future__ import annotations

from datetime import datetime
from random import Random

from bench.corpus.mix import Mix
from bench.corpus.posts import AGENCIES, partners, posts
from bench.corpus.series import Number, SeriesIndex

# The kinds of heading and how many cables of the published collection have them, in thousands.
_KINDS = Mix({"acp127": 193.2, "acp126": 5.9, "partial": 49.1, "none": 3.0})
_PRECEDENCES = Mix({"R": 45, "P": 38, "O": 15, "Z": 1, "O R": 1})
_WORDS = {"R": "", "P": " PRIORITY", "O": " IMMEDIATE", "Z": " FLASH"}
_INFORMED = Mix({0: 22, 1: 8, 2: 10, 4: 18, 6: 16, 9: 14, 14: 8, 21: 4})
_NOTICE = (
    "This record is a partial extract of the original cable. The full text of the original cable is not available."
)


def write(rng: Random, series_index: SeriesIndex, number: Number, sent: datetime, level: str, sections: int) -> str:
    """Return the heading of one cable; about one cable in nine shows no date at all, as in the published collection."""
    kind = _KINDS.draw(rng)
    month = sent.strftime("%b")
    if kind == "none":
        return ""
    if kind == "partial":
        if rng.random() < 0.5:
            return _NOTICE
        return f"{_NOTICE}\n\n{sent:%d%H%M}Z {month} {sent:%y}"
    precedence = _PRECEDENCES.draw(rng)
    address = _address(rng, series_index, number, precedence)
    lines = [f"{precedence} {sent:%d%H%M}Z {month.upper()} {sent:%y}", f"FM {posts()[number.post].address}", *address]
    if kind == "acp127":
        lines = _transmission(rng, number, sent, level, precedence, sections) + lines
    return "\n".join(lines)


def _transmission(rng: Random, number: Number, sent: datetime, level: str, precedence: str, sections: int) -> list[str]:
    """Return the three lines of ACP 127: transmission id and routing, DE with serial and Julian day, classification."""
    routing = posts()[number.post].routing
    relayed = rng.random() < 0.6
    letters = {"U": "ZNR UUUUU", "C": "ZNY CCCCC", "S": "ZNY SSSSS"}[level[0]]
    section = "/01" if sections > 1 or rng.random() < 0.8 else ""
    routes = " ".join(address.partition("/")[0] for address in rng.sample(AGENCIES, rng.randint(1, 6)))
    return [
        f"VZCZCX{'RO' if relayed else 'YZ'}{rng.randint(0, 9999):04d}",
        f"{' '.join(2 * sign for sign in precedence.split())} {routes}",
        "",
        f"DE {routing} #{number.serial % 10_000:04d}{section} {sent:%j%H%M}",
        f"{letters} ZZH",
    ]


def _address(rng: Random, series_index: SeriesIndex, number: Number, precedence: str) -> list[str]:
    """Return the TO and INFO lists: the Department and the posts that the sender writes to, agencies after them."""
    action = _WORDS[precedence[0]]
    informed = _WORDS[precedence[-1]]
    others = [posts()[code] for code in partners(number.post, series_index.posts)]
    to_department = number.post != "STATE" or not others
    first = "RUEHC/SECSTATE WASHDC" if to_department else f"{others[0].routing}/{others[0].address}"
    lines = [f"TO {first}{action} {rng.randint(1, 9999):04d}"]
    count = _INFORMED.draw(rng)
    info_lines = [f"{post.routing}/{post.address}{informed} {rng.randint(1, 9999):04d}" for post in others[1:count]]
    info_lines += [f"{agency}{informed}" for agency in AGENCIES[: max(0, count - len(info_lines))]]
    if info_lines:
        info_lines[0] = f"INFO {info_lines[0]}"
    return lines + info_lines
