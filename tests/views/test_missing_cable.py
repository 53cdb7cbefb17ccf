"""Pages of missing cables and of unknown numbers, and redirects to the canonical URL."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.models import Cable
from tests.builders import outcomes, raw, record, store, telegram
from tests.views.page import Page

pytestmark = pytest.mark.django_db


def test_who_cites_it_and_where(client: Client) -> None:
    store(
        telegram(
            "07ZENDA20", date="2007-06-20", refs=["ZENDA 11"], paragraphs=["(U) The keeper of the lock read reftel."]
        ),
        telegram("07LIMA9", date="2007-06-25", refs=["ZENDA 7", "ZENDA 11"], paragraphs=["(U) Nothing."]),
    )
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text("h1") == "Zenda 11 of 2007: Cited, but Not Held"
    assert page.texts(".facts li") == ["Not in the archive", "Consulate Zenda", "cited by 2 held cables"]
    assert page.texts(".cites .by") == [
        "07ZENDA20 Toll Barges Return to the Lower Sarn 20 June 2007",
        "07LIMA9 Toll Barges Return to the Lower Sarn 25 June 2007 · ref B",
    ]
    assert page.texts(".cites .occurrence") == [
        "para 1 of 07ZENDA20 The keeper of the lock read reftel.",
        "in its references, never in the text: B. ZENDA 11",
    ]
    assert page.hrefs(".cites .occurrence a") == ["/cable/07ZENDA20/#p1"]


def test_a_mission_is_not_called_by_its_city(client: Client) -> None:
    # USNATO sits in Brussels, but Brussels 11 is another cable.
    store(telegram("07ZENDA20", refs=["USNATO 11", "SAO PAULO 11", "STATE 11"]))
    for mrn, name in [("07USNATO11", "USNATO"), ("07SAOPAULO11", "Sao Paulo"), ("07STATE11", "STATE")]:
        assert Page(client, f"/cable/{mrn}/").text("h1") == f"{name} 11 of 2007: Cited, but Not Held"


def test_the_days_between_which_it_was_sent(client: Client) -> None:
    store(
        telegram("07ZENDA8", date="2007-03-27"),
        telegram("07ZENDA14", date="2007-03-29"),
        telegram("07LIMA20", date="2007-06-20", refs=["ZENDA 11"]),
        telegram("06ZENDA10", date="2006-03-27"),
    )
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text(".frame") == "Between 27 March 2007 and 29 March 2007."
    assert page.texts(".bounds li") == [
        "Not before 07ZENDA8, the last one held before it by serial, sent on 27 March 2007.",
        "Not after 07ZENDA14, the first one held after it by serial, sent on 29 March 2007.",
        "First cited on 20 June 2007, by 07LIMA20.",
    ]
    assert page.hrefs(".nearest a") == ["/cable/07ZENDA8/", "/cable/07ZENDA14/"]


def test_it_was_sent_no_later_than_it_is_cited(client: Client) -> None:
    store(
        telegram("07ZENDA8", date="2007-03-27"),
        telegram("07LIMA20", date="2007-04-20", refs=["ZENDA 11"]),
        telegram("07LIMA21", date="2007-03-20", refs=["ZENDA 12"]),
    )
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text(".frame") == "Between 27 March 2007 and 20 April 2007."
    assert page.texts(".bounds li")[-1] == "Not after 07LIMA20, which cites it, sent on 20 April 2007."
    page = Page(client, "/cable/07ZENDA12/")
    assert page.text(".frame") == "Between 27 March 2007 and 31 December 2007."
    assert page.texts(".bounds li")[-1].startswith("Cited on 20 March 2007 already, by 07LIMA21: the number cannot be")


@pytest.mark.parametrize(
    ("entry", "between"),
    [
        ("ZENDA 11 OF APRIL 2, 2007", "Between 31 March 2007 and 4 April 2007."),
        ("ZENDA 11 (APR 2007)", "Between 30 March 2007 and 20 April 2007."),
        ("ZENDA 11 OF MARCH 28, 2007", "Between 27 March 2007 and 30 March 2007."),
        ("ZENDA 11 OF JANUARY 2, 2007", "Between 27 March 2007 and 20 April 2007."),
    ],
)
def test_it_was_sent_about_the_day_that_it_is_cited_with(client: Client, entry: str, between: str) -> None:
    store(telegram("07ZENDA8", date="2007-03-27"), telegram("07LIMA20", date="2007-04-20", refs=[entry]))
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text(".frame") == between
    assert any(line.startswith("Dated ") and "by 07LIMA20" in line for line in page.texts(".bounds li"))


def test_a_side_that_is_missing_is_said(client: Client) -> None:
    store(telegram("07ZENDA20", date="2007-06-20", refs=["ZENDA 11", "08 ZENDA 4"]))
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text(".frame") == "Between 1 January 2007 and 20 June 2007."
    assert page.texts(".bounds li") == [
        "No earlier serial of 2007 is held, so only the year itself bounds it on that side: 1 January 2007.",
        "Not after 07ZENDA20, the first one held after it by serial, sent on 20 June 2007.",
        "Not after 07ZENDA20, which cites it, sent on 20 June 2007.",
    ]
    assert page.texts(".nearest li")[0] == "before none of 2007 is held"
    page = Page(client, "/cable/08ZENDA4/")
    assert page.text(".frame") == "In 2008: no cable that is held says more."
    assert page.texts(".bounds li")[:2] == ["No earlier serial of 2008 is held.", "No later serial of 2008 is held."]


def test_what_bounds_it_is_not_said_to_be_the_year_alone(client: Client) -> None:
    store(telegram("07LIMA20", date="2007-04-20", refs=["ZENDA 11 OF APRIL 2, 2007"]))
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text(".frame") == "Between 31 March 2007 and 4 April 2007."
    assert page.texts(".bounds li")[:2] == ["No earlier serial of 2007 is held.", "No later serial of 2007 is held."]


def test_variants_are_of_known_posts_or_stored_cables(client: Client) -> None:
    # SD is written for STATE and for SANTO DOMINGO: no post, so only listed where a cable has that number.
    store(telegram("07LIMA20", refs=["STATE 219", "STATE 220"]))
    outcomes(raw(telegram("07SD220", subject="SALT"), "07SD220"))
    assert Page(client, "/cable/07STATE219/").texts("#variants ~ ul li") == []
    assert Page(client, "/cable/07STATE220/").texts("#variants ~ ul li") == [
        "07SD220 Salt, 15 June 2007, which is held"
    ]


def test_neighbours_of_which_only_the_year_is_known_bound_nothing(client: Client) -> None:
    store(telegram("07ZENDA8", date="2007-03-27"), telegram("07LIMA20", refs=["ZENDA 11"]))
    outcomes(raw(telegram("07ZENDA10", date=None), "07ZENDA10"))
    page = Page(client, "/cable/07ZENDA11/")
    assert page.hrefs(".nearest a") == ["/cable/07ZENDA10/"]
    assert page.text(".frame") == "Between 27 March 2007 and 15 June 2007."


def test_neighbours_that_were_not_sent_in_order(client: Client) -> None:
    store(
        telegram("07ZENDA8", date="2007-03-27"),
        telegram("07ZENDA14", date="2007-03-26"),
        telegram("07LIMA20", refs=["ZENDA 11"]),
    )
    assert Page(client, "/cable/07ZENDA11/").text(".frame").startswith("About 26 March 2007 to 27 March 2007")


def test_other_names_of_the_post_are_pointed_out(client: Client) -> None:
    store(
        telegram("07KYIV31", subject="SALT"),
        telegram("07KYIV32", date="2006-12-31"),
        telegram("07ZENDA8", refs=["KIEV 31", "KIEV 33"]),
    )
    page = Page(client, "/cable/07KIEV31/")
    assert page.texts("#led-to ~ ul li") == ["07KYIV31 Salt, 15 June 2007"]
    assert page.texts("#variants ~ ul li") == ["07KYIV31 Salt, 15 June 2007, which is held"]
    page = Page(client, "/cable/07KIEV33/")
    assert page.texts("#variants ~ ul li") == ["07KYIV33, which is not held"]


def test_a_number_whose_references_lead_to_the_year_before_has_its_page(client: Client) -> None:
    store(telegram("06ZENDA2", date="2006-03-01"), telegram("07ZENDA8", date="2007-01-12", refs=["ZENDA 2"]))
    assert Page(client, "/cable/07ZENDA2/").hrefs("#led-to ~ ul a") == ["/cable/06ZENDA2/"]


@pytest.mark.parametrize(
    "typed",
    [
        "2007-ZENDA-000011",
        "07zenda11",
        "2007 Zenda 11",
        "ZENDA 11 (07)",
        "07ZENDA0011",
        "2007ZENDA00011",
        "2007ZENDA00011_e",
        "[07ZENDA11]",
        "MRN: 07 ZENDA 11",
        "07 zenda11.",
        "0707ZENDA11",
        "07ZENDA000011ZFR12",
    ],
)
@pytest.mark.parametrize("url", ["/cable/{}/", "/cable/{}.txt", "/cable/{}.json"])
def test_every_spelling_redirects_to_the_canonical_one(client: Client, typed: str, url: str) -> None:
    response = client.get(url.format(typed))
    assert (response.status_code, response["Location"]) == (301, url.format("07ZENDA11"))


def test_a_number_that_nobody_mentions(client: Client) -> None:
    store(telegram("07ZENDA8"), telegram("07ZENDA14"))
    page = Page(client, "/cable/07ZENDA11/", status=404)
    assert page.text("h1") == "07ZENDA11 Is Not Here"
    assert page.hrefs(".nearest a") == ["/cable/07ZENDA8/", "/cable/07ZENDA14/"]
    assert client.get("/cable/07ZENDA11.txt").status_code == 404
    assert client.get("/cable/07ZENDA11.json").status_code == 404


def test_a_post_without_cables(client: Client) -> None:
    page = Page(client, "/cable/07NOWHERE11/", status=404)
    assert "It holds nothing of a post called NOWHERE either." in page.text(".unknown-number")


@pytest.mark.parametrize("typed", ["hello", "07", "12345", "78 ZENDA A-226", "<script>", "a" * 200, "..", "%E2%80%AE"])
def test_text_that_is_no_number_is_not_found(client: Client, typed: str) -> None:
    page = Page(client, f"/cable/{typed}/", status=404)
    assert "is not the number of a cable" in page.text(".unknown-number p")
    assert not page.nodes("script")


def test_an_ambiguous_spelling_lists_stored_candidates(client: Client) -> None:
    store(telegram("07KINSHASA31"), telegram("07KINGSTON31"))
    page = Page(client, "/cable/07KIN31/", status=404)
    assert sorted(page.hrefs(".unknown-number li a")[:2]) == ["/cable/07KINGSTON31/", "/cable/07KINSHASA31/"]


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    store(
        telegram("07ZENDA1", refs=["LIMA 900"], paragraphs=["(U) See reftel."]),
        *(
            telegram(f"07ZENDA{serial}", refs=["LIMA 901"], paragraphs=["(U) See reftel."] * 5)
            for serial in range(2, 30)
        ),
    )
    counts = []
    for path in ("/cable/07LIMA900/", "/cable/07LIMA901/"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 18


def test_it_is_revalidated_by_its_version(client: Client) -> None:
    store(telegram("07ZENDA8", refs=["ZENDA 3"]))
    first = client.get("/cable/07ZENDA3/")
    assert client.get("/cable/07ZENDA3/", headers={"if-none-match": first["ETag"]}).status_code == 304
    store(telegram("07ZENDA9", refs=["ZENDA 3"]))
    assert client.get("/cable/07ZENDA3/", headers={"if-none-match": first["ETag"]}).status_code == 200
    store(telegram("07ZENDA3"))
    assert Cable.objects.filter(mrn="07ZENDA3").exists()
    again = client.get("/cable/07ZENDA3/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert b"Cited by 2" in again.content


def test_a_url_with_a_nul_is_not_found(client: Client) -> None:
    assert client.get("/cable/07%00LIMA1/").status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "title"),
    [("/cable/07LIMA%E2%80%AE%3Cb%3E/", 404, "07LIMA\ufffd<b>: not found"), ("/search/?q=x%E2%80%AE", 200, "x\ufffd")],
)
def test_no_title_of_a_page_is_turned_round(client: Client, path: str, status: int, title: str) -> None:
    assert Page(client, path, status=status).text("title").startswith(f"{title} ")


ON_FILM = record(
    "Message Text\n\n",
    Document_Number="1974STRELS00999",
    Film_Number="P740012-0034",
    Draft_Date="23 may 1974",
    Locator="TEXT ON MICROFILM",
    Subject="STAMP FAIR",
    TAGS="ETRD, QR",
)


def test_what_a_record_without_text_states(client: Client) -> None:
    store(ON_FILM, telegram("74LIMA20", date="1974-06-15", refs=["STRELSAU 999"]))
    page = Page(client, "/cable/74STRELSAU999/")
    assert page.text("h1") == "STRELSAU 999 of 1974: Cited, but Not Held"
    assert page.texts("#record ~ p")[0] == "A record of it has no text: that is on film alone."
    assert page.text("#record ~ .frame") == "STAMP FAIR"
    assert page.texts(".provenance dt") == [
        "Document number",
        "Film number",
        "Locator",
        "Draft date",
        "TAGS",
        "Stated by",
    ]
    assert page.texts(".provenance dd")[:2] == ["1974STRELS00999", "P740012-0034"]
    assert page.text("#when ~ .frame") == "Between 23 May 1974 and 15 June 1974."
    assert "Drafted on 23 May 1974, by its record." in page.texts(".bounds li")
    known = client.get("/cable/74STRELSAU999.json").json()
    assert known["between"] == ["1974-05-23", "1974-06-15"]
    assert known["cited_by"] == ["74LIMA20"]
    assert {name: known["record"][name] for name in ("absence", "date", "date_source", "film_number")} == {
        "absence": "film",
        "date": "1974-05-23",
        "date_source": "draft",
        "film_number": "P740012-0034",
    }
    assert client.get("/cable/74STRELSAU999.txt").status_code == 404


def test_a_number_that_only_a_record_knows_has_a_page(client: Client) -> None:
    assert client.get("/cable/74STRELSAU999/").status_code == 404
    store(record("THE TEXT WAS <b>WITHDRAWN</b>", Document_Number="1974STRELS00999", Sent_Date="05/24/1974"))
    page = Page(client, "/cable/74STRELSAU999/")
    assert page.text("h1") == "STRELSAU 999 of 1974: Known, but Not Held"
    assert page.texts(".facts li")[-1] == "no held cable cites it"
    assert page.text("#record ~ p").endswith("There stands: THE TEXT WAS <b>WITHDRAWN</b>")
    assert page.text("#when ~ .frame") == "On 24 May 1974."
    assert page.texts(".bounds li")[-1] == "Sent on 24 May 1974, by its record."
    sentence = "74STRELSAU999 is known, but not in the archive: there is no text of it."
    assert sentence in client.get("/cable/74STRELSAU999.txt").content.decode()


def test_a_record_is_not_shown_once_its_cable_is_held(client: Client) -> None:
    store(ON_FILM, telegram("74STRELSAU999", date="1974-05-24"))
    page = Page(client, "/cable/74STRELSAU999/")
    assert page.text("h1") == "Toll Barges Return to the Lower Sarn"
    assert "STAMP FAIR" not in page.text("main")
