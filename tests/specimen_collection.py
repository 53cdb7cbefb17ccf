"""The specimens of `fixtures/collection`: a folder as a librarian has it, of the forms that are read and some others.

The telegrams are invented as all specimens are: those of a consulate in a few weeks of 2009, each citing the one
before. `python -m tests.specimen_collection` writes the folder anew. Members of archives and documents are not
deflated, so that every machine writes the same bytes.
"""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from pathlib import Path
from typing import NamedTuple

from tests.sources.office_files import docx, odt, packed, text_paragraphs, word_paragraphs
from tests.sources.pdf_files import pdf, scan

FOLDER = Path(__file__).parent.parent / "fixtures" / "collection"
MARKER = "SPECIMEN - INVENTED FOR THIS ARCHIVE, NOT A REAL TELEGRAM"
SIGNER = "FERNHOLT"
FIRST = 11  # serial of the first telegram
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000a49444154789c63000100000500010d0a2db40000000049454e44ae426082"
)
EMPTY_7Z = bytes.fromhex("377abcaf271c00048d9bd50f") + bytes(20)

# Subject and two paragraphs of each telegram; serials and days go up by one.
TEXTS: Sequence[tuple[str, str, str]] = (
    (
        "A CAT IS FOUND IN THE LOCK HOUSE",
        "The keeper of the lock at Halverbad has found a cat in his books. It had been there, he believes, for a week.",
        "He has entered it as a vessel, there being no other column.",
    ),
    (
        "THE CAT PASSES THE LOCK WITHOUT PAPERS",
        "The cat entered on Monday has left downstream. The keeper holds that what has come in must be cleared.",
        "The customs house asks for a bill of lading. None has been seen.",
    ),
    (
        "THE CAT COMES BACK WITH A RIBBON",
        "It has returned upstream wearing a blue ribbon, which the harbor police read as a flag.",
        "No country of the river flies a blue ribbon. Inquiries have been made of those that have no river.",
    ),
    (
        "THE RIVER COMMISSION IS ASKED FOR A TARIFF FOR CATS",
        "The commission has a tariff for barges, rafts, timber and the dead. It has none for cats.",
        "A committee sits on Thursday. It will be given the cat to look at.",
    ),
    (
        "THE COMMITTEE LOOKS AT THE CAT",
        "The committee looked at the cat for an hour. The cat looked at the committee for somewhat longer.",
        "The minutes record a difference of views.",
    ),
    (
        "A TARIFF FOR CATS IS DRAWN UP BY WEIGHT",
        "The draft sets three crowns for each pound. The keeper, who would have to weigh it, has asked for gloves.",
        "The commission has no heading for gloves.",
    ),
    (
        "THE GLOVES ARE BOUGHT AND THE CAT IS GONE",
        "Gloves of leather were bought at the expense of the timber dues. The cat could not be found on the day.",
        "It is thought to be aboard the cheese barge.",
    ),
    (
        "THE MASTER OF THE CHEESE BARGE DENIES A CAT",
        "He says that he carries cheese and a boy. The boy says that he carries the cat.",
        "The cheese has been sealed.",
    ),
    (
        "SEALED CHEESE IS FOUND OPEN",
        "The seal on the fourth cheese was whole, and the cheese below it was not.",
        "The keeper has drawn the hole to scale. It is the size of the cat.",
    ),
    (
        "MONTREVANE PROTESTS FOR ITS CHEESE",
        "The consul of Montrevane called without an appointment, with a slice.",
        "He was offered tea, and ate the exhibit in his distress.",
    ),
    (
        "THE EXHIBIT IS REPLACED BY A DRAWING",
        "The court has admitted the drawing of the hole in place of the cheese.",
        "Counsel for the barge argues that a hole is nothing, and that nothing has been stolen.",
    ),
    (
        "A JUDGE IS TO DECIDE WHETHER A HOLE CAN BE TAKEN",
        "The judge has adjourned to consider what a hole belongs to, and has gone fishing.",
        "The river is quiet meanwhile. The cat sits on the upper gate.",
    ),
    (
        "THE UPPER GATE CANNOT BE OPENED",
        "The keeper will not move the gate with the cat on it. Eleven barges wait, one of them with ice.",
        "The owner of the ice asks us to hurry the judge.",
    ),
    (
        "THE ICE IS SOLD AS WATER",
        "The ice was sold on Friday at the price of water, less the price of the buckets.",
        "Its owner has named the cat in his will.",
    ),
    (
        "THE WILL IS CONTESTED BY A NIECE",
        "The niece holds that a vessel cannot inherit. The keeper's entry of the ninth has been sent for.",
        "The book is damp, and smells of fish.",
    ),
    (
        "THE KEEPER'S BOOK IS READ IN COURT",
        "The clerk read the entry aloud. Where the master's name should stand there is the print of a paw.",
        "The court finds that the paper is in order.",
    ),
    (
        "THE CAT IS A VESSEL UNDER ITS OWN COMMAND",
        "By the judgment the cat is a vessel and its own master. It owes toll for six passages.",
        "It was not in court.",
    ),
    (
        "THE TOLL IS PAID IN EELS",
        "Six eels were found on the keeper's step this morning, side by side.",
        "He has given a receipt, under the door.",
    ),
    (
        "THE RECEIPT IS RETURNED",
        "The receipt came back on Wednesday, chewed. The keeper takes this to be a request for a copy.",
        "A copy was made.",
    ),
    (
        "THE COMMISSION CLOSES ITS FILE ON THE CAT",
        "The file has been closed, tied with the blue ribbon, and put on the shelf for vessels in good standing.",
        "The shelf is warm. We expect to report again.",
    ),
    (
        "FOUR KITTENS ARE FOUND IN THE FILE",
        "The file was opened for a signature. There are four of them, and one has the stamp pad.",
        "The keeper asks whether they are vessels or cargo.",
    ),
    (
        "THE DEPARTMENT IS ASKED FOR GUIDANCE ON KITTENS",
        "Consulate asks whether kittens born in a file of the commission are documents.",
        "Pending guidance they have been numbered.",
    ),
    (
        "THE GUIDANCE DOES NOT MENTION KITTENS",
        "The guidance was received and is about ribbons. It forbids blue ones.",
        "The consulate has untied the file.",
    ),
    (
        "THE CAT TAKES THE FILE DOWNSTREAM",
        "At dawn the cat passed the lock with four kittens and part of the file, under no flag.",
        "The gate was open. The keeper says that he must have been asleep, and has entered it so.",
    ),
    (
        "THE LOCK HOUSE IS QUIET",
        "There is nothing to report from the lock.",
        "The keeper has put out a saucer, under the heading of repairs.",
    ),
    (
        "A RIBBON IS SEEN AT STRELSAU",
        "The embassy at Strelsau has seen a blue ribbon on the salt quay. Those who wear it have six toes.",
        "The keeper asks to be told what they pay there.",
    ),
)


