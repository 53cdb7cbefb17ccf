"""How pages show what cables say: subjects, dates, marks and words, each safe whatever stands in them."""

from __future__ import annotations

import calendar
import datetime
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString

from cables.rendering import html, portion_marks
from cables.rendering.title_case import display_subject

if TYPE_CHECKING:
    from cables.models import Cable

MONTHS = tuple(calendar.month_name)
ONLY_THE_YEAR = "mrn"  # the date_source of a cable of which no more is known


def words(text: str | None) -> SafeString:
    """A cable's words, escaped, with characters that would disturb the page made harmless."""
    return html.plain(text or "")


def thousands(number: int) -> str:
    """A number with a comma before each three digits."""
    return f"{number:,}"


def plural(number: float, one: str = "", many: str = "s") -> str:
    """The ending, or the word, that goes with a number of things."""
    return one if number == 1 else many


def printed(text: str | None) -> SafeString:
    """A few lines of a cable, such as a heading, with their breaks."""
    return html.lines(text or "")


def subject(text: str | None) -> SafeString:
    """A subject in title case where it was sent in capitals."""
    return html.plain(display_subject(text))


def attribute(text: str | None) -> SafeString:
    """A cable's words where no element can stand: in an attribute, or the title of a page."""
    return SafeString(html.plain_attribute(text or ""))


def titled(text: str | None) -> SafeString:
    """A subject as `subject` has it, where no element can stand."""
    return attribute(display_subject(text))


def sent(cable: Cable) -> SafeString:
    """When a cable was sent, as precisely as is known: to the minute, the day or the year."""
    if cable.date_source == ONLY_THE_YEAR:
        return _time(f"{cable.date.year:04}", f"{cable.date.year:04}")
    if cable.sent_at:
        return moment(cable.sent_at)
    return day(cable.date)


def sent_day(cable: Cable) -> SafeString:
    """The day on which a cable was sent, or the year where no more is known."""
    return sent(cable) if cable.date_source == ONLY_THE_YEAR else day(cable.date)


def day(date: datetime.date) -> SafeString:
    """A day, or that of a moment, as "24 September 2007"."""
    return _time(date.isoformat()[:10], _in_words(date))


def moment(at: datetime.datetime) -> SafeString:
    """A moment to the minute, as "24 November 2026, 12:31 UTC"."""
    at = at.astimezone(datetime.UTC)
    minute = at.isoformat()[:16]
    return _time(f"{minute}Z", f"{_in_words(at)}, {minute[11:]} UTC")


def _in_words(date: datetime.date) -> str:
    return f"{date.day} {MONTHS[date.month]} {date.year}"


def _time(machines: str, readers: str) -> SafeString:
    """A moment as its element: for machines and for readers, of digits and English words alone."""
    return SafeString(f'<time datetime="{machines}">{readers}</time>')


def dtg(moment: datetime.datetime) -> str:
    """A moment as a date-time group: `241326Z SEP 07`."""
    return f"{moment.astimezone(datetime.UTC):%d%H%MZ %b %y}".upper()


def style_of(classification: str | None) -> str:
    """The CSS class of a classification: `limited-official-use`."""
    return (classification or "").lower().replace(" ", "-")


def portion_meaning(portion: str | None) -> str:
    """A portion marking in words."""
    return portion_marks.meaning(portion) if portion else ""


def portion_level(portion: str | None) -> str:
    """The CSS class of a portion marking: `sbu`."""
    return portion_marks.level(portion).lower() if portion else ""
