"""Endings of a cable's URL: what each gives for each kind of number, the raw text, and the parsed cable as JSON."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import Client

from cables.editing import redaction, withdrawal
from cables.editing.merging import merge
from cables.editing.withdrawal import withdraw
from cables.sources import FileFormat, RawCable, read
from cables.telegram import parse, to_json
from cables.views import cable_formats
from tests.builders import outcomes, raw, store, telegram

pytestmark = pytest.mark.django_db
FILE = b"%PDF-1.4 of 07ZENDA8"
SHA256 = hashlib.sha256(FILE).hexdigest()
PATH = "/cable/07ZENDA8.pdf"

FILES = ".pdf, .docx, .odt, .rtf and .eml"


@pytest.fixture
def archive() -> None:
    """Store a cable, one that was withdrawn, one that was merged, and one that is only cited."""
    store(
        telegram("07ZENDA8", date="2007-03-01"),
        telegram("07ZENDA14", date="2007-05-02", refs=["ZENDA 11", "ZENDA 20"]),
        telegram("07ZENDA15", date="2007-04-30", refs=["ZENDA 11"]),
        *(telegram("07ZENDA20"), telegram("07ZENDA30"), telegram("07ZENDA31")),
    )
    withdraw("07ZENDA20", "A reader asked.")
    merge("07ZENDA30", "07ZENDA31", "The same telegram.")


# Number, ending, status, and what the response says or where it leads.
ENDINGS = [
    ("07ZENDA8", "txt", 200, "TOLL BARGES"),
    ("07ZENDA8", "json", 200, '"mrn": "07ZENDA8"'),
    ("07ZENDA20", "txt", 410, "07ZENDA20 was withdrawn on"),
    ("07ZENDA20", "json", 410, '"error": "07ZENDA20 was withdrawn."'),
    ("07ZENDA11", "txt", 404, "07ZENDA11 is cited, but not in the archive: there is no text of it."),
    ("07ZENDA11", "json", 200, '"missing": true'),
    ("07ZENDA30", "txt", 301, "/cable/07ZENDA31.txt?revision=1"),
    ("07ZENDA30", "json", 301, "/cable/07ZENDA31.json?revision=1"),
    ("2007-zenda-008", "txt", 301, "/cable/07ZENDA8.txt?revision=1"),
    ("2007-zenda-008", "json", 301, "/cable/07ZENDA8.json?revision=1"),
    ("07.zenda.11", "json", 301, "/cable/07ZENDA11.json?revision=1"),
    ("07ZENDA99", "txt", 404, "07ZENDA99 is not in the archive, and no cable in it mentions it."),
    ("07ZENDA99", "json", 404, '{"error": "07ZENDA99 is not in the archive, and no cable in it mentions it."}'),
    ("nonsense", "txt", 404, "nonsense is not in the archive"),
    ("nonsense", "json", 404, '{"error": "nonsense is not in the archive'),
    *(
        (mrn, "csl.json", 404, '{"error": "A cable is not to be had as .csl.json: ')
        for mrn in ("07ZENDA8", "07ZENDA99")
    ),
    ("07ZENDA8", "pdf", 404, "The text of 07ZENDA8 did not come as PDF: there is none of it. The text is at /cable/07"),
    ("07ZENDA20", "pdf", 410, "07ZENDA20 was withdrawn on"),
    ("07ZENDA11", "pdf", 404, "07ZENDA11 is cited, but not in the archive: there is no file of it."),
    ("07ZENDA30", "pdf", 301, "/cable/07ZENDA31.pdf?revision=1"),
    ("07ZENDA99", "pdf", 404, "07ZENDA99 is not in the archive, and no cable in it mentions it."),
    *((mrn, "doc", 404, f"not to be had as .doc: there are .txt, .json, {FILES}.") for mrn in ("07ZENDA8", "07x")),
]


@pytest.mark.usefixtures("archive")
def test_each_ending_of_each_kind_of_number(client: Client) -> None:
    for mrn, ending, status, content in ENDINGS:
        response = client.get(f"/cable/{mrn}.{ending}", {"revision": "1"})
        shown = response["Location"] if status == 301 else response.content.decode()
        assert (response.status_code, content in shown) == (status, True), (mrn, ending, response.status_code, shown)


@pytest.mark.usefixtures("archive")
def test_what_is_known_of_a_missing_cable(client: Client) -> None:
    response = client.get("/cable/07ZENDA11.json")
    assert response.json() == {
        "mrn": "07ZENDA11",
        "missing": True,
        "address": "/cable/07ZENDA11/",
        "post": "ZENDA",
        "post_name": "Consulate Zenda",
        "country": "Ruritania",
        "year": 2007,
        "serial": 11,
        "between": ["2007-03-01", "2007-04-30"],
        "cited_by": ["07ZENDA15", "07ZENDA14"],
        "record": None,
    }
    assert client.get("/cable/07ZENDA11.json", headers={"if-none-match": response["ETag"]}).status_code == 304
    store(telegram("07ZENDA11"))
    again = client.get("/cable/07ZENDA11.json", headers={"if-none-match": response["ETag"]})
    assert (again.status_code, again.json()["revision"]) == (200, 1)


@pytest.mark.usefixtures("archive")
@pytest.mark.parametrize("ending", ["txt", "json"])
def test_a_parameter_that_is_not_understood_is_refused(client: Client, ending: str) -> None:
    for query, sentence in [
        ("colour=red", "“colour” is no parameter of this address: it takes revision."),
        ("revision=x", "“revision” is “x”, which is no revision: they are numbered from 1."),
    ]:
        response = client.get(f"/cable/07ZENDA8.{ending}?{query}")
        assert (response.status_code, sentence in response.content.decode()) == (400, True)


def raw_cable(text: str, encoding: str) -> RawCable:
    """Return a text file in that encoding."""
    return RawCable(
        text=text,
        content=text.encode(encoding),
        encoding=encoding,
        where="x.txt",
        format="text",
        published_id="07ZENDA11",
    )


@pytest.mark.parametrize(
    ("encoding", "charset"), [("utf-8", "utf-8"), ("latin-1", "iso-8859-1"), ("cp1252", "windows-1252")]
)
def test_the_bytes_are_the_raw_ones(client: Client, encoding: str, charset: str) -> None:
    item = raw_cable(telegram("07ZENDA11", paragraphs=["(U) São Tomé.\r\nTwo lines."]).replace("\n", "\r\n"), encoding)
    outcomes(item)
    response = client.get("/cable/07ZENDA11.txt")
    assert response.content == item.content
    assert response["Content-Type"] == f"text/plain; charset={charset}"
    assert response["ETag"] == f'"{hashlib.sha256(item.content).hexdigest()}"'
    assert client.get("/cable/07ZENDA11.txt", headers={"if-none-match": response["ETag"]}).status_code == 304
    assert response["Cache-Control"] == "public, no-cache"


def test_a_text_with_bad_bytes_is_read_as_it_was_imported(client: Client, tmp_path: Path) -> None:
    content = telegram("07ZENDA11", paragraphs=["(U) São Tomé, Zürich, Malmö.", "(U) A \0 and a"]).encode() + b"\xff\n"
    file = tmp_path / "07ZENDA11.txt"
    file.write_bytes(content)
    (item,) = read(file)
    assert isinstance(item, RawCable)
    outcomes(item)
    assert client.get("/cable/07ZENDA11.txt").content == content
    data = client.get("/cable/07ZENDA11.json").json()
    assert data["paragraphs"] == to_json(parse(item.text), "")["paragraphs"]


def test_the_current_revision_is_served(client: Client) -> None:
    store(telegram("07ZENDA11"))
    first = client.get("/cable/07ZENDA11.txt")
    store(telegram("07ZENDA11", subject="THE TOLL IS HALVED AFTER ALL"))
    second = client.get("/cable/07ZENDA11.txt", headers={"if-none-match": first["ETag"]})
    assert second.status_code == 200
    assert b"AFTER ALL" in second.content


def test_the_parsed_cable(client: Client) -> None:
    text = telegram("07ZENDA20", refs=["ZENDA 11", "ZENDA 12", "TELCON ROE-DOE 06/01/07"])
    store(telegram("07ZENDA11"), text)
    response = client.get("/cable/07ZENDA20.json")
    assert response["Content-Type"] == "application/json"
    data = response.json()
    assert data.pop("address") == "/cable/07ZENDA20/"
    assert (data.pop("revision"), data.pop("corrections"), data.pop("redacted")) == (1, [], [])
    assert (data.pop("file"), data.pop("further_sources")) == (None, [])
    links = data.pop("links")
    assert data == to_json(parse(text), "test")
    assert links["text"] == "/cable/07ZENDA20.txt"
    assert [
        (row["position"], row["label"], row["link"], row["held"], row["address"]) for row in links["references"]
    ] == [
        (1, "A", "exact", "07ZENDA11", "/cable/07ZENDA11/"),
        (2, "B", "none", None, "/cable/07ZENDA12/"),
        (3, "C", "none", None, None),
    ]


def test_a_link_that_resolves_changes_the_json(client: Client) -> None:
    store(telegram("07ZENDA20", refs=["ZENDA 11"]))
    first = client.get("/cable/07ZENDA20.json")
    assert client.get("/cable/07ZENDA20.json", headers={"if-none-match": first["ETag"]}).status_code == 304
    store(telegram("07ZENDA11"))
    again = client.get("/cable/07ZENDA20.json", headers={"if-none-match": first["ETag"]})
    assert again.json()["links"]["references"][0]["held"] == "07ZENDA11"


def from_file(text: str, file: bytes) -> RawCable:
    return replace(raw(text, where="/srv/a.pdf"), format="pdf", file=file, extractor="one 1.0")


@pytest.fixture
def pdf() -> None:
    outcomes(from_file(telegram("07ZENDA8", paragraphs=["(U) Duke Strelsau was there."]), FILE))


@pytest.mark.usefixtures("pdf")
def test_the_pdf_is_the_file_as_it_came(client: Client) -> None:
    response = client.get(PATH)
    assert (response.status_code, response.content) == (200, FILE)
    headers = ("Content-Type", "Content-Disposition", "Content-Security-Policy", "X-Content-Type-Options", "ETag")
    assert [response[name] for name in headers] == [
        "application/pdf",
        'attachment; filename="07ZENDA8.pdf"',
        "default-src 'none'; sandbox",
        "nosniff",
        f'"{SHA256}"',
    ]
    assert client.get(PATH, headers={"if-none-match": response["ETag"]}).status_code == 304
    assert client.head(PATH).content == b""


@pytest.mark.parametrize("format", [each for each in FileFormat if each.is_document])
def test_each_document_is_served_as_it_came(format: FileFormat, client: Client) -> None:
    outcomes(replace(from_file(telegram("07ZENDA8"), FILE), format=format))
    response = client.get(f"/cable/07ZENDA8.{format}")
    assert (response.status_code, response.content) == (200, FILE)
    assert response["Content-Disposition"] == f'attachment; filename="07ZENDA8.{format}"'
    assert response["Content-Type"].startswith(("application/", "message/"))
    assert f'href="/cable/07ZENDA8.{format}' in client.get("/cable/07ZENDA8/").content.decode()
    redaction.redact("07ZENDA8", ["TOLL BARGES"], "A reader asked.")
    assert client.get(f"/cable/07ZENDA8.{format}").status_code == 410


@pytest.mark.usefixtures("pdf")
def test_a_large_pdf_is_a_stream(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cable_formats, "AT_ONCE", 10)
    response = client.get(PATH)
    assert response.streaming
    assert (b"".join(response), response["ETag"]) == (FILE, f'"{SHA256}"')


@pytest.mark.usefixtures("pdf")
def test_each_revision_has_its_own_pdf(client: Client) -> None:
    second = from_file(telegram("07ZENDA8", subject="SECOND"), b"%PDF of the second")
    outcomes(second, raw(telegram("07ZENDA8", subject="THIRD")))
    contents = [client.get(PATH, {"revision": number}).content for number in (1, 2)]
    assert contents == [FILE, second.file]
    assert client.get(PATH).status_code == 404


@pytest.mark.usefixtures("pdf")
def test_pages_and_data_name_the_pdf(client: Client) -> None:
    for path in ("/cable/07ZENDA8/", "/cable/07ZENDA8/history/"):
        page = client.get(path).content.decode()
        assert [part for part in ('href="/cable/07ZENDA8.pdf', SHA256, "one 1.0") if part not in page] == []
    assert client.get("/cable/07ZENDA8.json").json()["file"] == {
        "format": "pdf",
        "sha256": SHA256,
        "size": len(FILE),
        "extractor": "one 1.0",
        "address": PATH,
    }
    outcomes(raw(telegram("07ZENDA9")))
    assert client.get("/cable/07ZENDA9.json").json()["file"] is None


@pytest.mark.usefixtures("pdf")
def test_the_pdf_of_a_redacted_cable_is_sealed(client: Client) -> None:
    tag = client.get(PATH)["ETag"]
    redaction.redact("07ZENDA8", ["Duke Strelsau"], "A reader asked.")
    response = client.get(PATH, headers={"if-none-match": tag})
    assert (response.status_code, response.content.decode()) == (
        410,
        "The PDF of 07ZENDA8 is sealed: words of the cable are blacked out, which stand in it.\n",
    )
    file = client.get("/cable/07ZENDA8.json").json()["file"]
    assert (file["size"], file["address"], file["sha256"]) == (None, None, SHA256)


@pytest.mark.usefixtures("pdf")
def test_the_pdf_of_a_withdrawn_cable_is_not_served(client: Client) -> None:
    withdrawal.withdraw("07ZENDA8", "A reader asked.")
    response = client.get(PATH)
    assert (response.status_code, b"07ZENDA8 was withdrawn on" in response.content) == (410, True)
