"""The operators of a query beside its fields, each with an example: what the help page says, and its tests run.

An example is typed with values of the archive at hand in the braces' places: see `examples`.
"""

from __future__ import annotations

from dataclasses import dataclass

from cables.search.query.nodes import NEAREST
from cables.search.query.parser import DEEPEST, MOST_TERMS


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator: how it is written, what it finds, and an example."""

    form: str
    meaning: str
    example: str


WORDS = (
    Operator(
        "one two",
        "All of the words, wherever they stand in a cable, each in any of its forms: “growers” finds “grower”.",
        "{word} {other}",
    ),
    Operator('"one two"', "The words side by side, in this order.", '"{word} {next}"'),
    Operator(
        f'"one two"~{NEAREST}',
        f"The words in either order, at most so many words from one to the next; {NEAREST} is the most.",
        f'"{{word}} {{next}}"~{NEAREST}',
    ),
    Operator("one*", "Words that begin so.", "{beginning}*"),
    Operator("one OR two", "Either word, or both. A bar does as well: one | two.", "{word} OR {absent}"),
    Operator("-one", "Cables without the word. NOT one does as well.", "{word} -{absent}"),
    Operator(
        "(one OR two) three",
        f"Parentheses group, up to {DEEPEST} within one another.",
        "({word} OR {absent}) {other}",
    ),
)

PLACES = (
    Operator("subject:one", "The word in the subject; several in parentheses.", "subject:{subject}"),
    Operator(
        "portion:S:one",
        "The word in paragraphs marked so: U, which takes in those not marked at all, SBU, C or S.",
        "portion:{portion}:{word}",
    ),
    Operator(
        "portion:S one two",
        "All words beside it in paragraphs marked so. The words may stand in different ones.",
        "portion:{portion} {word} {other}",
    ),
)

LIMITS = f"A query has at most {MOST_TERMS} words and values. Operators are written in capitals."
