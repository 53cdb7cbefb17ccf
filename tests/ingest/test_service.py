"""Imports: the status of each text, and everything that depends on the rows of texts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from django.db import connection
from django.db.models import Sum
from pytest_django import DjangoAssertNumQueries

from cables.ingest import parsing, service, vocabulary
from cables.ingest.outcomes import Outcome, Status
from cables.ingest.parsing import ParsedText
from cables.models import (
    Cable,
    CableTag,
    ImportRun,
    Mention,
    MissingCable,
    Paragraph,
    Post,
    Reference,
    Revision,
    Tag,
    Tally,
)
from cables.search.backends import postgresql
from cables.search.index import maintenance
from cables.sources import RawCable, RefusedItem
from cables.telegram.vocabulary import DEFAULT
from tests.builders import outcomes, raw, store, stored_cable, telegram

pytestmark = pytest.mark.django_db


def statuses(*raws: RawCable) -> list[str]:
    return [outcome.status for outcome in outcomes(*raws)]


def link_of(citing: str, label: str | None = None) -> Reference:
    return Reference.objects.get(cable__mrn=citing, label=label)


class TestStatus:
    def test_a_new_text_is_stored_and_the_same_text_is_unchanged(self) -> None:
        text = telegram("07LIMA101")
        assert statuses(raw(text)) == ["stored"]
        assert statuses(raw(text), raw(text)) == ["unchanged", "unchanged"]
        assert Cable.objects.count() == Revision.objects.count() == 1

    def test_the_same_text_twice_in_one_batch_is_stored_once(self) -> None:
        assert statuses(raw(telegram()), raw(telegram())) == ["stored", "unchanged"]

    def test_a_different_text_revises_and_the_old_one_is_kept(self) -> None:
        old, new = telegram(subject="FIRST"), telegram(subject="SECOND")
        assert statuses(raw(old), raw(new)) == ["stored", "revised"]
        cable = stored_cable("07LIMA101")
        assert (cable.subject, cable.revision_number) == ("SECOND", 2)
        assert [revision.text for revision in cable.revisions.all()] == [old, new]

    def test_two_texts_that_share_an_mrn_change_nothing_when_imported_again(self) -> None:
        texts = [raw(telegram(subject="FIRST")), raw(telegram(subject="SECOND"))]
        outcomes(*texts)
        assert statuses(*texts) == ["unchanged", "unchanged"]
        assert stored_cable("07LIMA101").subject == "SECOND"

    def test_a_text_that_is_another_cables_by_its_own_lines_is_a_conflict(self) -> None:
        store(telegram("07LIMA101"))
        (outcome,) = outcomes(raw(telegram("07LIMA102"), mrn="07LIMA101"))
        assert outcome.status is Status.CONFLICT
        assert outcome.reason
        assert "07LIMA102" in outcome.reason
        assert Revision.objects.count() == 1

    def test_the_first_text_under_an_id_is_stored_with_the_disagreement_as_a_problem(self) -> None:
        (outcome,) = outcomes(raw(telegram("07LIMA102"), mrn="07LIMA101"))
        assert outcome.status is Status.STORED
        assert "mrn-disagrees" in [problem["code"] for problem in stored_cable("07LIMA101").problems]

    def test_the_second_section_alone_is_a_conflict(self) -> None:
        store(telegram("07LIMA101", classification="UNCLAS SECTION 01 OF 02"))
        (outcome,) = outcomes(raw(telegram("07LIMA101", classification="UNCLAS SECTION 02 OF 02")))
        assert outcome.status is Status.CONFLICT
        assert "section 2" in (outcome.reason or "")

    def test_a_text_stored_as_another_cable_is_a_conflict(self) -> None:
        text = telegram("07LIMA101")
        assert statuses(raw(text), raw(text, mrn="07LIMA555")) == ["stored", "conflict"]

    def test_a_text_without_a_number_is_refused_with_what_to_do(self) -> None:
        (outcome,) = outcomes(raw("Good morning."))
        assert outcome.status is Status.REFUSED
        assert "07LIMA3229.txt" in (outcome.reason or "")

    def test_a_refused_item_is_reported_in_order(self) -> None:
        refused = RefusedItem("b.txt", "is a picture")
        reported = outcomes_of(raw(telegram("07LIMA1"), where="a"), refused, raw(telegram("07LIMA2"), where="c"))
        assert [(outcome.where, outcome.status) for outcome in reported] == [
            ("a", "stored"),
            ("b.txt", "refused"),
            ("c", "stored"),
        ]

    def test_a_dry_run_has_the_same_outcomes_and_stores_nothing(self) -> None:
        texts = [raw(telegram(subject="A")), raw(telegram(subject="B")), raw(telegram(subject="A")), raw("none")]
        assert [outcome.status for outcome in outcomes(*texts, dry_run=True)] == [
            "stored",
            "revised",
            "unchanged",
            "refused",
        ]
        assert not Cable.objects.exists()
        assert not ImportRun.objects.exists()

    def test_a_text_that_is_parsed_already_is_not_parsed_again(self) -> None:
        text = ParsedText(raw(telegram()), DEFAULT)
        assert text.telegram().subject == "TOLL BARGES RETURN TO THE LOWER SARN"
        text.telegrams[None] = replace(text.telegram(), subject="BARGES")
        read = parsing.read(text.raw, DEFAULT, parsed=text)
        outcomes_of: list[Outcome] = []
        service.ingest([read], "a text", dry_run=True, report=outcomes_of.append)
        assert [outcome.status for outcome in outcomes_of] == ["stored"]
        assert not Cable.objects.exists()
        service.ingest([read], "a text")
        assert Cable.objects.get().subject == "BARGES"

    def test_the_import_run_counts_each_status(self) -> None:
        outcomes(raw(telegram(subject="A")), raw(telegram(subject="B")), raw(telegram(subject="B")), raw("none"))
        import_run = ImportRun.objects.get()
        assert (import_run.stored, import_run.revised, import_run.unchanged, import_run.refused) == (1, 1, 1, 1)
        assert import_run.finished_at

    def test_nul_and_half_surrogates_are_stored_harmlessly(self) -> None:
        text = telegram(paragraphs=["(U) A\x00B <script>alert(1)</script>"])
        assert statuses(raw(text)) == ["stored"]
        assert "A\ufffdB <script>" in Paragraph.objects.get().text
        assert Revision.objects.get().raw == text.encode()


def outcomes_of(*items: RawCable | RefusedItem) -> list[Outcome]:
    reported: list[Outcome] = []
    service.ingest(items, label="test", report=reported.append)
    return reported


class TestOnBatch:
    """What `on_batch` stores is stored with the batch or not at all."""

    def test_on_batch_stores_with_the_batch(self) -> None:
        import_run = ImportRun.objects.create(label="broken off", stored=3)
        service.ingest([raw(telegram())], label="unused", import_run=import_run, on_batch=relabel)
        stored_run = ImportRun.objects.get()
        assert (stored_run.label, stored_run.stored) == ("07LIMA101 stored", 4)
        assert stored_run.finished_at

    def test_a_batch_whose_on_batch_fails_is_not_stored(self) -> None:
        def fail(import_run: ImportRun, reported: list[Outcome]) -> None:
            raise RuntimeError("the record is full")

        with pytest.raises(RuntimeError):
            service.ingest([raw(telegram())], label="test", on_batch=fail)
        assert not Cable.objects.exists()


def relabel(import_run: ImportRun, reported: list[Outcome]) -> None:
    import_run.label = ", ".join(f"{outcome.mrn} {outcome.status}" for outcome in reported)
    import_run.save(update_fields=["label"])


class TestLinks:
    def test_a_reference_is_linked_when_its_cable_arrives(self) -> None:
        store(telegram("07LIMA200", refs=["LIMA 101"]))
        assert link_of("07LIMA200").link == "none"
        assert MissingCable.objects.get().mrn == "07LIMA101"
        modified_at = stored_cable("07LIMA200").modified_at
        store(telegram("07LIMA101"))
        reference = link_of("07LIMA200")
        assert (reference.link, reference.target) == ("exact", stored_cable("07LIMA101"))
        assert not MissingCable.objects.exists()
        assert stored_cable("07LIMA200").modified_at > modified_at

    def test_order_of_arrival_does_not_matter(self) -> None:
        texts = [
            telegram("07LIMA200", refs=["LIMA 101", "06 LIMA 5"]),
            telegram("07LIMA101", refs=["LIMA 200"], date="2007-01-20"),
            telegram("06LIMA5", date="2006-01-05"),
        ]
        store(*texts)
        first = list(Reference.objects.order_by("raw").values_list("raw", "link", "target__mrn"))
        Revision.objects.all().delete()
        for model in (Reference, Mention, CableTag, Paragraph, Tally, MissingCable):
            model.objects.all().delete()
        Cable.objects.all().delete()
        maintenance.clear()
        for text in reversed(texts):
            store(text)
        assert list(Reference.objects.order_by("raw").values_list("raw", "link", "target__mrn")) == first

    def test_rule_4_changes_the_link_and_never_the_mrn(self) -> None:
        store(telegram("07LIMA20", date="2007-01-15", refs=["QUITO 900"]), telegram("06QUITO900", date="2006-12-20"))
        reference = link_of("07LIMA20")
        assert (reference.target_mrn, reference.link, reference.target) == (
            "07QUITO900",
            "year-before",
            stored_cable("06QUITO900"),
        )
        assert not MissingCable.objects.exists()
        store(telegram("07QUITO900", date="2007-12-20"))
        reference.refresh_from_db()
        assert (reference.target_mrn, reference.link, reference.target) == (
            "07QUITO900",
            "exact",
            stored_cable("07QUITO900"),
        )

    def test_a_number_stored_under_both_names_of_a_post_is_ambiguous_and_both_are_candidates(self) -> None:
        store(telegram("07LIMA20", refs=["TAIPEI 12"]), telegram("07TAIPEI12"), telegram("07AITTAIPEI12"))
        reference = link_of("07LIMA20")
        assert (reference.link, reference.target) == ("ambiguous", None)
        assert {candidate.cable.mrn for candidate in reference.stored_candidates.all()} == {
            "07TAIPEI12",
            "07AITTAIPEI12",
        }
        assert not MissingCable.objects.exists()

    def test_a_cable_named_in_the_text_alone_is_cited_too(self) -> None:
        store(telegram("07LIMA20", paragraphs=["(U) As 06 QUITO 3823 reported, the barges came back."]))
        reference = Reference.objects.get()
        assert (reference.origin, reference.target_mrn) == ("text", "06QUITO3823")
        assert Mention.objects.get().references == [1]
        assert MissingCable.objects.get().mrn == "06QUITO3823"

    def test_labels_in_the_text_point_at_the_entries_of_the_ref_block(self) -> None:
        store(telegram("07LIMA20", refs=["LIMA 1", "LIMA 2", "LIMA 3"], paragraphs=["(U) Done (refs A and C)."]))
        assert Mention.objects.get().references == [1, 3]

    def test_missing_cables_count_citing_cables_and_follow_revisions(self) -> None:
        store(telegram("07LIMA20", refs=["LIMA 1"]), telegram("07LIMA21", refs=["LIMA 1", "LIMA 2"]))
        assert counts() == {"07LIMA1": 2, "07LIMA2": 1}
        store(telegram("07LIMA21", refs=["LIMA 2"]))
        assert counts() == {"07LIMA1": 1, "07LIMA2": 1}
        store(telegram("07LIMA20"))
        assert counts() == {"07LIMA2": 1}


def counts() -> dict[str, int]:
    return dict(MissingCable.objects.values_list("mrn", "citing"))


class TestTallies:
    def test_they_count_stored_cables_by_month(self) -> None:
        store(telegram("07LIMA1", date="2007-03-05"), telegram("07LIMA2", date="2007-03-06"))
        outcomes(raw(telegram("07LIMA3", date=None), mrn="07LIMA3"))
        assert by_month("archive") == {(0, 0): 3, (2007, 3): 2, (2007, 0): 1}
        assert by_month("class", "UNCLASSIFIED") == {(0, 0): 3, (2007, 3): 2, (2007, 0): 1}
        assert by_month("caption", "SIPDIS")[0, 0] == 3

    def test_a_revision_is_no_longer_counted_under_tags_that_it_lost(self) -> None:
        store(telegram(tags="PREL, ECON"))
        store(telegram(tags="PREL, SNAR", date="2007-07-01"))
        assert set(Tally.objects.filter(scope="tag", year=0).values_list("key", flat=True)) == {
            str(cable_tag.tag_id) for cable_tag in CableTag.objects.all()
        }
        assert by_month("archive") == {(0, 0): 1, (2007, 7): 1}

    def test_they_equal_a_count_of_the_rows(self) -> None:
        for turn in range(3):
            store(
                *(telegram(f"07LIMA{n}", tags=["PREL", "ECON, SNAR", "PREL, PE"][(n + turn) % 3]) for n in range(1, 9))
            )
        for tag, cables in Counter(CableTag.objects.values_list("tag", flat=True)).items():
            assert Tally.objects.get(scope="tag", key=str(tag), year=0).cables == cables
            assert Tally.objects.filter(scope="tag", key=str(tag), year=2007).aggregate(n=Sum("cables"))["n"] == cables


def by_month(scope: str, key: str = "") -> dict[tuple[int, int], int]:
    rows = Tally.objects.filter(scope=scope, key=key).values_list("year", "month", "cables")
    return {(year, month): cables for year, month, cables in rows}


class TestReparse:
    def test_rows_are_derived_again_and_links_stay(self) -> None:
        store(telegram("07LIMA1"), telegram("07LIMA2", refs=["LIMA 1"], paragraphs=["(U) See reftel."]))
        before = state()
        Cable.objects.update(parser_version=0, subject="STALE")
        assert service.reparse() == 2
        assert state() == before
        assert service.reparse() == 0
        assert service.reparse(everything=True) == 2
        assert state() == before

    def test_posts_and_tags_follow_the_vocabulary(self) -> None:
        store(telegram("07LIMA1", tags="PREL"))
        Post.objects.filter(code="LIMA").update(city="OLD", known=False)
        Tag.objects.filter(code="PREL").update(name="OLD")
        service.reparse()
        assert Post.objects.get(code="LIMA").city == "Lima"
        assert Post.objects.get(code="LIMA").known
        assert Tag.objects.get(code="PREL").name == "External Political Relations"


def state() -> dict[str, list[tuple[object, ...]]]:
    """Return all derived rows, without ids and times."""
    return {
        "cables": list(Cable.objects.order_by("mrn").values_list("mrn", "subject", "date", "parser_version")),
        "paragraphs": list(Paragraph.objects.order_by("cable__mrn", "position").values_list("cable__mrn", "text")),
        "references": list(
            Reference.objects.order_by("cable__mrn", "position").values_list("cable__mrn", "raw", "link", "target__mrn")
        ),
        "mentions": list(Mention.objects.order_by("cable__mrn", "position").values_list("cable__mrn", "references")),
        "tags": list(CableTag.objects.order_by("cable__mrn", "position").values_list("cable__mrn", "tag__code")),
        "tallies": list(Tally.objects.order_by("scope", "key", "year", "month").values_list("scope", "key", "cables")),
        "missing": list(MissingCable.objects.order_by("mrn").values_list("mrn", "citing")),
    }


def test_posts_and_tags_that_are_there_are_not_written_again(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    vocabulary.load()
    Post.objects.filter(code="LIMA").update(city="OLD")
    Post.objects.filter(code="QUITO").delete()
    Tag.objects.filter(code="PREL").delete()
    vocabulary.load()
    assert Post.objects.filter(code="LIMA", city="OLD").exists()
    assert Post.objects.filter(code="QUITO", city="Quito").exists()
    assert Tag.objects.filter(code="PREL", name="External Political Relations").exists()
    with django_assert_num_queries(2):
        vocabulary.load()


def test_after_many_cables_the_database_samples_its_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "MANY", 3)
    monkeypatch.setattr(postgresql, "GATHERED", 2)
    store(telegram("07LIMA1"), telegram("07LIMA2"), telegram("07LIMA3"))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT reltuples FROM pg_class WHERE relname = 'cables_cable'")
        else:
            cursor.execute("SELECT CAST(stat AS integer) FROM sqlite_stat1 WHERE idx = 'cable_by_date'")
        assert cursor.fetchone() == (3,)


def test_query_count_does_not_grow_with_the_batch(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    def texts(first: int, count: int) -> list[str]:
        return [telegram(f"07LIMA{n}", refs=["LIMA 9999", f"QUITO {n}"]) for n in range(first, first + count)]

    store(*texts(1, 2))
    with django_assert_num_queries(queries_of(texts(100, 3))):
        store(*texts(200, 40))


def queries_of(texts: list[str]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        store(*texts)
    return len(captured)
