"""Queries go through the current connection."""

from cables.db.router import CurrentRouter, current, through
from cables.models import Cable


def test_the_primary_unless_said_otherwise() -> None:
    router = CurrentRouter()
    assert (router.db_for_read(Cable), router.db_for_write(Cable)) == ("default", "default")
    with through("reader"):
        assert (router.db_for_read(Cable), router.db_for_write(Cable)) == ("reader", "reader")
        with through("replica1"):
            assert current() == "replica1"
        assert current() == "reader"
    assert current() == "default"


def test_only_the_primary_is_migrated() -> None:
    router = CurrentRouter()
    assert router.allow_migrate("default", "cables")
    assert not router.allow_migrate("reader", "cables")
