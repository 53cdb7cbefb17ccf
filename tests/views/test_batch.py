"""The page of a batch."""

from __future__ import annotations

import pytest
from django.test import Client

from cables.models import ImportRun, Revision
from cables.views import batch
from tests.builders import store, stored_cable, telegram
from tests.views.page import Page
from tests.views.test_cable import queries

pytestmark = pytest.mark.django_db


def test_what_it_brought(client: Client) -> None:
    store(telegram("07ZENDA11"), telegram("07ZENDA12", subject="SALT"))
    store(
        telegram("07ZENDA12", subject="CHEESE", date="2007-06-16"),
        telegram("07ZENDA12", subject="CHEESE", date="2007-06-16"),
    )
    first, second = ImportRun.objects.order_by("pk")
    page = Page(client, f"/batch/{first.pk}/")
    assert page.text("h1") == f"Batch {first.pk}"
    assert page.texts(".figures dd") == ["2", "0", "0", "0", "0", "0"]
    assert page.hrefs(".texts a") == ["/cable/07ZENDA11/", "/cable/07ZENDA12/"]
    assert page.texts(".texts li")[1] == "07ZENDA12 Cheese 16 June 2007"
    page = Page(client, f"/batch/{second.pk}/")
    assert page.texts(".figures dd") == ["0", "1", "0", "1", "0", "0"]
    assert page.hrefs(".texts a") == ["/cable/07ZENDA12/?revision=2"]
    assert page.text(".texts li") == "07ZENDA12 Cheese 16 June 2007 · revision 2"


def test_paths_of_the_server_are_not_shown(client: Client) -> None:
    pk = ImportRun.objects.create(label="/home/roe/cables").pk
    page = Page(client, f"/batch/{pk}/")
    assert page.texts("header p")[0].startswith("Texts taken in from cables, begun on ")
    assert page.texts("header p")[0].endswith(", not finished.")
    assert page.texts(".empty") == ["None of its texts is held."]


def test_it_is_read_a_page_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "PAGE_SIZE", 2)
    store(*(telegram(f"07ZENDA{serial}") for serial in range(1, 6)))
    path = f"/batch/{ImportRun.objects.get().pk}/"
    found, pages = [], 0
    url = path
    while url:
        page = Page(client, url)
        found += page.texts(".texts b")
        pages += 1
        url = next(iter(page.hrefs(".pager a[rel=next]")), "")
        url = f"{path}{url}" if url.startswith("?") else url
    assert (found, pages) == ([f"07ZENDA{serial}" for serial in range(1, 6)], 3)
    last = Revision.objects.order_by("-pk")[0].pk
    assert Page(client, f"{path}?after={last}").hrefs(".empty a") == [path]
    assert len(Page(client, f"{path}?after=nonsense").texts(".texts b")) == 2


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    store(telegram("07ZENDA1"))
    store(*(telegram(f"07ZENDA{serial}") for serial in range(2, 20)))
    few, many = (queries(client, f"/batch/{batch.pk}/") for batch in ImportRun.objects.order_by("pk"))
    assert few == many <= 4


def test_there_is_no_such_batch(client: Client) -> None:
    page = Page(client, "/batch/7/", 404)
    assert "There is no batch 7." in page.texts("p")


def test_a_text_that_arrives_changes_the_page(client: Client) -> None:
    store(telegram("07ZENDA11"))
    path = f"/batch/{stored_cable('07ZENDA11').revisions.get().import_run_id}/"
    first = client.get(path)
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    store(telegram("07ZENDA12"))
    assert client.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_names_of_files_are_escaped_once(client: Client) -> None:
    pk = ImportRun.objects.create(label="upload: <b>salt</b> & cheese.zip").pk
    assert "Texts taken in from <b>salt</b> & cheese.zip, begun" in Page(client, f"/batch/{pk}/").texts("header p")[0]