class Specimen(NamedTuple):
    """A telegram: its serial, its heading, and its text below that, from the classification line to the signer."""

    serial: int
    subject: str
    heading: str
    body: str

    @property
    def mrn(self) -> str:
        """Return its number."""
        return f"09HALVERBAD{self.serial}"

    @property
    def text(self) -> str:
        """Return all of it."""
        return f"{self.heading}\n{self.body}\n"

    @property
    def lines(self) -> list[str]:
        """Return its lines."""
        return self.text.rstrip("\n").split("\n")


def specimen(serial: int) -> Specimen:
    """Return the telegram of a serial."""
    subject, first, second = TEXTS[serial - FIRST]
    heading = f"R {serial - FIRST + 1:02}0940Z MAY 09\nFM AMCONSUL HALVERBAD\nTO SECSTATE WASHDC {serial + 200:04}"
    reference = f"\nREF: HALVERBAD {serial - 1}\n" if serial > FIRST else ""
    body = (
        f"UNCLAS HALVERBAD {serial:06}\n\n{MARKER}\n\n"
        f"E.O. 12958: N/A\nTAGS: EWWT, SOCI, QV\nSUBJECT: {subject}\n{reference}\n"
        f"1. (U) {first}\n\n2. (U) {second}\n\n{SIGNER}"
    )
    return Specimen(serial, subject, heading, body)


def page(of: Specimen) -> str:
    """Return a page as those of 2010 were published."""
    facts = {
        "Reference ID": of.mrn,
        "Created": "2009-05-04 09:40",
        "Classification": "UNCLASSIFIED",
        "Origin": "Consulate Halverbad",
    }
    titles, cells = (
        "".join(f"<{cell}>{each}</{cell}>" for each in row) for cell, row in (("th", facts), ("td", facts.values()))
    )
    blocks = "".join(f"<pre>{escape(part, quote=False)}</pre>\n" for part in (of.heading, of.body))
    return (
        f"<!DOCTYPE html>\n<html><body>\n<table><tr>{titles}</tr>\n<tr>{cells}</tr></table>\n{blocks}</body></html>\n"
    )


def dump(*of: Specimen) -> str:
    """Return rows of the Cablegate dump."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, doublequote=False, escapechar="\\", lineterminator="\n")
    for number, each in enumerate(of, 1):
        facts = ("5/11/2009 9:40", each.mrn, "Consulate Halverbad", "UNCLASSIFIED", "")
        writer.writerow([number, *facts, each.heading, each.body])
    return out.getvalue()


def table(*of: Specimen) -> str:
    """Return a table with headings, as a program for tables writes it."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(["Box", "Text", "Document Number"])
    writer.writerows([("7", each.text, each.mrn) for each in of])
    return out.getvalue()


