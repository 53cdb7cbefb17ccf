"""The text of a mail (EML), and the files attached to it; read by the standard library's email package.

Of the body the plain text is read, of a mail in HTML alone its text. Signs of quotation, the heads of forwarded and
answered mails and the sender's signature (RFC 3676) are left out: within them a telegram stands as it was sent.
"""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Iterator, Sequence
from email.message import EmailMessage

from cables.sources.limits import Limits
from cables.sources.markup import tokens
from cables.sources.raw import RefusedFileError
from cables.sources.text import decode

EXTRACTOR = "cable-archive eml 1"  # raised where the text of a mail comes out otherwise

Attachment = tuple[str, bytes]  # name and content

_MOST_PARTS = 500
_DEEPEST = 50  # parts within one another
_TOO_DEEP = f"has more than {_DEEPEST} parts within one another: save the text of each telegram as a file of its own"
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t]?(.*)")
# Fields that mailers add and nobody types, and the form of a date in a mail (RFC 5322): what a heading of memoranda,
# or a SMART telegram, whose lines are also From and Subject, has none of.
_OF_MAILERS = frozenset(
    {
        *("received", "message-id", "mime-version", "return-path", "delivered-to", "dkim-signature"),
        *("x-mailer", "user-agent"),
    }
)
_DATE = re.compile(r"(?:[A-Z][a-z]{2},\s+)?\d{1,2}\s+[A-Z][a-z]{2}\s+\d{4}\s+\d{2}:\d{2}")
_MAILBOX = re.compile(rb"\n\r?\n>?From \S+ [^\r\n]{10,60}\r?\n[A-Za-z-]+:")
_SAVED_PAGE = re.compile(rb"^(?:Snapshot-Content-Location:|From: <Saved by )", re.MULTILINE)
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
_ENCRYPTED = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})

_QUOTED = re.compile(r"^(?:>[ ]?)+", re.MULTILINE)
_NAMES = "From|Sent|Date|To|Cc|Bcc|Subject|Reply-To|Importance|Attachments|Sensitivity|Resent-[A-Za-z]+"
_HEAD_FIELD = rf"[ \t]*\*?(?:{_NAMES})[ \t]*:\*?[^\n]*\n(?:[ \t]+\S[^\n]*\n)*"
_MARK = (
    r"[ \t]*(?:Begin forwarded message:?|_{20,}"
    r"|-{2,}[ ]*(?:Original|Forwarded)[ ]message(?:[ ]by[ ][^\n]{1,100})?[ ]*-{2,})[ \t]*\n(?:[ \t]*\n){0,2}"
)
_OF_OUTLOOK = r"[ \t]*\*?From:[^\n]*\n[ \t]*\*?Sent:[^\n]*\n"  # whose heads need no mark
_HEAD = re.compile(
    rf"^(?:{_MARK}(?={_HEAD_FIELD})|{_OF_OUTLOOK})(?:{_HEAD_FIELD}){{0,12}}", re.MULTILINE | re.IGNORECASE
)
_ANSWER = re.compile(r"^[ \t]*On [^\n]{5,200}(?:\n[^\n]{1,200})?(?<=\bwrote:)[ \t]*$\n?", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- \n(?:[^\n]*\n){0,12}\Z", re.MULTILINE)

_CELLS = frozenset({"td", "th"})
_WHITE_SPACE = re.compile(r"[ \t\n\r\f]+")


def is_mail(head: str) -> bool:
    """Return whether what begins so is a mail: fields of one before the first empty line, a mailer's among them."""
    names: set[str] = set()
    is_dated = False
    for line in head.splitlines():
        if not line.strip():
            break
        if found := _FIELD.fullmatch(line):
            names.add(found[1].lower())
            is_dated |= found[1].lower() == "date" and bool(_DATE.match(found[2].strip()))
        elif not (names and line[0] in " \t") and not (not names and line.startswith("From ")):
            return False
    by_mailer = bool(names & _OF_MAILERS) or (is_dated and "@" in head)
    return by_mailer and bool(names & {"from", "to", "subject", "date", "content-type"})


def text_of(content: bytes, limits: Limits) -> tuple[str, dict[str, str], Sequence[Attachment]]:
    """Return the text of a mail, an LF at the end of each line, what is stated of it, and the files attached to it.

    The text is empty where it has only attachments. Raises RefusedFileError.
    """
    if _MAILBOX.search(content):
        raise RefusedFileError("is a mailbox of several mails (mbox): save each as a file of its own (.eml)")
    if _SAVED_PAGE.search(content[:4096]):
        raise RefusedFileError("is a web archive (MHTML): save the page as HTML, and import that")
    try:
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)  # noqa: S101 - as the policy makes them
        parts = _Parts()
        parts.take(mail, 0)
    except RecursionError as error:
        raise RefusedFileError(_TOO_DEEP) from error
    text = _of_body("".join(parts.body))
    if not text.strip() and not parts.attachments:
        raise RefusedFileError("has no text, and nothing attached to it")
    return text, {}, parts.attachments


