"""The page of a cable in the archive."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cables.editing.corrections import correct
from cables.models import Cable, Paragraph, Tag
from cables.sources import read_stream
from tests.builders import outcomes, raw, record, release, store, stored_cable, telegram
from tests.sources.builders import cable, plusd_page
from tests.views.page import Page

pytestmark = pytest.mark.django_db

LIMA = Path(__file__).parents[2] / "fixtures" / "cables" / "07LIMA3229.txt"


@pytest.fixture
def lima(client: Client) -> Page:
    """Return the page of the cable that the archive was asked for first."""
    store(LIMA.read_text())
    return Page(client, "/cable/07LIMA3229/")


def test_the_head(lima: Page) -> None:
    assert lima.text("h1") == "Coca Growers Elect Affiliates of Chavez Associate"
    assert lima.nodes("h1")[0].attributes["title"] == "As sent: COCA GROWERS ELECT AFFILIATES OF CHAVEZ ASSOCIATE"
    assert lima.texts(".facts > li") == [
        "UNCLASSIFIED",
        "SIPDIS · SENSITIVE",
        "Embassy Lima to SECSTATE WASHDC",
        "24 September 2007, 13:26 UTC",
        "Priority",
    ]
    assert "unclassified" in (lima.nodes("article")[0].attributes["class"] or "")
    assert lima.hrefs(".tags a") == ["/tag/PGOV/", "/tag/SNAR/", "/tag/PE/"]
    assert lima.text(".tags li:nth-child(2)") == "SNAR Narcotics"
    assert lima.hrefs(".breadcrumbs a") == ["/post/", "/post/LIMA/", "/date/2007/", "/date/2007/09/"]


def test_the_message_heading(lima: Page) -> None:
    assert lima.text(".heading summary") == "Message heading: 1 action and 10 information addressees"
    addressees = lima.texts(".heading dd li")
    assert addressees[0] == "SECSTATE WASHDC PRIORITY 6934 by RUEHC"
    assert "AMEMBASSY LA PAZ 4529 by RUEHLP" in addressees
    values = lima.texts(".heading dd")
    assert values[0] == "AMEMBASSY LIMA"
    assert "241326Z SEP 07, 24 September 2007, 13:26 UTC (from the date-time group)" in values
    assert "COCA GROWERS ELECT AFFILIATES OF CHAVEZ ASSOCIATE" in values
    assert "MCKINLEY" in values


def test_the_text(lima: Page) -> None:
    assert [node.attributes["id"] for node in lima.nodes(".para")] == [f"p{number}" for number in range(1, 8)]
    assert lima.hrefs(".para .no") == [f"#p{number}" for number in range(1, 8)]
    assert set(lima.texts(".para .portion")) == {"(SBU)"}
    assert lima.nodes(".portion")[0].attributes["title"] == "Sensitive but unclassified"
    assert lima.texts(".text > h2") == [
        "NEW LEADERSHIP, SAME GOALS",
        "PALOMINO OUT, MALPARTIDA IN",
        "STRIKES THREATENED",
        "Comment:",
    ]
    assert lima.text(".signer") == "Signed: MCKINLEY"


def test_what_the_text_mentions_is_linked(lima: Page) -> None:
    links = [(node.text(), node.attributes["href"]) for node in lima.nodes(".para a.ref")]
    assert links == [
        ("refs A", "/cable/07LIMA909/"),
        ("B", "/cable/07LIMA1053/"),
        ("para 6", "#p6"),
        ("refs C", "/cable/06LIMA3823/"),
        ("D", "/cable/06LIMA2927/"),
        ("ref E", "/cable/07LIMA218/"),
    ]
    assert lima.nodes(".para a.ref")[0].attributes["title"] == "Ref A: 07LIMA909, not in the archive"
    assert lima.text(".para abbr:not(.portion)") == "septel"


def test_references_that_lead_nowhere_yet(lima: Page) -> None:
    assert lima.hrefs(".refs .missing a")[0] == "/cable/07LIMA909/"
    assert lima.texts(".refs > li")[0] == (
        "A 07LIMA909 not in the archive, cited by 1 as sent: LIMA 909; no year given, 2007 inferred"
    )
    assert lima.texts(".refs > li")[2] == "C 06LIMA3823 not in the archive, cited by 1 as sent: 2006 LIMA 3823"
    assert lima.text("#cited-by") == "Cited by none No cable held here cites it."


def test_what_the_national_archives_state(client: Client) -> None:
    heading = "ORIGIN ARA-15\nDRAFTED BY ARA:JROE\n"
    store(
        heading
        + record(
            telegram("79LIMA7", date="1979-10-13"), Film_Number="D790079-0663", TAGS="PINT, <b>", Concepts="SALT, TOLLS"
        ),
        telegram("79LIMA8", date="1979-10-14"),
    )
    page = Page(client, "/cable/79LIMA7/")
    heading_texts = page.texts("details.heading")
    [stated] = [text for text in heading_texts if text.startswith("What the National Archives state")]
    for words in ("Film numberD790079-0663", "TAGSPINT, <b>", "ConceptsSALT, TOLLS"):
        assert words in stated
    assert "Drafted byARA:JROE" in heading_texts[0]
    assert client.get("/cable/79LIMA7.json").json()["stated"]["film_number"] == "D790079-0663"
    assert not any("National Archives" in text for text in Page(client, "/cable/79LIMA8/").texts("details.heading"))


def test_what_plusd_states_is_shown_and_searched(client: Client) -> None:
    [read] = read_stream(io.BytesIO(plusd_page()), "a.html")
    outcomes(cable(read))
    stated = Page(client, "/cable/75ZENDA118/").texts("details.heading")[1]
    assert stated.startswith("What PlusD states")
    assert "TAGSETRD - Foreign Trade | QR - Ruritania" in stated
    for query in ("film:D750195-0118", "concept:PRICES"):
        found = client.get(f"/search.json?q={query}").json()["cables"]
        assert [each["mrn"] for each in found] == ["75ZENDA118"], query


def test_what_the_stamps_of_a_release_state(client: Client) -> None:
    store(release(telegram("09LIMA7", date="2009-10-13")))
    page = Page(client, "/cable/09LIMA7/")
    [stated] = [text for text in page.texts("details.heading") if text.startswith("Released under")]
    for words in ("Case numberF-2012-00000", "Document numberC00000000", "ReleaseRELEASE IN PART B6", "Jane Q. Roe"):
        assert words in stated
    assert not any("National Archives" in text for text in page.texts("details.heading"))
    assert "Case No." not in page.text(".text")


def test_what_is_withheld_stands_in_the_text(client: Client) -> None:
    paragraphs = [
        "(U) The mayor, [        ] B6, told us\n\n     B1\n     1.4(D)\n\nso and [         ] more.",
        "(U) B1 visas.",
    ]
    store(release(telegram("09LIMA7", date="2009-10-13", paragraphs=paragraphs)))
    page = Page(client, "/cable/09LIMA7/")
    assert page.texts(".withheld") == [
        "withheld: B6 personal privacy",
        "withheld: B1 1.4(D) national security; foreign relations",
        "withheld: [ ]",
    ]
    assert not page.nodes(".table")
    heading = page.texts("details.heading")[0]
    for words in ("Redactions3", "B1 national security, in 1 place", "B6 personal privacy, in 1 place"):
        assert words in heading
    assert not Page(client, "/cable/09LIMA7/?as=sent").nodes(".withheld")
    exemptions = [{"code": code, "count": 1} for code in ("B1", "B6", "1.4(D)")]
    assert client.get("/cable/09LIMA7.json").json()["exemptions"] == exemptions
    assert stored_cable("09LIMA7").exemptions == exemptions


def test_where_the_text_comes_from(lima: Page) -> None:
    revision = stored_cable("07LIMA3229").revisions.get()
    values = lima.texts(".provenance dd")
    assert revision.checksum in values
    assert f"{revision.import_run_id}, begun on {revision.import_run.started_at:%-d %B %Y}" in values
    assert "test" in values
    assert lima.hrefs(".text-links a") == [
        "/cable/07LIMA3229.txt",
        "/cable/07LIMA3229.json",
        "/cable/07LIMA3229/history/",
    ]
    assert f"/batch/{revision.import_run_id}/" in lima.hrefs(".provenance a")


def test_paths_of_the_server_are_not_shown(client: Client) -> None:
    item = raw(telegram("07ZENDA11"), where="/home/roe/cables/07ZENDA11.txt")
    outcomes(item)
    assert Page(client, "/cable/07ZENDA11/").texts(".provenance dd")[0] == "07ZENDA11.txt"
    assert client.get("/cable/07ZENDA11.json").json()["source"] == "07ZENDA11.txt"


def test_references_to_stored_cables_show_their_subjects(client: Client) -> None:
    store(
        telegram("07ZENDA11", subject="THE TOLL IS HALVED", date="2007-03-02"),
        telegram(
            "07ZENDA20", refs=["ZENDA 11 (NOTAL)", "E-MAIL ROE-DOE 02/03/07"], paragraphs=["(U) See ref A and ref B."]
        ),
    )
    page = Page(client, "/cable/07ZENDA20/")
    assert page.texts(".refs > li") == [
        "A 07ZENDA11 The Toll Is Halved 2 March 2007 NOTAL: not sent to all addressees of this cable "
        "as sent: ZENDA 11 (NOTAL); no year given, 2007 inferred",
        "B E-mail dated 3 February 2007 as sent: E-MAIL ROE-DOE 02/03/07",
    ]
    assert page.hrefs(".para a.ref") == ["/cable/07ZENDA11/", "#ref-2"]


def test_a_mention_of_another_cables_paragraph_leads_there(client: Client) -> None:
    store(
        telegram("07ZENDA11", paragraphs=["(U) One.", "(U) Two."]),
        telegram("07ZENDA20", refs=["ZENDA 11"], paragraphs=["(U) See reftel, para 2."]),
    )
    assert Page(client, "/cable/07ZENDA20/").hrefs(".para a.ref") == ["/cable/07ZENDA11/#p2"]


RANGE = [
    ("refs A-D", 4, [("refs A", "#1"), ("-", "#references"), ("D", "#4")]),
    ("refs A to C", 4, [("refs A", "#1"), ("to", "#2"), ("C", "#3")]),
    ("refs A, C-E and B", 5, [("refs A", "#1"), ("C", "#3"), ("-", "#4"), ("E", "#5"), ("B", "#2")]),
    ("refs A and D", 4, [("refs A", "#1"), ("D", "#4")]),
    ("refs A-B", 2, [("refs A", "#1"), ("B", "#2")]),
    ("paras 2-4", 0, [("paras 2", "#p2"), ("-", "#p3"), ("4", "#p4")]),
    ("paras 2-5", 0, [("paras 2", "#p2"), ("-", "#p3"), ("5", "#p5")]),
    ("paras 7-12", 0, []),
]


@pytest.mark.parametrize(("said", "references", "links"), RANGE)
def test_a_range_leads_to_what_lies_between_its_ends_too(
    client: Client, said: str, references: int, links: list[tuple[str, str]]
) -> None:
    # `#3` stands for the third cable of the REF block.
    refs = [f"ZENDA {number}" for number in range(1, references + 1)]
    store(telegram("07ZENDA20", refs=refs, paragraphs=[f"(U) See {said}.", *["(U) Nothing."] * 4]))
    wanted = [(text, f"/cable/07ZENDA{href[1:]}/" if href[1:].isdigit() else href) for text, href in links]
    page = Page(client, "/cable/07ZENDA20/")
    found = page.nodes(".para a.ref")
    assert [(node.text(), node.attributes["href"]) for node in found] == wanted
    assert page.texts(".para")[0].endswith(f"See {said}.")
    if said == "refs A-D":
        assert found[1].attributes["title"] == (
            "Ref B: 07ZENDA2, not in the archive; Ref C: 07ZENDA3, not in the archive"
        )


def test_links_say_when_they_are_inferred(client: Client) -> None:
    store(
        telegram("06ZENDA900", date="2006-12-20"),
        telegram("07ZENDA5", date="2007-01-09", refs=["ZENDA 900", "ZENDA 3"]),
        telegram("07ZENDA8", date="2007-01-12", refs=["ZENDA 2"]),
        telegram("06ZENDA2", date="2006-01-05"),
    )
    page = Page(client, "/cable/07ZENDA5/")
    assert "no year given, 2006 inferred: the serial is above this cable’s own" in page.texts(".refs > li")[0]
    page = Page(client, "/cable/07ZENDA8/")
    assert page.hrefs(".refs a") == ["/cable/06ZENDA2/"]
    assert "no year given, 2006 inferred: none of 2007 is held" in page.text(".refs > li")


def test_a_link_over_the_posts_other_name_says_so(client: Client) -> None:
    store(telegram("07KYIV31"), telegram("07ZENDA8", refs=["KIEV 31"]))
    reference = stored_cable("07ZENDA8").references.get()
    assert reference.link == "spelling"
    page = Page(client, "/cable/07ZENDA8/")
    assert page.hrefs(".refs a") == ["/cable/07KYIV31/"]
    assert "written 07KIEV31: the same series under the post’s other name" in page.text(".refs > li")


def test_an_ambiguous_reference_shows_every_stored_candidate(client: Client) -> None:
    store(
        telegram("07TAIPEI31", subject="SALT"),
        telegram("07AITTAIPEI31", subject="CHEESE"),
        telegram("07ZENDA8", refs=["TAIPEI 31"], paragraphs=["(U) We agree with reftel."]),
    )
    assert stored_cable("07ZENDA8").references.get().link == "ambiguous"
    page = Page(client, "/cable/07ZENDA8/")
    assert sorted(page.hrefs(".refs .candidates a")) == ["/cable/07AITTAIPEI31/", "/cable/07TAIPEI31/"]
    assert "more than one held cable fits" in page.text(".refs > li")
    assert page.hrefs(".para a.ref") == ["#ref-1"]
    page = Page(client, "/cable/07AITTAIPEI31/")
    assert page.text("#cited-by h2") == "Cited by 1"
    assert "uncertain: more than one held cable fits" in page.text("#cited-by li .by")


def test_dates_that_differ_are_remarked_at_both_ends(client: Client) -> None:
    store(
        telegram("07ZENDA11", subject="SALT", date="2007-03-02"),
        telegram("07ZENDA12", subject="TOLLS", date="2007-07-02"),
        telegram("07ZENDA20", refs=["ZENDA 11 OF 28 MARCH 2007", "ZENDA 12", "ZENDA A-87 (MAY 06)"]),
    )
    page = Page(client, "/cable/07ZENDA20/")
    assert page.texts(".refs > li") == [
        "A 07ZENDA11 Salt 2 March 2007 dated 28 March 2007 cited as of 28 March 2007, but the held cable of this "
        "number was sent on 2 March 2007: another may be meant as sent: ZENDA 11 OF 28 MARCH 2007",
        "B 07ZENDA12 Tolls 2 July 2007 the held cable of this number was sent later than this one, on 2 July 2007: "
        "another may be meant as sent: ZENDA 12; no year given, 2007 inferred",
        "C Airgram A-87 dated May 2006 as sent: ZENDA A-87 (MAY 06)",
    ]
    remark = "uncertain: by its date another cable may be meant"
    assert remark in Page(client, "/cable/07ZENDA11/").text("#cited-by li .by")
    links = client.get("/cable/07ZENDA20.json").json()["links"]["references"]
    assert [(link["link"], link["held"]) for link in links] == [
        ("date-differs", "07ZENDA11"),
        ("date-differs", "07ZENDA12"),
        ("none", None),
    ]


def test_letters_by_position_where_the_references_have_none(client: Client) -> None:
    store(
        telegram("07ZENDA11", date="2007-03-02"),
        telegram("07ZENDA20", refs=["ZENDA 10; ZENDA 11"], paragraphs=["(U) See refs A and B."]),
    )
    page = Page(client, "/cable/07ZENDA20/")
    assert page.hrefs(".para a.ref") == ["/cable/07ZENDA10/", "/cable/07ZENDA11/"]


def test_cited_by_shows_the_sentence_and_the_letter(client: Client) -> None:
    store(
        telegram("07ZENDA11"),
        telegram(
            "07ZENDA20",
            date="2007-06-20",
            refs=["ZENDA 10", "ZENDA 11"],
            paragraphs=[
                "(U) Nothing.",
                "(U) It rained. The toll at the lock was halved (ref B). Nobody came.",
                "(U) Ref B errs.",
            ],
        ),
        telegram("07ZENDA30", date="2007-06-30", refs=["ZENDA 11"], paragraphs=["(U) Nothing."]),
    )
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text("#cited-by h2") == "Cited by 2"
    assert page.texts(".cites .by") == [
        "07ZENDA20 Toll Barges Return to the Lower Sarn 20 June 2007 · ref B",
        "07ZENDA30 Toll Barges Return to the Lower Sarn 30 June 2007",
    ]
    assert page.texts(".cites .occurrence") == [
        "para 2 of 07ZENDA20 The toll at the lock was halved (ref B).",
        "para 3 of 07ZENDA20 Ref B errs.",
        "in its references, never in the text: ZENDA 11",
    ]
    assert page.hrefs(".cites .occurrence a") == ["/cable/07ZENDA20/#p2", "/cable/07ZENDA20/#p3"]
    assert page.hrefs(".cites .by a") == ["/cable/07ZENDA20/#ref-2", "/cable/07ZENDA30/#ref-1"]


def test_many_citing_cables_are_shown_a_page_at_a_time(client: Client) -> None:
    store(
        telegram("07ZENDA11", date="2007-01-01"),
        *(
            telegram(f"07ZENDA{100 + number}", date=f"2007-03-{number:02}", refs=["ZENDA 11"])
            for number in range(1, 29)
        ),
    )
    page = Page(client, "/cable/07ZENDA11/")
    assert page.text("#cited-by h2") == "Cited by 28"
    assert len(page.nodes(".cites > li")) == 25
    (url,) = page.hrefs(".more a")
    page = Page(client, url.partition("#")[0])
    assert [text.split()[0] for text in page.texts(".cites .by")] == ["07ZENDA126", "07ZENDA127", "07ZENDA128"]
    assert page.hrefs(".more a") == ["/cable/07ZENDA11/#cited-by"]
    assert Page(client, "/cable/07ZENDA11/?after=nonsense%00").text("#cited-by h2") == "Cited by 28"


def test_repeated_paragraph_numbers_have_their_own_urls(client: Client) -> None:
    store(telegram("07ZENDA11"), telegram("07ZENDA20", refs=["ZENDA 11"], paragraphs=["(U) A.", "(U) B (reftel)."]))
    stored_cable("07ZENDA20").paragraphs.update(number=4)
    assert [node.attributes["id"] for node in Page(client, "/cable/07ZENDA20/").nodes(".para")] == ["p4", "p4-2"]
    assert Page(client, "/cable/07ZENDA11/").hrefs(".cites .occurrence a") == ["/cable/07ZENDA20/#p4-2"]
    stored_cable("07ZENDA20").paragraphs.update(number=None)
    assert [node.attributes["id"] for node in Page(client, "/cable/07ZENDA20/").nodes(".para")] == ["u1", "u2"]
    assert Page(client, "/cable/07ZENDA11/").hrefs(".cites .occurrence a") == ["/cable/07ZENDA20/#u2"]


def test_previous_and_next_of_the_post(client: Client) -> None:
    store(telegram("06ZENDA9", date="2006-06-15"), telegram("07ZENDA3"), telegram("07ZENDA20"), telegram("07LIMA4"))
    page = Page(client, "/cable/07ZENDA3/")
    assert page.hrefs(".pager a[rel=prev]") == ["/cable/06ZENDA9/"]
    assert page.hrefs(".pager a[rel=next]") == ["/cable/07ZENDA20/"]
    page = Page(client, "/cable/07LIMA4/")
    assert page.texts(".pager > *") == ["The first cable held of Embassy Lima", "The last cable held of Embassy Lima"]


def test_missing_fields_are_left_out_or_named(client: Client) -> None:
    text = telegram("07LIMA77", date=None, subject=None, tags=None, signer=None, paragraphs=[], info=[])
    outcomes(raw(text, "07LIMA77"))
    Cable.objects.update(classification=None, precedence=None, sender=None)
    page = Page(client, "/cable/07LIMA77/")
    assert page.text("h1") == "No subject"
    assert page.text(".badge") == "No classification given"
    assert page.text(".facts time") == "2007"
    assert page.text("#references") == "References It cites nothing."


def test_doubts_are_shown_with_their_lines(client: Client) -> None:
    store(telegram("07LIMA77"))
    problems = [{"code": "mrn-disagrees", "line": 6, "message": "The text says <LIMA 78>."}]
    Cable.objects.update(
        problems=problems, text_mrn="07LIMA78", is_partial=True, is_specimen=True, stated={"classification": "SECRET"}
    )
    page = Page(client, "/cable/07LIMA77/")
    assert page.text(".problems li") == "line 6 The text says <LIMA 78>. mrn-disagrees"
    assert page.texts(".notices li") == [
        "A partial extract: its source says that the full text is not available.",
        "Published as 07LIMA77, but the text’s own lines say 07LIMA78.",
    ]
    assert page.text(".specimen") == "Specimen: invented for this archive"
    assert "its source says SECRET" in " ".join(page.texts(".heading dd"))


def test_a_corrected_number_is_not_shown_as_the_publishers(client: Client) -> None:
    store(telegram("07LIMA77"))
    correct("07LIMA77", {"mrn": "07LIMA78"}, "Misread.")
    page = Page(client, "/cable/07LIMA78/")
    assert "07LIMA78 in place of 07LIMA77" in page.text(".corrections")
    assert page.texts(".notices li") == []


def test_persons_among_the_tags_are_named_as_such(client: Client) -> None:
    store(telegram("07LIMA77", tags="OVIP (ROE, JANE), PREL"))
    page = Page(client, "/cable/07LIMA77/")
    slug = Tag.objects.get(kind="person").slug
    assert f"/tag/{slug}/" in page.hrefs(".tags a")
    assert "ROE, JANE person" in page.texts(".tags li")


def test_whatever_stands_in_a_cable_is_text(client: Client) -> None:
    nasty = "<script>alert(1)</script>\u202e&amp;"
    store(
        telegram("07ZENDA11"),
        telegram(
            "07ZENDA20",
            subject=nasty,
            refs=["ZENDA 11", nasty],
            paragraphs=[f"(U) {nasty} reftel {nasty}."],
            signer=nasty,
        ),
    )
    Cable.objects.filter(mrn="07ZENDA20").update(
        sender=nasty, attention=[nasty], captions=[nasty], corrected_copy=nasty
    )
    for path in ("/cable/07ZENDA20/", "/cable/07ZENDA11/"):
        page = Page(client, path)
        assert not page.nodes("script")
        assert "<script>" in page.text("main")


def queries(client: Client, path: str, status: int = 200) -> int:
    """Return how many queries a response takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == status
    return len(captured)


