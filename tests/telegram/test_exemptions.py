"""Exemptions of FOIA releases: where a code counts, where it does not, and how it agrees with the redactions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.telegram import Telegram, parse, to_json
from cables.telegram.exemption_codes import codes_in, meaning
from cables.telegram.exemptions import find_withheld, release_of
from tests.builders import release, telegram

BLANK = "[                ]"


def counted(paragraph: str, line: str | None = "RELEASE IN PART") -> dict[str, int]:
    """Return the exemptions of a telegram of one paragraph, released with that line, or not released at all."""
    text = telegram(paragraphs=[paragraph])
    return exemptions(parse(text if line is None else release(text, line)))


def exemptions(parsed: Telegram) -> dict[str, int]:
    return {exemption.code: exemption.count for exemption in parsed.exemptions}


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("B6", ("B6",)),
        ("b6", ("B6",)),
        ("(b)(6)", ("B6",)),
        ("(b) (7) (C)", ("B7(C)",)),
        ("b(6)", ("B6",)),
        ("B7(C)", ("B7(C)",)),
        ("b7C", ("B7(C)",)),
        ("B1, 1.4(D)", ("B1", "1.4(D)")),
        ("B1,1.4(b),1.4(d),B6", ("B1", "1.4(B)", "1.4(D)", "B6")),
        ("B1\n1.5 (D)", ("B1", "1.5(D)")),
        ("B3 CIA PERS/ORG", ("B3",)),
        ("25X1", ("25X1",)),
        ("3.3(b)(1)", ("3.3(B)(1)",)),
        ("B6 B6", ("B6",)),
        ("(b)(6) (b)(7)(C)", ("B6", "B7(C)")),
        ("(b)(7)(C) (b)(6)", ("B7(C)", "B6")),
        ("(b)(1)(b)(6)", ("B1", "B6")),
        ("(b) (1)\n(b) (6)", ("B1", "B6")),
    ],
)
def test_codes_are_counted_under_one_name(written: str, codes: tuple[str, ...]) -> None:
    assert codes_in(written) == codes
    assert counted(f"(U) The mayor, {BLANK} {written}\ntold us so.") == dict.fromkeys(codes, 1)
    assert all(map(meaning, codes))


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        (f"The mayor, {BLANK} B6 told us so.", {"B6": 1}),
        (f"The mayor, {BLANK}\nB6 told us so.", {"B6": 1}),
        (f"The mayor, {BLANK}\n          B6\ntold us so. {BLANK} B6", {"B6": 2}),
        (f"The mayor, {BLANK}B6, told us so.", {"B6": 1}),
        ("The mayor, [____________] B6 told us so.", {"B6": 1}),
        ("The mayor, [(b)(6)], told us so.", {"B6": 1}),
        (f"He had {BLANK} B1/B2 visas.", {}),
        ("He had a [ ] B1 or a [ ] B2 visa.", {}),
        (f"The mayor, {BLANK} told us so.", {}),
        ("He had B1/B2 visas.", {}),
        ("The mayor told us\nB6\nso.", {}),
        ("Under section 5 (b)(6) of the law.\n(b)(1) The first.", {}),
        ("[B6] is the sixth.", {}),
    ],
)
def test_of_any_text(paragraph: str, expected: dict[str, int]) -> None:
    assert counted(paragraph, line=None) == expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("The mayor, [ ] B6 told us so.", {"B6": 1}),
        ("The mayor, [B6], told us so.", {"B6": 1}),
        ("The mayor, XXXXXXXXXXXX B6, told us so.", {"B6": 1}),
        ("The mayor, [NAME REMOVED] (b)(6), told us so.", {"B6": 1}),
        ("The mayor, ________ B6, and ██████ B6 told us so.", {"B6": 2}),
        ("The mayor told us\nB6\nso.", {"B6": 1}),
        ("The mayor told us\n\n          B1\n          1.4(D)\n\nso.", {"B1": 1, "1.4(D)": 1}),
        ("The mayor told us               B6\nso.", {"B6": 1}),
        ("The mayor told us\tB5\nso.", {"B5": 1}),
        (f"The mayor, {BLANK}       B1\ntold {BLANK} so.       1.4(D)\n", {"B1": 1, "1.4(D)": 1}),
        ("The mayor,               B6 told us so.", {"B6": 1}),
        ("(C)\n\nB1\n1.4(D)", {"B1": 1, "1.4(D)": 1}),
        ("(C) B1", {"B1": 1}),
        # what is none
        ("He had a B1 visa, she B1/B2 visas (B1).", {}),
        ("He took vitamin\nB6\nin the end.", {}),
        ("He read paragraph\nB6\nof it.", {}),
        ("B6. The sixth.\nB7) The seventh.", {}),
        ("(b)(1) The first.\n(b)(2) The second.", {}),
        ("The law, section 5 (b)(6), says so.", {}),
        ("Seat        B1     B6\nRow         B2     B7", {}),
        ("The mayor, B6\ntold us so.", {}),
        ("It was classified for reasons\n1.4(b)\nof the order.", {}),
    ],
)
def test_of_a_release(paragraph: str, expected: dict[str, int]) -> None:
    assert counted(paragraph) == expected


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        ("The mayor, B6\ntold us so.", {"B6": 1}),
        ("The mayor, (b)(6), told us so.", {"B6": 1}),
        ("The mayor,\n(b)(6) told us so.", {"B6": 1}),
        ("The mayor (B6) told us so.", {"B6": 1}),
        ("The mayor said\nB6        that he told us so.", {"B6": 1}),
        ("The mayor    said             so       B6\nto us.", {"B6": 1}),
        ("The mayor, B5\ntold us so.", {}),
        ("The law, section (b)(6), and 5 (b)(6) say so.\n(b)(6) The sixth.", {}),
        ("She took vitamin B6\nand left.", {}),
        ("She took B6 and left.", {}),
    ],
)
def test_codes_that_the_release_names(paragraph: str, expected: dict[str, int]) -> None:
    assert counted(paragraph, "RELEASE IN PART B6") == expected


def test_of_what_was_released_in_full_only_brackets_count() -> None:
    assert counted(f"The mayor told us\nB6\nso, {BLANK} B5", "RELEASED IN FULL") == {"B5": 1}


def test_codes_beside_the_header_are_counted_and_in_no_field() -> None:
    plain = telegram(refs=["LIMA 909"], subject="TOLLS", tags="PREL, PE")
    text = "\n".join(
        line + " " * 20 + "B1" if line.startswith(("TAGS", "SUBJECT", "REF", "FM")) else line
        for line in plain.split("\n")
    )
    stamped, unstamped = parse(release(text)), parse(release(plain))
    assert exemptions(stamped) == {"B1": 4}
    assert stamped.redactions == 4
    for name in ("tags", "subject", "references", "sender", "signer"):
        assert getattr(stamped, name) == getattr(unstamped, name)
    assert [paragraph.text for paragraph in stamped.paragraphs] == [
        paragraph.text for paragraph in unstamped.paragraphs
    ]
    assert stamped.tags_raw == "PREL, PE"


def test_codes_below_the_signature_are_counted_and_no_text() -> None:
    parsed = parse(release(telegram() + "\nB6\n"))
    assert parsed.signer == "ROE"
    assert exemptions(parsed) == {"B6": 1}
    assert not any("B6" in paragraph.text for paragraph in parsed.paragraphs)


@pytest.mark.parametrize("blank", ["\n", "\n\n", "\n\n\n"])
def test_a_sentence_goes_on_across_a_code_in_the_margin(blank: str) -> None:
    parsed = parse(release(telegram(paragraphs=[f"(U) The mayor told{blank}B6{blank}us so.", "(U) He left."])))
    assert [paragraph.text for paragraph in parsed.paragraphs] == ["The mayor told\nB6\nus so.", "He left."]


def test_a_code_is_no_heading() -> None:
    parsed = parse(release(telegram(paragraphs=["(C)\n\nB1\n1.4(D)", "(U) He left."])))
    assert [(paragraph.heading, paragraph.text) for paragraph in parsed.paragraphs] == [
        (None, "B1\n1.4(D)"),
        (None, "He left."),
    ]


def test_redactions_agree() -> None:
    paragraph = f"(U) XXXXXXXXXXXX B6 and XXXXXXXXXXXX met {BLANK} B6, {BLANK} B1, 1.4(D) and {BLANK}\nB6\n\nand left."
    parsed = parse(release(telegram(paragraphs=[paragraph])))
    assert parsed.redactions == 5
    assert exemptions(parsed) == {"B1": 1, "B6": 3, "1.4(D)": 1}
    assert to_json(parsed)["exemptions"] == [
        {"code": "B1", "count": 1},
        {"code": "B6", "count": 3},
        {"code": "1.4(D)", "count": 1},
    ]


PIECES = st.sampled_from(
    [
        *("B6", "B1, 1.4(D)", "(b)(7)(C)", "[(b)(6)]", BLANK, "[ ]", "XXXXXXXXXXXX", "visas", "section"),
        *(" ", "    ", "\t", "\n", "\n\n", "\n2. (C) ", "He went", "away.", "RELEASE IN PART B6\n", "ROE"),
        "\nUNCLASSIFIED U.S. Department of State Case No. F-2012-00000 Doc No. C00000000 Date: 01/01/2013\n",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_places_are_in_order_and_in_the_text(text: str) -> None:
    for stated in ({}, {"case_number": "F-1"}, {"release": "RELEASE IN PART B6"}, {"release": "RELEASED IN FULL"}):
        end = 0
        for place in find_withheld(text, release_of(stated)):
            assert end <= place.start <= place.code <= place.end <= len(text)
            assert place.start < place.end
            assert bool(place.codes) == (place.code < place.end)
            end = place.end


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_stamp_stays_beside_codes(text: str) -> None:
    parsed = parse(release(telegram(paragraphs=[f"(U) He {text} so."])))
    assert not any("Case No." in paragraph.text for paragraph in parsed.paragraphs)
    of_paragraphs = [find_withheld(paragraph.text, release_of(parsed.stated)) for paragraph in parsed.paragraphs]
    assert sum(map(len, of_paragraphs)) <= parsed.redactions
