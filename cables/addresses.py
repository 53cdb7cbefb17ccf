"""Addresses of the archive's own pages. Patterns are known to urls.py alone, and asked of it once each.

A page of a cable names some twenty addresses; to have Django reverse each of them took a tenth of its time.
"""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import quote

from django.urls import reverse

PLACEHOLDER = "PLACEHOLDER"  # which all patterns of one word take, and no address holds


def address(name: str, *parts: object) -> str:
    """The address of that name, with the parts that it is made of; raises NoReverseMatch where there is none.

    One part that is text, as most are (a reference number, a TAG's slug, a post's code), is put where the pattern has
    it, escaped, and not held against the pattern.
    """
    if len(parts) == 1 and isinstance(parts[0], str):
        before, behind = _around(name)
        return f"{before}{quote(parts[0], safe='')}{behind}"
    return _reversed(name, parts)


@cache
def _around(name: str) -> tuple[str, str]:
    """What stands before and behind the one part of an address."""
    before, _, behind = reverse(name, args=[PLACEHOLDER]).partition(PLACEHOLDER)
    return before, behind


@lru_cache(maxsize=1024)
def _reversed(name: str, parts: tuple[object, ...]) -> str:
    """An address without parts, or with numbers for them: of these there are few."""
    return reverse(name, args=parts)
