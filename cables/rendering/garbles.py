"""Garbles: marks that transmission damaged, corrected for display, each by as many characters, so that offsets stay.

Apostrophes came out as commas (`the Duke,s`: 205 cables of 1,295) and quotation marks as `&` and `8` (63). The text as
sent stays in the database and on the page that shows it so; the index has both (`cables.search.index.readings`).
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

_LONGEST_QUOTATION = 200
_COMMA = re.compile(r"(?<=[A-Za-z]),(?=s\b)|(?<=n),(?=t\b)|(?<=[A-Z]),(?=S\b)")
_QUOTATION = re.compile(rf"&(?=[A-Za-z])([^&]{{1,{_LONGEST_QUOTATION}}}?)(?<=[A-Za-z.,!?])8(?![\w.])")
_SAMPLE = 1000  # characters by which a text is taken for one in small letters
_PLAIN_WORD = re.compile(r"(?<![^\W_])[A-Z]{2,30}(?![^\W_])")
_DIVIDED = re.compile(r"(?<![^\W\d_])[^\W\d_]+-[ \t]*\n\s*[^\W\d_]+")
_LAST_HYPHEN = re.compile(r"- ?\n")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
# Before these a hyphen at the end of a line is one of a compound.
_PREFIXES = frozenset(
    {"long", "short", "self", "well", "non", "anti", "co", "ex", "high", "low", "half", "full", "part", "vice", "mid"}
    | {"north", "south", "east", "west", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"}
    | {"three", "four", "five", "six", "pro", "post", "cross", "then", "all"}
)
# But these prefixes are the beginning of a plain word as often, which is known by what follows: `pro-hibit`.
_PLAIN_RESTS = {
    "pro": re.compile(
        r"hibit|ject|gram|gress|duc|vid|vis(?:ion|or)|pos(?:e|al|ing|it)|mis(?:e|ing|sor)|mot|tect|test|ceed|cess|cedur|long"
        r"|claim|clam|fess|found|nounc|portion|pert(?:y|ies)|secut|spect|tract|vinc|vok|blem|cur"
    ),
    "ex": re.compile(
        r"change|port|pect|ten[dst]|pens|pan[ds]|plain|planat|press|plor|ploit|plo[ds]|ist|ecut|ercis|ampl|clu|cept|cess"
        r"|hib|tract|tradit|traord|trem|pel|pir|perien|periment|pert|amin|cel|cit|cus|empt|haust|pos|act(?:ly|ed|ing)?\Z"
    ),
    "post": re.compile(r"pon|age\Z|al\Z|ers?\Z"),
}
# Words that are written as one with what follows: `throughout`, `therefore`, though both parts are words too.
_CLOSED = frozenset(
    {"there", "here", "where", "through", "with", "some", "every", "any", "further", "never", "none", "what", "when"}
    | {"which", "them", "else", "mean", "worth", "like"}
)
# What is put behind whole words with a hyphen: `Duchy-financed`; `inter-American` is such a word too.
_PUT_BEHIND = frozenset(
    {"financed", "funded", "sponsored", "supported", "backed", "based", "owned", "related", "made", "oriented", "held"}
    | {"controlled", "dominated", "guaranteed", "assisted", "inspired"}
)
_SHORTEST_BEFORE = 4  # letters: not re-funded, un-related


def without_garbles(text: str) -> str:
    """Return the text with apostrophes and quotation marks in place of what transmission made of them."""
    if "," in text:
        text = _COMMA.sub("’", text)
    if "&" in text and "8" in text:
        text = _QUOTATION.sub(r"“\1”", text)
    return text


def is_divided(text: str) -> bool:
    """Return whether a line of the text ends with a hyphen, which may divide a word."""
    return _LAST_HYPHEN.search(text) is not None


def is_compound(head: str, rest: str, words: Container[str]) -> bool:
    """Return whether a hyphen belongs between two parts, in small letters, by how the cable writes them elsewhere.

    `words` are those of the cable (see `words_of`). Of 207 hyphens in 98 telegrams 14 are kept, each a compound's.
    """
    if head + rest in words:
        return False
    if f"{head}-{rest}" in words:
        return True
    if head in _CLOSED or (head in _PLAIN_RESTS and _PLAIN_RESTS[head].match(rest)):
        return False
    if (rest in _PUT_BEHIND and len(head) >= _SHORTEST_BEFORE) or (head == "inter" and rest.startswith("americ")):
        return True
    return head in _PREFIXES or (head in words and rest in words and len(head) > 3)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of a cable in small letters, compounds with their hyphens, but those cut at the ends of lines.

    By them is decided whether a hyphen at the end of a line belongs to the word; without such hyphens there are none.
    """
    texts = list(texts)
    if not any(map(is_divided, texts)):
        return frozenset()
    return frozenset(word.lower() for word in _WORD.findall(_DIVIDED.sub(" ", "\n\n".join(texts))))


def capitals_of(texts: Iterable[str], subject: str) -> frozenset[str]:
    """Return the words of a subject that stand in its cable in capitals alone, in text that is in small letters.

    Posts in the numbers of cables (`ZENDA 96`) are in capitals everywhere, and say nothing.
    """
    joined = "\n".join(texts)
    letters = [*filter(str.isalpha, joined[:_SAMPLE])]
    if sum(map(str.islower, letters)) * 2 < len(letters):
        return frozenset()
    return frozenset(
        word
        for word in set(_PLAIN_WORD.findall(subject))
        if word in joined
        and word.lower() not in joined
        and word.capitalize() not in joined
        and re.search(rf"\b{word}\b(?!\s\d)", joined)
    )
