"""Damage to rows: each kind is reported, and repaired to the rows of an undisturbed import."""

from __future__ import annotations

import pytest
from django.db import connection

from cables.ingest import service
from cables.models import Cable, ImportRun, Revision
from cables.telegram import PARSER_VERSION
from cables.verification import verifier
from cables.verification.difference import DifferenceKind
from tests.builders import outcomes, raw, stored_cable, telegram
from tests.ingest.archive import TEXTS, all_differences, state, store_archive


def execute(*statements: str) -> None:
    """Execute the statements on the database."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


# Statements that damage rows (with ids of cables in braces), the kind of the difference, and part of its sentence.
DERIVABLE = [
    pytest.param(
        "UPDATE cables_cable SET subject = 'MUD' WHERE id = {LIMA22}",
        DifferenceKind.CABLE,
        "07LIMA22: subject is “MUD” and should be “SECOND”.",
        id="a column of a cable",
    ),
    pytest.param(
        "UPDATE cables_cable SET sent_at = NULL",
        DifferenceKind.CABLE,
        "sent_at is empty and should be",
        id="a datetime",
    ),
    pytest.param(
        "UPDATE cables_cable SET problems = '[1]'", DifferenceKind.CABLE, "problems is [1]", id="a JSON column"
    ),
    pytest.param(
        "UPDATE cables_cable SET mrn = '99LIMA1' WHERE id = {LIMA22}",
        DifferenceKind.CABLE,
        "99LIMA1: mrn is “99LIMA1” and should be “07LIMA22”.",
        id="the number of a cable",
    ),
    pytest.param(
        "UPDATE cables_cable SET post_id = (SELECT id FROM cables_post WHERE code = 'QUITO') WHERE id = {LIMA22}",
        DifferenceKind.CABLE,
        "07LIMA22: post is “QUITO” and should be “LIMA”.",
        id="the post of a cable",
    ),
    pytest.param(
        "UPDATE cables_cable SET parser_version = 0",
        DifferenceKind.CABLE,
        f"parser_version is 0 and should be {PARSER_VERSION}.",
        id="an old parser",
    ),
    pytest.param(
        "UPDATE cables_cable SET revision_number = 1 WHERE id = {LIMA22}",
        DifferenceKind.CABLE,
        "07LIMA22: revision_number is 1 and should be 2.",
        id="the number of the current revision",
    ),
    pytest.param(
        "DELETE FROM cables_paragraph WHERE cable_id = {LIMA20} AND position = 2",
        DifferenceKind.PARAGRAPH,
        "07LIMA20: paragraph 2 is lacking.",
        id="a paragraph that is missing",
    ),
    pytest.param(
        "INSERT INTO cables_paragraph (cable_id, position, text, start) VALUES ({LIMA20}, 9, 'Mud.', 0)",
        DifferenceKind.PARAGRAPH,
        "07LIMA20: paragraph 9 is stored, but not in the text.",
        id="a paragraph too many",
    ),
    pytest.param(
        "UPDATE cables_paragraph SET text = 'Mud.' WHERE cable_id = {LIMA20} AND position = 1",
        DifferenceKind.PARAGRAPH,
        "07LIMA20: text of paragraph 1 is “Mud.” and should be “The barges came back (ref A).”.",
        id="the text of a paragraph",
    ),
    pytest.param(
        "UPDATE cables_addressee SET name = 'MUD' WHERE cable_id = {LIMA20} AND position = 1",
        DifferenceKind.ADDRESSEE,
        "07LIMA20: name of addressee 1 is “MUD” and should be “SECSTATE WASHDC”.",
        id="the name of an addressee",
    ),
    pytest.param(
        "UPDATE cables_addressee SET address_id = (SELECT max(id) FROM cables_address)",
        DifferenceKind.ADDRESSEE,
        "address name of addressee 2 is",
        id="the address of addressees",
    ),
    pytest.param(
        "DELETE FROM cables_cablecaption WHERE cable_id = {LIMA20} AND caption = 'NOFORN'",
        DifferenceKind.CAPTION,
        "07LIMA20: caption NOFORN is lacking.",
        id="a caption that is missing",
    ),
    pytest.param(
        "INSERT INTO cables_cableattribute (cable_id, name, value) VALUES ({LIMA20}, 'film', 'D1')",
        DifferenceKind.ATTRIBUTE,
        "07LIMA20: attribute D1 is stored, but not in the text.",
        id="an attribute that nobody states",
    ),
    pytest.param(
        "UPDATE cables_cabletag SET date = '1999-01-01'",
        DifferenceKind.TAG,
        "date of tag 1 is 1999-01-01",
        id="a copied date",
    ),
    pytest.param(
        "DELETE FROM cables_cabletag WHERE cable_id = {LIMA22}",
        DifferenceKind.TAG,
        "07LIMA22: tag 2 is lacking.",
        id="tags",
    ),
    pytest.param(
        "UPDATE cables_reference SET target_mrn = '07LIMA2' WHERE cable_id = {LIMA20} AND position = 3",
        DifferenceKind.REFERENCE,
        "07LIMA20: target_mrn of reference 3 is “07LIMA2” and should be “07LIMA77”.",
        id="the number of a reference",
    ),
    pytest.param(
        "UPDATE cables_reference SET target_mrn = 'MUD' WHERE cable_id = {LIMA20} AND position = 3",
        DifferenceKind.REFERENCE,
        "07LIMA20: target_mrn of reference 3 is “MUD” and should be “07LIMA77”.",
        id="a reference to what is no number",
    ),
    pytest.param(
        "DELETE FROM cables_referencecandidate; DELETE FROM cables_reference WHERE cable_id = {LIMA20}",
        DifferenceKind.REFERENCE,
        "07LIMA20: reference 1 is lacking.",
        id="references that are missing",
    ),
    pytest.param(
        """UPDATE cables_mention SET "references" = '[3]'""",
        DifferenceKind.MENTION,
        "references of mention 1 is [3] and should be [1].",
        id="a mention",
    ),
    pytest.param(
        "UPDATE cables_reference SET target_id = NULL, link = 'none' WHERE cable_id = {LIMA20} AND position = 1",
        DifferenceKind.LINK,
        "07LIMA20: reference 1 (07QUITO900) leads to nothing and should lead to 06QUITO900 (year-before).",
        id="a link that is missing",
    ),
    pytest.param(
        "UPDATE cables_reference SET target_id = {LIMA22}, link = 'exact' WHERE cable_id = {LIMA20} AND position = 3",
        DifferenceKind.LINK,
        "07LIMA20: reference 3 (07LIMA77) leads to 07LIMA22 (exact) and should lead to nothing.",
        id="a link to a wrong cable",
    ),
    pytest.param(
        "DELETE FROM cables_referencecandidate WHERE cable_id = {TAIPEI12}",
        DifferenceKind.LINK,
        "leads to 07AITTAIPEI12 (ambiguous) and should lead to 07TAIPEI12, 07AITTAIPEI12 (ambiguous).",
        id="a candidate that is missing",
    ),
    pytest.param(
        "INSERT INTO cables_referencecandidate (reference_id, cable_id) "
        "SELECT id, {LIMA22} FROM cables_reference WHERE cable_id = {LIMA20} AND position = 1",
        DifferenceKind.LINK,
        "07LIMA20: reference 1 (07QUITO900) leads to 06QUITO900 (year-before)",
        id="a candidate too many",
    ),
    pytest.param(
        "DELETE FROM cables_absentcable WHERE mrn = '07LIMA77'",
        DifferenceKind.ABSENCE,
        "07LIMA77 is cited by 2 and not held, but not listed as missing.",
        id="a missing cable that is not listed",
    ),
    pytest.param(
        "INSERT INTO cables_absentcable (mrn, post, year, serial, citing) VALUES ('07ZENDA1', 'ZENDA', 2007, 1, 3)",
        DifferenceKind.ABSENCE,
        "07ZENDA1 is listed as missing, but no reference to it lacks its cable, nor has it a record alone.",
        id="a missing cable too many",
    ),
    pytest.param(
        "UPDATE cables_absentcable SET citing = 9, serial = 78 WHERE mrn = '07LIMA77'",
        DifferenceKind.ABSENCE,
        "serial 78, cited by 9; it should be post LIMA, year 2007, serial 77, cited by 2.",
        id="a wrong missing cable",
    ),
    pytest.param(
        "UPDATE cables_tally SET cables = 40 WHERE scope = 'archive' AND year = 0",
        DifferenceKind.TALLY,
        "The tally of the archive in all says 40, the rows 6.",
        id="a wrong tally",
    ),
    pytest.param(
        "DELETE FROM cables_tally WHERE scope = 'tag' AND year = 2007 AND month = 0",
        DifferenceKind.TALLY,
        "The tally of a tag PREL for some day of 2007 says nothing, the rows 1.",
        id="tallies that are missing",
    ),
    pytest.param(
        "INSERT INTO cables_tally (scope, key, year, month, cables) VALUES ('caption', 'MUD', 0, 0, 2)",
        DifferenceKind.TALLY,
        "The tally of a caption MUD in all says 2, the rows 0.",
        id="a tally too many",
    ),
    pytest.param(
        "DELETE FROM cables_word WHERE word = 'lanterns'",
        DifferenceKind.WORD,
        "The word lanterns is not known to searches by its beginning.",
        id="a word that is missing",
    ),
    pytest.param(
        "UPDATE cables_word SET stem = 'mud' WHERE word = 'lanterns'",
        DifferenceKind.WORD,
        "The word lanterns is known with the stem mud, which is not its own.",
        id="a wrong stem",
    ),
    pytest.param(
        "DELETE FROM cables_cable WHERE id = {LIMA22}",
        DifferenceKind.STRAY,
        "The cable 07LIMA22, of which texts up to revision 2 are held, is lacking.",
        id="a cable that is missing",
    ),
    pytest.param(
        "DELETE FROM cables_reference WHERE cable_id = {LIMA20}",
        DifferenceKind.STRAY,
        "The reference of 2 reference candidates is lacking.",
        id="references that left their candidates",
    ),
]


@pytest.mark.parametrize(("damage", "kind", "sentence"), DERIVABLE)
def test_what_is_derivable_is_reported_and_repaired(
    archive: None, damage: str, kind: DifferenceKind, sentence: str
) -> None:
    before = state()
    execute(*damage.format(**{mrn[2:]: pk for mrn, pk in Cable.objects.values_list("mrn", "pk")}).split("; "))
    assert state() != before
    reported = all_differences()
    assert any(sentence in each.sentence and each.kind is kind for each in reported), [
        each.sentence for each in reported
    ]
    assert all(each.derivable for each in reported)
    repaired = all_differences(repair=True)
    assert any(sentence in each.sentence for each in repaired)
    assert [each.sentence for each in all_differences()] == []
    assert state() == before


@pytest.mark.usefixtures("archive")
def test_an_import_run_records_a_repair_that_changed_anything() -> None:
    assert all_differences(repair=True) == []
    assert not ImportRun.objects.filter(label=verifier.REPAIR).exists()
    Cable.objects.filter(mrn="07LIMA20").update(subject="MUD")
    before = stored_cable("07LIMA20").modified_at
    all_differences(repair=True)
    assert ImportRun.objects.filter(label=verifier.REPAIR, stored=0, finished_at__isnull=False).count() == 1
    assert stored_cable("07LIMA20").modified_at > before


@pytest.mark.usefixtures("archive")
def test_a_cable_whose_text_is_read_as_another_keeps_its_number() -> None:
    Revision.objects.filter(cable__mrn="07LIMA20").update(published_id="07LIMA555")
    Cable.objects.filter(mrn="07LIMA20").update(subject="MUD")
    (reported,) = [each for each in all_differences(repair=True) if each.kind is DifferenceKind.CABLE]
    assert (reported.sentence, reported.derivable) == ("07LIMA20: by its text it is 07LIMA555.", False)
    assert stored_cable("07LIMA20").subject == "MUD"


@pytest.mark.django_db(transaction=True)
def test_an_archive_as_imported_is_clean_with_repair_and_without() -> None:
    # Outside a transaction: in the snapshot, and in the transactions of the repair.
    assert all_differences() == []
    store_archive()
    outcomes(raw(TEXTS[0], mrn="07LIMA555"), raw("None of ours."))
    service.reparse(everything=True)
    for repair in (False, True):
        assert [each.sentence for each in all_differences(repair=repair)] == []


@pytest.mark.django_db
def test_it_goes_through_the_archive_in_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cables.verification.verifier.CABLES_AT_ONCE", 3)
    monkeypatch.setattr("cables.verification.verifier.BYTES_AT_ONCE", 1000)
    monkeypatch.setattr("cables.verification.counts.KEYS_AT_ONCE", 2)
    monkeypatch.setattr("cables.verification.counts.MISSING_AT_ONCE", 2)
    store_archive()
    reported: list[None] = []
    assert list(verifier.verify(progress=lambda: reported.append(None))) == []
    assert len(reported) == 3 * Cable.objects.count()


def test_a_link_whose_days_differ_is_verified(db: None) -> None:
    outcomes(
        raw(telegram("07LIMA20", date="2007-01-15", refs=["QUITO 900 OF JANUARY 3, 2007"])),
        raw(telegram("07QUITO900", date="2007-01-10")),
    )
    assert all_differences() == []
    execute("UPDATE cables_reference SET link = 'exact', date = '2007-01'")
    assert sorted(each.sentence for each in all_differences()) == [
        "07LIMA20: date of reference 1 is “2007-01” and should be “2007-01-03”.",
    ]
    assert [each.sentence for each in verifier.verify(repair=True)] != []
    assert all_differences() == []
