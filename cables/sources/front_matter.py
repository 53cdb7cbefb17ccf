"""A Markdown file with front matter: facts about one telegram in YAML between two lines of hyphens, then its text.

The facts whose names are those of lines of a telegram stand as such lines before the text, so that they are read as
any telegram's; all are stated. Of the text the marks of Markdown are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

import yaml

from cables.sources.limits import Limits
from cables.sources.raw import RawCable, RefusedItem
from cables.sources.record import Members, fold
from cables.sources.text import decode

_LONGEST = 64 * 1024  # characters of front matter
_BEGINS = re.compile(r"---[ \t]*\r?\n(?=\s*[\w-]+[ \t]*:)")
_ENDS = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$\n?", re.MULTILINE)
_PREFIX = re.compile(r"^(?:cable|telegram)_")
# The lines of a telegram, in their order there, with the names of the facts that they are made of.
_LINES = {
    "FM {}": ("from", "sender"),
    "TO {}": ("to", "action", "recipient"),
    "INFO {}": ("info",),
    "E.O.: {}": ("eo", "executive_order"),
    "TAGS: {}": ("tags",),
    "SUBJECT: {}": ("subject",),
    "REF: {}": ("ref", "refs", "reference", "references"),
}
_MARKS = re.compile(
    r"^[ ]{0,3}(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+(?=\*\*)|(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})(?=\r?$))", re.MULTILINE
)
_STRONG = re.compile(r"(\*\*|__)(?=\S)([^*_\n]{1,2000}?)(?<=\S)\1")


def has_front_matter(head: str) -> bool:
    """Return whether a text that begins so has front matter."""
    return bool(_BEGINS.match(head))


def cables(stream: BinaryIO, name: str, limits: Limits, members: Members) -> Iterator[RawCable | RefusedItem]:
    """Yield the one cable of the file."""
    content = stream.read(limits.cable + 1)
    if len(content) > limits.cable:
        yield RefusedItem(name, f"is larger than {limits.cable:,} bytes", "markdown")
        return
    text = decode(content)[0]
    begin = _BEGINS.match(text)
    end = _ENDS.search(text, begin.end(), begin.end() + _LONGEST) if begin else None
    if not begin or not end:
        yield RefusedItem(name, "has front matter without an end: a line of three hyphens behind the facts", "markdown")
        return
    try:
        facts = _facts(text[begin.end() : end.start()])
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).partition("\n")[0]
        yield RefusedItem(name, f"has front matter that is no YAML: {reason}", "markdown")
        return
    lines = [line.format(facts[fact]) for line, names in _LINES.items() for fact in names if facts.get(fact)]
    body = _STRONG.sub(r"\2", _MARKS.sub("", text[end.end() :]))
    facts["text"] = "\n".join([*lines, "", body.lstrip("\r\n")]) if lines else body
    yield members.cable(facts, name, "markdown")


def _facts(front_matter: str) -> dict[str, object]:
    """Return the facts by their names without `cable`, lists of words joined. Raise YAMLError and ValueError."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(front_matter, yaml.BaseLoader)):
        raise ValueError("an alias stands for another part of it")
    facts = yaml.load(front_matter, yaml.BaseLoader)  # noqa: S506 - the loader makes nothing but strings, lists and maps
    if not isinstance(facts, dict):
        raise ValueError("it has no names")
    named: dict[str, object] = {}
    # Facts of the cable itself come before those of the file, which can have a date and a title of its own.
    for own in (True, False):
        for name, value in facts.items():
            folded = fold(str(name))
            if bool(_PREFIX.match(folded)) is own:
                if isinstance(value, list) and all(isinstance(each, str) for each in value):
                    value = ", ".join(value)
                named.setdefault(_PREFIX.sub("", folded), value)
    return named
