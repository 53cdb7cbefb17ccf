"""The classification line in all its forms."""

from __future__ import annotations

import pytest

from cables.telegram.classification import level_of, match_classification_line

LINES = [
    ("UNCLAS LIMA 003229", ("UNCLASSIFIED", None, None, "LIMA", 3229)),
    ("UNCLASSIFIED   STATE   00100153", ("UNCLASSIFIED", None, None, "STATE", 100153)),
    ("U N C L A S SECTION 01 OF 02 LIMA 000012", ("UNCLASSIFIED", 1, 2, "LIMA", 12)),
    ("C O N F I D E N T I A L SECTION 01 OF 03 TEL AVIV 000297", ("CONFIDENTIAL", 1, 3, "TEL AVIV", 297)),
    ("S E C R E T SECTION 02 OF 11 STATE 119085", ("SECRET", 2, 11, "STATE", 119085)),
    ("T O P  S E C R E T ZENDA 000001", ("TOP SECRET", None, None, "ZENDA", 1)),
    ("L I M I T E D  O F F I C I A L  U S E ZENDA 12", ("LIMITED OFFICIAL USE", None, None, "ZENDA", 12)),
    ("LIMITED OFFICIAL USE SECTION 2 OF 2 ZENDA 1418", ("LIMITED OFFICIAL USE", 2, 2, "ZENDA", 1418)),
    ("CONFIDENTIAL SECTION 01 OF 03 PORT AU PRINCE 003890", ("CONFIDENTIAL", 1, 3, "PORT AU PRINCE", 3890)),
    ("SECRET FINAL SECTION OF 05 ZENDA 000097", ("SECRET", 5, 5, "ZENDA", 97)),
    ("SECRET FINAL SECTION 05 OF 05 ZENDA 000097", ("SECRET", 5, 5, "ZENDA", 97)),
    # damaged
    ("SS E C R E T SECTION 01 OF 02 ZENDA 001699", ("SECRET", 1, 2, "ZENDA", 1699)),
    ("E C R E T ZENDA 000473", ("SECRET", None, None, "ZENDA", 473)),
    ("CC O N F I D E N T I A L ZENDA 000104", ("CONFIDENTIAL", None, None, "ZENDA", 104)),
    ("O N F I D E N T I A L ZENDA 000104", ("CONFIDENTIAL", None, None, "ZENDA", 104)),
    ("C O N F I D N T I A L ZENDA 000104", ("CONFIDENTIAL", None, None, "ZENDA", 104)),
    ("S E C R E T SECTION O1 0F O2 ZENDA OO1O04", ("SECRET", 1, 2, "ZENDA", 1004)),
    # sections
    ("UNCLAS SECTION 1 OF 3 LA PAZ 2004/1", ("UNCLASSIFIED", 1, 3, "LA PAZ", 2004)),
    ("UNCLAS LA PAZ 2004/2", ("UNCLASSIFIED", 2, None, "LA PAZ", 2004)),
    ("UNCLAS SECTION 1 ON 2 ZENDA 7472", ("UNCLASSIFIED", 1, 2, "ZENDA", 7472)),
    ("CONFIDENTIAL PART 3 OF 4 ZENDA 7472", ("CONFIDENTIAL", 3, 4, "ZENDA", 7472)),
    ("CONFIDENTIAL SECTION ONE OF TWO ZENDA 7472", ("CONFIDENTIAL", 1, 2, "ZENDA", 7472)),
    ("CONFIDENTIAL SECTION TWO OF 2 SECTIONS ZENDA 7472", ("CONFIDENTIAL", 2, 2, "ZENDA", 7472)),
    ("CONFIDENTIAL FINAL SECTION OF THREE LA PAZ 7472", ("CONFIDENTIAL", 3, 3, "LA PAZ", 7472)),
    ("S E C R E T SETION 02OF02 ZENDA 1501", ("SECRET", 2, 2, "ZENDA", 1501)),
    ("UNCLAS SEC. 1 OF 2 ZENDA 1501", ("UNCLASSIFIED", 1, 2, "ZENDA", 1501)),
    ("UNCLAS 1 OF 2 ZENDA 1501", ("UNCLASSIFIED", 1, 2, "ZENDA", 1501)),
    ("CONFIDENTIAL SECTION I OF II ZENDA 2119", ("CONFIDENTIAL", 1, 2, "ZENDA", 2119)),
    ("UNCLAS ZENDA 1501 SECTION IV OF IX", ("UNCLASSIFIED", 4, 9, "ZENDA", 1501)),
    ("UNCLAS (SECTION 1 OF 2) ZENDA 1501", ("UNCLASSIFIED", 1, 2, "ZENDA", 1501)),
    ("UNCLAS SECTION 2 ZENDA 1501", ("UNCLASSIFIED", 2, None, "ZENDA", 1501)),
    ("UNCLAS ZENDA 1501 SECTION 1 OF 2", ("UNCLASSIFIED", 1, 2, "ZENDA", 1501)),
    ("UNCLAS ZENDA 1501 FINAL SECTION OF 2", ("UNCLASSIFIED", 2, 2, "ZENDA", 1501)),
    ("LIMITED OFFICIAL USE SECTION 1 OF 2\nLA PAZ 1501", ("LIMITED OFFICIAL USE", 1, 2, "LA PAZ", 1501)),
    ("UNCLAS SECTION 1\n", ("UNCLASSIFIED", 1, None, None, None)),
    # with more words
    ("UNCLAS CITE LA PAZ 1501", ("UNCLASSIFIED", None, None, "LA PAZ", 1501)),
    ("UNCLAS SECTION 1 OF 2 CITE LA PAZ NO. 1501", ("UNCLASSIFIED", 1, 2, "LA PAZ", 1501)),
    ("UNCLAS 75 ZENDA 1895", ("UNCLASSIFIED", None, None, "ZENDA", 1895)),
    ("CONFIDENTIAL STATE 255577 TOSEC 140323", ("CONFIDENTIAL", None, None, "STATE", 255577)),
    # misspelt and short
    ("LIMITED OFFFICIAL USE LA PAZ 1325", ("LIMITED OFFICIAL USE", None, None, "LA PAZ", 1325)),
    ("LIMITED OFFICAL USE SECTION 1 OF 2 ZENDA 1325", ("LIMITED OFFICIAL USE", 1, 2, "ZENDA", 1325)),
    ("LIMTED OFFICIAL USE ZENDA 1325", ("LIMITED OFFICIAL USE", None, None, "ZENDA", 1325)),
    ("CONFDENTIAL LA PAZ 1325", ("CONFIDENTIAL", None, None, "LA PAZ", 1325)),
    ("CONFIDNETIAL ZENDA 1325", ("CONFIDENTIAL", None, None, "ZENDA", 1325)),
    ("SECERT ZENDA 1325", ("SECRET", None, None, "ZENDA", 1325)),
    ("UNCLASIFIED ZENDA 1325", ("UNCLASSIFIED", None, None, "ZENDA", 1325)),
    ("UNCLSA ZENDA 1325", ("UNCLASSIFIED", None, None, "ZENDA", 1325)),
    ("UNCL ZENDA 1325", ("UNCLASSIFIED", None, None, "ZENDA", 1325)),
    ("CONF ZENDA 1325", ("CONFIDENTIAL", None, None, "ZENDA", 1325)),
    ("LOU SECTION 1 OF 2 ZENDA 1325", ("LIMITED OFFICIAL USE", 1, 2, "ZENDA", 1325)),
    ("CONFDENTIAL", None),
    ("LOU", None),
    ("SECRETS OF THE LAMP 12", None),
    ("SELECTED ZENDA 12", None),
    ("UNCLAS DECL 12/31/2009", None),
    ("LIMITED ACCESS USE ZENDA 12", None),
    # wrapped, alone, and none
    ("S E C R E T SECTION 01 OF 02 ZENDA\n000104", ("SECRET", 1, 2, "ZENDA", 104)),
    ("CONFIDENTIAL\n", ("CONFIDENTIAL", None, None, None, None)),
    ("SECRETARY OF STATE 12", None),
    ("SECRET POLICE OF THE GRAND DUKE", None),
    ("A B C D E F", None),
]


