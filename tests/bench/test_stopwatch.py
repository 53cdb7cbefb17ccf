import pytest
from django.db import connection

from bench.stopwatch import stopwatch
from cables.db.prepared import PreparedQuery
from cables.models import Post

pytestmark = pytest.mark.django_db


def test_queries_and_their_seconds_are_counted() -> None:
    with stopwatch() as watch:
        assert not Post.objects.exists()
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 UNION ALL SELECT 2")
            assert sorted(cursor) == [(1,), (2,)]
    assert watch.queries == 2
    assert watch.seconds > 0


def test_prepared_queries_are_counted() -> None:
    posts = PreparedQuery(Post, lambda code: Post.objects.filter(code=code))
    with stopwatch() as watch:
        assert posts("NOWHERE") == []
    assert watch.queries == 1
    assert watch.seconds > 0


def test_nothing_is_counted_after_the_end() -> None:
    with stopwatch() as watch:
        pass
    Post.objects.count()
    assert watch.queries == 0
