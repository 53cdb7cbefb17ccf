"""The corrections log: its page, its data and its feed."""

from __future__ import annotations

import csv
import io
from xml.etree import ElementTree

import pytest
from django.test import Client

from cables.editing.corrections import correct
from cables.editing.withdrawal import restore, withdraw
from cables.lists import activity_log, listing
from cables.models import Event, ImportRun
from cables.views import log
from tests.builders import store, telegram
from tests.stored_archives import stored_once
from tests.views.page import Page
from tests.views.test_cable import queries

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


@stored_once
def edited() -> None:
    """Store an archive of two cables, one of which was corrected, the other withdrawn."""
    store(telegram("07ZENDA1"), telegram("07ZENDA2"))
    correct("07ZENDA1", {"subject": "SALT"}, "The scan is <hard> to read.")
    withdraw("07ZENDA2", "A reader asked.")


@pytest.mark.usefixtures("edited")
def test_what_happened_with_its_reasons(client: Client) -> None:
    page = Page(client, "/log/")
    assert page.texts(".log .what") == ["Withdrawn 07ZENDA2", "Corrected 07ZENDA1 Subject", "Taken in 2 new cables"]
    assert page.texts(".log .why") == ["A reader asked.", "The scan is <hard> to read.", "From test."]
    batch = ImportRun.objects.get().pk
    assert page.hrefs(".log a") == ["/cable/07ZENDA2/", "/cable/07ZENDA1/", f"/batch/{batch}/"]
    assert page.hrefs("link[rel=alternate]") == ["/log.json", "/log.csv", "/log.atom"]
    assert not page.nodes("meta[name=robots]")


def test_nothing_happened_yet(client: Client) -> None:
    assert Page(client, "/log/").text(".empty") == "Nothing of that is on record."
    assert client.get("/log.json").json()["entries"] == []
    assert client.get("/log.csv").getvalue().count(b"\r\n") == 1
    assert client.get("/log.atom").status_code == 200


@pytest.mark.usefixtures("edited")
def test_filtered_by_kind_or_cable(client: Client) -> None:
    page = Page(client, "/log/?kind=withdrawn&cable=")
    assert page.texts(".log .what") == ["Withdrawn 07ZENDA2"]
    assert page.nodes("option[selected]")[0].attributes["value"] == "withdrawn"
    assert page.nodes("meta[name=robots]")
    assert page.hrefs("link[rel=alternate]")[0] == "/log.json?kind=withdrawn"
    assert Page(client, "/log/?cable=2007+zenda+0001").texts(".log .what") == ["Corrected 07ZENDA1 Subject"]
    assert Page(client, "/log/?cable=07ZENDA3").text(".empty") == "Nothing of that is on record for 07ZENDA3."
    assert Page(client, "/log/?cable=%00&kind=%00").texts(".log .what")
    assert [row["mrn"] for row in client.get("/log.json?cable=07ZENDA2").json()["entries"]] == ["07ZENDA2"]


def test_editors_are_not_named(client: Client, django_user_model: type) -> None:
    store(telegram("07ZENDA1"))
    editor = django_user_model.objects.create_user("roeeditor")  # type: ignore[attr-defined]  # Django's own
    correct("07ZENDA1", {"subject": "SALT"}, "So.", editor)
    withdraw("07ZENDA1", "So.", editor)
    restore("07ZENDA1", "So.", editor)
    assert Event.objects.filter(editor_name="roeeditor").count() == 3
    for path in ("/log/", "/log.json", "/log.csv", "/log.atom", "/cable/07ZENDA1/", "/cable/07ZENDA1.json"):
        response = client.get(path)
        assert b"roeeditor" not in b"".join(response), path


@pytest.mark.usefixtures("edited")
def test_it_is_read_a_page_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "PAGE_SIZE", 2)
    page = Page(client, "/log/")
    (url,) = page.hrefs(".pager a[rel=next]")
    page = Page(client, url)
    assert page.texts(".log .what") == ["Taken in 2 new cables"]
    assert page.hrefs(".pager a:not([rel])") == ["/log/"]
    assert Page(client, "/log/?after=0.0").hrefs(".empty a") == ["/log/"]
    assert len(Page(client, "/log/?after=nonsense").nodes(".log > li")) == 2


@pytest.mark.usefixtures("edited")
def test_the_json(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "JSON_PAGE_SIZE", 2)
    data = client.get("/log.json").json()
    assert (data["title"], data["count"], data["more_than_count"]) == ("Corrections log", 3, False)
    assert [(row["kind"], row["mrn"], row["reason"]) for row in data["entries"]] == [
        ("withdrawn", "07ZENDA2", "A reader asked."),
        ("corrected", "07ZENDA1", "The scan is <hard> to read."),
    ]
    [batch] = client.get(data["next"]).json()["entries"]
    assert (batch["kind"], batch["stored"], batch["revised"]) == ("stored", 2, 0)
    assert batch["address"] == f"http://testserver/batch/{ImportRun.objects.get().pk}/"
    refused = client.get("/log.json?after=nonsense")
    assert (refused.status_code, refused.json()["error"]) == (
        400,
        "“after” is no place in this list: take the address that its pages give.",
    )


@pytest.mark.usefixtures("edited")
def test_the_csv(client: Client) -> None:
    found = list(csv.DictReader(io.StringIO(client.get("/log.csv").getvalue().decode())))
    assert list(found[0]) == [*activity_log.COLUMNS, "after"]
    assert [row["kind"] for row in found] == ["withdrawn", "corrected", "stored"]


@pytest.mark.usefixtures("edited")
def test_the_feed(client: Client) -> None:
    response = client.get("/log.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.content)  # noqa: S314 - the site's own
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == [
        "07ZENDA2 Withdrawn",
        "07ZENDA1 Corrected: Subject",
        "Taken in: 2 new cables",
    ]
    assert entries[1].findtext(f"{ATOM}summary") == "The scan is <hard> to read."
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == 3
    assert ids[0] == f"http://testserver/log/#event-{Event.objects.get(kind='withdrawn').pk}"


@pytest.mark.usefixtures("edited")
@pytest.mark.parametrize("path", ["/log/", "/log.json", "/log.atom"])
def test_it_follows_every_edit(client: Client, path: str) -> None:
    first = client.get(path)
    headers = {"if-none-match": first["ETag"]}
    assert client.get(path, headers=headers).status_code == 304
    restore("07ZENDA2", "The reader was mistaken.")
    again = client.get(path, headers=headers)
    assert again.status_code == 200
    assert b"The reader was mistaken." in again.content


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    store(telegram("07ZENDA1"))
    few = queries(client, "/log/")
    for number in range(5):
        store(telegram(f"07ZENDA1{number}"))
        withdraw(f"07ZENDA1{number}", "So.")
    assert few == queries(client, "/log/") <= 4
    assert queries(client, "/log.json") <= 6