@pytest.mark.parametrize(("line", "read"), LINES)
def test_lines(line: str, read: tuple[object, ...] | None) -> None:
    found = match_classification_line(line, 0)
    got = found and (found.level, found.section, found.sections, found.post, found.serial)
    assert got == read


@pytest.mark.parametrize(
    ("line", "caveats"),
    [
        ("S E C R E T//NOFORN ZENDA 000104", ("NOFORN",)),
        ("S E C R E T NOFORN SECTION 01 OF 02 ZENDA 000104", ("NOFORN",)),
        ("UNCLAS EFTO ZENDA 0104", ("EFTO",)),
        ("UNCLAS E F T O ZENDA 0104", ("EFTO",)),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY ZENDA 0104", ("FOR OFFICIAL USE ONLY",)),
        ("UNCLAS SENSITIVE ZENDA 0104", ("SENSITIVE",)),
    ],
)
def test_captions_on_the_line_itself(line: str, caveats: tuple[str, ...]) -> None:
    found = match_classification_line(line, 0)
    assert found
    assert found.caveats == caveats


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("CONFIDENTIAL//NOFORN", "CONFIDENTIAL"),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", "UNCLASSIFIED"),
        ("Secret", "SECRET"),
        ("Limited Official Use", "LIMITED OFFICIAL USE"),
        ("", None),
        ("Z", None),
    ],
)
def test_the_level_that_a_source_states(words: str, name: str | None) -> None:
    assert level_of(words) == name
