"""Start and end of a process that parses. It starts without Django: nothing here may need models at import."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait

import django


def begin() -> None:
    """Prepare this process for parsing, and end it with the one that started it, also where that one is killed.

    Ctrl-C in a terminal reaches this process too; only the one that started it handles it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Wait for the starting process to end; the queue between the two never shows it."""
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
