"""Parts of URLs: years, months, days, tags, posts and reference numbers."""

from __future__ import annotations

from django.urls import register_converter


class _Number:
    """A number of fixed width: `09` is 9, and `9` is no month."""

    width: int

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:0{self.width}}"


class YearConverter(_Number):
    """A year that a cable can be of, 1900 to 2099."""

    regex = "(?:19|20)[0-9]{2}"
    width = 4


class MonthConverter(_Number):
    """A month, 01 to 12."""

    regex = "0[1-9]|1[0-2]"
    width = 2


class DayConverter(_Number):
    """A day of a month, 01 to 31; the view checks whether the month has it."""

    regex = "0[1-9]|[12][0-9]|3[01]"
    width = 2


class _Word:
    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class SlugConverter(_Word):
    """A tag's or post's slug: letters, digits and hyphens, so that one with a suffix (`PGOV.json`) never matches."""

    regex = "[A-Za-z0-9-]{1,200}"


class MrnConverter(_Word):
    """A reference number in any spelling a reader may type, without a slash, and without the beginning of an ending of
    several parts: `07LIMA3229.csl.json` is the ending `csl.json` of a number."""

    regex = r"(?:(?!(?:\.[a-z]+){2,}$)[^/\x00]){1,200}"


class EndingConverter(_Word):
    """The ending after a number and a full stop, in small letters: `pdf`, `csl.json`."""

    regex = r"[a-z]+(?:\.[a-z]+)*"


def register() -> None:
    """Make the converters known to Django under the names that urls.py uses."""
    register_converter(YearConverter, "year")
    register_converter(MonthConverter, "month")
    register_converter(DayConverter, "day")
    register_converter(SlugConverter, "slug-of")
    register_converter(MrnConverter, "mrn")
    register_converter(EndingConverter, "ending")
