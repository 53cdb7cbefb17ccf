"""Imports: the status of each text, and everything that depends on the rows of texts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from typing import ClassVar

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cables.editing import corrections, redaction
from cables.ingest import batches, parsing, service, vocabulary
from cables.ingest.known_cables import KnownCables
from cables.ingest.outcomes import Outcome, Status
from cables.ingest.parsing import ParsedText, Read
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
from cables.verification.verifier import verify
from tests.builders import outcomes, raw, record, store, stored_cable, telegram

pytestmark = pytest.mark.django_db


def statuses(*raws: RawCable) -> list[str]:
    return [outcome.status for outcome in outcomes(*raws)]


def read_of(text: str) -> Read:
    """Return a text as it is read before it is judged."""
    read = parsing.read(raw(text), DEFAULT)
    assert isinstance(read, Read)
    return read


def link_of(citing: str, label: str | None = None) -> Reference:
    return Reference.objects.get(cable__mrn=citing, label=label)


class TestStatus:
    def test_a_new_text_is_stored_and_the_same_text_is_unchanged(self) -> None:
        text = telegram("07LIMA101")
        assert statuses(raw(text)) == ["stored"]
        assert statuses(raw(text), raw(text)) == ["unchanged", "unchanged"]
        assert Cable.objects.count() == Revision.objects.count() == 1

    def test_what_a_text_states_of_itself_is_not_stated_beside_it(self) -> None:
        text = record(telegram("79LIMA7", date="1979-10-13"), Film_Number="D790079-0663", Concepts="SALT, SALT, TOLLS")
        assert store(text) == {Status.STORED: 1}
        assert store(text) == {Status.UNCHANGED: 1}
        cable = stored_cable("79LIMA7")
        assert cable.stated["film_number"] == "D790079-0663"
        assert cable.revisions.get().stated == {}
        attributes = cable.searched_attributes.values_list("name", "value")
        assert list(attributes) == [("film", "D790079-0663"), ("concept", "SALT"), ("concept", "TOLLS")]

    def test_a_text_that_is_also_on_film_is_a_cable(self) -> None:
        held = record(telegram("79LIMA7", date="1979-10-13"), Locator="TEXT ON-LINE, ON MICROFILM")
        assert store(held) == {Status.STORED: 1}

    def test_the_same_text_twice_in_one_batch_is_stored_once(self) -> None:
        assert statuses(raw(telegram()), raw(telegram())) == ["stored", "unchanged"]

    def test_a_different_text_revises_and_the_old_one_stays(self) -> None:
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

    @pytest.mark.parametrize("dry_run", [True, False])
    def test_a_text_that_is_held_under_the_number_that_its_lines_give_is_a_conflict(self, dry_run: bool) -> None:
        held, again = (telegram("06ZENDA104", date="2006-06-15", subject=each) for each in ("SALT", "SALT AND MUD"))
        first, second = outcomes(raw(held), raw(again, mrn="06ZENDA999"), dry_run=dry_run)
        assert (first.status, second.status) == (Status.STORED, Status.CONFLICT)
        assert "calls the text 06ZENDA999, but by its own lines it is 06ZENDA104" in (second.reason or "")

    def test_a_text_whose_own_number_is_misprinted_is_none(self) -> None:
        held = telegram("06ZENDA104", date="2006-06-15", paragraphs=["(U) Of the toll barges."])
        misprinted = telegram("06ZENDA104", date="2006-11-28", subject="RAILWAYS", paragraphs=["(U) Tariffs rose."])
        assert statuses(raw(held), raw(misprinted, mrn="06ZENDA999")) == ["stored", "stored"]
        [problem] = stored_cable("06ZENDA999").problems
        assert problem["message"] == "the source says 06ZENDA999, the text 06ZENDA104"

    def test_the_second_section_of_a_text_that_has_it_is_a_further_source(self) -> None:
        words = "Customs clerks counted lanterns barrels herring salted timber copper candles velvet before midnight."
        store(telegram("07LIMA101", classification="UNCLAS SECTION 01 OF 02", paragraphs=["Barges came.", words]))
        second = telegram("07LIMA101", classification="UNCLAS SECTION 02 OF 02", paragraphs=[words])
        (outcome,) = outcomes(raw(second))
        assert outcome.status is Status.FURTHER
        assert Revision.objects.get().sources[0].source == "test"

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
        store(telegram("07QUITO900", date="2007-01-14"))
        reference.refresh_from_db()
        assert (reference.target_mrn, reference.link, reference.target) == (
            "07QUITO900",
            "exact",
            stored_cable("07QUITO900"),
        )

    @pytest.mark.parametrize(
        ("entry", "sent", "link"),
        [
            ("QUITO 900", "2007-01-15", "exact"),
            ("QUITO 900", "2007-01-16", "date-differs"),
            ("QUITO 900 OF JANUARY 3, 2007", "2007-01-05", "exact"),
            ("QUITO 900 OF JANUARY 3, 2007", "2007-01-06", "date-differs"),
            ("QUITO 900 OF JANUARY 6, 2007", "2007-01-03", "date-differs"),
            ("QUITO 900 (DEC 06)", None, "none"),
            ("QUITO 900 OF JANUARY 3, 2007", None, "exact"),
        ],
    )
    @pytest.mark.parametrize("citing_first", [True, False])
    def test_days_that_differ(self, entry: str, sent: str | None, link: str, citing_first: bool) -> None:
        texts = [
            raw(telegram("07LIMA20", date="2007-01-15", refs=[entry]), "07LIMA20"),
            raw(telegram("07QUITO900", date=sent), "07QUITO900"),
        ]
        outcomes(*texts if citing_first else reversed(texts))
        reference = link_of("07LIMA20")
        assert (reference.link, reference.target_id is not None) == (link, link != "none")

    def test_a_link_is_compared_again_when_its_cable_gets_another_day(self) -> None:
        store(telegram("07LIMA20", date="2007-03-15", refs=["QUITO 900"]), telegram("07QUITO900", date="2007-01-05"))
        assert link_of("07LIMA20").link == "exact"
        modified_at = stored_cable("07LIMA20").modified_at
        store(telegram("07QUITO900", date="2007-04-05"))
        assert link_of("07LIMA20").link == "date-differs"
        assert stored_cable("07LIMA20").modified_at > modified_at

    @pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
    def test_a_number_of_the_same_year_that_was_sent_later_gives_way_to_the_year_before(self, order: list[int]) -> None:
        texts = [
            raw(telegram("07LIMA20", date="2007-06-15", refs=["QUITO 900"]), "07LIMA20"),
            raw(telegram("07QUITO900", date="2007-09-05"), "07QUITO900"),
            raw(telegram("06QUITO900", date="2006-12-20"), "06QUITO900"),
        ]
        outcomes(*(texts[number] for number in order))
        reference = link_of("07LIMA20")
        assert (reference.target_mrn, reference.link) == ("07QUITO900", "year-before")
        assert reference.target == stored_cable("06QUITO900")
        store(telegram("07QUITO900", date="2007-05-05"))
        assert link_of("07LIMA20").target == stored_cable("07QUITO900")

    def test_an_airgram_is_no_missing_cable(self) -> None:
        store(telegram("07LIMA20", refs=["QUITO A-87 OF MAY 3, 2007"]))
        reference = link_of("07LIMA20")
        assert (reference.kind, reference.number, reference.date) == ("airgram", "A-87", "2007-05-03")
        assert (reference.target_mrn, reference.link) == (None, "none")
        assert not MissingCable.objects.exists()

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


def test_an_import_does_not_go_on_in_an_archive_that_was_restored_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "PARSED_AT_ONCE", 1)
    monkeypatch.setattr(batches, "STORED_AT_ONCE", 1)

    def restore(outcome: Outcome) -> None:
        """Let the archive have another import run under the same id."""
        ImportRun.objects.update(label="another", started_at=timezone.now())

    with pytest.raises(service.ArchiveReplaced):
        service.ingest([raw(telegram("07LIMA1")), raw(telegram("07LIMA2"))], "test", report=restore)
    assert list(Cable.objects.values_list("mrn", flat=True)) == ["07LIMA1"]
    assert list(ImportRun.objects.values_list("label", "stored")) == [("another", 1)]


class TestFurtherSources:
    """Texts of the same letters and digits as a stored one, in other layouts and other files."""

    TEXT = telegram("07LIMA101")
    LAID_OUT = TEXT.replace("\n", "\r\n\r\n").replace("(U) The", "(U)    The")

    def test_another_layout_is_a_further_source_and_no_revision(self) -> None:
        further = replace(raw(self.LAID_OUT, where="/home/roe/again.txt"), stated={"origin": "Embassy Lima"})
        assert statuses(raw(self.TEXT), further) == ["stored", "further"]
        revision = Revision.objects.get()
        [source] = revision.sources
        assert (revision.text, source.source, source.stated) == (self.TEXT, "again.txt", {"origin": "Embassy Lima"})
        run = ImportRun.objects.get()
        assert (source.import_run, run.stored, run.revised, run.further) == (run.pk, 1, 0, 1)

    def test_a_further_source_that_comes_again_is_unchanged(self) -> None:
        outcomes(raw(self.TEXT), raw(self.LAID_OUT))
        assert statuses(raw(self.LAID_OUT), raw(self.LAID_OUT), raw(self.TEXT)) == ["unchanged"] * 3
        assert len(Revision.objects.get().sources) == 1

    def test_a_dry_run_judges_it_the_same(self) -> None:
        texts = [raw(self.TEXT), raw(self.LAID_OUT), raw(self.LAID_OUT)]
        expected = ["stored", "further", "unchanged"]
        assert [outcome.status for outcome in outcomes(*texts, dry_run=True)] == expected
        assert statuses(*texts) == expected
        assert [outcome.status for outcome in outcomes(*texts, dry_run=True)] == ["unchanged"] * 3

    def test_it_is_a_source_of_the_revision_that_has_its_words(self) -> None:
        assert statuses(raw(self.TEXT), raw(telegram("07LIMA101", subject="SECOND")), raw(self.LAID_OUT)) == [
            *("stored", "revised", "further")
        ]
        assert [len(revision.sources) for revision in Revision.objects.order_by("number")] == [1, 0]

    ROWS = telegram(paragraphs=["(U) The tolls are these.\n\nBARGES 12 14\nMULES 30 31"])
    COLUMNS = ROWS.replace("BARGES 12 14\nMULES 30 31", "BARGES\nMULES\n12\n30\n14\n31")

    def test_the_words_in_another_order_are_a_further_source(self) -> None:
        assert statuses(raw(self.ROWS), raw(self.COLUMNS)) == ["stored", "further"]
        assert statuses(raw(self.COLUMNS), raw(self.ROWS)) == ["unchanged"] * 2
        assert Revision.objects.get().text == self.ROWS

    def test_an_order_that_keeps_lines_together_is_shown_instead(self) -> None:
        assert statuses(raw(self.COLUMNS), raw(self.ROWS)) == ["stored", "revised"]
        assert statuses(raw(self.COLUMNS + "\n"), raw(self.ROWS + "\n")) == ["further"] * 2
        assert [len(revision.sources) for revision in Revision.objects.order_by("number")] == [1, 1]

    def test_the_same_words_under_another_number_are_a_conflict_no_further_source(self) -> None:
        outcomes(raw(self.TEXT), raw(telegram("07LIMA102")))
        assert statuses(raw(self.LAID_OUT, mrn="07LIMA102")) == ["conflict"]

    def test_texts_without_a_fingerprint_are_compared_by_their_words(self) -> None:
        store(self.TEXT)
        Revision.objects.update(fingerprint=None)
        assert statuses(raw(self.LAID_OUT)) == ["further"]

    def test_only_so_many_are_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(Revision, "MOST_SOURCES", 2)
        texts = [raw(self.TEXT + "\n" * count) for count in range(5)]
        assert statuses(*texts) == ["stored", *["further"] * 4]
        assert len(Revision.objects.get().sources) == 2
        assert ImportRun.objects.get().further == 4


class TestFacts:
    """What the National Archives state of a telegram stays stated when a text that does not say so revises it."""

    BARE = telegram("79LIMA101", date="1979-06-15")
    FULL = record(
        f"ACTION EB-11\n{BARE}", Film_Number="D790000-0001", Concepts="SALT", Original_Classification="SECRET"
    )

    def test_a_corrected_bare_text_is_shown_with_the_facts(self, client: Client) -> None:
        corrected = self.BARE.replace("Friday", "Monday")
        assert statuses(raw(self.FULL), raw(corrected)) == ["stored", "revised"]
        page, data = client.get("/cable/79LIMA101/").content.decode(), client.get("/cable/79LIMA101.json").json()
        assert ("Monday" in page, "D790000-0001" in page, "EB-11" in page) == (True, True, True)
        assert (data["stated"]["film_number"], data["stated"]["action_offices"]) == ("D790000-0001", "EB-11")
        assert data["classification"] == "UNCLASSIFIED"
        assert stored_cable("79LIMA101").searched_attributes.filter(value="SALT").exists()
        assert client.get("/cable/79LIMA101.txt").content.decode() == corrected
        service.reparse(everything=True)
        assert not list(verify())
        assert statuses(raw(corrected), raw(self.FULL)) == ["unchanged", "unchanged"]

    def test_what_a_text_states_itself_counts(self) -> None:
        outcomes(raw(self.FULL), raw(self.FULL.replace("D790000-0001", "D790000-0002").replace("SALT", "n/a")))
        stated = stored_cable("79LIMA101").stated
        assert (stated["film_number"], stated["concepts"]) == ("D790000-0002", "SALT")

    def test_what_others_state_is_that_of_their_text(self) -> None:
        outcomes(replace(raw(self.BARE), stated={"origin": "Embassy Lima"}), raw(self.BARE.replace("Friday", "Monday")))
        assert stored_cable("79LIMA101").stated == {}


class TestRevisionOrConflict:
    """A text under the number of a stored cable is a revision if its number is certain or its words resemble."""

    WORDS = "Customs clerks counted lanterns barrels herring salted timber copper candles velvet before midnight."
    OTHER = (
        "Ministers debated railway tariffs, harbour pilots, consular pensions, quarantine and telegraph concessions."
    )

    @staticmethod
    def unsigned(words: str) -> str:
        """Return a text that does not say which cable it is."""
        return f"SUBJECT: OF THE LOWER SARN\n\n1. (U) {words}\n"

    @pytest.mark.parametrize("dry_run", [True, False])
    @pytest.mark.parametrize(
        ("held", "arriving", "expected"),
        [
            pytest.param(telegram(paragraphs=[WORDS]), telegram(paragraphs=[OTHER]), "revised", id="certain"),
            pytest.param(unsigned(WORDS), telegram(paragraphs=[OTHER]), "conflict", id="certain now, other words"),
            pytest.param(unsigned(WORDS), telegram(paragraphs=[WORDS]), "revised", id="certain now"),
            pytest.param(unsigned(WORDS), unsigned(f"{WORDS} More."), "revised", id="alike"),
            pytest.param(telegram(paragraphs=[WORDS, OTHER]), unsigned(WORDS), "revised", id="an extract"),
            pytest.param(unsigned(WORDS), unsigned(OTHER), "conflict", id="unlike"),
            pytest.param(telegram(paragraphs=[WORDS]), unsigned(OTHER), "conflict", id="unlike one that is certain"),
            pytest.param(unsigned("Mud."), unsigned("Sand."), "conflict", id="too short to say"),
        ],
    )
    def test_texts_under_one_number(self, held: str, arriving: str, expected: str, dry_run: bool) -> None:
        texts = [raw(held, mrn="07LIMA101", where="held.txt"), raw(arriving, mrn="07LIMA101", where="/srv/new.txt")]
        first, second = outcomes(*texts, dry_run=dry_run)
        assert (first.status, second.status) == ("stored", expected)
        if not dry_run:
            assert Revision.objects.count() == (2 if expected == "revised" else 1)
            assert statuses(texts[1]) == ["unchanged" if expected == "revised" else "conflict"]

    def test_the_sentence_names_both(self) -> None:
        outcomes(raw(self.unsigned(self.WORDS), mrn="07LIMA101", where="held.txt"))
        [outcome] = outcomes(raw(self.unsigned(self.OTHER), mrn="07LIMA101", where="/srv/new.txt"))
        assert (outcome.reason or "").startswith(
            "07LIMA101 is held with the text of held.txt, and nothing shows that new.txt is the same telegram"
        )

    @staticmethod
    def sent(date: str, *paragraphs: str) -> str:
        """Return a text that gives its number for certain, sent on that day."""
        return telegram(date=date, subject="TOLLS", paragraphs=paragraphs)

    MISREAD = WORDS.replace("lanterns", "lantcrns").replace("herring", "hcrring").replace("timber", "tlmber")
    RETOLD = "Customs clerks were told of lanterns barrels herring, and wrote nothing about quarantine railways."
    EXCISED = WORDS.replace("clerks counted lanterns", "[ ... ]").replace("timber copper candles", "[ ... ]")

    @pytest.mark.parametrize("dry_run", [True, False])
    @pytest.mark.parametrize(
        ("held", "arriving", "expected"),
        [
            pytest.param(("2007-06-15", WORDS), ("2007-06-15", OTHER), "revised", id="sent at the same time"),
            pytest.param(
                ("2007-06-15", WORDS), ("2007-06-19", f"{WORDS} More."), "revised", id="corrected, sent again"
            ),
            pytest.param(("2007-06-15", WORDS), ("2007-08-29", WORDS, OTHER), "revised", id="fuller"),
            pytest.param(("2007-06-15", WORDS, OTHER), ("2007-08-29", EXCISED), "revised", id="redacted edition"),
            pytest.param(("2007-06-15", WORDS), ("2007-06-16", MISREAD), "revised", id="misread, a day on"),
            pytest.param(
                ("2007-06-15", WORDS), ("2007-06-25", RETOLD), "revised", id="half the words, a digit misread"
            ),
            pytest.param(("2007-06-15", WORDS), ("2007-07-29", RETOLD), "conflict", id="half the words, another day"),
            pytest.param(("2007-06-15", WORDS), ("2007-06-16", OTHER), "conflict", id="other words, a day on"),
            pytest.param(("2007-06-15", WORDS), ("2007-11-28", OTHER), "conflict", id="other words, another day"),
            pytest.param(("2007-06-15", "Mud."), ("2007-06-16", "Mud."), "revised", id="few words, the same"),
            pytest.param(("2007-06-15", "Mud is up."), ("2007-06-16", "Mud is op."), "revised", id="few, misread"),
            pytest.param(("2007-06-15", "Mud is up."), ("2007-06-16", "Dogs bit me."), "conflict", id="few, a day on"),
            pytest.param(("2007-06-15", "No mud here."), ("2007-11-28", "Sand."), "conflict", id="few words, others"),
        ],
    )
    def test_a_certain_number_may_be_of_two_telegrams(
        self, held: tuple[str, ...], arriving: tuple[str, ...], expected: str, dry_run: bool
    ) -> None:
        texts = [raw(self.sent(*held), where="held.txt"), raw(self.sent(*arriving), where="new.txt")]
        first, second = outcomes(*texts, dry_run=dry_run)
        assert (first.status, second.status) == ("stored", expected)

    def test_the_sentence_names_what_differs(self) -> None:
        outcomes(raw(self.sent("2007-06-15", self.WORDS), where="held.txt"))
        [outcome] = outcomes(raw(self.sent("2007-11-28", self.OTHER), where="/srv/new.txt"))
        assert (outcome.reason or "").startswith(
            "new.txt has the number 07LIMA101, which is held with the text of held.txt, but seems to be another "
            "telegram: it was sent at 280930Z NOV 07 and the one held at 150930Z JUN 07, and it shares 8% of its words "
            "with that. Nothing was overwritten."
        )
        assert (stored_cable("07LIMA101").revision_number, Revision.objects.count()) == (1, 1)

    def test_a_text_sent_at_the_same_time_needs_no_further_query(
        self, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        outcomes(raw(self.sent("2007-06-15", self.WORDS)))
        known, read = KnownCables(), read_of(self.sent("2007-06-15", self.OTHER))
        known.load([read])
        with django_assert_num_queries(0):
            assert known.is_revision(read)
        other = read_of(self.sent("2007-11-28", self.OTHER))
        with django_assert_num_queries(2):
            assert not known.is_revision(other)

    def test_a_post_that_nobody_knows_counts_where_the_fm_line_names_it(self) -> None:
        first, second = (telegram("07NOWHERE1", paragraphs=[words]) for words in (self.WORDS, self.OTHER))
        assert statuses(raw(first), raw(second.replace("FM AMEMBASSY NOWHERE\n", ""))) == ["stored", "conflict"]
        assert statuses(raw(second)) == ["revised"]


class TestSections:
    """Sections of one telegram that arrive apart are joined in order into one cable."""

    @staticmethod
    def section(number: int, sections: int = 3) -> RawCable:
        """Return a section alone, of words of its own."""
        words = " ".join(f"{letter}{number}names" for letter in "abcdefghijklmnopqrstuvwxyz")
        text = telegram("07LIMA101", classification=f"UNCLAS SECTION 0{number} OF 0{sections}", paragraphs=[words])
        return raw(text, where=f"{number}.txt")

    @pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1), (2, 3, 1), (1, 3, 2)])
    @pytest.mark.parametrize("at_once", [True, False])
    def test_in_any_order_in_one_import_or_several(self, order: tuple[int, ...], at_once: bool) -> None:
        sections = [self.section(number) for number in order]
        expected = ["stored", "revised", "revised"]
        assert [outcome.status for outcome in outcomes(*sections, dry_run=True)] == expected
        if at_once:
            assert statuses(*sections) == expected
        else:
            assert [statuses(section)[0] for section in sections] == expected
        cable = stored_cable("07LIMA101")
        [shown] = cable.revisions.filter(number=cable.revision_number)
        assert shown.text.split("\x1d") == [self.section(number).text for number in (1, 2, 3)]
        assert (cable.section_count, cable.missing_sections, Cable.objects.count()) == (3, "", 1)
        assert statuses(*sections) == ["unchanged"] * 3

    @pytest.mark.parametrize(
        ("held", "lacking"),
        [
            ((1, 3), "section 2 of 3 not held"),
            ((1,), "sections 2, 3 of 3 not held"),
            ((3,), "sections 1, 2 of 3 not held"),
            ((1, 2), "section 3 of 3 not held"),
        ],
    )
    def test_those_that_lack_are_said(self, client: Client, held: tuple[int, ...], lacking: str) -> None:
        outcomes(*map(self.section, held))
        assert stored_cable("07LIMA101").missing_sections == lacking
        assert lacking.capitalize() in client.get("/cable/07LIMA101/").content.decode()
        [problem] = client.get("/cable/07LIMA101.json").json()["problems"]
        assert (problem["code"], problem["message"]) == ("sections-missing", lacking)

    @pytest.mark.parametrize("order", [(1, 2), (2, 1)])
    def test_sections_that_only_the_serial_numbers(self, order: tuple[int, ...]) -> None:
        sections = [raw(re.sub(r" SECTION 0(.) OF 03(.*)", r"\2/\1", self.section(each).text)) for each in order]
        assert [statuses(section) for section in sections] == [["stored"], ["revised"]]
        text = stored_cable("07LIMA101").revisions.get(number=2).text
        assert text.index("a1names") < text.index("a2names")

    def test_a_section_in_another_layout_is_a_further_source(self) -> None:
        outcomes(self.section(1), self.section(2))
        again = self.section(2).text.replace("\n", "\r\n")
        assert statuses(raw(again), raw(again)) == ["further", "unchanged"]

    def test_another_text_of_a_section_that_is_held_is_a_conflict(self) -> None:
        outcomes(self.section(1), self.section(2))
        assert statuses(raw(self.section(2).text.replace("names", "called"))) == ["conflict"]

    @pytest.mark.parametrize("dry_run", [True, False])
    def test_a_section_of_another_telegram_of_that_number_is_a_conflict(self, dry_run: bool) -> None:
        late = raw(self.section(2).text.replace("150930Z JUN", "280930Z NOV"))
        assert [each.status for each in outcomes(self.section(1), late, dry_run=dry_run)] == ["stored", "conflict"]

    def test_a_section_of_a_text_that_is_whole_is_a_conflict(self) -> None:
        store(telegram("07LIMA101"))
        assert statuses(self.section(2)) == ["conflict"]

    @pytest.mark.parametrize("held", [(1, 2), (2,), (2, 3)])
    def test_another_first_section_does_not_take_the_place_of_later_ones(self, held: tuple[int, ...]) -> None:
        outcomes(*(self.section(number) for number in held))
        assert statuses(self.section(1)) == ["unchanged" if 1 in held else "revised"]
        assert statuses(raw(self.section(1).text.replace("names", "called"))) == ["conflict"]

    WORDS = " ".join(f"{letter}{number}names" for number in (1, 2) for letter in "abcdefghijklmnopqrstuvwxyz")
    FACTS: ClassVar = {"Film_Number": "D790000-0001", "Concepts": "SALT", "Office": "ACTION EB"}

    def copies(self) -> dict[str, RawCable]:
        """Return a telegram of two sections as bare text, as one section of that, and as the National Archives give the
        whole and each section."""
        first, second = (self.section(number, 2).text for number in (1, 2))
        body = second.partition("\n1. ")[2].removesuffix("ROE\n")
        whole = f"{first.removesuffix(chr(10) + 'ROE' + chr(10))}\n\nLIMA 00000101  002 OF 002\n\n2. {body}ROE\n"
        lost = whole.replace("LIMA 00000101  002 OF 002\n\n", "")
        texts = {"whole": whole, "lost": lost, "first": first, "second": second.replace("\n1. ", "\n2. ")}
        stamp = "Declassified/Released US Department of State EO Systematic Review 20 Mar 2014\n"
        full = {
            f"{name} archived": record(f"{stamp}\n{text}\nNNN\n{stamp}", **self.FACTS) for name, text in texts.items()
        }
        return {name: raw(text, where=f"{name}.txt") for name, text in {**texts, **full}.items()}

    @pytest.mark.parametrize("order", [*permutations(["whole", "second", "whole archived"])])
    def test_copies_of_a_telegram_in_any_order(self, order: tuple[str, ...]) -> None:
        self.takes(order)

    @pytest.mark.parametrize(
        "order", [*permutations(["second", "second archived"]), *permutations(["first", "first archived"])]
    )
    def test_copies_of_one_section(self, order: tuple[str, ...]) -> None:
        taken = self.takes(order, whole=False)
        assert taken == (["stored", "further"] if "archived" in order[0] else ["stored", "revised"])

    @pytest.mark.parametrize(
        "order",
        [
            *permutations(["lost", "second", "lost archived"]),
            *permutations(["first", "whole", "second archived"]),
            *permutations(["first", "second", "whole archived"]),
        ],
    )
    def test_copies_of_parts_and_of_the_whole(self, order: tuple[str, ...]) -> None:
        self.takes(order, facts="second archived" not in order)

    def takes(self, order: Sequence[str], *, whole: bool = True, facts: bool = True) -> list[str]:
        """Import copies one after the other; none is a conflict, what is shown is all that came, and nothing is left to
        take. Return the status of each."""
        copies = self.copies()
        taken = [statuses(copies[name])[0] for name in order]
        assert "conflict" not in taken
        cable = stored_cable("07LIMA101")
        shown = " ".join(paragraph.text for paragraph in cable.paragraphs.order_by("position"))
        assert [word for word in self.WORDS.split() if whole and word not in shown] == []
        if facts:
            assert cable.stated.get("film_number") == "D790000-0001"
        assert set(statuses(*(copies[name] for name in order))) <= {"unchanged", "further"}
        service.reparse(everything=True)
        assert not list(verify())
        return taken

    def test_a_section_that_was_corrected_is_a_conflict(self) -> None:
        copies = self.copies()
        outcomes(copies["second"])
        assert statuses(raw(copies["second archived"].text.replace("c2names", "corrected"))) == ["conflict"]

    def test_a_section_that_holds_the_words_of_another_day_is_a_conflict(self) -> None:
        copies = self.copies()
        outcomes(copies["second"])
        assert statuses(raw(copies["second archived"].text.replace("150930Z JUN", "280930Z NOV"))) == ["conflict"]

    @pytest.mark.parametrize("name", ["second", "second archived"])
    def test_what_is_left_of_redacted_words_is_compared(self, name: str) -> None:
        copies = self.copies()
        outcomes(copies["whole archived"])
        redaction.redact("07LIMA101", ["c2names"], "A name.")
        assert statuses(copies["whole"], copies[name]) == ["further", "further"]
        assert "c2names" not in str(list(Revision.objects.values_list("further_sources")))
        assert not list(verify())

    def test_a_joined_text_names_all_its_sources(self, client: Client) -> None:
        places = ["/srv/a, b/1.txt", "2.txt", "/srv/c.zip/3.txt"]
        outcomes(*(replace(self.section(number), where=place) for number, place in enumerate(places, 1)))
        assert stored_cable("07LIMA101").revisions.latest("number").source == "1.txt, 2.txt, 3.txt"
        page = client.get("/cable/07LIMA101/").content.decode()
        assert "1.txt, 2.txt, 3.txt" in page and "/srv/" not in page

    def test_corrections_stand_when_a_section_arrives(self) -> None:
        outcomes(self.section(1))
        corrections.correct("07LIMA101", {"subject": "MUD"}, "It is of mud.")
        outcomes(self.section(2))
        assert stored_cable("07LIMA101").subject == "MUD"

    @pytest.mark.parametrize(
        ("encodings", "expected"),
        [
            (("ascii", "ascii"), ("utf-8", {})),
            (("ascii", "cp1252"), ("cp1252", {})),
            (("cp1252", "ascii"), ("cp1252", {})),
            (("latin-1", "latin-1"), ("latin-1", {})),
            (("utf-8", "utf-8"), ("utf-8", {})),
            (("ascii", "utf-8-sig"), ("utf-8", {"section_2_encoding": "utf-8-sig"})),
            (("utf-8", "cp1252"), ("utf-8", {"section_2_encoding": "cp1252"})),
            (("cp1252", "utf-8"), ("utf-8", {})),
            (("ascii", "utf-16"), ("utf-8", {"section_2_encoding": "utf-16"})),
        ],
    )
    def test_no_byte_of_a_section_is_lost(
        self, encodings: tuple[str, ...], expected: tuple[str, dict[str, str]]
    ) -> None:
        sections = []
        for number, encoding in enumerate(encodings, 1):
            text = self.section(number).text + ("" if encoding == "ascii" else "Café\n")
            encoding = "utf-8" if encoding == "ascii" else encoding
            sections.append(replace(raw(text), content=text.encode(encoding), encoding=encoding))
        assert statuses(*sections) == ["stored", "revised"]
        first, shown = stored_cable("07LIMA101").revisions.order_by("number")
        assert first.raw == sections[0].content
        assert (shown.encoding, shown.stated) == expected
        texts = shown.text.split("\x1d")
        assert texts == [section.text for section in sections]
        encoding = expected[1].get("section_2_encoding", shown.encoding)
        assert texts[1].encode(encoding) == sections[1].content
        assert statuses(*sections)[0] == "unchanged"
        service.reparse(everything=True)
        assert not list(verify())

    def test_a_section_whose_bytes_would_be_lost_is_a_conflict(self) -> None:
        outcomes(self.section(1))
        broken = self.section(2).content + b"\xff\xff caf\xc3\xa9"
        text = broken.decode("utf-8", "replace")
        [outcome] = outcomes(replace(self.section(2), text=text, content=broken))
        assert (outcome.status, "store the text in UTF-8" in (outcome.reason or "")) == ("conflict", True)

    def test_a_section_of_a_redacted_cable_says_what_to_do(self) -> None:
        outcomes(self.section(1))
        redaction.redact("07LIMA101", ["a1names"], "A name.")
        for dry_run in (True, False):
            [outcome] = outcomes(self.section(2), dry_run=dry_run)
            assert (outcome.status, "into one file and import that" in (outcome.reason or "")) == ("conflict", True)
        whole = self.section(1).text + "\nLIMA 00000101  002 OF 003\n\n" + "2. The second section."
        assert statuses(raw(whole)) == ["revised"]
        shown = stored_cable("07LIMA101").revisions.latest("number")
        assert "a1names" not in shown.text and "The second section." in shown.text
