"""What in a cable's text points elsewhere: its mentions as links, "refs C and D" as one for each letter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cables.linkage import Entry
from cables.models import Mention, Paragraph
from cables.render import Link, anchor

SEPTEL = "Reported in a separate telegram, of which the text gives no number"
NUMBER = re.compile(r"(?<![A-Za-z0-9])\d+")
LABEL = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}(?![A-Za-z0-9])")


class Signpost(NamedTuple):
    """What one word of a mention leads to: `said` is the letter or number that stands for it in the text."""

    said: str
    href: str
    title: str
    style: str


def links(
    mentions: Iterable[Mention], paragraphs: Sequence[Paragraph], addresses: Sequence[str], entries: Iterable[Entry]
) -> dict[int, list[Link]]:
    """For each paragraph, by position, the links that its mentions become.

    `addresses` are those of the paragraphs within the page, `entries` the cable's references. Where the letters of
    several references do not stand in the text ("reftels"), the mention leads to the list of references.
    """
    by_position = {entry.reference.position: entry for entry in entries}
    texts = {paragraph.position: paragraph.text for paragraph in paragraphs}
    numbered: dict[int, str] = {}
    for paragraph, address in zip(paragraphs, addresses, strict=True):
        if paragraph.number is not None:
            numbered.setdefault(paragraph.number, address)
    found: dict[int, list[Link]] = defaultdict(list)
    for mention in mentions:
        text = texts.get(mention.paragraph, "")[mention.start : mention.end]
        if mention.kind == Mention.Kind.SEPTEL:
            found[mention.paragraph].append(Link(mention.start, mention.end, None, SEPTEL))
        elif mention.kind == Mention.Kind.PARAGRAPH:
            signposts = [to_paragraph(number, numbered[number]) for number in mention.paragraphs if number in numbered]
            found[mention.paragraph] += _split(mention, text, signposts, NUMBER)
        else:
            cited = [by_position[place] for place in mention.references if place in by_position]
            signposts = [to_entry(entry, mention.paragraphs) for entry in cited]
            found[mention.paragraph] += _split(mention, text, signposts, LABEL)
    return found


def to_paragraph(number: int, address: str) -> Signpost:
    """The way to a paragraph of the same cable."""
    return Signpost(str(number), f"#{address}", f"Paragraph {number} of this cable", "ref")


def to_entry(entry: Entry, paragraphs: Sequence[int]) -> Signpost:
    """The way to what a reference cites: the cable's page, or the entry itself where it leads to none or to several.

    "ref A, para 5" leads to that paragraph of a held cable; `paragraphs` are the numbers that a mention adds so.
    """
    href = entry.href if entry.href and not entry.candidates else f"#{entry.anchor}"
    if entry.target and len(paragraphs) == 1:
        href = f"{href}#{anchor(paragraphs[0], 0, 1)}"
    style = "ref absent" if entry.mrn and not entry.target else "ref"
    return Signpost(entry.reference.label or "", href, entry.name, style)


def _split(mention: Mention, text: str, signposts: list[Signpost], word: re.Pattern[str]) -> Iterator[Link]:
    """The links of one mention, whose text this is: one for each signpost that a `word` of it stands for.

    The first takes in the words before it, so that it reads "refs C" and not "C".
    """
    if len(signposts) == 1:
        yield Link(mention.start, mention.end, *signposts[0][1:])
        return
    wanted = {signpost.said.upper(): signpost for signpost in signposts}
    end = 0
    for match in word.finditer(text):
        signpost = wanted.pop(match[0].upper(), None)
        if signpost:
            yield Link(mention.start + (match.start() if end else 0), mention.start + match.end(), *signpost[1:])
            end = match.end()
    if signposts and not end:
        titles = "; ".join(signpost.title for signpost in signposts)
        yield Link(mention.start, mention.end, "#references", titles)
