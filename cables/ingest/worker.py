"""Start and end of a process that parses, and the collection of garbage in it and in the one that writes.

It starts without Django: nothing here may need models at import.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import parent_process
from multiprocessing.connection import wait

import django

COLLECTED = 100_000  # objects, after which cycles are looked for among them


@contextmanager
def rare_collection() -> Iterator[None]:
    """Let Python look for cycles of objects seldom in the block.

    Parsed texts wait by the thousand and have none, and looking through them all again and again took a tenth of an
    import (measured).
    """
    before = gc.get_threshold()
    gc.set_threshold(COLLECTED)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def begin() -> None:
    """Prepare this process for parsing, and end it with the one that started it, also where that one is killed.

    Ctrl-C in a terminal reaches this process too; only the one that started it handles it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    gc.freeze()
    gc.set_threshold(COLLECTED)
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Wait for the starting process to end; the queue between the two never shows it."""
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