def test_the_number_of_queries_does_not_grow(client: Client) -> None:
    store(
        telegram("07ZENDA1", refs=["ZENDA 900"], paragraphs=["(U) See reftel."]),
        telegram("07ZENDA2", refs=["ZENDA 1"], paragraphs=["(U) See reftel."]),
        telegram(
            "07ZENDA3",
            tags="PREL, PGOV, ECON, ETRD, PE, EFIN",
            refs=[f"ZENDA {serial}" for serial in (1, 2, 4, 5, *range(900, 910))],
            paragraphs=[
                f"(U) See ref {letter}, LIMA {number}, para 2." for number, letter in enumerate("ABCDEFGHIJK", 1)
            ],
        ),
        *(
            telegram(f"07ZENDA{serial}", refs=["ZENDA 3"], paragraphs=["(U) See reftel."] * 9)
            for serial in range(4, 20)
        ),
    )
    few, many = queries(client, "/cable/07ZENDA1/"), queries(client, "/cable/07ZENDA3/")
    assert few == many
    assert many <= 24


def test_a_cable_of_a_megabyte_is_shown(client: Client) -> None:
    store(telegram("07ZENDA20"))
    cable = stored_cable("07ZENDA20")
    text = "The barges came back with salt and went away with cheese. " * 4
    Paragraph.objects.bulk_create(
        Paragraph(cable=cable, position=position, number=position, text=text, start=0) for position in range(2, 5001)
    )
    assert len(Page(client, "/cable/07ZENDA20/").nodes(".para")) == 5000