class _Parts:
    """The texts of a mail and the files attached to it, in their order."""

    def __init__(self) -> None:
        self.body: list[str] = []
        self.attachments: list[Attachment] = []
        self._count = 0

    def take(self, part: EmailMessage, depth: int) -> None:
        """Take a part and those within it. Raises RefusedFileError for too many, and what is encrypted."""
        self._count += 1
        if depth > _DEEPEST:
            raise RefusedFileError(_TOO_DEEP)
        if self._count > _MOST_PARTS:
            raise RefusedFileError(f"has more than {_MOST_PARTS} parts: divide it into its telegrams")
        kind = part.get_content_type()
        name = part.get_filename()
        if kind in _ENCRYPTED:
            raise RefusedFileError("is encrypted: decrypt it, and import that")
        if kind == "multipart/alternative":
            self._take_alternative(part, depth)
        elif kind == "message/rfc822" or (part.is_multipart() and not kind.startswith("multipart/")):
            within = part.get_payload(0)
            self._attach(name, "eml", within.as_bytes() if isinstance(within, EmailMessage) else b"")
        elif part.is_multipart():
            for each in part.iter_parts():
                self.take(_message(each), depth + 1)
        elif kind in ("text/plain", "text/html") and name is None and part.get_content_disposition() != "attachment":
            self.body.append(_text_of_part(part))
        elif kind not in _SIGNATURES:
            payload = part.get_payload(decode=True)
            self._attach(name, part.get_content_subtype(), payload if isinstance(payload, bytes) else b"")

    def _take_alternative(self, part: EmailMessage, depth: int) -> None:
        """Take the plain one of several forms of a text, else the last, which is said to be the best."""
        forms = [_message(each) for each in part.iter_parts()]
        plain = [each for each in forms if each.get_content_type() == "text/plain" and _text_of_part(each).strip()]
        for chosen in plain[:1] or forms[-1:]:
            self.take(chosen, depth + 1)

    def _attach(self, name: str | None, ending: str, content: bytes) -> None:
        named = re.sub(r"[\x00-\x1f/\\]+", "_", name or "").strip() or f"part-{self._count}.{ending}"
        self.attachments.append((named[:200], content))


def _message(part: object) -> EmailMessage:
    assert isinstance(part, EmailMessage)  # noqa: S101 - as the policy makes them
    return part


def _text_of_part(part: EmailMessage) -> str:
    """Return a text with LF at the ends of its lines, in the character set that is stated if it is in that."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        text = content.decode(str(part.get_content_charset("utf-8")))
    except (LookupError, UnicodeDecodeError):
        text = decode(content)[0]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if part.get_content_type() == "text/html":
        text = "".join(_lines_of_html(text))
    elif str(part.get_param("format", "")).lower() == "flowed":
        text = re.sub(r"^ ", "", text, flags=re.MULTILINE)  # which such a text has before what could be a quotation
    return text if text.endswith("\n") or not text else f"{text}\n"


def _lines_of_html(page: str) -> Iterator[str]:
    """Yield the text of a page in HTML piece by piece: a line for each block, a tab between the cells of a row."""
    pieces: list[str] = []
    preformatted = 0
    begins = True  # a line
    for token in tokens(page):
        if isinstance(token, str):
            text = token if preformatted else _WHITE_SPACE.sub(" ", token)
            text = text.lstrip(" ") if begins and not preformatted else text
            if text:
                pieces.append(text)
                begins = False
            continue
        preformatted = max(0, preformatted + (-1 if token.closes else 1)) if token.name == "pre" else preformatted
        if token.name == "body" and not token.closes:
            pieces.clear()  # the title
            begins = True
        elif token.name == "br":
            pieces.append("\n")
            begins = True
        elif token.name in _CELLS:
            if not token.closes and not begins:
                pieces.append("\t")
        elif not begins:
            pieces.append("\n")
            begins = True
    yield from pieces


def _of_body(text: str) -> str:
    """Return the text of a body without signs of quotation, heads of mails and the signature."""
    text = _QUOTED.sub("", text)
    text = _SIGNATURE.sub("", text)
    return _ANSWER.sub("", _HEAD.sub("\n", text))
