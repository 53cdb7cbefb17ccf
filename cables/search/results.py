"""Hits of a query: how many cables it finds, in which order, and which of them the counts rest on.

Everything is exact up to MOST_COUNTED hits. Beyond, nothing is counted to the end: the newest NEWEST hits are ranked
and counted, and the page says so. How a list by date is read follows the words' frequency: of few hits the ids are
known and sorted; of many the cables are scanned by date and looked up in the index's list, or, for a page of them
where most cables are hits, each is looked up in the index, which ends soon.

The lookups `pk__match=node` and its variants match the same cables by different plans. `node` is a text node with its
prefixes expanded; what each lookup becomes in SQL is the database's own (see `backends`),
and so is the order by relevance.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property, reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup, Q

from cables.db.lookups import json_list
from cables.db.prepared import PreparedQuery
from cables.models import Cable, Tally
from cables.models.cable import CableQuerySet
from cables.search import backends
from cables.search.query import fields
from cables.search.query.nodes import And, FieldNode, Node, Not, Or, TextNode, needs_positions

if TYPE_CHECKING:
    IdLookup = Lookup[bool]
else:  # Django's own class takes no parameter
    IdLookup = Lookup

MOST_COUNTED = 3_000
NEWEST = 1_000
A_LOOK = 3  # times as long as to fetch a cable from a list it takes PostgreSQL to look into the words of one

_cables = PreparedQuery(
    Tally,
    lambda: Tally.objects.filter(scope=Tally.Scope.ARCHIVE, key="", year=0, month=0).values_list("cables", flat=True),
)


def is_text(node: Node) -> bool:
    """Return whether the node consists of words alone, so that the search index can run it."""
    match node:
        case FieldNode():
            return False
        case And(parts) | Or(parts):
            return all(map(is_text, parts))
        case Not(part):
            return is_text(part)
    return True


def condition(node: Any) -> Q:
    """Return the node, fields and words in any mixture, as a condition on cables."""
    if is_text(node):
        text = backends.reader().expand(node)
        ids = backends.reader().ids(text, fields.MOST_LISTED + 1)
        if len(ids) <= fields.MOST_LISTED:
            return Q(pk__match=text)
        return Q(pk__match_mixed=text) if dense(ids) else Q(pk__match_listed=text)
    match node:
        case FieldNode():
            return fields.condition(node)
        case And(parts):
            return Q(*map(condition, parts))
        case Or(parts):
            return reduce(or_, map(condition, parts))
        case Not(part):
            return ~condition(part)
    raise TypeError(f"{node!r} is no node")


def dense(ids: Collection[int]) -> bool:
    """Return whether the ids are every second one of those in their range, or more."""
    return density(ids) > 1 / 2


def density(ids: Collection[int]) -> float:
    """Return the share of the numbers between the first and third quartile of the ids that are ids: 1 if they adjoin.

    The outer quarters are left out, since a few ids may lie far from all others. There are thousands of ids.
    """
    outer = len(ids) // 4
    middle = sorted(ids)[outer : len(ids) - outer]
    return len(middle) / max(1, middle[-1] - middle[0])


def scattered(ids: Collection[int], cables: int) -> bool:
    """Return whether so few cables match that it is faster to fetch them all than to scan by date for the newest.

    `ids` are some of those that match, of `cables` in the archive; the scan looks into the words of each cable.
    """
    matching = density(ids)
    return matching * cables < A_LOOK * NEWEST / matching


def divided(node: Node | None) -> tuple[TextNode | None, Q]:
    """Return what the search index runs as a whole, and the rest as a condition; a cable has to meet both."""
    if node is None:
        return None, Q()
    parts = node.parts if isinstance(node, And) else (node,)
    texts = [part for part in parts if is_text(part)]
    rest = Q(*(condition(part) for part in parts if not is_text(part)))
    if not texts:
        return None, rest
    text: Any = texts[0] if len(texts) == 1 else And(tuple(texts))
    return backends.reader().expand(text), rest


class Hits:
    """The cables that a query finds and that meet a condition."""

    def __init__(self, node: Node | None, condition: Q | None = None) -> None:
        self.text, rest = divided(node)
        self.rest = rest & (condition or Q())

    @cached_property
    def few(self) -> list[int] | None:
        """Return the ids of all hits, where they are at most MOST_COUNTED; None where there are more."""
        if self.text is None:
            return self.within_bounds(self.cables_of(self.rest))
        if len(self.matching) <= MOST_COUNTED:
            return (
                list(self.cables_of(Q(pk__by_key=json_list(self.matching)) & self.rest)) if self.rest else self.matching
            )
        if not self.rest:
            return None
        others = self.within_bounds(self.cables_of(self.rest))
        if others is None:
            return self.within_bounds(self.cables_of(self.rest & Q(pk__match_listed=self.text)))
        return list(self.cables_of(Q(pk__by_key=json_list(others), pk__match_each=self.text)))

    @cached_property
    def matching(self) -> list[int]:
        """Return the ids that the search index finds, at most one more than are counted."""
        return backends.reader().ids(self.text, MOST_COUNTED + 1)

    @staticmethod
    def cables_of(condition: Q) -> Any:
        """Return the ids of cables that meet a condition."""
        return Cable.objects.filter(condition).order_by().values_list("pk", flat=True)

    @staticmethod
    def within_bounds(ids: Any) -> list[int] | None:
        """Return all of the ids; None where they are more than are counted."""
        first = list(ids[: MOST_COUNTED + 1])
        return first if len(first) <= MOST_COUNTED else None

    @property
    def count(self) -> int:
        """Return the number of hits; where `capped`, there are more than this."""
        return MOST_COUNTED if self.few is None else len(self.few)

    @property
    def capped(self) -> bool:
        """Return whether there are more hits than are counted."""
        return self.few is None

    def cables(self) -> CableQuerySet:
        """Return the hits as cables, to be ordered by date and paged by cursor."""
        if self.few is not None:
            return Cable.objects.filter(pk__by_key=json_list(self.few))
        if self.text is None:
            return Cable.objects.filter(self.rest)
        return Cable.objects.filter(
            Q(pk__match_each=self.text) if self.most else Q(pk__match_listed=self.text), self.rest
        )

    def top(self) -> CableQuerySet:
        """Return the newest hits as cables, as many as are counted: enough for the first page by date."""
        return Cable.objects.filter(pk__by_key=json_list(self.counted))

    @cached_property
    def most(self) -> bool:
        """Return whether at least half of the cables have the words, judging by those that the index found first."""
        return dense(self.matching)

    @cached_property
    def counted(self) -> list[int]:
        """Return the ids that ranking and counts rest on: all hits, or the newest where they are too many."""
        if self.few is not None:
            return self.few
        if self.text is None:
            return list(self.newest(self.rest)[:NEWEST])
        if self.most and backends.reader().scans_index_first:
            newest = list(self.newest(self.rest)[: 2 * NEWEST])
            matching = backends.reader().ids_within(self.text, newest)
            if len(matching) >= NEWEST:
                return [pk for pk in newest if pk in matching][:NEWEST]
        # Of a phrase the index lists all cables that have its words, so that each of them would have to be read.
        plain = not backends.reader().scans_index_first and not needs_positions(self.text)
        few = plain and scattered(self.matching, _cables.first() or 0)
        texts = Q(pk__match_newest=self.text) if few else Q(pk__match_listed=self.text)
        return list(self.newest(self.rest & texts)[:NEWEST])

    def newest(self, condition: Q) -> Any:
        """Return the ids of the cables that meet a condition, the newest first."""
        return self.cables_of(condition).order_by("-date", "-id")

    def by_relevance(self, start: int, stop: int) -> list[int]:
        """Return the ids of the hits from `start` to before `stop`, the most relevant first.

        Without words to rank by, the newest are first.
        """
        if self.text is None:
            newest = Cable.objects.filter(pk__by_key=json_list(self.counted)).order_by("-date", "-id")
            return list(newest.values_list("pk", flat=True)[start:stop])
        return backends.reader().ranked(self.text, self.counted, stop)[start:stop]


@models.BigAutoField.register_lookup
class Match(IdLookup):
    """The index is looked into first: for words that few cables have."""

    lookup_name = "match"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        key, _ = self.process_lhs(compiler, connection)  # a column, which has no parameters
        condition = getattr(backends.search_backend(connection), self.lookup_name)
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
