"""Records: which member gives what, and what is left is stated."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cables.sources.raw import RefusedItem
from cables.sources.record import MapError, Members, fold, given_map
from tests.sources.builders import BODY, HEADING, cable


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Message Text", "message_text"),
        ("MessageText", "message_text"),
        ("messageText", "message_text"),
        ("MESSAGE_TEXT", "message_text"),
        ("XMLText", "xml_text"),
        ("TAGs", "tags"),
        ("Doc-ID", "doc_id"),
        ("_id", "_id"),
        (" refid ", "refid"),
        ("?", ""),
        ("x" * 70 + "Y", "x" * 70 + "_y"),
    ],
)
def test_names_are_compared_without_case_and_blanks(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("record", "text", "published_id", "hint"),
    [
        ({"body": BODY}, BODY, None, None),
        ({"header": HEADING, "content": BODY}, f"{HEADING}\n\n{BODY}", None, None),
        ({"header": "", "content": BODY}, BODY, None, None),
        ({"text": "", "body": BODY}, BODY, None, None),
        ({"Message Text": BODY, "Doc ID": "1977ZENDA00505"}, BODY, "1977ZENDA00505", None),
        ({"id": 17, "refid": "07LIMA101", "content": BODY}, BODY, "07LIMA101", None),
        ({"_id": "07LIMA101", "content": BODY}, BODY, None, "07LIMA101"),
        ({"id": "17", "content": BODY}, BODY, None, None),
        ({"mrn": "seven", "text": BODY}, BODY, None, "seven"),
    ],
)
def test_members_give_parts(record: dict[str, object], text: str, published_id: str | None, hint: str | None) -> None:
    raw = cable(Members().cable(record, "a:1", "json"))
    assert (raw.text, raw.published_id, raw.hint) == (text, published_id, hint)


# Words of a name as people write them together: with an underline, a hyphen, a blank, in camel case, joined.
SPELLINGS = ("_".join, "-".join, " ".join, "".join)
NAMES_OF_TEXT = (
    "text",
    "body",
    "content",
    "message text",
    "cable text",
    "cable body",
    "document text",
    "cable content",
    "full text",
    "text body",
    "raw text",
    "telegram content",
    "message contents",
    "original text",
    "text original",
    "full cable",
    "ocr text",
    "doc body",
    "msg txt",
)
NAMES_OF_ID = (
    "refid",
    "reference id",
    "canonical id",
    "document number",
    "doc nbr",
    "cable number",
    "telegram no",
    "message reference number",
    "cable mrn",
    "document identifier",
    "canonical document id",
)


def spellings(name: str) -> list[str]:
    words = name.split()
    titles = [word.title() for word in words]
    camel = "".join([words[0], *titles[1:]])
    said = [spelling(each) for spelling in SPELLINGS for each in (words, titles, [word.upper() for word in words])]
    return [*said, camel, camel.replace("Id", "ID"), f" {camel} "]


@pytest.mark.parametrize("name", NAMES_OF_TEXT)
def test_names_of_a_text_are_known_however_they_are_spelt(name: str) -> None:
    for spelt in spellings(name):
        raw = cable(Members().cable({spelt: BODY, "n": 1}, "a:1", "json"))
        assert (spelt, raw.text, raw.members, raw.stated) == (spelt, BODY, {"text": spelt}, {"n": "1"})


@pytest.mark.parametrize("name", NAMES_OF_ID)
def test_names_of_a_published_id_are_known_however_they_are_spelt(name: str) -> None:
    for spelt in spellings(name):
        raw = cable(Members().cable({spelt: "07LIMA101", "text": BODY}, "a:1", "json"))
        assert (spelt, raw.published_id, raw.stated) == (spelt, "07LIMA101", {})


@pytest.mark.parametrize(
    "name", ["content_type", "text_language", "subject", "contextId", "bodyguard", "textile", "film"]
)
def test_names_that_have_words_of_others_are_none(name: str) -> None:
    for spelt in spellings(name.replace("_", " ")):
        assert not Members().have_text([spelt])


def test_a_name_of_a_collection_counts_before_one_made_by_the_rule() -> None:
    record = {"originalText": "A", "text": BODY, "cableNumber": "07LIMA102", "refid": "07LIMA101"}
    raw = cable(Members().cable(record, "a:1", "json"))
    assert (raw.text, raw.published_id) == (BODY, "07LIMA101")
    assert raw.stated == {"original_text": "A", "cable_number": "07LIMA102"}


@pytest.mark.parametrize("value", ["17", 17, None, "", "x" * 1000])
def test_a_number_of_a_row_is_no_published_id_by_the_rule(value: object) -> None:
    raw = cable(Members().cable({"recordNumber": value, "text": BODY}, "a:1", "json"))
    assert raw.published_id is None


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("messageDate", "created"),
        ("DateSent", "created"),
        ("cableCreated", "created"),
        ("ReleaseDate", "released"),
        ("originatingPost", "origin"),
        ("MessageClassification", "classification"),
    ],
)
def test_other_parts_are_known_by_names_in_camel_case(name: str, part: str) -> None:
    raw = cable(Members().cable({name: "said", "text": BODY}, "a:1", "json"))
    assert raw.stated == {part: "said"}


@pytest.mark.parametrize("name", ["Remarks", "RemarksText", "remarks_text", "remarkstext"])
def test_a_map_names_members_however_they_are_spelt(name: str) -> None:
    spelt = {"Remarks": ["remarks", "REMARKS"]}.get(
        name, ["remarksText", "Remarks Text", "remarkstext", "REMARKS_TEXT"]
    )
    for each in spelt:
        members = Members(given_map(f"text={name}"))
        assert cable(members.cable({each: BODY}, "a:1", "json")).text == BODY
        assert members.missing([each]) is None


def test_what_is_left_is_stated_under_its_own_name() -> None:
    record = {
        "text": BODY,
        "authored": "2007-09-24",
        "office": "Embassy Lima",
        "id": 17,
        "Film": "D1",
        "persons": ["A", "B"],
    }
    stated = cable(Members().cable({**record, "pages": {"n": 2}, "none": None, "no": []}, "a:1", "json")).stated
    assert stated == {
        "created": "2007-09-24",
        "origin": "Embassy Lima",
        "id": "17",
        "film": "D1",
        "persons": "A, B",
        "pages": '{"n": 2}',
    }


@pytest.mark.parametrize(
    ("record", "reason"),
    [({}, "has no text: it has nothing"), ({"a": 1}, "has no text: it has a"), ({"body": [1]}, 'has a "body" that is')],
)
def test_a_record_without_a_text_is_refused_by_what_it_has(record: dict[str, object], reason: str) -> None:
    item = Members().cable(record, "a:1", "json")
    assert isinstance(item, RefusedItem)
    assert item.reason.startswith(reason)


def test_a_map_says_which_member_gives_what() -> None:
    members = Members(given_map("text=Remarks, mrn=No"))
    raw = cable(members.cable({"remarks": BODY, "text": "a title", "no": "07LIMA101"}, "a:1", "json"))
    assert (raw.text, raw.published_id, raw.stated) == (BODY, "07LIMA101", {"text": "a title"})


def test_it_is_known_which_member_gave_which_part() -> None:
    record = {"Doc ID": "07LIMA101", "Inhalt": BODY, "Header": HEADING, "Datum": "2007-09-24", "id": 7, "Film": "D1"}
    raw = cable(Members(given_map("text=inhalt,date=datum")).cable(record, "a:1", "json"))
    assert raw.members == {"text": "Inhalt", "heading": "Header", "published_id": "Doc ID", "created": "Datum"}


@pytest.mark.parametrize(
    ("stated", "reason"),
    [
        (
            "text",
            "text names no part: write it as text=body,mrn=doc_id. The parts are text, heading, mrn, hint, date, ",
        ),
        ("text=", "text= names no part"),
        ("text=?", "text=? names no part"),
        ("colour=red", "colour=red names no part"),
        ("=body", "=body names no part"),
        ("x" * 500 + "=body", f"{'x' * 40} names no part"),
        ("text=body,Text=inhalt", "The map names text twice"),
        ("mrn=a,published_id=b", "The map names mrn twice"),
        ("text=body,heading=Body", "The map names Body for two parts"),
        (",".join(f"text=c{number}" for number in range(10_000)), "The map has more than 1,000 characters"),
    ],
)
def test_a_map_that_cannot_be_read_is_refused_with_a_sentence(stated: str, reason: str) -> None:
    with pytest.raises(MapError) as error:
        given_map(stated)
    assert str(error.value).startswith(reason)
    assert len(str(error.value)) < 200


def test_an_empty_map_names_nothing() -> None:
    assert given_map(" , ,") == {}


@given(st.text(st.sampled_from("text=mrn,body \0?é"), max_size=60))
def test_any_map_is_read_or_refused(stated: str) -> None:
    with suppress(MapError):
        assert all(given_map(stated).values())


@pytest.mark.parametrize(
    ("stated", "columns", "reason"),
    [
        ("", ["id", "Body"], None),
        ("text=inhalt", ["id", "Inhalt"], None),
        ("", ["id", "inhalt"], "has no column that is known to have the text: its columns are id, inhalt. Say which"),
        ("text=nope", ["id", "body"], "has no column nope, from which the map takes text: its columns are id, body"),
        ("mrn=nope", ["id", "body"], "has no column nope, from which the map takes mrn: its columns are id, body"),
        ("", [f"c{n}" for n in range(5000)], "has no column that is known to have the text: its columns are c0, c1"),
    ],
)
def test_a_table_whose_columns_are_not_known_is_refused_by_what_it_has(
    stated: str, columns: list[str], reason: str | None
) -> None:
    found = Members(given_map(stated)).missing(columns)
    assert (found or "").startswith(reason or "")
    assert (found is None) == (reason is None)
    assert len(found or "") < 1000


@pytest.mark.parametrize("part", ["text", "mrn"])
def test_a_record_without_the_member_that_the_map_names_is_refused_by_what_it_has(part: str) -> None:
    item = Members(given_map(f"{part}=nope")).cable({"id": 7, "Body": BODY}, "a:1", "json")
    assert isinstance(item, RefusedItem)
    assert item.reason == f"has no nope, from which the map takes {part}: it has id, Body"
    assert item.members == ("id", "Body")
