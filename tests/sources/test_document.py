"""Files that are not text: the cable of one, and what is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from cables.sources import Limits, RawCable, RefusedItem, read
from cables.sources.document import Attached, cables
from cables.sources.docx import EXTRACTOR as DOCX_EXTRACTOR
from cables.sources.odt import EXTRACTOR as ODT_EXTRACTOR
from cables.sources.pdf import EXTRACTOR
from cables.sources.rtf import EXTRACTOR as RTF_EXTRACTOR
from tests.sources.builders import BODY, cable, refused, zipped
from tests.sources.office_files import docx, odt, packed, text_paragraphs, word_paragraphs
from tests.sources.pdf_files import pdf, repeated_page, scan
from tests.sources.test_mail import nested
from tests.sources.test_rtf import rtf

LINES = BODY.replace("\u00b6", "")


def items(content: bytes, name: str = "07LIMA101.pdf", limits: Limits | None = None) -> list[RawCable | RefusedItem]:
    found = cables(io.BytesIO(content), name, limits or Limits(), "pdf")
    return [item for item in found if not isinstance(item, Attached)]


def test_a_pdf_is_its_text_with_the_file_beside_it() -> None:
    content = pdf([LINES])
    [item] = items(content)
    found = cable(item)
    assert found.text == f"{LINES}\n\f"
    assert (found.content, found.encoding) == (found.text.encode(), "utf-8")
    assert (found.file, found.extractor, found.format) == (content, EXTRACTOR, "pdf")
    assert found.published_id == "07LIMA101"


@pytest.mark.parametrize(
    ("format", "content", "extractor"),
    [
        ("docx", docx(word_paragraphs(LINES.split("\n"))), DOCX_EXTRACTOR),
        ("rtf", rtf(LINES.replace("\n", "\\par\n") + "\\par "), RTF_EXTRACTOR),
        ("odt", odt(text_paragraphs(LINES.split("\n"))), ODT_EXTRACTOR),
    ],
)
def test_each_form_is_recognised_by_its_content(format: str, content: bytes, extractor: str, tmp_path: Path) -> None:
    (tmp_path / "07LIMA101.txt").write_bytes(content)
    (tmp_path / "b.zip").write_bytes(zipped({"07LIMA101.bin": content, "c.txt": BODY}))
    one, packed_one, text = read(tmp_path)
    for item in (one, packed_one):
        found = cable(item)
        assert found.text == f"{LINES}\n"
        assert (found.format, found.file, found.extractor) == (format, content, extractor)
        assert found.published_id == "07LIMA101"
    assert cable(text).format == "text"


def test_a_name_that_is_no_id_is_none() -> None:
    assert cable(items(pdf([LINES]), "filename_1.pdf")[0]).published_id is None


def test_a_larger_file_than_is_allowed_is_not_read() -> None:
    assert refused(items(pdf([LINES]), limits=Limits(document=100))[0]).reason == "is larger than 100 bytes"


def test_refused_files_do_not_keep_others_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scan())
    (tmp_path / "b.pdf").write_bytes(pdf([LINES]))
    (tmp_path / "c.zip").write_bytes(zipped({"d.pdf": pdf([LINES]), "e.pdf": b"%PDF-", "f.pdf": repeated_page(9)}))
    found = list(read(tmp_path, limits=Limits(pages=8)))
    assert [item.format for item in found] == ["pdf"] * 5
    assert [isinstance(item, RawCable) for item in found] == [False, True, True, False, False]
    assert [Path(item.where).name for item in found] == ["a.pdf", "b.pdf", "d.pdf", "e.pdf", "f.pdf"]


def test_hostile_documents_do_not_keep_others_from_being_read(tmp_path: Path) -> None:
    whole = docx(word_paragraphs(LINES.split("\n")))
    hostile = {
        "a.docx": packed({"word/document.xml": bytes(20 << 20)}),
        "b.docx": packed({"word/document.xml": "<a>" * 10_000}),
        "c.docx": whole[: len(whole) // 2],
        "d.odt": odt("<text:p>" * 10_000),
        "e.rtf": rtf("{" * 100_000),
        "f.eml": nested(10_000),
    }
    for name, content in hostile.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "g.docx").write_bytes(whole)
    (tmp_path / "h.zip").write_bytes(zipped({**hostile, "g.docx": whole}))
    found = {item.where.removeprefix(f"{tmp_path}/"): item for item in read(tmp_path)}
    assert found.keys() == {*hostile, "g.docx", *(f"h.zip/{name}" for name in hostile), "h.zip/g.docx"}
    assert [name for name, item in found.items() if isinstance(item, RawCable)] == ["g.docx", "h.zip/g.docx"]
    assert all(refused(item).reason for name, item in found.items() if not name.endswith("g.docx"))
