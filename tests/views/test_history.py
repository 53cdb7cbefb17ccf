"""The history of a cable."""

from __future__ import annotations

import hashlib

import pytest
from django.test import Client

from cables.models import ImportRun
from cables.views import history
from tests.builders import outcomes, raw, store, stored_cable, telegram
from tests.views.page import Page
from tests.views.test_cable import queries

pytestmark = pytest.mark.django_db


def test_every_text_with_its_source(client: Client) -> None:
    store(telegram("07ZENDA11", subject="SALT"))
    store(telegram("07ZENDA11", subject="CHEESE"))
    first, second = stored_cable("07ZENDA11").revisions.order_by("number")
    page = Page(client, "/cable/07ZENDA11/history/")
    assert page.text("h1") == "History of 07ZENDA11"
    assert page.texts(".revisions h2") == ["Revision 2 Shown now", "Revision 1"]
    assert page.hrefs(".revisions h2 a") == [f"/cable/07ZENDA11/?revision={number}" for number in (2, 1)]
    assert page.texts(".checksum") == [second.checksum, first.checksum]
    downloads = [client.get(f"/cable/07ZENDA11.txt?revision={number}").content for number in (2, 1)]
    assert page.texts(".checksum") == [hashlib.sha256(content).hexdigest() for content in downloads]
    values = page.texts(".revisions > li:last-child dd")
    batch = ImportRun.objects.get(pk=first.import_run_id)
    assert values[:2] == ["test", f"{batch.pk}, begun on {batch.started_at:%-d %B %Y}"]
    assert values[2] == f"{first.received_at:%-d %B %Y, %H:%M} UTC"
    assert values[3].replace("\xa0", " ") == f"{first.size} bytes, utf-8"
    assert page.hrefs(".revisions .text-links a") == [
        "/cable/07ZENDA11.txt?revision=2",
        "/cable/07ZENDA11.json?revision=2",
        "/cable/07ZENDA11/difference/?from=1&to=2",
        "/cable/07ZENDA11.txt?revision=1",
        "/cable/07ZENDA11.json?revision=1",
        "/cable/07ZENDA11/difference/?from=1&to=2",
    ]
    assert page.hrefs("link[rel=canonical]") == ["/cable/07ZENDA11/history/"]


def test_of_one_text_nothing_is_compared(client: Client) -> None:
    store(telegram("07ZENDA11"))
    page = Page(client, "/cable/07ZENDA11/history/")
    assert not page.nodes(".compare")
    assert page.texts(".revisions h2") == ["Revision 1 Shown now"]


def test_long_ones_are_read_a_page_at_a_time(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "REVISIONS", 2)
    for number in range(1, 4):
        store(telegram("07ZENDA11", subject=f"SALT {number}"))
    page = Page(client, "/cable/07ZENDA11/history/")
    assert page.texts(".revisions h2 a") == ["Revision 3", "Revision 2"]
    (url,) = page.hrefs(".pager a[rel=next]")
    page = Page(client, url)
    assert page.texts(".revisions h2 a") == ["Revision 1"]
    assert page.hrefs(".pager a:not([rel])") == ["/cable/07ZENDA11/history/"]
    assert page.nodes("meta[name=robots]")
    assert len(Page(client, "/cable/07ZENDA11/history/?before=nonsense").nodes(".revisions > li")) == 2


def test_other_spellings_lead_to_it(client: Client) -> None:
    store(telegram("07ZENDA11"))
    for page in ("history", "difference"):
        response = client.get(f"/cable/2007-zenda-011/{page}/")
        assert (response.status_code, response["Location"]) == (301, f"/cable/07ZENDA11/{page}/")
        assert client.get(f"/cable/07ZENDA12/{page}/").status_code == 404


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    store(telegram("07ZENDA11"), telegram("07ZENDA12"))
    for number in range(1, 5):
        store(telegram("07ZENDA11", subject=f"SALT {number}"))
    counts = {queries(client, f"/cable/07ZENDA{serial}/history/") for serial in (11, 12)}
    assert len(counts) == 1
    assert counts.pop() <= 5


def test_it_follows_what_arrives(client: Client) -> None:
    store(telegram("07ZENDA11"))
    headers = {"if-none-match": client.get("/cable/07ZENDA11/history/")["ETag"]}
    assert client.get("/cable/07ZENDA11/history/", headers=headers).status_code == 304
    store(telegram("07ZENDA11", subject="SALT"))
    assert client.get("/cable/07ZENDA11/history/", headers=headers).status_code == 200


def test_further_sources_of_a_text(client: Client) -> None:
    text = telegram("07ZENDA11")
    outcomes(raw(text), raw(f"{text}\n", where="/srv/again.txt"))
    page = Page(client, "/cable/07ZENDA11/history/")
    [again] = [value for value in page.texts(".provenance dd") if "again.txt" in value]
    batch = ImportRun.objects.get()
    assert again.startswith(f"again.txt, in batch {batch.pk} on ")
    assert again.endswith("the same words in another layout or another file")
    assert page.texts(".revisions h2") == ["Revision 1 Shown now"]
    [source] = client.get("/cable/07ZENDA11.json").json()["further_sources"]
    assert (source["source"], source["sha256"]) == ("again.txt", hashlib.sha256(f"{text}\n".encode()).hexdigest())
    assert "1 further source of held texts" in client.get("/log/").content.decode()
