"""Texts of files that are not text, each extracted in a process of its own that is bounded in time and memory.

What reads such files is native code, and the files come from anywhere: a process that hangs, grows or crashes is ended,
its file is refused with a sentence, and the rest goes on. The processes are forks of a server that has loaded what they
need, so that one starts in some milliseconds. JSON alone comes back from it, no objects.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

from cables.sources import docx, mail, odt, pdf, rtf
from cables.sources.limits import MEBIBYTE, Limits
from cables.sources.raw import RefusedFileError

# By format: what extracts the text of a file, what is to be said of it and the files within it, if any, and its own
# name and version.
_Found = tuple[str, dict[str, str]] | tuple[str, dict[str, str], Sequence[tuple[str, bytes]]]
EXTRACTORS: dict[str, tuple[Callable[[bytes, Limits], _Found], str]] = {
    "pdf": (pdf.text_of, pdf.EXTRACTOR),
    "docx": (docx.text_of, docx.EXTRACTOR),
    "odt": (odt.text_of, odt.EXTRACTOR),
    "rtf": (rtf.text_of, rtf.EXTRACTOR),
    "eml": (mail.text_of, mail.EXTRACTOR),
}

_SECONDS_TO_START = 10  # of the server of processes, and of one on a machine that has much to do
_ESCAPED = 6  # bytes that a byte of text can take in JSON
_ENCODED = 2  # bytes that a byte of a file within a file can take in Base64, with the lengths of names


@dataclass(frozen=True, slots=True)
class Extracted:
    """A text, what is to be stated beside it, the name and version of what extracted it, and the files within the
    file, each with its name: those attached to a mail."""

    text: str
    stated: dict[str, str]
    extractor: str
    files: Sequence[tuple[str, bytes]] = ()


def extract(format: str, content: bytes, limits: Limits) -> Extracted:
    """Return the text of a file of that format. Raises RefusedFileError where there is none within the limits."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send, args=(sender, format, content, limits), daemon=True)
    with receiver:
        try:
            with sender:
                process.start()
            if not receiver.poll(limits.seconds + _SECONDS_TO_START):
                raise RefusedFileError(_too_long(limits))
            most = _ESCAPED * limits.cable + _ENCODED * limits.document + MEBIBYTE
            response = json.loads(receiver.recv_bytes(most))
        except (EOFError, OSError) as error:
            process.join(1)
            raise RefusedFileError(_reason_of_end(process.exitcode, limits)) from error
        finally:
            _end(process)
    if "refused" in response:
        raise RefusedFileError(response["refused"])
    files = tuple((name, base64.b64decode(encoded)) for name, encoded in response["files"])
    return Extracted(response["text"], response["stated"], EXTRACTORS[format][1], files)


def _end(process: object) -> None:
    """End a process, whatever it does, if it was started at all."""
    with suppress(ValueError, AssertionError, AttributeError):
        process.kill()  # type: ignore[attr-defined]
        process.join()  # type: ignore[attr-defined]


def _too_long(limits: Limits) -> str:
    return f"takes more than {limits.seconds:,} seconds to read: get it again from its source, or divide it"


def _reason_of_end(status: int | None, limits: Limits) -> str:
    """Return why a file is refused whose process ended with that status before it had sent a text."""
    if status == -signal.SIGXCPU:
        return _too_long(limits)
    most = f"{limits.memory // MEBIBYTE:,} megabytes"
    return f"is broken, or takes more than {most} of memory to read: get it again from its source, or divide it"


def _send(sender: Connection, format: str, content: bytes, limits: Limits) -> None:
    """Send the text of a file, or why it is refused, and end: the work of the process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # which whoever started this handles
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
    for bound, most in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(bound, (most, most + (bound == resource.RLIMIT_CPU)))
    try:
        text, stated, *within = EXTRACTORS[format][0](content, limits)
        if len(text.encode("utf-8", "replace")) > limits.cable:
            raise RefusedFileError(f"has more than {limits.cable:,} bytes of text: divide it into its telegrams")
        files = [(name, base64.b64encode(file).decode()) for each in within for name, file in each]
        response = {"text": text, "stated": stated, "files": files}
    except RefusedFileError as error:
        response = {"refused": str(error)}
    except MemoryError:
        response = {"refused": _reason_of_end(None, limits)}
    except Exception as error:  # whatever a file makes of its reader is a fault of the file
        response = {"refused": f"is broken: {type(error).__name__}; {pdf.GET_AGAIN}"}
    sender.send_bytes(json.dumps(response).encode())
    sender.close()
    os._exit(0)
