"""The REF block: every form of entry, what it cites, and that nothing is dropped."""

from __future__ import annotations

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
    kept = sum(sum(sign.isdecimal() for sign in raw) for raw in raws)
    assert kept <= sum(sign.isdecimal() for sign in block)


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
    kept = "".join(text for _, text in split_entries(block))
    rest = iter(block)
    assert all(sign in rest for sign in kept)
