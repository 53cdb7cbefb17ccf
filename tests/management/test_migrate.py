from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cables.management.commands.migrate import LOCK, UNLOCK


@pytest.mark.django_db
def test_a_migration_waits_for_the_end_of_one_that_was_killed() -> None:
    with CaptureQueriesContext(connection) as queries:
        call_command("migrate", verbosity=0)
    statements = [query["sql"] for query in queries]
    locks = [statement for statement in statements if statement in (LOCK, UNLOCK)]
    if connection.vendor == "postgresql":
        read = next(place for place, statement in enumerate(statements) if "django_migrations" in statement)
        assert locks == [LOCK, UNLOCK]
        assert statements.index(LOCK) < read < statements.index(UNLOCK)
    else:
        assert locks == []
