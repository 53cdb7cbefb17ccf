"""Many ids as one value of a question: the database is asked the same SQL however many they are."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Lookup

if TYPE_CHECKING:
    IdLookup = Lookup[bool]
else:  # Django's own class takes no parameter
    IdLookup = Lookup


def joined(ids: Collection[int]) -> str:
    """The ids as `pk__among` takes them: a JSON list."""
    return json.dumps(list(ids))


class Among(IdLookup):
    """`pk__among=joined(ids)`: rows with these ids, of which there may be none.

    PostgreSQL is to fetch them by the key, wherever they lie: told what is in the list it walks cables by date and
    compares each with the whole list, which for the newest 20 of 3,000 took it 60 ms instead of 7 (measured).
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        left, parameters = self.process_lhs(compiler, connection)
        if connection.vendor == "postgresql":
            fetched = "ARRAY(SELECT json_array_elements_text(%s::json)::bigint)"
            return f"{left} = ANY({fetched})", (*parameters, self.rhs)
        chosen = "(SELECT value FROM json_each(%s))"
        return f"{left} IN {chosen}", (*parameters, self.rhs)


models.BigAutoField.register_lookup(Among)
