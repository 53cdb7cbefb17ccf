"""Builders for tests: the text of a telegram from a few facts, and texts imported into the archive."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from cables.ingest.outcomes import Outcome, Status
from cables.ingest.service import ingest
from cables.models import Cable
from cables.sources import RawCable

MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]


def telegram(
    mrn: str = "07LIMA101",
    *,
    date: str | None = "2007-06-15",
    subject: str | None = "TOLL BARGES RETURN TO THE LOWER SARN",
    tags: str | None = "PREL, ECON, PE",
    refs: Sequence[str] = (),
    paragraphs: Iterable[str] = ("(U) The barges came back on Friday.",),
    classification: str = "UNCLAS",
    captions: Sequence[str] = ("SIPDIS",),
    info: Sequence[str] = ("RUEHZQ/AMEMBASSY BOGOTA PRIORITY 0042",),
    classified_by: str | None = None,
    signer: str | None = "ROE",
) -> str:
    """Return the text of an invented telegram; `refs` without a label are lettered, paragraphs are numbered from 1."""
    match = re.fullmatch(r"(\d\d)([A-Z]+)(\d+)", mrn)
    assert match
    post, serial = match[2], int(match[3])
    lines = []
    if date:
        month, day = int(date[5:7]), int(date[8:10])
        lines += [f"P {day:02}0930Z {MONTHS[month - 1]} {date[2:4]}"]
    lines += [f"FM AMEMBASSY {post}", "TO RUEHC/SECSTATE WASHDC PRIORITY 1234"]
    lines += [f"INFO {info[0]}", *info[1:]] if info else []
    lines += ["", f"{classification} {post} {serial:06}", "", *captions, "", "E.O. 12958: N/A"]
    lines += [f"TAGS: {tags}"] if tags else []
    lines += [f"SUBJECT: {subject}"] if subject else []
    if len(refs) == 1:
        lines += ["", f"REF: {refs[0]}"]
    elif refs:
        lettered = [f"{chr(65 + index)}. {ref}" for index, ref in enumerate(refs)]
        lines += ["", f"REF: {lettered[0]}", *(f"     {ref}" for ref in lettered[1:])]
    lines += ["", f"Classified By: {classified_by}"] if classified_by else []
    for number, paragraph in enumerate(paragraphs, 1):
        lines += ["", f"{number}. {paragraph}"]
    lines += [signer] if signer else []
    return "\n".join(lines) + "\n"


def record(text: str, **attributes: str) -> str:
    """Return the text with message attributes below it, as the National Archives give it: `Film_Number="D1"`."""
    lines = [f"{key.replace('_', ' ')}: {value}" for key, value in attributes.items()]
    return "\n".join([text, "Message Attributes", "Capture Date: 01 jan 1994", *lines, "Type: TE", ""])


def release(text: str, line: str = "RELEASE IN PART\nB6", document: str = "C00000000") -> str:
    """Return the text as the Department of State releases it under FOIA: stamped at its top and end."""
    stamp = f"UNCLASSIFIED U.S. Department of State Case No. F-2012-00000 Doc No. {document} Date: 01/01/2013\n"
    reviewer = "REVIEW AUTHORITY: Jane Q. Roe, Senior Reviewer"
    return f"{stamp}\n{line}\n{reviewer}\n\n{text}\n{stamp}{stamp}"


def raw(text: str, mrn: str | None = None, where: str = "test") -> RawCable:
    """Return the text as a source yields it, published under `mrn` where one is given."""
    return RawCable(text=text, content=text.encode(), encoding="utf-8", where=where, format="text", published_id=mrn)


def store(*texts: str) -> Counter[Status]:
    """Import the texts; return how many have each status."""
    return ingest([raw(text) for text in texts], label="test")


def outcomes(*raws: RawCable, dry_run: bool = False) -> list[Outcome]:
    """Import the raw cables; return the outcome of each."""
    reported: list[Outcome] = []
    ingest(raws, label="test", dry_run=dry_run, report=reported.append)
    return reported


def stored_cable(mrn: str) -> Cable:
    """Return the cable of that number, which is in the archive."""
    return Cable.objects.get(mrn=mrn)
