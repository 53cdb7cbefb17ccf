"""Changes of the vocabulary: previewed, applied at once, and used by parsers in other processes too."""

from __future__ import annotations

import pytest
from django.test import Client

from cables import archive_vocabulary, editing
from cables.editing.vocabulary import Change, Consequences, change, consequences
from cables.ingest import batches, editorial_decisions, parsing, service
from cables.ingest.outcomes import Status
from cables.models import Alias, Cable, Correction, Event, Post, Tag, VocabularyEntry
from cables.telegram.mrn import normalise
from cables.telegram.vocabulary import DEFAULT, Changes
from tests.builders import outcomes, raw, store, stored_cable, telegram
from tests.editing.archive import differences

pytestmark = pytest.mark.django_db
WHY = "The list was wrong."


def codes(mrn: str) -> list[str]:
    return list(stored_cable(mrn).cable_tags.order_by("position").values_list("tag__code", flat=True))


def test_a_name_is_shown_at_once_and_nothing_is_derived() -> None:
    store(telegram("07LIMA1", tags="PREL"))
    fingerprint = archive_vocabulary.current().fingerprint
    renamed = Change("tag", "PREL", {"name": "Relations of all kinds"})
    assert consequences(renamed) == Consequences(0, 0)
    change(renamed, WHY)
    change(Change("post", "LIMA", {"country": "Perú"}), WHY)
    assert Tag.objects.get(code="PREL").name == "Relations of all kinds"
    assert Post.objects.get(code="LIMA").country == "Perú"
    assert archive_vocabulary.current().fingerprint == fingerprint
    assert not differences()
    assert service.load_vocabulary(), "which keeps what editors have"
    assert Tag.objects.get(code="PREL").name == "Relations of all kinds"
    change(Change("tag", "PREL", as_filed=True), WHY)
    assert Tag.objects.get(code="PREL").name == "External Political Relations"
    assert [event.detail["code"] for event in Event.objects.order_by("pk")] == ["PREL", "LIMA", "PREL"]


def test_a_code_that_becomes_known_is_found_in_the_texts() -> None:
    store(telegram("07LIMA1", tags="PREL, ZQOSIER"), telegram("07LIMA2", tags="ZQPREL"), telegram("07LIMA3"))
    assert codes("07LIMA2") == ["ZQPREL"]
    known = Change("tag", "ZQ", {"kind": "geographic", "name": "Nacara"})
    assert consequences(known) == Consequences(3, 1)
    assert archive_vocabulary.current().tag_kind("ZQ") is None, "nothing was changed"
    change(known, WHY)
    assert codes("07LIMA2") == ["ZQ", "PREL"]
    assert not Tag.objects.filter(code="ZQPREL").exists()
    assert not differences()
    change(Change("tag", "ZQ", None), WHY)
    assert codes("07LIMA2") == ["ZQPREL"]
    assert not differences()


def test_the_kind_of_a_code_is_changed() -> None:
    store(telegram("07LIMA1", tags="PREL, KQRS"))
    assert Tag.objects.get(code="KQRS").kind == "program"
    change(Change("tag", "KQRS", {"kind": "organization", "name": "Sarn Commission"}), WHY)
    tag = Tag.objects.get(code="KQRS")
    assert (tag.kind, tag.name) == ("organization", "Sarn Commission")
    assert not differences()


def test_a_spelling_renumbers_the_cables_of_its_post() -> None:
    store(
        telegram("07OSIERPOL1", refs=["OSIERPOL 2"]),
        telegram("07OSIERPOL2"),
        telegram("07LIMA2", refs=["OSIERPOL 1"]),
    )
    spelling = Change("alias", "OSIERPOL", {"post": "LIMA", "kind": "spelling"})
    assert consequences(spelling) == Consequences(3, 2)
    change(spelling, WHY)
    assert stored_cable("07LIMA1").post.code == "LIMA"
    assert Alias.objects.get().mrn == "07OSIERPOL1"
    assert Cable.objects.filter(mrn="07OSIERPOL2").exists(), "since 07LIMA2 is held"
    assert Correction.objects.get().mrn == "07OSIERPOL2", "and so it says"
    assert stored_cable("07LIMA2").references.get().target == stored_cable("07LIMA1")
    assert not differences()
    assert outcomes(raw(telegram("07OSIERPOL1", refs=["OSIERPOL 2"])))[0].status == Status.UNCHANGED
    assert {event.mrn for event in Event.objects.filter(kind="vocabulary")} == {"", "07LIMA1"}


