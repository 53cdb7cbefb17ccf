"""Queries go through the current connection."""

from cables.db.router import CurrentRouter, current_alias, using
from cables.models import Cable


def test_the_primary_unless_said_otherwise() -> None:
    router = CurrentRouter()
    assert (router.db_for_read(Cable), router.db_for_write(Cable)) == ("default", "default")
    with using("reader"):
        assert (router.db_for_read(Cable), router.db_for_write(Cable)) == ("reader", "reader")
        with using("replica1"):
            assert current_alias() == "replica1"
        assert current_alias() == "reader"
    assert current_alias() == "default"


def test_only_the_primary_is_migrated() -> None:
    router = CurrentRouter()
    assert router.allow_migrate("default", "cables")
    assert not router.allow_migrate("reader", "cables")
