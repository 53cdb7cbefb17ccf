"""Lookups of cables by words: `pk__match=node` and its variants, which match the same cables by different plans.

`node` is a text node of a query with its prefixes expanded. Which variant is fast depends on how many cables match
(see `results`); what each becomes in SQL is the database's own (see `backends`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup

from cables.search.backends import search_backend

if TYPE_CHECKING:
    IdLookup = Lookup[bool]
else:  # Django's own class takes no parameter
    IdLookup = Lookup


@models.BigAutoField.register_lookup
class Match(IdLookup):
    """The index is looked into first: for words that few cables have."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        key, _ = self.process_lhs(compiler, connection)  # a column, which has no parameters
        condition = getattr(search_backend(connection), self.lookup_name)
        sql, parameters = condition(key, self.rhs)
        return sql, tuple(parameters)


@models.BigAutoField.register_lookup
class MatchEach(Match):
    """The index is looked into cable by cable: for few cables, or where most match."""

    lookup_name = "match_each"


@models.BigAutoField.register_lookup
class MatchListed(Match):
    """All that match are listed once, and cables looked up in the list: for many cables, of which many or few match."""

    lookup_name = "match_listed"


@models.BigAutoField.register_lookup
class MatchNewest(Match):
    """All that match are gathered before they are ordered: for the newest, where not too many match."""

    lookup_name = "match_newest"


@models.BigAutoField.register_lookup
class MatchMixed(Match):
    """For words that most cables have, beside other conditions of which any will do."""

    lookup_name = "match_mixed"