def test_a_post_becomes_known() -> None:
    store(telegram("07OSIERPOL1"))
    assert not Post.objects.get(code="OSIERPOL").known
    change(Change("post", "OSIERPOL", {"city": "Osierpol", "country": "Nacara", "type": "Embassy"}), WHY)
    assert Post.objects.get(code="OSIERPOL").name == "Embassy Osierpol"
    assert stored_cable("07OSIERPOL1").post.known
    assert not differences()


def test_texts_that_were_parsed_by_the_former_vocabulary_are_read_again() -> None:
    text = raw(telegram("07LIMA2", tags="ZQPREL"))
    before = parsing.read(text, DEFAULT)
    change(Change("tag", "ZQ", {"kind": "geographic", "name": "Nacara"}), WHY)
    [applied], _ = editorial_decisions.apply([before], archive_vocabulary.current())
    assert isinstance(applied, parsing.Read)
    assert [tag.code for tag in applied.rows.tags] == ["ZQ", "PREL"]


@pytest.mark.django_db(transaction=True)
def test_worker_processes_use_it() -> None:
    change(Change("tag", "ZQ", {"kind": "geographic", "name": "Nacara"}), WHY)
    texts = [raw(telegram(f"07LIMA{number}", tags="ZQPREL")) for number in range(1, batches.PARSED_AT_ONCE + 3)]
    service.ingest(texts, label="test", workers=1)
    assert codes("07LIMA2") == ["ZQ", "PREL"]
    assert not differences()


def test_a_running_server_loads_it() -> None:
    store(telegram("07LIMA1"))
    VocabularyEntry.objects.create(
        kind="alias", code="OSIERPOL", value={"post": "LIMA", "kind": "spelling"}, reason=WHY
    )
    Event.objects.create(kind="vocabulary", reason=WHY, detail={})
    assert normalise("07OSIERPOL1", archive_vocabulary.current()).mrn == "07OSIERPOL1"
    Client().get("/")
    assert normalise("07OSIERPOL1", archive_vocabulary.current()).mrn == "07LIMA1"


def test_a_failure_leaves_the_vocabulary_as_it_is_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("cables.ingest.vocabulary.follow", fail)
    with pytest.raises(RuntimeError):
        change(Change("tag", "ZQ", {"kind": "geographic", "name": "Nacara"}), WHY)
    assert archive_vocabulary.current().changes == archive_vocabulary.stored() == Changes()


@pytest.mark.parametrize(
    ("invalid", "sentence"),
    [
        (Change("caption", "SIPDIS"), "caption is no part of the vocabulary: post, tag, alias are."),
        (Change("tag", "pgov", {"kind": "subject"}), "pgov cannot stand for a tag: write it in capitals"),
        (Change("tag", "ZQXX", {"kind": "person"}), "person is no kind of TAGS: subject, geographic, "),
        (Change("tag", "ZQXX", {"name": "X"}), "Nothing is no kind of TAGS"),
        (Change("tag", "ZQXX", {"kind": "mistyped", "meant": "ZQXY"}), "A mistyped code needs the code that is meant"),
        (Change("tag", "PREL", {"city": "Lima"}), "A tag has no city: kind, name, category, era, meant, iso2"),
        (Change("tag", "PREL", {"name": "x" * 201}), "The name must be one line of at most 200 signs."),
        (Change("post", "OSIERPOL", {}), "A post needs its city."),
        (Change("post", "LIMA", {"iso2": "pe"}), "pe is no code of a country"),
        (Change("post", "LIMA", {"lat": "12.1", "lon": ""}), "Give both latitude and longitude, or neither."),
        (Change("post", "LIMA", {"lat": "91", "lon": "0"}), "91, 0 is no place"),
        (Change("post", "LIMA", {"lat": "nan", "lon": "0"}), "nan, 0 is no place"),
        (Change("alias", "LIMA", {"post": "QUITO", "kind": "spelling"}), "LIMA is a post itself."),
        (Change("alias", "OSIERPOL", {"post": "X", "kind": "spelling"}), "X is no post: a spelling needs the name"),
        (Change("alias", "OSIERPOL", {"post": "LIMA", "kind": "x"}), "x is no kind of spelling"),
        (Change("post", "LIMA", {"city": "Lima"}), "LIMA is so already: nothing is to be changed."),
        (Change("alias", "OSIERPOL", None), "OSIERPOL is so already: nothing is to be changed."),
    ],
)
def test_invalid_changes_are_refused(invalid: Change, sentence: str) -> None:
    with pytest.raises(editing.EditRefused) as refused:
        change(invalid, WHY)
    assert str(refused.value).startswith(sentence)
    assert not VocabularyEntry.objects.exists()
    assert not Event.objects.exists()
