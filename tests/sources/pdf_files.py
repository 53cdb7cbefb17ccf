"""PDFs written by hand, of so few objects that they can be read in an editor; lines are printed as they are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

WIDTH, HEIGHT = 612, 792  # points
MARGIN, SIZE, LEADING = 36, 10, 12


def pdf(pages: Iterable[str], stamp: str = "") -> bytes:
    """Return a PDF with these pages, the lines of each printed from its head; blanks at their beginnings indent.

    `stamp` is printed at the head and foot of each page, and drawn before its lines: so the National Archives do it.
    """
    return of_contents([page_content(page, stamp) for page in pages])


def page_content(page: str, stamp: str) -> bytes:
    """Return the drawing instructions of one page."""
    lines = [(HEIGHT - MARGIN + LEADING, stamp), (MARGIN - LEADING, stamp)] if stamp else []
    lines += [(HEIGHT - MARGIN - LEADING * number, line) for number, line in enumerate(page.split("\n"), 1)]
    shown = [f"1 0 0 1 {MARGIN} {base} Tm ({escaped(line)}) Tj" for base, line in lines if line.strip()]
    return "\n".join(["BT", f"/F1 {SIZE} Tf", *shown, "ET"]).encode("latin-1")


def escaped(text: str) -> str:
    """Return a text as it stands within a string of a PDF."""
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def of_contents(contents: Sequence[bytes], page: str = "", filters: str = "") -> bytes:
    """Return a PDF of pages with these drawing instructions; `page` is added to the dictionary of each page, `filters`
    to that of each stream."""
    first = 4  # of the pages; before them stand catalog, tree and font
    kids = " ".join(f"{first + 2 * number} 0 R" for number in range(len(contents)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(contents)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier /Encoding /WinAnsiEncoding >>",
    ]
    for number, content in enumerate(contents):
        box, stream = f"/MediaBox [0 0 {WIDTH} {HEIGHT}]", f"{first + 2 * number + 1} 0 R"
        resources = "/Resources << /Font << /F1 3 0 R >> >>"
        objects += [
            f"<< /Type /Page /Parent 2 0 R {box} {resources} /Contents {stream} {page} >>".encode(),
            b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters.encode(), content),
        ]
    return of_objects(objects)


def of_objects(objects: Sequence[bytes], trailer: str = "") -> bytes:
    """Return a PDF of these objects, the first of which is the catalog."""
    file, offsets = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    size = len(objects) + 1
    return file + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
        % (size, table, size, trailer.encode(), len(file))
    )


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"
PICTURE = b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8"


def stream(content: bytes, dictionary: bytes = b"") -> bytes:
    """Return an object that is a stream."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), dictionary, content)


def tree(*pages: int, count: int = 0) -> bytes:
    """Return the tree of the pages that have these numbers."""
    kids = b" ".join(b"%d 0 R" % page for page in pages)
    return b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count or len(pages))


def page_object(contents: int, resources: bytes = b"") -> bytes:
    """Return a page whose drawing instructions are the object of that number."""
    box = b"/MediaBox [0 0 612 792]"
    resources = b"/Resources << /Font << /F1 3 0 R >> %s >>" % resources
    return b"<< /Type /Page /Parent 2 0 R %s /Contents %d 0 R %s >>" % (box, contents, resources)


def scan(text: str = "") -> bytes:
    """Return a PDF with a picture of a page and no text; where one is given, it is on a page before that."""
    image = stream(b"A", PICTURE)
    drawn = stream(b"q 600 0 0 700 0 0 cm /X Do Q")
    pages = (7, 4) if text else (4,)
    objects = [CATALOG, tree(*pages), FONT, page_object(5, b"/XObject << /X 6 0 R >>"), drawn, image]
    return of_objects([*objects, page_object(8), stream(page_content(text, ""))])


def encrypted() -> bytes:
    """Return a PDF that cannot be opened without its password."""
    key = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (b"41" * 32, b"42" * 32)
    return of_objects([CATALOG, tree(), key], "/Encrypt 3 0 R /ID [<41><41>]")


def repeated_page(count: int) -> bytes:
    """Return a PDF whose pages are one page, so many times."""
    return of_objects([CATALOG, tree(*[4] * count), FONT, page_object(5), stream(b"BT /F1 10 Tf (X) Tj ET")])


def nested_forms(depth: int, *, into_itself: bool = False) -> bytes:
    """Return a PDF of few objects that draw one another, so that a page has 5 to the power of `depth` characters."""
    kind = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9]"
    forms = [
        stream(b"/X Do " * 5, kind + b"/Resources << /XObject << /X %d 0 R >> >>" % drawn)
        for drawn in range(6 if into_itself else 7, 6 + depth + (not into_itself))
    ]
    last = stream(b"BT /F1 9 Tf (X) Tj ET", kind + b"/Resources << /Font << /F1 3 0 R >> >>")
    page = page_object(5, b"/XObject << /X 6 0 R >>")
    return of_objects([CATALOG, tree(4), FONT, page, stream(b"/X Do"), *forms, last])


def crowded(count: int) -> bytes:
    """Return a PDF of so many pages that are full of text, 60 lines of 90 characters."""
    return pdf(["\n".join(["A CROWDED " * 9] * 60)] * count)
