"""Public JSON of a parsed telegram."""

from __future__ import annotations

import json
from pathlib import Path

from cables.telegram import parse, to_json
from tests.builders import telegram

TEXT = Path(__file__).parents[2] / "fixtures" / "cables" / "07LIMA3229.txt"
LIMA = parse(TEXT.read_bytes().decode(), published_id="07LIMA3229")
CLASSIFIED = parse(telegram(refs=["LIMA 909"], classified_by="DCM Jane Roe for reasons 1.4 (b) and (d)"))

JSON_NAMES = [
    *("source", "mrn", "year", "post", "serial", "published_id", "witnesses", "transmission_id"),
    *("dtg", "date", "date_source", "precedence", "info_precedence", "sender", "stated", "to", "info"),
    *("classification", "captions", "attention", "executive_order", "tags", "tags_raw", "subject", "subject_portion"),
    *("references", "classified_by", "paragraphs", "mentions", "summary", "signer", "section_count"),
    *("sections", "corrected_copy", "redactions", "exemptions", "is_partial", "problems"),
]


def test_the_names_are_those_of_the_description() -> None:
    form = to_json(LIMA, "07LIMA3229.txt")
    assert list(form) == JSON_NAMES
    assert form["source"] == "07LIMA3229.txt"
    assert form["to"] == [
        {
            "routing": "RUEHC",
            "name": "SECSTATE WASHDC",
            "office": None,
            "precedence": "PRIORITY",
            "serial": "6934",
            "excluded": [],
        }
    ]
    assert form["executive_order"] == {"number": "12958", "declassify_on": None, "event": None, "raw": "N/A"}
    assert form["tags"][2] == {"code": "PE", "kind": "geographic"}
    assert form["classified_by"] is None


def test_it_says_by_what_the_number_is_known_and_which_sections_are_there() -> None:
    section = telegram("07ZENDA104", classification="UNCLAS SECTION 02 OF 03")
    form = to_json(parse(section, published_id="07ZENDA104"))
    assert form["witnesses"] == [
        {"name": "classification line", "year": None, "post": "ZENDA", "serial": 104},
        {"name": "FM line", "year": None, "post": "ZENDA", "serial": None},
        {"name": "date-time group", "year": 2007, "post": None, "serial": None},
        {"name": "source", "year": 2007, "post": "ZENDA", "serial": 104},
    ]
    assert (form["section_count"], form["sections"]) == (3, [2])


def test_a_mention_has_what_its_kind_points_at() -> None:
    by_text = {mention["text"]: mention for mention in to_json(LIMA)["mentions"]}
    assert by_text["refs A and B"]["labels"] == ["A", "B"]
    assert by_text["para 6"]["paragraphs"] == [6]
    assert "paragraphs" not in by_text["refs A and B"]
    assert "labels" not in by_text["para 6"]


def test_it_can_be_serialised() -> None:
    form = to_json(CLASSIFIED, None)
    assert json.loads(json.dumps(form)) == form
    assert form["classified_by"]["reasons"] == ["1.4(b)", "1.4(d)"]
    assert form["references"][0]["year_inferred"] is True
