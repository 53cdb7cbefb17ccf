"""What a person typed into the search box: the tree that it means, and what of it was not understood.

Words are all wanted, each in any of its forms (`growers` finds `grower`). Further there are

- `"exact phrases"`, and `"coca eradication"~10`: at most so many words apart, in either order
- `erad*`: words that begin so
- `OR` or `|`; `-word` or `NOT word`; parentheses. `AND` may be written. Operators are in capitals
- fields, `tag:PGOV`: the table in `fields`. A value of several words is quoted, `by:"LA LIME"`; several values
  stand in parentheses, `tag:(PGOV OR SNAR)`
- `subject:coca`, `subject:(coca OR opium)`: words within the subject
- `portion:S:coca`, `portion:S:(coca OR opium)`: words within paragraphs marked so. `portion:S` alone confines all words
  that stand beside it, up to an OR or the parenthesis around them: `portion:S coca opium`

A word that holds other signs (`wha/and`, `U.S.`) is a phrase of its parts; signs alone are nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from cables import archive_vocabulary
from cables.search.query.errors import Complaint, Complaints
from cables.search.query.formatting import write
from cables.search.query.nodes import Node
from cables.search.query.parser import Reader, balanced
from cables.search.query.tokens import Sign, scan
from cables.telegram import mrn, posts

LONGEST = 10_000  # characters of a query that are read: more than its terms at their longest take

_COMPACT_MRN = re.compile(r"(?:[0-9]{2}){1,2}[A-Z]+[0-9]+", re.IGNORECASE)
_BESIDE_POST = re.compile(r"\b(?:OF|IN|REF(?:TEL)?S?)\b|[^A-Z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """A query as understood: its node (None where nothing was), that node as one would type it, and complaints in the
    order of what was typed."""

    node: Node | None
    complaints: tuple[Complaint, ...]
    understood: str


def read(typed: str) -> Reading:
    """Read a query. Nothing is raised, whatever the text; complaints say where in it something is not understood."""
    complaints = Complaints()
    text = typed
    if len(text) > LONGEST:
        complaints.add(LONGEST, len(text), f"Only the first {LONGEST:,} characters were read.")
        text = text[:LONGEST]
    tokens = balanced(scan(text), complaints, len(text))
    node = Reader(tokens, complaints, len(text)).node()
    if node is None and tokens and not complaints.made:
        complaints.add(0, len(text), "There is no word in this.")
    return Reading(node, tuple(sorted(complaints.made)), write(node) if node is not None else "")


def mrn_alone(typed: str) -> str | None:
    """The message reference number that the whole text is, in any spelling; None where it is a query.

    A number with blanks in it (`lima 3229 of 2007`) counts where the vocabulary lists the post in that spelling: `opium
    12 2007` are words, however near they come to a post. `07ZENDA12` may be a number even where the vocabulary lacks
    the post (see `numbers`), but `ref:07ZENDA12` is a field.
    """
    text = " ".join(typed.split())
    vocabulary = archive_vocabulary.current()
    reading = mrn.normalise(text, vocabulary)
    if reading.mrn is None or _COMPACT_MRN.fullmatch(text):
        return reading.mrn
    if any(token.sign is Sign.FIELD for token in scan(text)):
        return None
    read_as = posts.recognise(posts.despaced(_BESIDE_POST.sub(" ", text)), vocabulary)
    return reading.mrn if read_as.known and read_as.post == reading.post else None
