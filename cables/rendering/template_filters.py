"""Template filters of all pages: subjects, dates, portion markings and texts of cables as safe HTML."""

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
    """Return a cable's text escaped, with characters that would disturb the page made harmless."""
    return html.escape(text or "")


def thousands(number: int) -> str:
    """Return a number with a comma before each three digits."""
    return f"{number:,}"


def plural(number: float, one: str = "", many: str = "s") -> str:
    """Return the ending, or the word, that goes with a number of things."""
    return one if number == 1 else many


def multiline(text: str | None) -> SafeString:
    """Return a few lines of a cable, such as a heading, with their breaks."""
    return html.multiline(text or "")


def subject(text: str | None) -> SafeString:
    """Return a subject, in title case where it was sent in capitals."""
    return html.escape(display_subject(text))


def attribute(text: str | None) -> SafeString:
    """Return a cable's text for where no element can stand: an attribute, or the title of a page."""
    return SafeString(html.escape_attribute(text or ""))


def titled(text: str | None) -> SafeString:
    """Return a subject as `subject` does, for where no element can stand."""
    return attribute(display_subject(text))


def sent(cable: Cable) -> SafeString:
    """Return the time at which a cable was sent, as precisely as is known: to the minute, the day or the year."""
    if cable.date_source == ONLY_THE_YEAR:
        return _time(f"{cable.date.year:04}", f"{cable.date.year:04}")
    if cable.sent_at:
        return timestamp(cable.sent_at)
    return day(cable.date)


def sent_day(cable: Cable) -> SafeString:
    """Return the day on which a cable was sent, or the year where no more is known."""
    return sent(cable) if cable.date_source == ONLY_THE_YEAR else day(cable.date)


def day(date: datetime.date) -> SafeString:
    """Return a date, or that of a datetime, as "24 September 2007"."""
    return _time(date.isoformat()[:10], _in_words(date))


def date_in_words(iso: str) -> str:
    """Return an ISO day or month in words: "4 December 2006", "December 2006"."""
    year, month, *days = (int(part) for part in iso.split("-"))
    return " ".join([*(str(number) for number in days), MONTHS[month], str(year)])


def timestamp(at: datetime.datetime) -> SafeString:
    """Return a datetime to the minute, as "24 November 2026, 12:31 UTC"."""
    at = at.astimezone(datetime.UTC)
    minute = at.isoformat()[:16]
    return _time(f"{minute}Z", f"{_in_words(at)}, {minute[11:]} UTC")


def _in_words(date: datetime.date) -> str:
    return f"{date.day} {MONTHS[date.month]} {date.year}"


def _time(iso: str, shown: str) -> SafeString:
    """Return a `<time>` element; both values consist of digits and English words alone."""
    return SafeString(f'<time datetime="{iso}">{shown}</time>')


def dtg(at: datetime.datetime) -> str:
    """Return a datetime as a date-time group: `241326Z SEP 07`."""
    return f"{at.astimezone(datetime.UTC):%d%H%MZ %b %y}".upper()


def style_of(classification: str | None) -> str:
    """Return the CSS class of a classification: `limited-official-use`."""
    return (classification or "").lower().replace(" ", "-")


def portion_meaning(portion: str | None) -> str:
    """Return a portion marking in words."""
    return portion_marks.meaning(portion) if portion else ""


def portion_level(portion: str | None) -> str:
    """Return the CSS class of a portion marking: `sbu`."""
    return portion_marks.level(portion).lower() if portion else ""
