from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from cables.telegram import parse
from cables.telegram.collector import LONG, at_rest


@pytest.fixture(autouse=True)
def collecting() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_the_collector_rests_while_a_long_text_is_read() -> None:
    with at_rest(LONG):
        assert not gc.isenabled()
    assert gc.isenabled()


def test_an_ordinary_text_leaves_it_alone() -> None:
    with at_rest(LONG - 1):
        assert gc.isenabled()


def test_who_switched_it_off_keeps_it_off() -> None:
    gc.disable()
    with at_rest(LONG):
        pass
    assert not gc.isenabled()


def test_an_error_does_not_leave_it_off() -> None:
    with pytest.raises(ValueError, match="within"), at_rest(LONG):
        raise ValueError("within")
    assert gc.isenabled()


def test_parsing_leaves_it_on() -> None:
    parse("word " * LONG)
    assert gc.isenabled()
