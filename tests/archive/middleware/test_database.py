"""Public pages are read through a connection that cannot write; a replica that is lost is not noticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import ResolverMatch, URLPattern, get_resolver
from pytest_django import Settings

from archive.middleware.database import DatabaseMiddleware
from cables.db import router
from cables.models import Cable, ImportRun
from cables.views.home import HomeView

both = pytest.mark.django_db(transaction=True, databases=["default", "reader"])

# A value for each part of an address.
PARTS = {"slug": "PREL", "code": "ZENDA", "year": 2007, "month": 6, "day": 15, "mrn": "07ZENDA2", "pk": 0}
QUERIES = {"search": "?q=toll", "search-json": "?q=toll", "search-csv": "?q=toll", "search-atom": "?q=toll"}
QUERIES |= dict.fromkeys(("concordance", "concordance-json", "concordance-csv", "find"), "?q=toll")


def addresses() -> Iterator[Any]:
    """Every public address of the site, with the name of its view."""
    for pattern in get_resolver("cables.urls").url_patterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name
        if pattern.name == "cable-ending":
            continue  # which nothing is found at
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
    address = address.replace("/batch/0/", f"/batch/{ImportRun.objects.earliest('pk').pk}/")
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
    assert client.cookies["seen"]["httponly"]
    assert client.get("/").cookies == {}


def test_what_is_streamed_is_read_through_the_same_connection_to_its_end(settings: Settings) -> None:
    settings.READER = "reader"

    def stream() -> Iterator[str]:
        yield router.current_alias()
        yield router.current_alias()

    response = DatabaseMiddleware(lambda request: StreamingHttpResponse(stream()))(HttpRequest())
    assert isinstance(response, StreamingHttpResponse)
    assert list(response) == [b"reader", b"reader"]
    assert router.current_alias() == "default"


# What follows takes the reader's connection for a replica's, and the primary for where pages are read without one.


@pytest.fixture
def replicas(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REPLICAS = ["reader"]
    monkeypatch.setattr("archive.replicas.Replicas.answers", lambda *args: True)


def ask(view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """What the middleware answers for a view."""
    middleware: DatabaseMiddleware

    def get_response(request: HttpRequest) -> HttpResponseBase:
        try:
            return view(request)
        except Exception as error:
            response = middleware.process_exception(request, error)
            if response is None:
                raise
            return response

    middleware = DatabaseMiddleware(get_response)
    request = HttpRequest()
    request.resolver_match = ResolverMatch(view, (), {})
    return middleware(request)


def content(response: HttpResponseBase) -> bytes:
    """All of the response."""
    assert isinstance(response, HttpResponse | StreamingHttpResponse)
    return response.getvalue()


@pytest.mark.parametrize("error", [OperationalError("terminated"), InterfaceError("closed")])
def test_a_page_whose_replica_is_lost_is_made_again(replicas: None, error: Exception) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        if router.current_alias() == "reader":
            raise error
        return HttpResponse(router.current_alias())

    assert content(ask(view)) == b"default"


class Canceled(Exception):  # noqa: N818 - psycopg's name
    """What psycopg raises where PostgreSQL gave a statement up."""

    sqlstate = "57014"


@pytest.mark.parametrize("error", [OperationalError("too slow"), ValueError("a fault")])
def test_other_faults_are_not_the_connections(replicas: None, error: Exception) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise error from Canceled()

    with pytest.raises(type(error)):
        ask(view)


def exporting(parts: list[str], differently: str = "") -> Callable[[HttpRequest], HttpResponseBase]:
    """A view whose download breaks off behind its second part where a replica is read."""

    def lines() -> Iterator[str]:
        for place, part in enumerate(parts):
            if router.current_alias() == "reader" and place == 2:
                raise OperationalError("terminated")
            yield part if router.current_alias() == "reader" else part + differently

    return lambda request: StreamingHttpResponse(lines())


def test_a_download_goes_on_where_its_replica_was_lost(replicas: None) -> None:
    assert content(ask(exporting(["a,b\n", "1,2\n", "3,4\n", "5,6\n"]))) == b"a,b\n1,2\n3,4\n5,6\n"


@pytest.mark.parametrize("again", [exporting(["a,b\n"] * 4, "!"), exporting(["a"])])
def test_a_download_that_would_not_fit_breaks_off(replicas: None, again: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.middleware.database.answer", lambda request: again(request))
    with pytest.raises(OperationalError, match="terminated"):
        content(ask(exporting(["a,b\n"] * 4)))
