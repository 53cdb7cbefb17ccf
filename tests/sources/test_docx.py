"""The text of Word documents: lines as they are printed, and the documents that have none."""

from __future__ import annotations

import pytest

from cables.sources import Limits
from cables.sources.docx import text_of
from cables.sources.raw import RefusedFileError
from tests.sources.office_files import docx, packed, word_paragraphs


def paragraph(content: str, properties: str = "") -> str:
    """Return a paragraph of one run with this content."""
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r>{content}</w:r></w:p>"


def words(text: str) -> str:
    return f'<w:t xml:space="preserve">{text}</w:t>'


def item(text: str, of: int = 1, level: int = 0) -> str:
    """Return a paragraph of a list."""
    return paragraph(words(text), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{of}"/></w:numPr>')


def table(*rows: list[str]) -> str:
    """Return a table; the paragraphs of a cell are divided by a stroke."""
    made = "".join(
        "<w:tr>"
        + "".join(f"<w:tc>{''.join(paragraph(words(each)) for each in cell.split('|'))}</w:tc>" for cell in row)
        + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{made}</w:tbl>"


NUMBERING = """
<w:abstractNum w:abstractNumId="7">
 <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
 <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>
 <w:lvl w:ilvl="2"><w:start w:val="4"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1.%3"/></w:lvl>
</w:abstractNum>
<w:abstractNum w:abstractNumId="8">
 <w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="o"/></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="7"/>
 <w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride></w:num>
"""
STYLES = '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
BOX = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent>"
)

BODIES: list[tuple[str, str, str]] = [
    ("paragraphs", word_paragraphs(["ONE", "", "TWO & <3>"]), "ONE\n\nTWO & <3>\n"),
    ("runs", f"<w:p><w:r>{words('SA')}</w:r><w:r>{words('LT ')}</w:r><w:r>{words('ROAD')}</w:r></w:p>", "SALT ROAD\n"),
    ("breaks", paragraph(f"{words('A')}<w:br/>{words('B')}<w:cr/>{words('C')}<w:tab/>{words('D')}"), "A\nB\nC\tD\n"),
    ("a break of pages", paragraph(f'{words("A")}<w:br w:type="page"/>{words("B")}'), "A\nB\n"),
    ("places of tabs", paragraph(words("A"), '<w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs>'), "A\n"),
    ("hyphens", paragraph(f"{words('A')}<w:noBreakHyphen/>{words('B')}<w:softHyphen/>{words('C')}"), "A-B\u00adC\n"),
    ("signs", paragraph(words("\u00a0\u2013\u201cA\u201d")), "\u00a0\u2013\u201cA\u201d\n"),
    ("what was inserted", f"<w:p><w:ins><w:r>{words('NEW')}</w:r></w:ins></w:p>", "NEW\n"),
    (
        "what was deleted",
        f"<w:p><w:r>{words('A')}</w:r><w:del><w:r><w:delText>OLD</w:delText></w:r></w:del>"
        f"<w:moveFrom><w:r>{words('MOVED')}</w:r></w:moveFrom></w:p>",
        "A\n",
    ),
    ("links", f"<w:p><w:hyperlink><w:r>{words('LINK')}</w:r></w:hyperlink></w:p>", "LINK\n"),
    ("fields", paragraph("<w:instrText>PAGE</w:instrText>") + paragraph(words("1")), "\n1\n"),
    ("controls", f"<w:sdt><w:sdtContent>{word_paragraphs(['A'])}</w:sdtContent></w:sdt>", "A\n"),
    ("rows", table(["TAGS:", "ETRD, QR"], ["REF:", "STRELSAU 88"]), "TAGS:\tETRD, QR\nREF:\tSTRELSAU 88\n"),
    ("cells of lines", table(["TO", "SECSTATE|EMBASSY"]), "TO\tSECSTATE\n\tEMBASSY\n"),
    ("one cell around all", table(["A|B|C"]), "A\nB\nC\n"),
    ("empty cells", table(["A", "", ""], ["", "B"]), "A\n\tB\n"),
    ("a table in a table", f"<w:tbl><w:tr><w:tc>{table(['A', 'B'])}<w:p/></w:tc></w:tr></w:tbl>", "A\tB\n\n"),
    ("a box", paragraph(words("A") + BOX.format(word_paragraphs(["BOX"])) + words("B")), "BOX\nAB\n"),
    (
        "a list",
        item("ONE") + item("SUB", level=1) + item("SUB", level=1) + item("TWO") + item("DEEP", level=2),
        "1. ONE\n(a) SUB\n(b) SUB\n2. TWO\n2.IV DEEP\n",
    ),
    ("bullets", item("ONE", of=2), "- ONE\n"),
    ("lists of one kind", item("ONE") + item("NINE", of=3) + item("TEN", of=3), "1. ONE\n9. NINE\n10. TEN\n"),
    ("a list of a style", paragraph(words("ONE"), '<w:pStyle w:val="L"/>'), "1. ONE\n"),
    ("no list", item("ONE", of=0) + item("TWO", of=77), "ONE\nTWO\n"),
]


@pytest.mark.parametrize(("body", "text"), [each[1:] for each in BODIES], ids=[each[0] for each in BODIES])
def test_the_text_is_as_it_is_printed(body: str, text: str) -> None:
    assert text_of(docx(body, numbering=NUMBERING, styles=STYLES), Limits()) == (text, {})


def test_what_is_left_out_is_stated() -> None:
    body = f"<w:p><w:r>{words('A')}<w:footnoteReference/></w:r><w:r><w:rPr><w:vanish/></w:rPr>{words('SECRET')}</w:r>"
    body += f"<w:r><w:rPr><w:vanish w:val='0'/></w:rPr>{words('B')}</w:r></w:p>"
    assert text_of(docx(body), Limits()) == ("AB\n", {"not_read": "footnotes, hidden text"})


def test_the_part_with_the_text_may_have_another_name() -> None:
    assert text_of(docx(word_paragraphs(["A"]), main="word/document2.xml"), Limits())[0] == "A\n"


WHOLE = docx(word_paragraphs(["A"]))
REFUSED: list[tuple[bytes, str]] = [
    (WHOLE[: len(WHOLE) // 2], "is broken, or cut off: get it again"),
    (packed({"[Content_Types].xml": ""}), "is broken, or cut off"),
    (docx("", main="xl/workbook.xml"), "is an Excel workbook (.xlsx): export the table"),
    (docx("", main="ppt/presentation.xml"), "is a PowerPoint presentation (.pptx): "),
    (docx("<w:p>"), "is broken: line 2 of its word/document.xml cannot be read: mismatched tag"),
    (docx(" "), "has no text: where its pages are pictures"),
    (docx("<w:p>" * 600 + "</w:p>" * 600), "has more than 500 elements within one another"),
    (
        packed({"word/document.xml": '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'}),
        "declares a type of document, which could have entities",
    ),
    (docx(word_paragraphs(["A" * 1000])), "has more than 500 bytes of text"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED, ids=[reason for _, reason in REFUSED])
def test_what_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(RefusedFileError) as refused:
        text_of(content, Limits(cable=500 if "500 bytes" in reason else 1 << 20))
    assert str(refused.value).startswith(reason)
