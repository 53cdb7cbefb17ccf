"""URLs of the archive's own pages."""

import pytest
from django.urls import NoReverseMatch, reverse

from cables.reverse import url


@pytest.mark.parametrize(
    ("name", "args"),
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
def test_urls_are_those_of_the_patterns(name: str, args: tuple[object, ...]) -> None:
    assert url(name, *args) == url(name, *args) == reverse(name, args=args)


def test_arguments_are_escaped() -> None:
    assert url("cable", "07 LIMA/3229?\u202e<") == "/cable/07%20LIMA%2F3229%3F%E2%80%AE%3C/"


@pytest.mark.parametrize(("name", "args"), [("nowhere", ()), ("nowhere", ("07LIMA3229",)), ("year", (1,))])
def test_there_is_no_url_of_another_name(name: str, args: tuple[object, ...]) -> None:
    with pytest.raises(NoReverseMatch):
        url(name, *args)
