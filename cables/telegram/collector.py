"""Python's cyclic garbage collector, kept at rest while a very long text is read.

What the parser makes has no cycles. On megabytes of hostile text, which make a million small objects, the collector
goes through all of them time and again: a third of the time, in steps, so that some text of twice the length takes
2.5 times as long.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

LONG = 100_000  # characters from which it matters; one cable in a thousand is that long


_NOTHING = nullcontext()


def at_rest(length: int) -> AbstractContextManager[None]:
    """Stop the collector of this process while a text of `length` characters is read, if it is long and collecting."""
    return _stopped() if length >= LONG and gc.isenabled() else _NOTHING


@contextmanager
def _stopped() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
