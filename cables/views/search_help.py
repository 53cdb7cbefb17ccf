"""`/search/help/`: every operator and field of a query with an example that finds something in the archive at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from cables.search.query import help
from cables.search.query.fields import FIELDS
from cables.search.query.help import Operator
from cables.views.lists import ArchivePageView


@dataclass(frozen=True, slots=True)
class OperatorHelp:
    """An operator as the page explains it; where the archive has no example for it, `example` and `url` are empty."""

    form: str
    meaning: str
    example: str
    url: str


def with_examples(operators: Iterable[Operator], values: Mapping[str, str]) -> list[OperatorHelp]:
    """Return operators, each with an example from the archive."""
    rows = []
    for operator in operators:
        typed = help.example(operator.example, values)
        url = f"{reverse('search')}?{urlencode({'q': typed})}" if typed else ""
        rows.append(OperatorHelp(operator.form, operator.meaning, typed, url))
    return rows


def fields() -> list[Operator]:
    """Return the fields as operators, with their other names."""
    return [
        Operator(" or ".join(f"{name}:" for name in (field.name, *field.aliases)), field.meaning, field.example)
        for field in FIELDS.values()
    ]


class SearchHelpView(ArchivePageView):
    """How to search."""

    template_name = "cables/search_help.html"
    section = "search"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        values = help.example_values()
        return super().get_context_data(**kwargs) | {
            "words": with_examples(help.WORDS, values),
            "streams": with_examples(help.STREAMS, values),
            "fields": with_examples(fields(), values),
            "limits": help.LIMITS,
            "mrn": values.get("mrn", ""),
        }
