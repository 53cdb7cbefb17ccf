"""An editor's values: which are valid, how they are stored, and the telegram with them."""

from __future__ import annotations

import pytest

from cables.telegram import parse
from cables.telegram.overrides import FIELDS, apply, normalise_value, problem, value_of, with_number
from cables.telegram.vocabulary import DEFAULT
from tests.builders import telegram

TEXT = telegram(
    tags="PREL, OVIP (ROE, JANE), SALT TRADE, PE",
    refs=["07 LIMA 909", "LIMA 1053 (NOTAL)", "ROE-DOE EMAIL OF MAY 5"],
    paragraphs=["(U) As ref B said, and ref C."],
)


@pytest.mark.parametrize("field", FIELDS)
def test_what_a_telegram_says_gives_the_same_again(field: str) -> None:
    before = parse(TEXT)
    value = value_of(before, field)
    assert value
    assert problem(field, value, DEFAULT) is None
    after = apply(before, {field: value}, DEFAULT)
    assert value_of(after, field) == value
    assert (after.tags, after.references, after.mentions) == (before.tags, before.references, before.mentions)


@pytest.mark.parametrize("field", ["classification", "tags", "subject", "references"])
def test_nothing_can_stand_there(field: str) -> None:
    assert problem(field, None, DEFAULT) is None
    assert value_of(apply(parse(TEXT), {field: None}, DEFAULT), field) is None


def test_labels_in_the_text_mean_the_references_that_are_given() -> None:
    given = apply(parse(TEXT), {"references": "A. 07 QUITO 1\nB. 06 QUITO 2"}, DEFAULT)
    assert [reference.mrn for reference in given.references] == ["07QUITO1", "06QUITO2"]
    assert [mention.labels for mention in given.mentions] == [("B",), ("C",)]


def test_a_date_of_another_day_leaves_no_time() -> None:
    given = apply(parse(TEXT), {"date": "2007-06-16"}, DEFAULT)
    assert (given.date, given.date_source, given.dtg) == ("2007-06-16", "editor", None)
    assert apply(parse(TEXT), {"date": "2007-06-15"}, DEFAULT).dtg == "2007-06-15T09:30:00Z"


def test_problems_that_a_value_resolves_are_removed() -> None:
    bare = parse(telegram(subject=None), stated={"classification": "SECRET"})
    assert {each.code for each in bare.problems} >= {"subject-missing", "classification-disagrees"}
    given = apply(bare, {"subject": "GIVEN", "classification": "SECRET"}, DEFAULT)
    assert {each.code for each in given.problems}.isdisjoint({"subject-missing", "classification-disagrees"})


def test_a_number_is_the_very_one_that_is_given() -> None:
    given = with_number(parse(TEXT, published_id="06NOWHERE5"), "06NOWHERE5", None)
    assert (given.mrn, given.year, given.post, given.serial) == ("06NOWHERE5", 2006, "NOWHERE", 5)
    assert given.published_id is None
    assert not given.problems


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("signer", "ROE", "signer is no field that can be corrected"),
        ("mrn", None, "A cable cannot be without its reference number."),
        ("date", None, "A cable cannot be without its date."),
        ("post", None, "A cable cannot be without its post."),
        ("subject", " ", "The value is empty: take the field away instead"),
        ("subject", "a\0b", "The value holds signs that no text has."),
        ("subject", "a\ud800b", "The value holds signs that no text has."),
        ("subject", "x" * 1_501, "The value is too long: at most 1500 characters."),
        ("mrn", "LIMA 3229", "LIMA 3229 is no reference number in its usual form, such as 07LIMA3229."),
        ("mrn", "2007 LIMA 3229", "2007 LIMA 3229 is no reference number in its usual form, such as 07LIMA3229. Is "),
        ("date", "2007", "2007 is no day of the calendar: write it as 2007-09-24."),
        ("date", "2007-02-30", "2007-02-30 is no day of the calendar"),
        ("date", "1807-02-03", "1807-02-03 is no day that a telegram can have"),
        ("date", "20070203", "20070203 is no day that a telegram can have"),
        ("post", "NOWHERE", "No post has the name NOWHERE in reference numbers: add it to the vocabulary first."),
        ("classification", "COSMIC", "COSMIC is no classification: UNCLASSIFIED, LIMITED OFFICIAL USE, "),
        ("tags", ",;", "No TAGS were found in it"),
        ("tags", f"OVIP, {'X' * 201}", f"{'X' * 40}… is too long to be one of the TAGS."),
        ("references", "NONE", "No references were found in it"),
    ],
)
def test_what_cannot_stand(field: str, value: str | None, sentence: str) -> None:
    assert (problem(field, value, DEFAULT) or "").startswith(sentence)


@pytest.mark.parametrize(
    ("field", "value", "stored"),
    [
        ("subject", "  The ferry\n man ", "The ferry man"),
        ("mrn", " 07lima3229 ", "07LIMA3229"),
        ("classification", "top  secret", "TOP SECRET"),
        ("references", " A. 07 LIMA 909 \r\n\n B. LIMA 1053", "A. 07 LIMA 909\nB. LIMA 1053"),
        ("tags", None, None),
    ],
)
def test_values_are_normalised(field: str, value: str | None, stored: str | None) -> None:
    assert normalise_value(field, value) == stored
