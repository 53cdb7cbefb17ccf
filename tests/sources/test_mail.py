"""The text of mails and what is attached to them, and the mails that have none."""

from __future__ import annotations

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from cables.sources import Limits, RawCable, read
from cables.sources.mail import EXTRACTOR, is_mail, text_of
from cables.sources.raw import RefusedFileError
from cables.telegram import parse
from tests.sources.builders import BODY, HEADING, cable, refused, zipped
from tests.sources.office_files import docx, word_paragraphs
from tests.sources.pdf_files import pdf

CABLE = f"{HEADING}\n\n{BODY}\n"


def mail(
    text: str = "",
    html: str = "",
    files: Sequence[tuple[str, bytes]] = (),
    cte: str | None = None,
    charset: str = "utf-8",
) -> EmailMessage:
    """Return a mail with a text, another form of it and files attached to it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "clerk@zenda.example", "archive@strelsau.example", "Salt"
    made["Date"] = "Tue, 05 Jun 2007 10:20:00 +0000"
    made["Message-ID"] = "<1@zenda.example>"
    if text:
        made.set_content(text, cte=cte, charset=charset)
    if html and text:
        made.add_alternative(html, subtype="html")
    elif html:
        made.set_content(html, subtype="html")
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made


def sent(
    text: str = "",
    html: str = "",
    files: Sequence[tuple[str, bytes]] = (),
    cte: str | None = None,
    charset: str = "utf-8",
) -> bytes:
    """Return a mail as it is sent."""
    return mail(text, html, files, cte, charset).as_bytes(policy=SMTP)


def written(body: str, fields: str = "") -> bytes:
    """Return a mail as it stands in its file."""
    return f"From: a@zenda.example\nDate: Tue, 5 Jun 2007 10:20:00 +0000\n{fields}\n{body}".encode()


HEAD_OF_OUTLOOK = "From: A B\nSent: Tuesday, June 05, 2007 10:20\nTo: C D; E F\nCc: G H\nSubject: Salt\n"
HEAD_OF_APPLE = "From: A B <a@zenda.example>\nSubject: Salt\nDate: 5 June 2007\nTo: C D <c@zenda.example>,\n\tE F\n"
TEXTS: list[tuple[str, bytes, str]] = [
    ("text", sent("A\nB\n"), "A\nB\n"),
    ("quoted-printable", sent("é=A\u2013\n", cte="quoted-printable"), "é=A–\n"),
    ("Base64", sent("é\u2013\n", cte="base64"), "é–\n"),
    ("another character set", sent("é\u2013\n", charset="cp1252"), "é–\n"),
    ("a character set that there is not", written("A\n", 'Content-Type: text/plain; charset="x-none"\n'), "A\n"),
    ("one that is not meant", "Message-ID: <1>\nFrom: a\n\né\n".encode("latin-1"), "é\n"),
    ("HTML beside text", sent("A\n", "<p>B</p>"), "A\n"),
    (
        "HTML alone",
        sent("", "<title>T</title><body><p>FM A<br>TO&nbsp;B</p>\n<div>C  <b>D</b></div></body>"),
        "FM A\nTO\xa0B\nC D\n",
    ),
    (
        "tables in HTML",
        sent("", "<table><tr><td>TAGS:</td><td>ETRD</td></tr><tr><td>B</td></tr></table>"),
        "TAGS:\tETRD\nB\n",
    ),
    ("preformatted HTML", sent("", "<div>A</div><pre>B\n  C\n</pre><style>x</style>"), "A\nB\n  C\n\n"),
    ("flowed", written(" A \n B\n", "Content-Type: text/plain; format=flowed\n"), "A \nB\n"),
    ("quoted", sent("> A\n>B\n>> C\n> > D\n>\nE > F\n"), "A\nB\nC\nD\n\nE > F\n"),
    (
        "forwarded by Outlook",
        sent(f"See:\n\n-----Original Message-----\n{HEAD_OF_OUTLOOK}\nTEXT\n"),
        "See:\n\n\n\nTEXT\n",
    ),
    ("without a line before it", sent(f"{HEAD_OF_OUTLOOK}\nTEXT\n"), "\n\nTEXT\n"),
    ("forwarded by Apple", sent(f"Begin forwarded message:\n\n{HEAD_OF_APPLE}\nTEXT\n"), "\n\nTEXT\n"),
    ("forwarded and quoted", sent(f"> Begin forwarded message:\n>\n> {HEAD_OF_OUTLOOK}\n> TEXT\n"), "\n\nTEXT\n"),
    ("by others", sent(f"---------- Forwarded message ---------\n{HEAD_OF_APPLE}\nTEXT\n"), "\n\nTEXT\n"),
    ("answered", sent("On Tue, 5 Jun 2007 at 10:20, A B\n<a@zenda.example> wrote:\n> TEXT\n"), "TEXT\n"),
    ("signed", sent("TEXT\nROE\n-- \nA B\nZenda\n"), "TEXT\nROE\n"),
    (
        "fields of a telegram",
        sent("From: AMCONSUL ZENDA\nAction: SECSTATE\nSubject: Salt\n"),
        "From: AMCONSUL ZENDA\nAction: SECSTATE\nSubject: Salt\n",
    ),
]


@pytest.mark.parametrize(("content", "text"), [each[1:] for each in TEXTS], ids=[each[0] for each in TEXTS])
def test_the_text_is_as_it_was_sent(content: bytes, text: str) -> None:
    assert text_of(content, Limits()) == (text, {}, [])


def test_a_telegram_that_was_forwarded_is_read(tmp_path: Path) -> None:
    quoted = "".join(f"> {line}\n" for line in f"{HEAD_OF_OUTLOOK}\n{CABLE}".split("\n"))
    content = sent(f"Here it is.\n\nRudolf\n\n> -----Original Message-----\n{quoted}\n-- \nR. R.\nStrelsau\n")
    (tmp_path / "a.txt").write_bytes(content)
    [item] = read(tmp_path / "a.txt")
    telegram = parse(cable(item).text)
    assert (telegram.mrn, telegram.signer, telegram.subject) == ("07LIMA101", "ROE", '"SARN" TOLLS & BARGES')
    assert (item.format, cable(item).file, cable(item).extractor) == ("eml", content, EXTRACTOR)


def test_each_file_that_is_attached_is_read_as_a_file_of_its_own(tmp_path: Path) -> None:
    files = [
        ("07LIMA101.txt", CABLE.encode()),
        ("b.pdf", pdf([BODY])),
        ("c.docx", docx(word_paragraphs(BODY.split("\n")))),
        ("d.png", b"\x89PNG\r\n\x1a\n"),
        ("e.zip", zipped({"a.txt": CABLE})),
        ("../f.txt", b"x"),
    ]
    (tmp_path / "a.eml").write_bytes(sent("See what is attached.", files=files))
    items = {Path(item.where).name: item for item in read(tmp_path / "a.eml")}
    body = cable(items.pop("a.eml"))
    assert (body.text, body.file, body.extractor) == ("See what is attached.\n", None, None)
    assert [name for name, item in items.items() if isinstance(item, RawCable)] == [
        *("07LIMA101.txt", "b.pdf", "c.docx", ".._f.txt"),
    ]
    assert cable(items["c.docx"]).file == files[2][1]
    assert refused(items["d.png"]).reason.startswith("is a picture (PNG): ")
    assert refused(items["e.zip"]).reason == "is an archive in a mail"


def test_a_mail_of_attachments_alone_is_these(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(sent(files=[("07LIMA101.txt", CABLE.encode())]))
    [item] = read(tmp_path / "a.eml")
    assert (cable(item).text, cable(item).published_id) == (CABLE, "07LIMA101")


def within(depth: int) -> EmailMessage:
    """Return a mail in a mail, and so on, with a telegram in the innermost."""
    if not depth:
        return mail(CABLE)
    made = mail()
    made.add_attachment(within(depth - 1))
    return made


@pytest.mark.parametrize("depth", [1, 3, 4])
def test_mails_in_mails_are_read_to_a_depth(depth: int, tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(within(depth).as_bytes(policy=SMTP))
    [item] = read(tmp_path / "a.eml")
    if depth <= 3:
        assert cable(item).text.replace("\r", "") == CABLE
    else:
        assert refused(item).reason.startswith("is in more than 3 mails within one another")


def test_signatures_of_mails_are_nothing_attached() -> None:
    made = mail("A\n")
    made.add_attachment(b"x", maintype="application", subtype="pgp-signature")
    assert text_of(made.as_bytes(), Limits()) == ("A\n", {}, [])


def nested(depth: int) -> bytes:
    """Return a mail of parts within one another."""
    parts = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(depth))
    return f"MIME-Version: 1.0\nFrom: a\n{parts}\n\nA\n".encode()


REFUSED: list[tuple[bytes, str]] = [
    (sent(), "has no text, and nothing attached to it"),
    (nested(60), "has more than 50 parts within one another"),
    (nested(10_000), "has more than 50 parts within one another"),
    (sent("A", files=[("b", b"")] * 600), "has more than 500 parts"),
    (
        written("A\n\nFrom b@zenda.example Tue Jun 5 10:20:00 2007\nSubject: B\n\nB\n"),
        "is a mailbox of several mails (mbox)",
    ),
    (written("A", "Snapshot-Content-Location: x\n"), "is a web archive (MHTML): save the page as HTML"),
    (written("A", "Content-Type: multipart/encrypted; boundary=x\n"), "is encrypted: decrypt it"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED, ids=[reason[:30] for _, reason in REFUSED])
def test_what_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedFileError) as refusal:
        text_of(content, Limits())
    assert str(refusal.value).startswith(reason)


HEADS: list[tuple[str, bool]] = [
    ("Received: by x\nFrom: a@b\nSubject: S\n\nText", True),
    ("From a@b Tue Jun 5 10:20:00 2007\nMessage-ID: <1>\nFrom: a@b\n\nText", True),
    ("From: a@b\nDate: Tue, 5 Jun 2007 10:20:00 +0000\n\nText", True),
    ("Subject: A\n B\nMIME-Version: 1.0\n" + "X-Long: x\n" * 500, True),
    ("From: AMCONSUL ZENDA\nTo: SECSTATE\nSubject: Salt\n\nText", False),
    ("From: AMCONSUL ZENDA\nDate: 5 Jun 2007 10:20\nSubject: Salt\n\nText", False),
    ("MRN:            12 ZENDA 118\nDate/DTG:  Mar 05, 2012 / 051530Z MAR 12\nFrom:  AMCONSUL ZENDA\n", False),
    ("R 051020Z JUN 07\nFM AMCONSUL ZENDA\nMessage-ID: 1\n", False),
    ("From here on Received: is a word\n", False),
    ("", False),
]


@pytest.mark.parametrize(("head", "is_one"), HEADS)
def test_a_mail_is_known_by_the_fields_of_its_head(head: str, is_one: bool) -> None:
    assert is_mail(head) is is_one