def month(*of: Specimen) -> str:
    """Return records in XML."""
    records = "".join(
        f"<record><docnbr>{each.mrn}</docnbr><subject>{each.subject}</subject>"
        f"<msgtext>{escape(each.text)}</msgtext></record>\n"
        for each in of
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<records>\n{records}</records>\n'


def inserted(of: Specimen) -> str:
    """Return a dump of a database as statements."""
    text = of.text.replace("'", "''")
    return (
        "CREATE TABLE cable (id integer, refid text, content text);\n"
        f"INSERT INTO cable (id, refid, content) VALUES (1, '{of.mrn}', '{text}');\n"
    )


def copied(of: Specimen) -> str:
    """Return a dump of PostgreSQL."""
    text = of.text.replace("\\", "\\\\").replace("\n", "\\n")
    return f"COPY public.cable (id, refid, content) FROM stdin;\n1\t{of.mrn}\t{text}\n\\.\n"


def transcript(of: Specimen) -> str:
    """Return a transcription in Markdown with front matter."""
    _, first, second = TEXTS[of.serial - FIRST]
    return (
        f"---\ncable-doc-number: {of.mrn}\ncable-date: 2009-05-22\n"
        "cable-from: AMCONSUL HALVERBAD\ncable-to: SECSTATE WASHDC\n"
        f"cable-tags: [EWWT, SOCI, QV]\ncable-subject: {of.subject}\ncable-refs: HALVERBAD {of.serial - 1}\n---\n\n"
        f"{MARKER}\n\n**1.** (U) {first}\n\n**2.** (U) {second}\n\n{SIGNER}\n"
    )


def rtf(of: Specimen) -> bytes:
    """Return an RTF file."""
    lines = "".join(f"{line}\\par\r\n" for line in of.lines)
    return (
        b"{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fmodern Courier New;}}\r\n\\f0\\fs20\r\n"
        + lines.encode()
        + b"}"
    )


def mail(subject: str, text: str, files: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Return a mail with files attached to it."""
    made = EmailMessage()
    made["From"] = "Reading Room <reading-room@halverbad.example>"
    made["To"] = "cables@archive.example"
    made["Subject"] = subject
    made["Date"] = "Mon, 02 Mar 2020 09:40:00 +0000"
    made["Message-ID"] = f"<{abs(len(text))}@halverbad.example>"
    made.set_content(text)
    for name, content in files:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    if files:
        made.set_boundary("----specimen")
    return made.as_bytes(policy=SMTP)


def forwarded(of: Specimen) -> bytes:
    """Return a mail in which a telegram is quoted."""
    head = "-----Original Message-----\nFrom: Keeper\nSent: Friday, May 9, 2009\nTo: Reading Room\nSubject: The cat\n\n"
    quoted = "".join(f"> {line}\n" for line in (head + of.text).split("\n"))
    return mail("Fwd: The cat", f"Here is the one that you asked for.\n\n{quoted}\n-- \nReading Room\nHalverbad\n")


def released(of: Specimen) -> str:
    """Return a text with the stamps of a release under the Freedom of Information Act."""
    stamp = "UNCLASSIFIED U.S. Department of State Case No. F-2019-00000 Doc No. C00000035 Date: 01/01/2020"
    return f"{stamp}\n\nRELEASE IN FULL\n\n{of.text}\n{stamp}\n"


def smart(of: Specimen) -> str:
    """Return a text in the form of SMART."""
    _, first, second = TEXTS[of.serial - FIRST]
    fields = {
        "MRN": f"09 HALVERBAD {of.serial}",
        "Date/DTG": f"May {of.serial - FIRST + 1}, 2009 / {of.serial - FIRST + 1:02}0940Z MAY 09",
        "From": "AMCONSUL HALVERBAD",
        "Action": "WASHDC, SECSTATE ROUTINE",
        "E.O.": "12958",
        "TAGS": "EWWT, SOCI, QV",
        "Reference": f"A) 09 HALVERBAD {of.serial - 1}",
        "Pass Line": MARKER,
        "Subject": of.subject,
    }
    shown = "".join(f"{name + ':':<20}{value}\n" for name, value in fields.items())
    return (
        f"UNCLASSIFIED\n\n\n{shown}\n1.  (U) {first}\n\n2.  (U) {second}\n\n"
        f"{'Signature:':<20}{SIGNER}\n\n{'Drafted By:':<20}HALVERBAD: Keeper\n\nUNCLASSIFIED\n{'':>72}Page 1 of 1\n"
    )


def files() -> dict[str, bytes]:
    """Return every file of the folder by its path in it."""
    of = specimen
    texts: dict[str, str] = {
        "texts/09HALVERBAD11.txt": of(11).text,
        "texts/12 and 13.txt": f"{of(12).text}\nNNNN\n\n{of(13).text}\nNNNN\n",
        "texts/smart.txt": smart(of(34)),
        "texts/released.txt": released(of(35)),
        "texts/transcript.md": transcript(of(32)),
        "pages/09HALVERBAD14.html": page(of(14)),
        "tables/dump.csv": dump(of(22), of(23)),
        "tables/box 7.csv": table(of(24), of(25)),
        "tables/lines.jsonl": json.dumps({"text": of(26).text, "mrn": of(26).mrn}) + "\n",
        "tables/list.json": json.dumps([{"_id": 1, "refid": of(27).mrn, "body": of(27).text}], indent=1) + "\n",
        "tables/month.xml": month(of(28), of(29)),
        "tables/inserts.sql": inserted(of(30)),
        "tables/copy.sql": copied(of(31)),
        "not read/README.md": "# The cat\n\nWhat we have of it, by [box](tables/box%207.csv). SPECIMENS, all of it.\n",
        "not read/edition.xml": "<?xml version='1.0'?>\n<TEI><teiHeader/><text>SPECIMEN</text></TEI>\n",
        "not read/empty.txt": "",
    }
    documents = {
        "documents/15.docx": docx(word_paragraphs(of(15).lines)),
        "documents/16.odt": odt(text_paragraphs(of(16).lines)),
        "documents/17.rtf": rtf(of(17)),
        "documents/18.pdf": pdf(["\n".join(of(18).lines)]),
        "mail/19 quoted.eml": forwarded(of(19)),
        "mail/20 and 21 attached.eml": mail(
            "What was found",
            "Two of them are attached, and the board of the lock house.\n",
            [
                ("09HALVERBAD20.txt", of(20).text.encode()),
                ("21.docx", docx(word_paragraphs(of(21).lines))),
                ("board.png", PNG),
            ],
        ),
        "boxes/36 and 33.zip": packed({"36.txt": of(36).text, "33.rtf": rtf(of(33))}, stored=["36.txt", "33.rtf"]),
        "not read/board.png": PNG,
        "not read/board.pdf": scan(),
        "not read/old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le"),
        "not read/figures.xlsx": docx("", main="xl/workbook.xml"),
        "not read/box.7z": EMPTY_7Z,
        "not read/tape.bin": of(35).text.encode("cp037"),
    }
    return {name: text.encode() for name, text in texts.items()} | documents


# What becomes of each file: the numbers of its cables, or the beginning of the reason why it is refused.
OUTCOMES: dict[str, list[str] | str] = {
    **{
        name: [f"09HALVERBAD{serial}" for serial in serials]
        for name, serials in {
            "texts/09HALVERBAD11.txt": [11],
            "texts/12 and 13.txt": [12, 13],
            "texts/smart.txt": [34],
            "texts/released.txt": [35],
            "texts/transcript.md": [32],
            "pages/09HALVERBAD14.html": [14],
            "tables/dump.csv": [22, 23],
            "tables/box 7.csv": [24, 25],
            "tables/lines.jsonl": [26],
            "tables/list.json": [27],
            "tables/month.xml": [28, 29],
            "tables/inserts.sql": [30],
            "tables/copy.sql": [31],
            "documents/15.docx": [15],
            "documents/16.odt": [16],
            "documents/17.rtf": [17],
            "documents/18.pdf": [18],
            "mail/19 quoted.eml": [19],
            "mail/20 and 21 attached.eml/09HALVERBAD20.txt": [20],
            "mail/20 and 21 attached.eml/21.docx": [21],
            "boxes/36 and 33.zip/36.txt": [36],
            "boxes/36 and 33.zip/33.rtf": [33],
        }.items()
    },
    "mail/20 and 21 attached.eml": "No message reference number with its year was found",
    "mail/20 and 21 attached.eml/board.png": "is a picture (PNG): let a text recognition (OCR) make text of it",
    "not read/README.md": "This is Markdown without front matter that says which cable it is.",
    "not read/edition.xml": "is TEI, in XML: export the text of each telegram",
    "not read/empty.txt": "is empty",
    "not read/board.png": "is a picture (PNG): let a text recognition (OCR) make text of it",
    "not read/board.pdf": "has no text, only pictures of its pages: let a text recognition (OCR) add one",
    "not read/old.doc": "is an old Word document (.doc): save it as .docx",
    "not read/figures.xlsx": "is an Excel workbook (.xlsx): export the table",
    "not read/box.7z": "is an archive (7z): unpack it",
    "not read/tape.bin": "is text in EBCDIC, the character set of IBM's mainframes: convert it to UTF-8",
}


def write() -> None:
    """Write the folder anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    for name, content in files().items():
        path = FOLDER / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    write()
