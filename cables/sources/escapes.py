r"""Escapes by a backslash: \n, \t and others, as databases and programs write them."""

from __future__ import annotations

import re

_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "0": "\0"}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)


def unescaped(text: str) -> str:
    r"""Return a text with its escapes resolved; a backslash before anything else stands for that."""
    return _ESCAPE.sub(lambda escape: _ESCAPES.get(escape[1], escape[1]), text) if "\\" in text else text
