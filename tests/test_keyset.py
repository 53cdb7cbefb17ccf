"""Paging by key: every row once, in order, in both directions, whatever the dates."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables import keyset
from cables.keyset import BadCursorError, DateCursor
from cables.models import Cable, Post

DAY = datetime.date(2007, 9, 24)
BAD = ["", "x", "2007-09-24", "2007-09-24.", ".12", "2007-02-30.1", "2007-09-24.-1", "2007-09-24.1.2"]
BAD += ["2007-9-24.1", f"2007-09-24.{2**63}", "2007-09-24.99999999999999999999", "٢٠٠٧-09-24.1", "0000-00-00.0"]


@pytest.mark.parametrize("written", BAD)
def test_what_is_no_key_is_refused(written: str) -> None:
    with pytest.raises(BadCursorError):
        DateCursor.parse(written)


@given(st.dates(), st.integers(0, keyset.HIGHEST_ID))
def test_a_key_is_read_as_it_was_written(date: datetime.date, pk: int) -> None:
    assert DateCursor.parse(str(DateCursor(date, pk))) == DateCursor(date, pk)


@given(st.text(max_size=40))
def test_any_text_is_a_key_or_refused(written: str) -> None:
    try:
        assert str(DateCursor.parse(written))
    except BadCursorError as error:
        assert str(error) == written


def cables(days: list[int]) -> None:
    """Store a cable for every number: so many days after DAY."""
    post = Post.objects.create(code="ZENDA", city="Zenda", specimen=True)
    Cable.objects.bulk_create(
        Cable(
            mrn=f"07ZENDA{serial}",
            post=post,
            year=2007,
            serial=serial,
            date=DAY + datetime.timedelta(days),
            date_source="dtg",
            revision_number=1,
            parser_version=1,
        )
        for serial, days in enumerate(days, 1)
    )


# Many of one day, so that pages end within it; in no order of arrival.
DAYS = [3, 0, 1, 1, 1, 1, 1, 2, 5, 1, 0, 4, 3]


def in_order(oldest_first: bool) -> list[int]:
    sign = "" if oldest_first else "-"
    return list(Cable.objects.order_by(f"{sign}date", f"{sign}pk").values_list("pk", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("size", [1, 2, 3, 5, 12, 13, 20])
def test_pages_hold_every_row_once_there_and_back(size: int, oldest_first: bool) -> None:
    cables(DAYS)
    expected = in_order(oldest_first)
    page = keyset.page(Cable.objects.all(), size, oldest_first=oldest_first)
    assert not page.has_previous
    pages = [page]
    while page.has_next:
        page = keyset.page(Cable.objects.all(), size, after=page.cursors[-1], oldest_first=oldest_first)
        assert page.has_previous
        pages.append(page)
    assert [key.id for page in pages for key in page.cursors] == expected
    for before in reversed(pages[:-1]):
        page = keyset.page(Cable.objects.all(), size, before=page.cursors[0], oldest_first=oldest_first)
        assert [key.id for key in page.cursors] == [key.id for key in before.cursors]
        assert page.has_next
    assert not page.has_previous


@pytest.mark.django_db
def test_a_key_between_rows_is_a_place_too() -> None:
    cables(DAYS)
    page = keyset.page(Cable.objects.all(), 50, after=DateCursor(DAY + datetime.timedelta(3), 0))
    assert {key.date for key in page.cursors} == {DAY + datetime.timedelta(days) for days in (0, 1, 2)}
    assert page.has_previous


@pytest.mark.django_db
def test_ahead_of_the_beginning_is_the_beginning() -> None:
    cables(DAYS)
    page = keyset.page(Cable.objects.all(), 5, before=DateCursor(DAY + datetime.timedelta(5), 0))
    assert [key.id for key in page.cursors] == in_order(oldest_first=False)[:5]
    assert not page.has_previous


@pytest.mark.django_db
def test_behind_the_end_is_nothing() -> None:
    cables(DAYS)
    page = keyset.page(Cable.objects.all(), 5, after=DateCursor(datetime.date(1, 1, 1), 1))
    assert (list(page.cursors), page.has_previous, page.has_next) == ([], True, False)


@pytest.mark.django_db
def test_no_rows() -> None:
    page = keyset.page(Cable.objects.all(), 5)
    assert (list(page.cursors), page.has_previous, page.has_next) == ([], False, False)


@pytest.mark.django_db
@pytest.mark.parametrize("oldest_first", [False, True])
@pytest.mark.parametrize("size", [1, 2, 5, 13, 20])
def test_a_walk_meets_every_row_once_in_batches(size: int, oldest_first: bool) -> None:
    cables(DAYS)
    batches = list(keyset.walk(Cable.objects.all(), size, oldest_first=oldest_first))
    assert [key.id for keys in batches for key in keys] == in_order(oldest_first)
    assert all(len(keys) == size for keys in batches[:-1])
    rest = keyset.walk(Cable.objects.all(), size, after=batches[0][-1], oldest_first=oldest_first)
    assert list(rest) == batches[1:]