def test_a_page_that_did_not_change_is_not_sent_again(client: Client) -> None:
    store(telegram("07ZENDA11", refs=["ZENDA 5"]))
    first = client.get("/cable/07ZENDA11/")
    assert first["Cache-Control"] == "public, no-cache"
    again = client.get("/cable/07ZENDA11/", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get("/cable/07ZENDA11/", headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    with CaptureQueriesContext(connection) as captured:
        client.get("/cable/07ZENDA11/", headers={"if-none-match": first["ETag"]})
    assert len(captured) == 2


def test_a_cable_that_arrives_changes_the_pages_it_is_linked_with(client: Client) -> None:
    store(telegram("07ZENDA11", refs=["ZENDA 5"], date="2007-06-01"))
    first = client.get("/cable/07ZENDA11/")
    store(telegram("07ZENDA5", subject="THE SALT ARRIVES"))
    again = client.get("/cable/07ZENDA11/", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200
    assert b"The Salt Arrives" in again.content


GARBLED = (
    "(U) The guild read the Duke,s petition on the salt toll in Zenda, a declara-\n"
    "tion of all\n"
    "the fishermen, which SALTCO had signed."
)


def test_the_text_is_shown_as_it_is_read_or_as_it_was_sent(client: Client) -> None:
    store(telegram("07ZENDA44", subject="SALTCO AND THE SALT TOLL", paragraphs=[GARBLED]))
    read = Page(client, "/cable/07ZENDA44/")
    assert read.text("h1") == "SALTCO and the Salt Toll"
    assert "the Duke’s petition on the salt toll in Zenda, a declaration of all the fishermen" in read.text(".para")
    assert (read.text(".switch"), read.hrefs(".switch a")) == ("As read · As sent", ["/cable/07ZENDA44/?as=sent#text"])
    assert (read.text(".switch b"), read.text(".switch a")) == ("As read", "As sent")
    sent = Page(client, "/cable/07ZENDA44/?as=sent")
    assert (sent.text(".switch b"), sent.text(".switch a")) == ("As sent", "As read")
    assert sent.text("h1") == "SALTCO AND THE SALT TOLL"
    assert GARBLED.removeprefix("(U) ") in sent.nodes("pre.sent")[0].text()
    assert sent.hrefs(".switch a") == ["/cable/07ZENDA44/#text"]
    assert Page(client, "/cable/07ZENDA44/?q=salt&as=sent").hrefs(".switch a") == ["/cable/07ZENDA44/?q=salt#text"]
    for other in ("/cable/07ZENDA44.txt", "/cable/07ZENDA44.json"):
        assert "declara-" in client.get(other).content.decode()


@pytest.mark.parametrize(
    ("below", "shown"),
    [
        ("", ["The barges came back on Friday.", "Signed: ROE"]),
        (
            "NOTE BY OC/T: The Duke was told.\n\nSecond note.\n",
            ["The barges came back on Friday.", "Signed: ROE", "NOTE BY OC/T: The Duke was told.", "Second note."],
        ),
    ],
)
def test_what_stands_below_the_signature_is_shown_there(client: Client, below: str, shown: list[str]) -> None:
    store(telegram("07ZENDA45") + below)
    for address in ("/cable/07ZENDA45/", "/cable/07ZENDA45/?as=sent", "/cable/07ZENDA45/?revision=1"):
        parts = [" ".join(node.text().split()) for node in Page(client, address).nodes(".para, .signer")]
        assert [part.removeprefix("1(U) ").lstrip("¶") for part in parts] == shown
