"""Addresses of the archive's own pages."""

import pytest
from django.urls import NoReverseMatch, reverse

from cables.addresses import address


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("home", ()),
        ("cable", ("07LIMA3229",)),
        ("cable-json", ("07LIMA3229",)),
        ("tag", ("person-lime-la",)),
        ("post", ("LIMA",)),
        ("month", (2007, 9)),
        ("batch", (12,)),
    ],
)
def test_addresses_are_those_of_the_patterns(name: str, parts: tuple[object, ...]) -> None:
    assert address(name, *parts) == address(name, *parts) == reverse(name, args=parts)


def test_what_stands_in_an_address_is_escaped() -> None:
    assert address("cable", "07 LIMA/3229?\u202e<") == "/cable/07%20LIMA%2F3229%3F%E2%80%AE%3C/"


@pytest.mark.parametrize(("name", "parts"), [("nowhere", ()), ("nowhere", ("07LIMA3229",)), ("year", (1,))])
def test_there_is_no_address_of_another_name(name: str, parts: tuple[object, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        address(name, *parts)
