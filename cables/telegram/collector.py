"""Python's cyclic garbage collector, kept at rest while a very long text is read.

What the parser makes has no cycles. On megabytes of hostile text, which make a million small objects, the collector
goes through all of them time and again: a third of the time, in steps, so that some text of twice the length takes
2.5 times as long.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

LONG = 100_000  # characters from which it matters; one cable in a thousand is that long


@contextmanager
def at_rest(length: int) -> Iterator[None]:
    """Stop the collector of this process while a text of `length` characters is read, if it is long and collecting."""
    if length < LONG or not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
