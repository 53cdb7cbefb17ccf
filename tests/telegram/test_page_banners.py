"""Page banners, stamps and running lines: what stands between pages, and what only looks like it."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.clean import clean
from cables.telegram.page_banners import PageBanner
from cables.telegram.vocabulary import DEFAULT

STAMP = "Jane Q. Roe Declassified/Released US Department of State EO Systematic Review 20 Mar 2014"
FIVE_LINES = "Jane Q. Roe\nDeclassified/Released\nUS Department of State\nEO Systematic Review\n20 Mar 2014"
NAMELESS = STAMP.removeprefix("Jane Q. Roe ")

# What stands between "THE DUKE" and "WENT.", one sentence.
BETWEEN = [
    f"{STAMP}\n",
    f"\n{STAMP}\n\n\f{STAMP}\n",
    f"\n{FIVE_LINES}\n\n\f{FIVE_LINES}\n",
    f"\n\n          {NAMELESS}\n\f          {NAMELESS}\n\n",
    f"{STAMP.upper()}\n",
    "SECRET\nSECRET\nPAGE 02        ZENDA  00418  061652Z\n",
    "SECRET\nSECRET\nPAGE 02\n\nZENDA 00418 061652Z\n\n",
    "SECRET\nSECRET\nPAGE 02\nZENDA 00418 01 OF 02 061652Z POSS DUPE\n",
    "UNCLASSIFIED\n\n\nUNCLASSIFIED\n\n\nPAGE 02    STATE 268392\n\n\n",
    "LIMITED OFFICIAL USE\nLIMITED OFFICIAL USE\nPAGE 02\n\nZENDA 00418 061652Z\n",
    f"CONFIDENTIAL\nCONFIDENTIAL\n\n{STAMP}\n\n{STAMP}\n\nPAGE 02\nZENDA 00418 061652Z\n",
    "CONFIDENTIAL EXDIS\nPAGE 02 ZENDA 00418 061652Z\n",
    "PAGE 02 RUEHZQ0418 C O N F I D E N T I A L\n",
    "SECRET\n\nNNNN\nSECRET\nPAGE 01\nZENDA 00418 02 OF 02 061652Z\nACTION EUR-12\nR 061505Z MAR 75\n"
    "FM AMCONSUL ZENDA\nTO SECSTATE WASHDC 2094\nS E C R E T SECTION 2 OF 2 ZENDA 0418\n",
    "PAGE 01\nZENDA 00418 03 OF 03 061652Z\nTO SECSTATE WASHDC 2094\nS E C R E T FINAL SECTION OF 3 ZENDA 0418\n",
]


@pytest.mark.parametrize("between", BETWEEN)
def test_what_stands_between_pages_is_no_text(between: str) -> None:
    assert clean(f"1. THE DUKE\n{between}WENT.", DEFAULT).text == "1. THE DUKE\nWENT."


HEADING = "FM AMCONSUL ZENDA\nTO SECSTATE WASHDC\n{}\n\nSUBJECT: SALT\nREF: STRELSAU 5\n\n"
RELEASED = "UNCLASSIFIED U.S. Department of State Case No. F-2012-00000 Doc No. C00000000 Date: 01/01/2013"


@pytest.mark.parametrize("line", ["UNCLAS ZENDA 000118", "C O N F I D E N T I A L SECTION 01 OF 02 ZENDA 000118"])
@pytest.mark.parametrize("above", [f"{RELEASED}\n", f"\n{RELEASED}\n\n", f"{STAMP}\n", "PAGE 02 ZENDA 00118 061652Z\n"])
def test_the_heading_of_a_page_is_no_text_right_below_its_stamp(line: str, above: str) -> None:
    heading = HEADING.format(line)
    assert clean(f"{heading}1. THE DUKE\n{above}{line}\nWENT.", DEFAULT).text == f"{heading}1. THE DUKE\nWENT."
    below_references = parse(f"{heading}{above}{line}\n\n1. THE DUKE WENT.")
    assert [reference.raw for reference in below_references.references] == ["STRELSAU 5"]


@pytest.mark.parametrize(
    "between",
    ["UNCLAS ZENDA 000118\n", f"{RELEASED}\nIt cites\nUNCLAS ZENDA 000118\n", f"{RELEASED}\nUNCLAS ZENDA 000119\n"],
)
def test_a_classification_line_of_the_text(between: str) -> None:
    text = clean(f"{HEADING.format('UNCLAS ZENDA 000118')}1. THE DUKE\n{between}WENT.", DEFAULT).text
    assert text.endswith(f"{between.removeprefix(RELEASED)}WENT.")


@pytest.mark.parametrize(
    "text",
    [
        "1. THE DUKE\nSECRET\nWENT.",
        "1. THE DUKE\nNNNN\nWENT.",
        "1. SEE\nPAGE 02\nOF THE REPORT.",
        "1. SEE PAGE 02\nZENDA IS THERE.",
        "1. He wrote:\nUS Department of State\n20 Mar 2014\nand left.",
        "1. He met\nJane Q. Roe\nin Zenda.",
        "1. The file says Declassified/Released on its cover.",
        "1. Message Text of the Duke",
    ],
)
def test_what_is_text(text: str) -> None:
    assert clean(text, DEFAULT).text == text


def test_a_classification_between_the_columns_of_a_table_is_no_text() -> None:
    source = "PAGE 01\nZENDA 00418 061652Z\n1. HOURS\nSECRET\n1504\nSECRET\nPAGE 02\nFSN\n\nZENDA 00418 061652Z\n787"
    assert clean(source, DEFAULT).text == "1. HOURS\n1504\nFSN\n787"


def test_a_paragraph_ends_where_a_short_line_ends_the_page() -> None:
    banner = "SECRET\nSECRET\nPAGE 02\nZENDA 00418 061652Z\n"
    assert clean(f"THE DUKE WENT.\n{banner}THE KING STAYED.", DEFAULT).text == "THE DUKE WENT.\n\nTHE KING STAYED."
    full = "THE DUKE WENT TO THE CASTLE, AND THE COUNTESS WENT WITH HIM."
    assert clean(f"{full}\n{banner}THE KING STAYED.", DEFAULT).text == f"{full}\nTHE KING STAYED."


def test_captions_that_a_further_section_repeats_are_no_text() -> None:
    banner = "PAGE 01\nZENDA 00418 0{} OF 02 061652Z\nR 061505Z MAR 75\nFM AMCONSUL ZENDA\n"
    heading = "S E C R E T SECTION {} OF 2 ZENDA 0418\nEXDIS\nFOR THE UNDER SECRETARY\n"
    source = f"{banner.format(1)}{heading.format(1)}1. THE DUKE\n{banner.format(2)}{heading.format(2)}WENT."
    assert clean(source, DEFAULT).text.endswith("1. THE DUKE\nWENT.")


def test_the_classification_above_the_text_stays() -> None:
    source = f"{STAMP}\n\nMessage Text\nSECRET\nPAGE 01\nZENDA 00418 061652Z\nR 061505Z MAR 75"
    assert clean(source, DEFAULT).text == "SECRET\nR 061505Z MAR 75"


@pytest.mark.parametrize("line", ["{} ZENDA 00418 02 OF 03 061652Z", "{}\n\nZENDA 00418 02 OF 03 061652Z POSS DUPE"])
def test_banners_are_read_on_one_line_and_on_two(line: str) -> None:
    cleaned = clean("THE DUKE\n" + line.format("PAGE 07") + "\nWENT.", DEFAULT)
    assert cleaned.banners == (PageBanner(7, "ZENDA", 418, 2, 3, "061652"),)


def test_the_post_of_a_banner_may_have_several_words_and_no_time() -> None:
    cleaned = clean("THE DUKE\nPAGE 02\n\nLA PAZ 08894\n\nWENT.", DEFAULT)
    assert cleaned.banners == (PageBanner(2, "LA PAZ", 8894, None, None, None),)


@pytest.mark.parametrize("layout", ["plain", "centred"])
def test_a_download_is_read_without_its_furniture(layout: str) -> None:
    blank, indent = ("\n\n", " " * 12) if layout == "centred" else ("", "")
    furniture = f"SECRET\n{blank}SECRET\n{blank}PAGE 02\n\nZENDA 00418 061652Z\n{blank}"
    stamps = f"\n{indent}{STAMP}\n\f{indent}{STAMP}\n\n"
    text = (
        f"{indent}{STAMP}\n\n{indent}Message Text\nSECRET\n{blank}PAGE 01   ZENDA 00418 061652Z\nACTION EUR-12\n{blank}"
        f"INFO OCT-01 /012 W\n          ------------------116772 061655Z /65\nR 061505Z MAR 75\nFM AMCONSUL ZENDA\n"
        f"TO SECSTATE WASHDC 2094\n{blank}S E C R E T ZENDA 0418\n{blank}E.O. 11652: GDS\nTAGS: PINT, BL\n"
        f"SUBJECT: THE DUKE\n{blank}1. THE DUKE WENT TO THE CASTLE OF ZENDA WITH THE\n{furniture}COUNTESS.\n{blank}"
        f"2. SHE\n{stamps}STAYED.\nROE\n\nSECRET\n\nNNNN\n{stamps}{indent}Message Attributes\n"
        f"Capture Date: 01 jan 1994\nDocument Number: 1975ZENDA00418\n{stamps}"
    )
    telegram = parse(text)
    assert [" ".join(paragraph.text.split()) for paragraph in telegram.paragraphs] == [
        "THE DUKE WENT TO THE CASTLE OF ZENDA WITH THE COUNTESS.",
        "SHE STAYED.",
    ]
    assert telegram.signer == "ROE"
    assert telegram.mrn == "75ZENDA418"
    assert not telegram.mentions
