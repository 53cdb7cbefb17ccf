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
from cables.sources import FileFormat
from cables.views.home import HomeView

both = pytest.mark.django_db(transaction=True, databases=["default", "reader"])

# A value for each argument of a URL.
ARGUMENTS = {"slug": "PREL", "code": "ZENDA", "year": 2007, "month": 6, "day": 15, "mrn": "07ZENDA2", "pk": 0}
QUERIES = {"search": "?q=toll", "search-json": "?q=toll", "search-csv": "?q=toll", "search-atom": "?q=toll"}
QUERIES |= dict.fromkeys(("concordance", "concordance-json", "concordance-csv", "find"), "?q=toll")


QUERIES |= {f"citations{ending}": "?text=Zenda+1,+2007" for ending in ("", "-json", "-csv", "-zip")}


def urls() -> Iterator[Any]:
    """Yield the path of every public URL of the site, with its name as the id of the test."""
    for pattern in get_resolver("cables.urls").url_patterns:
        assert isinstance(pattern, URLPattern)
        assert pattern.name
        if pattern.name == "cable-ending":
            continue  # which nothing is found at
        converters = pattern.pattern.converters
        path = str(pattern.pattern)
        for name, converter in converters.items():
            path = path.replace(f"<{converter_name(path, name)}:{name}>", converter.to_url(ARGUMENTS[name]))
        yield pytest.param(f"/{path}{QUERIES.get(pattern.name, '')}", id=pattern.name)


def converter_name(path: str, name: str) -> str:
    """Return the name of the converter of an argument."""
    return path.partition(f":{name}>")[0].rpartition("<")[2]


def refuse(*args: Any, **kwargs: Any) -> None:
    """Fail the query."""
    raise AssertionError("the primary's own connection was queried")


@both
@pytest.mark.parametrize("url", [*urls()])
def test_every_public_url_is_read_without_the_right_to_write(client: Client, reader: str, url: str) -> None:
    url = url.replace("/batch/0/", f"/batch/{ImportRun.objects.earliest('pk').pk}/")
    with connection.execute_wrapper(refuse):
        response = client.get(url)
        # No cable of this archive came as a file that is no text.
        is_file = url.rpartition(".")[2] in [format for format in FileFormat if format.is_document]
        assert response.status_code in ((404,) if is_file else (200, 301)), response.status_code
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
    assert all("readonly" in message or "read-only" in message or "permission denied" in message for message in refused)
    assert Cable.objects.exclude(subject="ALTERED").count() == 2


@both
def test_the_administration_reads_and_writes_through_the_primary(client: Client, reader: str) -> None:
    get_user_model().objects.create_superuser("keeper", password="a keeper's own")
    with connections["reader"].execute_wrapper(refuse):
        assert client.login(username="keeper", password="a keeper's own")
        assert client.get("/admin/").status_code == 200
    assert client.cookies["seen"]["httponly"]
    assert client.get("/").cookies == {}


def test_a_stream_is_read_through_the_same_connection_to_its_end(settings: Settings) -> None:
    settings.READER = "reader"

    def stream() -> Iterator[str]:
        yield router.current_alias()
        yield router.current_alias()

    response = DatabaseMiddleware(lambda request: StreamingHttpResponse(stream()))(HttpRequest())
    assert isinstance(response, StreamingHttpResponse)
    assert list(response) == [b"reader", b"reader"]
    assert router.current_alias() == "default"


# From here on the reader's connection stands for a replica's, and pages are read from the primary without it.


@pytest.fixture
def replicas(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.REPLICAS = ["reader"]
    monkeypatch.setattr("archive.replicas.Replicas.is_ready", lambda *args: True)
    # The thread that tries one again would do so within a later test.
    monkeypatch.setattr("archive.replicas.Replicas.wait_for", lambda *args: None)


def respond(view: Callable[[HttpRequest], HttpResponseBase]) -> HttpResponseBase:
    """Return the middleware's response where the request is for this view."""
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
    """Return the whole content of the response."""
    assert isinstance(response, HttpResponse | StreamingHttpResponse)
    return response.getvalue()


@pytest.mark.parametrize("error", [OperationalError("terminated"), InterfaceError("closed")])
def test_a_page_whose_replica_is_lost_is_made_again(replicas: None, error: Exception) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        if router.current_alias() == "reader":
            raise error
        return HttpResponse(router.current_alias())

    assert content(respond(view)) == b"default"


class Canceled(Exception):  # noqa: N818 - psycopg's name
    """What psycopg raises where PostgreSQL canceled a statement."""

    sqlstate = "57014"


@pytest.mark.parametrize("error", [OperationalError("too slow"), ValueError("a fault")])
def test_other_faults_are_not_the_connection_s(replicas: None, error: Exception) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        raise error from Canceled()

    with pytest.raises(type(error)):
        respond(view)


def download(chunks: list[str], differently: str = "") -> Callable[[HttpRequest], HttpResponseBase]:
    """Return a view whose download breaks off after its second chunk where a replica is read."""

    def lines() -> Iterator[str]:
        for index, chunk in enumerate(chunks):
            if router.current_alias() == "reader" and index == 2:
                raise OperationalError("terminated")
            yield chunk if router.current_alias() == "reader" else chunk + differently

    return lambda request: StreamingHttpResponse(lines())


def test_a_download_goes_on_where_its_replica_was_lost(replicas: None) -> None:
    assert content(respond(download(["a,b\n", "1,2\n", "3,4\n", "5,6\n"]))) == b"a,b\n1,2\n3,4\n5,6\n"


@pytest.mark.parametrize("again", [download(["a,b\n"] * 4, "!"), download(["a"])])
def test_a_download_that_would_not_fit_breaks_off(replicas: None, again: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.middleware.database.response_to", lambda request: again(request))
    with pytest.raises(OperationalError, match="terminated"):
        content(respond(download(["a,b\n"] * 4)))
