"""How a process that parses begins and ends. It begins without Django: nothing here may need models at import."""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import parent_process
from multiprocessing.connection import wait

import django


def begin() -> None:
    """Make this process ready to parse, and end it with the one that started it, also where that one is killed.

    Ctrl-C in a terminal reaches this process too; that is for the one that started it to answer.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    django.setup()
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Wait for the starting process to end; the queue between the two would never tell."""
    parent = parent_process()
    if parent:
        wait([parent.sentinel])
        os._exit(1)
