"""The REF block: every form of entry, what it cites, and that nothing is dropped."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram.cable_numbers import CitingCable
from cables.telegram.parts import Reference
from cables.telegram.references import parse_references, split_entries
from cables.telegram.vocabulary import DEFAULT

LIMA = CitingCable(2007, "LIMA", 3229)


def references_of(block: str, citing: CitingCable = LIMA) -> tuple[Reference, ...]:
    return parse_references(block, citing, DEFAULT)


def cables(block: str) -> list[tuple[str | None, str | None]]:
    return [(entry.label, entry.mrn) for entry in references_of(block) if entry.kind == "cable"]


def kinds(block: str) -> list[tuple[str | None, str, str]]:
    return [(entry.label, entry.kind, " ".join(entry.raw.split())) for entry in references_of(block)]


def test_every_field() -> None:
    assert references_of(" A. LIMA 909\n¶B. 06 SECSTATE 3823 (NOTAL)") == (
        Reference("A", "LIMA 909", "cable", "07LIMA909", year_inferred=True),
        Reference("B", "06 SECSTATE 3823 (NOTAL)", "cable", "06STATE3823", confidence="normalised", note="NOTAL"),
    )


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (" QUITO 701", [(None, "07QUITO701")]),
        (": QUITO 701", [(None, "07QUITO701")]),
        ("REFTEL QUITO 701", [(None, "07QUITO701")]),
        ("A. QUITO 701 AND 702 B. LIMA 12", [("A", "07QUITO701"), ("A", "07QUITO702"), ("B", "07LIMA12")]),
        ("QUITO 701; LIMA 12; 06 BOGOTA 9", [(None, "07QUITO701"), (None, "07LIMA12"), (None, "06BOGOTA9")]),
        ("QUITO 701\nLIMA 12", [(None, "07QUITO701"), (None, "07LIMA12")]),
        ("(A) QUITO 701, (B) LIMA\n12", [("A", "07QUITO701"), ("B", "07LIMA12")]),
        ("A. QUITO 701 (06) B. LIMA 12", [("A", "06QUITO701"), ("B", "07LIMA12")]),
        ("701 QUITO", [(None, "07QUITO701")]),
        ("A. 06 MARKTHALLE 12 B. MARKTHALLE 13 (05)", [("A", "06MARKTHALLE12"), ("B", "05MARKTHALLE13")]),
        ("CDR USFLEET 1234", [(None, "07CDRUSFLEET1234")]),
        ("LIMA 1091: QUITO 263", [(None, "07LIMA1091"), (None, "07QUITO263")]),
        ("A. LIMA 3230", [("A", "06LIMA3230")]),
    ],
)
def test_cables(block: str, expected: list[tuple[str | None, str | None]]) -> None:
    assert cables(block) == expected


@pytest.mark.parametrize(
    ("block", "mrn", "date", "note"),
    [
        ("QUITO 118 OF DECEMBER 4, 2006", "06QUITO118", "2006-12-04", None),
        ("QUITO 118 (DEC 06)", "06QUITO118", "2006-12", None),
        ("QUITO 118 DTG 041020Z DEC 06", "06QUITO118", "2006-12-04", None),
        ("STATE 5512 DTD 120011Z NOV 06", "06STATE5512", "2006-11-12", None),
        ("MARKTHALLE 118 OF DECEMBER 4, 2006", "06MARKTHALLE118", "2006-12-04", None),
        ("MARKTHALLE 412 (11/30/06) AND PREVIOUS", "06MARKTHALLE412", "2006-11-30", "AND PREVIOUS"),
        ("QUITO 118 (NOTAL) DATED 12/4/06", "06QUITO118", "2006-12-04", "NOTAL"),
    ],
)
def test_dates(block: str, mrn: str, date: str, note: str | None) -> None:
    (entry,) = references_of(block)
    assert entry == Reference(None, block, "cable", mrn, date=date, note=note)


def test_dates_of_several_entries() -> None:
    found = references_of("A. QUITO 12 OF MAY 3, 2006 B. LIMA 13, 12/4/06 AND 14\nC. ROE LETTER OF FEBRUARY 2, 2005")
    assert [(entry.label, entry.kind, entry.mrn, entry.date) for entry in found] == [
        ("A", "cable", "06QUITO12", "2006-05-03"),
        ("B", "cable", "06LIMA13", "2006-12-04"),
        ("B", "cable", "07LIMA14", None),
        ("C", "letter", None, "2005-02-02"),
    ]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("LIMA A-87", [("airgram", "A-87", None, None)]),
        ("(A) 74 MARKTHALLE A-0031", [("airgram", "A-31", None, None)]),
        ("STATE CA-3400 NOV 2, 1966", [("airgram", "CA-3400", None, "1966-11-02")]),
        ("A-269 OF DECEMBER 12, 1973", [("airgram", "A-269", None, "1973-12-12")]),
        ("STATE A4683 OF JUNE 10", [("airgram", "A-4683", None, "2007-06-10")]),
        ("LIMA A 87", [("airgram", "A-87", None, None)]),
        ("A. LA PAZ A 87 B. LIMA 12", [("airgram", "A-87", None, None), ("cable", None, "07LIMA12", None)]),
        ("LIMA A 87 AND QUITO 12", [("airgram", "A-87", None, None), ("cable", None, "07QUITO12", None)]),
        ("PORT A 87", [("cable", None, "07PORTA87", None)]),  # the A is the name's
        ("ADDIS A 87", [("other", None, None, None)]),
        ("MARKTHALLE A 87", [("other", None, None, None)]),  # no post that is known
        ("STATE 251108: A-62", [("cable", None, "07STATE251108", None), ("airgram", "A-62", None, None)]),
        ("LIMA A-87, LIMA 12", [("airgram", "A-87", None, None), ("cable", None, "07LIMA12", None)]),
        ("LIMA 12 (NOTAL), LIMA A-87", [("cable", None, "07LIMA12", None), ("airgram", "A-87", None, None)]),
        ("LIMA A-87 AND A-88", [("airgram", "A-87", None, None), ("airgram", "A-88", None, None)]),
        ("LIMA A-87 QUITO 12", [("airgram", "A-87", None, None), ("cable", None, "07QUITO12", None)]),
        ("A. A-87 B. LIMA A - 88", [("airgram", "A-87", None, None), ("airgram", "A-88", None, None)]),
        ("SA-87", [("other", None, None, None)]),
    ],
)
def test_airgrams(block: str, expected: list[tuple[str, str | None, str | None, str | None]]) -> None:
    found = references_of(block)
    assert [(entry.kind, entry.number, entry.mrn, entry.date) for entry in found] == expected
    words = " ".join(entry.raw for entry in found)
    assert all(word in words for word in block.replace(",", "").replace(":", "").split() if any(map(str.isdigit, word)))


@pytest.mark.parametrize(
    ("block", "mrn"),
    [
        ("07 0STRELLE 351", "07OSTRELLE351"),
        ("MARKTHALLE (C) 0345", "07MARKTHALLE345"),
        ("MARKTHALLE (06) 345", "06MARKTHALLE345"),
        ("MARKTHALLE [06] 345", "06MARKTHALLE345"),
        ("[06] MARKTHALLE 345", "06MARKTHALLE345"),
        ("MARKTHALLE 345 [06]", "06MARKTHALLE345"),
        ("[06] QUITO 345", "06QUITO345"),
        ("VELMARCH0 345", "07VELMARCHO345"),
        ("MARKTHALLE, 1106", "07MARKTHALLE1106"),
    ],
)
def test_odd_posts(block: str, mrn: str) -> None:
    assert cables(block) == [(None, mrn)]


@pytest.mark.parametrize("block", ["TOLL SURVEY OSTRELLE 2006", "EI U-0047-07", "PAGE 02 LIMA 03229 241326Z"])
def test_no_cables(block: str) -> None:
    assert cables(block) == []


@pytest.mark.parametrize(
    ("block", "kind"),
    [
        ("CIRCULAR 175", "other"),
        ("STATE CIRCULAR 175", "other"),
        ("CASP FY 76-77", "other"),
        ("FY 1976", "other"),
        ("AIDAC 1234", "other"),
        ("NODIS 12345", "other"),
        ("DEPCIRTEL 1234", "other"),
        ("CIRTELS 1234", "other"),
        ("DAO LIMA 1234", "other"),
        ("USDAO 06 LIMA 1234", "other"),
        ("USIS LIMA 222", "other"),
        ("MILGP LIMA 333", "other"),
        ("LEGATT MARKTHALLE 12", "other"),
        ("FBIS QUITO 1234", "report"),
    ],
)
def test_numbers_of_no_post_are_kept_whole_without_a_cable(block: str, kind: str) -> None:
    assert [(entry.kind, entry.mrn, entry.raw) for entry in references_of(block)] == [(kind, None, block)]


@pytest.mark.parametrize("block", ["", " ", "NONE", " None.", "N/A", ": NA", "--"])
def test_no_entries(block: str) -> None:
    assert references_of(block) == ()


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ("RASSEN/ROE E-MAIL 02/16/2007", "email"),
        ("ROE EMAIL OF 3 MARCH", "email"),
        ("RASSEN - ROE TELCON 9/28", "telephone"),
        ("OPS CENTER TELECONS 9/28 AND 29", "telephone"),
        ("ROE PHONE CALL TO DESK", "telephone"),
        ("RASSEN LETTER OF MAY 3, 2007", "letter"),
        ("DIPLOMATIC NOTE 12", "letter"),
        ("2004 TOLL REPORT FOR QUITO", "report"),
        ("EMBASSY LIMA DAILY REPORT FOR MAY 6", "report"),
        ("IIR 6 999 0617 07", "report"),
        ("2006 IIR 6999061707", "report"),
        ("USDAO LIMA (SUBJ: IIR 6 999\n0617 07)", "report"),
        ("TD-314/01234-07", "report"),
        ("314/01234-07", "report"),
        ("SECDEF R162245Z OCT 06", "dtg"),
        ("USDAO LIMA DTG 051506ZJUN2007", "dtg"),
        ("RASSEN-ROE MEETING MAY 5", "meeting"),
        ("MEMCON OF 12/3", "meeting"),
        ("TOLL TABLE", "other"),
        ("UNSCR 1701", "other"),
        ("MAY 5", "other"),
        ("SAO PAULO", "other"),
        ("07 QUITO", "other"),
        ("XXXXXXXXXXXX", "other"),
        ("RASSEN 12/14/07", "other"),
    ],
)
def test_kinds(entry: str, kind: str) -> None:
    assert kinds(entry) == [(None, kind, " ".join(entry.split()))]
    assert kinds(f"A. LIMA 12\nB. {entry}\nC. LIMA 13")[1] == ("B", kind, " ".join(entry.split()))


@pytest.mark.parametrize("entry", ["Quito XXXXXXXXXXXXX", "07 XXXXXXXXXXXX 167", "XXXXXXXXXXXX 167"])
def test_a_redacted_number_is_a_cable_without_number(entry: str) -> None:
    assert references_of(f"A. {entry} B. LIMA 12")[0] == Reference("A", entry, "cable")


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("QUITO 12; ROE E-MAIL", [(None, "cable", "QUITO 12"), (None, "email", "ROE E-MAIL")]),
        ("ROE E-MAIL; QUITO 12", [(None, "email", "ROE E-MAIL"), (None, "cable", "QUITO 12")]),
        ("A. QUITO 12 AND ROE E-MAIL 3/4", [("A", "cable", "QUITO 12"), ("A", "email", "ROE E-MAIL 3/4")]),
        ("A. QUITO 12 (ON TOLLS, E-MAILS)", [("A", "cable", "QUITO 12 (ON TOLLS, E-MAILS)")]),
        ("A. E: Sao Paulo F: Rio 91", [("A", "cable", "E: Sao Paulo F: Rio 91")]),
        ("TOLL TABLE; BARGE LIST", [(None, "other", "TOLL TABLE"), (None, "other", "BARGE LIST")]),
    ],
)
def test_mixed_entries(block: str, expected: list[tuple[str | None, str, str]]) -> None:
    assert kinds(block) == expected


@pytest.mark.parametrize(
    ("entry", "note"),
    [
        ("QUITO 12 (NOTAL)", "NOTAL"),
        ("QUITO 12 - NOTAL", "NOTAL"),
        ("(NOTAL) QUITO 12", "NOTAL"),
        ("QUITO 12 AND PREVIOUS", "AND PREVIOUS"),
        ("QUITO 12 and previous", "AND PREVIOUS"),
        ("QUITO 12 (NOTAL) AND PREVIOUS", "NOTAL, AND PREVIOUS"),
        ("QUITO 12 (EXDIS)", "EXDIS"),
        ("QUITO 12 PARA 4", "PARA 4"),
        ("QUITO 12 (06)", None),
        ("QUITO 12.", None),
    ],
)
def test_notes(entry: str, note: str | None) -> None:
    assert [reference.note for reference in references_of(f"A. {entry}\nB. LIMA 12")] == [note, None]


JANUARY = CitingCable(1974, "LIMA", 156, datetime.date(1974, 1, 9))
MARCH = CitingCable(1974, "LIMA", 1434, datetime.date(1974, 3, 8))


@pytest.mark.parametrize(
    ("entry", "citing", "mrn"),
    [
        ("STATE 195756", JANUARY, "73STATE195756"),
        ("STATE 14854", JANUARY, "74STATE14854"),
        ("STATE 89000", MARCH, "73STATE89000"),
        ("STATE 79000", MARCH, "74STATE79000"),  # 1,200 a day and a week
        ("STATE 951756", JANUARY, "74STATE951756"),  # in no year
        ("QUITO 6191", JANUARY, "73QUITO6191"),
        ("QUITO 1900", JANUARY, "74QUITO1900"),
        ("QUITO 9191", MARCH, "73QUITO9191"),
        ("QUITO 99191", JANUARY, "74QUITO99191"),
        ("TOSEC 140323", JANUARY, "74TOSEC140323"),  # a series within others
        ("MARKTHALLE 9191", JANUARY, "74MARKTHALLE9191"),  # whose size nobody knows
        ("LIMA 157", JANUARY, "73LIMA157"),
        ("74 STATE 195756", JANUARY, "74STATE195756"),
        ("STATE 195756", CitingCable(1974, "LIMA", 156), "74STATE195756"),
        ("STATE 195756", CitingCable(1974, "LIMA", 156, datetime.date(1975, 1, 9)), "74STATE195756"),
    ],
)
def test_a_serial_that_cannot_be_reached_yet_is_of_the_year_before(entry: str, citing: CitingCable, mrn: str) -> None:
    (reference,) = references_of(entry, citing)
    assert reference.mrn == mrn
    assert reference.year_inferred is not entry.startswith("74")


@pytest.mark.parametrize(
    ("entry", "citing", "mrn", "date"),
    [
        ("STATE 28448 DATED FEBRUARY 13", MARCH, "74STATE28448", "1974-02-13"),
        ("STATE 28448 OF 10 MARCH", MARCH, "74STATE28448", "1974-03-10"),
        ("STATE 28448 OF 11 MARCH", MARCH, "73STATE28448", "1973-03-11"),
        ("LIMA 77 (DEC 28)", JANUARY, "73LIMA77", "1973-12-28"),
        ("78 LIMA 77 (DEC 28)", CitingCable(1979, "LIMA", 156, datetime.date(1979, 1, 9)), "78LIMA77", "1978-12-28"),
        ("LIMA 77 OF DECEMBER 28", CitingCable(1974, "LIMA", 156), "74LIMA77", "1974-12-28"),
        ("QUITO 77 OF FEB 29", MARCH, "74QUITO77", None),  # 1974 had none
    ],
)
def test_a_day_without_its_year_is_the_last_one_before(
    entry: str, citing: CitingCable, mrn: str, date: str | None
) -> None:
    (reference,) = references_of(entry, citing)
    assert (reference.mrn, reference.date) == (mrn, date)


def test_years_inferred_say_so() -> None:
    assert [entry.year_inferred for entry in references_of("A. QUITO 12 B. 06 QUITO 12 C. QUITO 12 (06)")] == [
        True,
        False,
        False,
    ]
    assert references_of("QUITO 12", CitingCable()) == (Reference(None, "QUITO 12", "cable"),)


def test_ambiguous_posts_are_left_so() -> None:
    (entry,) = references_of("KIN 12")
    assert (entry.mrn, entry.confidence) == ("07KIN12", "ambiguous")
    assert set(entry.candidates) == {"07KINSHASA12", "07KINGSTON12"}


def test_posts_of_one_series_are_candidates() -> None:
    (entry,) = references_of("BRUSSELS 12")
    assert (entry.confidence, entry.candidates) == ("exact", ("07USEUBRUSSELS12",))


@given(st.text(max_size=120) | st.text("ABQUITO LIMA12.():;/-\n¶&'", max_size=120))
def test_never_raises_and_drops_no_letter(block: str) -> None:
    raws = [entry.raw for entry in references_of(block)]
    assert all(raw for raw in raws)
    result = sum(sum(sign.isdecimal() for sign in raw) for raw in raws)
    assert result <= sum(sign.isdecimal() for sign in block)


@given(st.integers(1, 99999), st.integers(1, 99999))
def test_every_number_is_found(first: int, second: int) -> None:
    assert cables(f"A. QUITO {first} B. BOGOTA {second}") == [("A", f"07QUITO{first}"), ("B", f"07BOGOTA{second}")]


Entries = list[tuple[str | None, str]]


def labelled(block: str) -> Entries:
    return [(label, " ".join(text.split()).rstrip(" -")) for label, text in split_entries(block)]


AB: Entries = [("A", "LIMA 12"), ("B", "QUITO 13")]


@pytest.mark.parametrize(
    "block",
    [
        "A. LIMA 12 B. QUITO 13",
        "A. LIMA 12\nB. QUITO 13\n",
        "A. LIMA 12\n     ¶B. QUITO 13",
        "¶A. LIMA 12 ¶B. QUITO 13",
        "A.LIMA 12 B.QUITO 13",
        "A) LIMA 12 B) QUITO 13",
        "(A) LIMA 12 (B) QUITO 13",
        "(A)LIMA 12 (B)QUITO 13",
        "-  (A) LIMA 12\n-  (B) QUITO 13",
        "A.) LIMA 12\nB.) QUITO 13",
        "A: LIMA 12 B: QUITO 13",
        "A - LIMA 12 B - QUITO 13",
        "A LIMA 12 B QUITO 13",
        "A. A) LIMA 12 B. B) QUITO 13",
        "A. (A) LIMA 12\n¶B. (B) QUITO 13",
        "A. A. LIMA 12 B. B. QUITO 13",
        "A. A: LIMA 12 B. B: QUITO 13",
        "A. REF A LIMA 12 B. REF B QUITO 13",
        "REF A: LIMA 12 REF B: QUITO 13",
        "a. LIMA 12 b. QUITO 13",
        "a) LIMA 12 b) QUITO 13",
        "(a) LIMA 12\n(b) QUITO 13",
        "A. LIMA 12 (B) QUITO 13",
        "A. LIMA 12B. QUITO 13",
    ],
)
def test_forms_of_labels(block: str) -> None:
    assert labelled(block) == AB


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("LIMA 12", [(None, "LIMA 12")]),
        ("LIMA 12; QUITO 13", [(None, "LIMA 12; QUITO 13")]),
        ("LIMA 12 A. QUITO 13", [(None, "LIMA 12"), ("A", "QUITO 13")]),
        ("(1) LIMA 12, (2) QUITO 13", [("1", "LIMA 12,"), ("2", "QUITO 13")]),
        ("1. LIMA 12 2. QUITO 13", [("1", "LIMA 12"), ("2", "QUITO 13")]),
        ("LIMA 1091: QUITO 263: BOGOTA 1603", [(None, "LIMA 1091: QUITO 263: BOGOTA 1603")]),
        ("A. LIMA 12 C. QUITO 13", [("A", "LIMA 12"), ("C", "QUITO 13")]),
        ("A. LIMA 12\nA. QUITO 13", [("A", "LIMA 12"), ("A", "QUITO 13")]),
        ("B. QUITO 13", [("B", "QUITO 13")]),
        ("A. LIMA 12 B. TOLL TALKS", [("A", "LIMA 12"), ("B", "TOLL TALKS")]),
        ("A. TOLL TALKS\nB. LIMA 12", [("A", "TOLL TALKS"), ("B", "LIMA 12")]),
        ("A. 07 XXXXXXXXXXXX 167 B. QUITO 13", [("A", "07 XXXXXXXXXXXX 167"), ("B", "QUITO 13")]),
    ],
)
def test_sequence_of_labels(block: str, expected: Entries) -> None:
    assert labelled(block) == expected


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        ("A. ST. PETERSBURG 12 B. PORT A 13", [("A", "ST. PETERSBURG 12"), ("B", "PORT A 13")]),
        ("A. U.S. MISSION NOTE B. QUITO 13", [("A", "U.S. MISSION NOTE"), ("B", "QUITO 13")]),
        ("A. WASHINGTON D.C. TALKS B. QUITO 13", [("A", "WASHINGTON D.C. TALKS"), ("B", "QUITO 13")]),
        ("A. RUDOLF B. RASSEN E-MAIL B. QUITO 13", [("A", "RUDOLF B. RASSEN E-MAIL"), ("B", "QUITO 13")]),
        ("A. (S) LIMA 12 B. (C) QUITO 13", [("A", "(S) LIMA 12"), ("B", "(C) QUITO 13")]),
        ("A. LIMA 12 (C) B. QUITO 13", [("A", "LIMA 12 (C)"), ("B", "QUITO 13")]),
        ("(C) LIMA 12", [(None, "(C) LIMA 12")]),
    ],
)
def test_letters_that_are_no_labels(block: str, expected: Entries) -> None:
    assert labelled(block) == expected


@given(st.text("AaBbC .):(-¶1239\nREFLIMA", max_size=80))
def test_nothing_but_labels_is_dropped(block: str) -> None:
    result = "".join(text for _, text in split_entries(block))
    rest = iter(block)
    assert all(sign in rest for sign in result)
