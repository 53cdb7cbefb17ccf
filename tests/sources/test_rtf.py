"""The text of RTF files: lines as they are printed, and the files that have none."""

from __future__ import annotations

import pytest

from cables.sources import Limits
from cables.sources.raw import RefusedFileError
from cables.sources.rtf import is_rtf, text_of


def rtf(body: str | bytes, heading: str = r"\ansi\deff0{\fonttbl{\f0 Courier;}}") -> bytes:
    """Return a file with this content."""
    content = body.encode() if isinstance(body, str) else body
    return b"{\\rtf1" + heading.encode() + (b"" if heading.endswith("}") else b" ") + content + b"}"


BODIES: list[tuple[str, bytes, str]] = [
    ("paragraphs", rtf("A\\par\r\nB\\par\n\\par C"), "A\nB\n\nC"),
    ("lines", rtf(r"A\line B\tab C\page D"), "A\nB\tC\n\nD"),
    ("lines of other editors", rtf("A\\\nB\\\r\nC"), "A\nB\nC"),
    ("signs", rtf(r"A\~B\_C\-D\endash\emdash\ldblquote E\rdblquote\rquote\{\}\\"), "A\u00a0B\u2011C\u00adD–—“E”’{}\\"),
    ("code pages", rtf(r"\'e9\'96", r"\ansi\ansicpg1252"), "é–"),
    ("another code page", rtf(r"\'cf\'f0", r"\ansi\ansicpg1251"), "Пр"),
    ("a code page that there is not", rtf(r"A\'e9", r"\ansi\ansicpg77777"), "A\ufffd"),
    ("a code page of a font", rtf(r"\f0\'cf\f1\'e9", r"\ansi{\fonttbl{\f0\fcharset204 A;}{\f1\fcharset0 B;}}"), "Пé"),
    ("of two bytes", rtf(r"\'82\'a0", r"\ansi\ansicpg932"), "あ"),
    ("of Macintosh", rtf(r"\'8e", r"\mac"), "é"),
    ("of DOS", rtf(r"\'82", r"\pc"), "é"),
    ("bytes as they are", rtf(b"\xe9\x96"), "é–"),
    ("Unicode", rtf(r"\u8211-\uc0\u8364\uc1\u1055?"), "–€П"),
    ("beyond 65,536", rtf(r"\u-10179?\u-8958?"), "🔂"),
    ("formats", rtf(r"{\b SA}{\i LT}\plain\fs20  ROAD"), "SALT ROAD"),
    ("what is no text", rtf(r"{\info{\title T}}{\*\x Y}{\pict 0a}{\header H}{\footer F}{\stylesheet{S;}}A"), "A"),
    ("rows", rtf(r"\trowd\cellx9 TAGS:\cell ETRD\cell\row\trowd\cellx9 A\cell\cell\row"), "TAGS:\tETRD\nA\n"),
    ("links", rtf(r'{\field{\*\fldinst{HYPERLINK "http://x/"}}{\fldrslt{LINK}}}'), "LINK"),
    ("lists", rtf(r"{\listtext 1.\tab}ONE\par{\pntext 2.\tab}TWO"), "1.\tONE\n2.\tTWO"),
    ("two forms", rtf(r"{\upr{A}{\*\ud{B}}}"), "A"),
    ("data", rtf(b"A{\\pict\\bin5 }}{{{}B{\\*\\x\\bin2 }}}C"), "ABC"),
    ("what follows the end", rtf("A") + b"\r\n\0", "A"),
]


@pytest.mark.parametrize(("content", "text"), [each[1:] for each in BODIES], ids=[each[0] for each in BODIES])
def test_the_text_is_as_it_is_printed(content: bytes, text: str) -> None:
    assert text_of(content, Limits()) == (text, {})


@pytest.mark.parametrize(
    ("content", "kinds"),
    [
        (rtf(r"A{\footnote B}{\*\annotation C}"), "footnotes, comments"),
        (rtf(r"A{\shp{\*\shpinst{\shptxt B}}}"), "text boxes"),
        (rtf("A") + b"AND MORE", "what stands behind its end"),
    ],
)
def test_what_is_left_out_is_stated(content: bytes, kinds: str) -> None:
    assert text_of(content, Limits()) == ("A", {"not_read": kinds})


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (rtf("A")[:-1], "is cut off: its last group does not end"),
        (rtf("A{\\b B"), "is cut off"),
        (rtf("{" * 600 + "}" * 600), "has more than 500 groups within one another"),
        (rtf(r"A{\deleted B}"), "has words that were deleted with the change recorded"),
        (rtf(r"{\pict 0a}"), "has no text"),
    ],
)
def test_what_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedFileError) as refused:
        text_of(content, Limits())
    assert str(refused.value).startswith(reason)


@pytest.mark.parametrize(
    ("head", "is_one"), [(b"{\\rtf1", True), (b"\r\n{\\rtf", True), (b"{\\urtf1", True), (b"A {\\rtf1", False)]
)
def test_it_is_known_by_its_beginning(head: bytes, is_one: bool) -> None:
    assert is_rtf(head) is is_one
