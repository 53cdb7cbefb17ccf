"""Public pages are read through a connection that cannot write; a replica that is lost is not noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver
from pytest_django import Settings

from archive import routing
from archive.reading import ReadingMiddleware
from cables.models import Cable
from cables.views.home import HomeView

both = pytest.mark.django_db(transaction=True, databases=["default", "reader"])

# A value for each part of an address.
PARTS = {"slug": "PREL", "code": "ZENDA", "year": 2007, "month": 6, "day": 15, "mrn": "07ZENDA2"}
QUERIES = {"search": "?q=toll", "search-json": "?q=toll", "search-csv": "?q=toll", "search-atom": "?q=toll"}
QUERIES |= dict.fromkeys(("concordance", "concordance-json", "concordance-csv", "find"), "?q=toll")


def addresses() -> Iterator[Any]:
    """Every public address of the site, with the name of its view."""
    for pattern in get_resolver("cables.urls").url_patterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name
        parts = pattern.pattern.converters
        path = str(pattern.pattern)
        for part, converter in parts.items():
            path = path.replace(f"<{converter_name(path, part)}:{part}>", converter.to_url(PARTS[part]))
        yield pytest.param(f"/{path}{QUERIES.get(pattern.name, '')}", id=pattern.name)


def converter_name(path: str, part: str) -> str:
    """The name of the converter that a part of an address has."""
    return path.partition(f":{part}>")[0].rpartition("<")[2]


def refuse(*args: Any, **kwargs: Any) -> None:
    """Fails the query."""
    raise AssertionError("the primary's own connection was asked")


@both
@pytest.mark.parametrize("address", [*addresses()])
def test_every_public_address_is_read_without_the_right_to_write(client: Client, reader: str, address: str) -> None:
    with connection.execute_wrapper(refuse):
        response = client.get(address)
        assert response.status_code in (200, 301), response.status_code
        assert response.getvalue() or response.status_code == 301


@both
def test_a_write_through_a_public_page_fails(client: Client, reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    refused: list[str] = []

    def get(self: HomeView, request: HttpRequest) -> HttpResponse:
        for write in (lambda: Cable.objects.update(subject="ALTERED"), Cable.objects.all().delete):
            with pytest.raises(DatabaseError) as error:
                write()
            refused.append(str(error.value))
        return HttpResponse("held")

    monkeypatch.setattr(HomeView, "get", get)
    assert client.get("/").content == b"held"
    assert len(refused) == 2
    assert all("readonly" in said or "read-only" in said or "permission denied" in said for said in refused)
    assert Cable.objects.exclude(subject="ALTERED").count() == 2


@both
def test_the_administration_reads_and_writes_through_the_primary(client: Client, reader: str) -> None:
    get_user_model().objects.create_superuser("keeper", password="a keeper's own")
    with connections["reader"].execute_wrapper(refuse):
        assert client.login(username="keeper", password="a keeper's own")
        assert client.get("/admin/").status_code == 200
    assert "seen" not in client.cookies
    assert client.get("/").cookies == {}


def test_what_is_streamed_is_read_through_the_same_connection_to_its_end(settings: Settings) -> None:
    settings.READER = "reader"

    def stream() -> Iterator[str]:
        yield routing.current()
        yield routing.current()

    response = ReadingMiddleware(lambda request: StreamingHttpResponse(stream()))(HttpRequest())
    assert isinstance(response, StreamingHttpResponse)
    assert list(response) == [b"reader", b"reader"]
    assert routing.current() == "default"
