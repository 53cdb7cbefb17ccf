"""Mentions in a cable's text as links, "refs C and D" as one for each letter."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from cables.models import Mention, Paragraph
from cables.references.outgoing import ReferenceEntry
from cables.references.rows import letter
from cables.rendering.html import TextLink, anchor

SEPTEL = "Reported in a separate telegram, of which the text gives no number"
NUMBER = re.compile(r"(?<![A-Za-z0-9])\d+")
LABEL = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}(?![A-Za-z0-9])")


class LinkTarget(NamedTuple):
    """The target of one word of a mention; `said` is the letter or number for it in the text."""

    said: str
    href: str
    title: str
    style: str


def links(
    mentions: Iterable[Mention],
    paragraphs: Sequence[Paragraph],
    addresses: Sequence[str],
    entries: Iterable[ReferenceEntry],
) -> dict[int, list[TextLink]]:
    """Return for each paragraph, by position, the links that its mentions become.

    `addresses` are those of the paragraphs within the page, `entries` the cable's references. Where the letters of
    several references do not stand in the text ("reftels"), the mention leads to the list of references.
    """
    by_position = {entry.reference.position: entry for entry in entries}
    texts = {paragraph.position: paragraph.text for paragraph in paragraphs}
    numbered: dict[int, str] = {}
    for paragraph, address in zip(paragraphs, addresses, strict=True):
        if paragraph.number is not None:
            numbered.setdefault(paragraph.number, address)
    found: dict[int, list[TextLink]] = defaultdict(list)
    for mention in mentions:
        text = texts.get(mention.paragraph, "")[mention.start : mention.end]
        if mention.kind == Mention.Kind.SEPTEL:
            found[mention.paragraph].append(TextLink(mention.start, mention.end, None, SEPTEL))
        elif mention.kind == Mention.Kind.PARAGRAPH:
            targets = [to_paragraph(number, numbered[number]) for number in mention.paragraphs if number in numbered]
            found[mention.paragraph] += _split(mention, text, targets, NUMBER)
        else:
            cited = [by_position[index] for index in mention.references if index in by_position]
            targets = [to_entry(entry, mention.paragraphs) for entry in cited]
            found[mention.paragraph] += _split(mention, text, targets, LABEL, "#references")
    return found


def to_paragraph(number: int, address: str) -> LinkTarget:
    """Return the target of a paragraph of the same cable."""
    return LinkTarget(str(number), f"#{address}", f"Paragraph {number} of this cable", "ref")


def to_entry(entry: ReferenceEntry, paragraphs: Sequence[int]) -> LinkTarget:
    """Return the target of a reference: the cable's page, or the entry itself where it leads to none or to several.

    "ref A, para 5" leads to that paragraph of a stored cable; `paragraphs` are the numbers that a mention adds so.
    """
    href = entry.href if entry.href and not entry.candidates else f"#{entry.anchor}"
    if entry.target and len(paragraphs) == 1:
        href = f"{href}#{anchor(paragraphs[0], 0, 1)}"
    style = "ref missing" if entry.mrn and not entry.target else "ref"
    return LinkTarget(entry.reference.label or letter(entry.reference) or "", href, entry.name, style)


def _split(
    mention: Mention, text: str, targets: list[LinkTarget], word: re.Pattern[str], all_of_them: str = ""
) -> Iterator[TextLink]:
    """Yield the links of one mention, whose text this is: one for each target that a `word` of it names.

    The first takes in the words before it, so that it reads "refs C" and not "C". What a range passes over, as "refs
    A-D" does B and C, is linked from the character between its ends. Several at once lead to `all_of_them`, else to the
    first.
    """
    if len(targets) == 1:
        yield TextLink(mention.start, mention.end, *targets[0][1:])
        return
    indexes = {target.said.upper(): index for index, target in enumerate(targets)}
    occurrences = [(match, index) for match in word.finditer(text) if (index := indexes.pop(match[0].upper(), -1)) >= 0]
    if not occurrences and targets:
        yield TextLink(mention.start, mention.end, *_together(targets, all_of_them)[1:])
    named = {index for _, index in occurrences}
    last, end = len(targets), 0
    for match, index in occurrences:
        passed_over = [targets[between] for between in range(last + 1, index) if between not in named]
        separator = text[end : match.start()].strip()
        if passed_over and separator:
            start = mention.start + text.index(separator, end)
            yield TextLink(start, start + len(separator), *_together(passed_over, all_of_them)[1:])
        yield TextLink(mention.start + (match.start() if end else 0), mention.start + match.end(), *targets[index][1:])
        last, end = index, match.end()


def _together(targets: list[LinkTarget], all_of_them: str) -> LinkTarget:
    """Return one target for several, with the titles of all."""
    if len(targets) == 1:
        return targets[0]
    titles = "; ".join(target.title for target in targets)
    return LinkTarget("", all_of_them or targets[0].href, titles, "ref")
