"""What an address asks of the index, for concordance and data: the query as typed and as read, and what narrows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlencode

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from cables.lists import search_filters as narrowings
from cables.lists.search_filters import Narrowing
from cables.search.query.nodes import Field
from cables.search.query.parse import ParsedQuery, mrn_alone, parse_query

NOTHING_ASKED = "“q” is missing: it gives the words to look for."
TOO_SLOW = "That took longer than a search may. Ask for rarer words, or narrow it down to a post, a year or a TAG."


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and its narrowing; `misread` is a sentence about a date that is none, or empty."""

    typed: str
    reading: ParsedQuery
    narrowing: Narrowing
    misread: str

    @classmethod
    def of(cls, request: HttpRequest) -> Self:
        """What the request asks for. A reference number alone asks for the cable of that number."""
        typed = request.GET.get("q", "")
        mrn = mrn_alone(typed)
        reading = ParsedQuery(Field("mrn", mrn), (), mrn) if mrn else parse_query(typed)
        return cls(typed, reading, Narrowing.read(request.GET), narrowings.misread(request.GET))

    @property
    def condition(self) -> Q:
        """What narrows, as a condition on cables."""
        return self.narrowing.condition()

    @property
    def words(self) -> str:
        """The query for an address: as typed, or as understood where not all of it was."""
        return self.reading.canonical if self.reading.errors else self.typed

    def problem(self) -> str:
        """Why a program cannot have what it asks for, in a sentence or some; empty where it can."""
        told = [error.message for error in self.reading.errors]
        told += [self.misread] if self.misread else []
        if not told and not self.reading.node and not self.narrowing:
            told = [NOTHING_ASKED]
        return " ".join(told)

    def url(self, page: str, /, **more: str) -> str:
        """The address of the page of that name that asks for the same."""
        words = [("q", self.words)] if self.words else []
        parameters = urlencode([*words, *self.narrowing.parameters(), *more.items()])
        return f"{reverse(page)}{'?' if parameters else ''}{parameters}"
