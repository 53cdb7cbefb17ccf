"""Office documents written by hand: the fewest parts with which a word processor opens them, none of them deflated."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
_DAY = (1980, 1, 1, 0, 0, 0)  # of the members, the same whenever it is written


def packed(members: Mapping[str, str | bytes], stored: Iterable[str] = ()) -> bytes:
    """Return a zip archive of these members, deflated but for those that are to be stored as they are."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            entry = zipfile.ZipInfo(name, _DAY)
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


def docx(body: str, main: str = "word/document.xml", **parts: str) -> bytes:
    """Return a Word document with this content of its body, and other parts beside it by their names."""
    kind = "officeDocument"
    members = {
        "[Content_Types].xml": f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/{main}" ContentType="{_MAIN}"/></Types>',
        "_rels/.rels": f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{main}"/></Relationships>',
        main: f'{_DECLARATION}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    for name, content in parts.items():
        members[f"word/{name}.xml"] = f'{_DECLARATION}<w:{name} xmlns:w="{WORD}">{content}</w:{name}>'
    return packed(members, stored=members)


def word_paragraphs(lines: Iterable[str]) -> str:
    """Return a paragraph of a Word document for each line."""
    return "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' if line else "<w:p/>" for line in lines
    )


def odt(body: str, styles: str = "", **members: str) -> bytes:
    """Return an OpenDocument text with this content of its body, styles in it, and other members."""
    kind = "application/vnd.oasis.opendocument.text"
    names = "".join(f' xmlns:{name}="{_ODF}{name}:1.0"' for name in ("office", "text", "table", "style", "drawing"))
    manifest = (
        f'<manifest:manifest xmlns:manifest="{_ODF}manifest:1.0" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    content = (
        f'{_DECLARATION}<office:document-content{names} office:version="1.3"><office:automatic-styles>{styles}'
        f"</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    parts = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": _DECLARATION + manifest} | members
    return packed(parts, stored=parts)


def text_paragraphs(lines: Iterable[str]) -> str:
    """Return a paragraph of an OpenDocument text for each line."""
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in lines)
