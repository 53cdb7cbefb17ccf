"""The text of OpenDocument texts: lines as they are printed, and the documents that have none."""

from __future__ import annotations

import pytest

from cables.sources import Limits
from cables.sources.odt import text_of
from cables.sources.raw import RefusedFileError
from tests.sources.office_files import odt, packed, text_paragraphs


def table(*rows: list[str]) -> str:
    """Return a table; the paragraphs of a cell are divided by a stroke."""
    made = "".join(
        "<table:table-row>"
        + "".join(f"<table:table-cell>{text_paragraphs(cell.split('|'))}</table:table-cell>" for cell in row)
        + "</table:table-row>"
        for row in rows
    )
    return f"<table:table>{made}</table:table>"


def items(*content: str, style: str = ' text:style-name="L"') -> str:
    """Return a list of paragraphs; what is markup already is an item as it stands."""
    made = "".join(
        f"<text:list-item>{each if each.startswith('<') else text_paragraphs([each])}</text:list-item>"
        for each in content
    )
    return f"<text:list{style}>{made}</text:list>"


STYLES = (
    '<text:list-style style:name="L">'
    '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:list-level-style-number text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>'
    '</text:list-style><text:list-style style:name="B"><text:list-level-style-bullet text:level="1"/></text:list-style>'
)
BODIES: list[tuple[str, str, str]] = [
    ("paragraphs", text_paragraphs(["ONE", "", "TWO & <3>"]), "ONE\n\nTWO & <3>\n"),
    ("headings", "<text:h>ONE</text:h>", "ONE\n"),
    ("spans", "<text:p>SA<text:span>LT </text:span>\n   ROAD</text:p>", "SALT ROAD\n"),
    ("white space", "<text:p>  A \n\t B<text:s text:c='3'/>C<text:s/>D</text:p>", "A B   C D\n"),
    ("breaks", "<text:p>A<text:line-break/>B<text:tab/>C<text:soft-page-break/>D</text:p>", "A\nB\tCD\n"),
    ("signs", "<text:p>\u00a0\u2013\u00ad\u201cA\u201d</text:p>", "\u00a0\u2013\u00ad\u201cA\u201d\n"),
    (
        "what was deleted",
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>OLD</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes><text:p>A<text:change/>B</text:p>",
        "AB\n",
    ),
    ("links and sections", "<text:section><text:p><text:a>LINK</text:a></text:p></text:section>", "LINK\n"),
    ("rows", table(["TAGS:", "ETRD, QR"], ["REF:", "STRELSAU 88"]), "TAGS:\tETRD, QR\nREF:\tSTRELSAU 88\n"),
    ("cells of lines", table(["TO", "SECSTATE|EMBASSY"]), "TO\tSECSTATE\n\tEMBASSY\n"),
    ("a box", "<text:p>A<drawing:text-box><text:p>BOX</text:p></drawing:text-box>B</text:p>", "BOX\nAB\n"),
    ("a list", items("ONE", "<text:p>TWO</text:p><text:p>MORE</text:p>"), "1. ONE\n2. TWO\nMORE\n"),
    (
        "a list in a list",
        items("<text:p>ONE</text:p>" + items("SUB", "SUB", style=""), "TWO"),
        "1. ONE\n(a) SUB\n(b) SUB\n2. TWO\n",
    ),
    ("two lists", items("ONE") + items("ONE"), "1. ONE\n1. ONE\n"),
    (
        "a list that goes on",
        items("ONE") + items("TWO", style=' text:style-name="L" text:continue-numbering="true"'),
        "1. ONE\n2. TWO\n",
    ),
    ("bullets", items("ONE", style=' text:style-name="B"'), "- ONE\n"),
    ("a list without a style", items("ONE", style=""), "ONE\n"),
]


@pytest.mark.parametrize(("body", "text"), [each[1:] for each in BODIES], ids=[each[0] for each in BODIES])
def test_the_text_is_as_it_is_printed(body: str, text: str) -> None:
    assert text_of(odt(body, STYLES), Limits()) == (text, {})


def test_what_is_left_out_is_stated() -> None:
    body = "<text:p>A<text:note><text:note-body><text:p>NOTE</text:p></text:note-body></text:note>B</text:p>"
    assert text_of(odt(body), Limits()) == ("AB\n", {"not_read": "footnotes"})


ENCRYPTED = '<m:manifest xmlns:m="x"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>'
WHOLE = odt(text_paragraphs(["A"]))
REFUSED: list[tuple[bytes, str]] = [
    (WHOLE[: len(WHOLE) // 2], "is broken, or cut off: get it again"),
    (packed({"mimetype": ""}), "is broken, or cut off"),
    (odt("", **{"META-INF/manifest.xml": ENCRYPTED}), "is encrypted: save it without its password"),
    (odt("<text:p>"), "is broken: line 2 of its content.xml cannot be read: mismatched tag"),
    (odt(""), "has no text: where its pages are pictures"),
    (odt("<text:p>" * 600 + "</text:p>" * 600), "has more than 500 elements within one another"),
    (
        packed({"content.xml": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'}),
        "declares a type of document, which could have entities",
    ),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedFileError) as refused:
        text_of(content, Limits())
    assert str(refused.value).startswith(reason)
