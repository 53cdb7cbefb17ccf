"""The archive's vocabulary in a process: loaded once, and again where an event says that it changed."""

from __future__ import annotations

import pytest
from pytest_django import DjangoAssertNumQueries

from cables import archive_vocabulary
from cables.models import VocabularyEntry
from cables.telegram.vocabulary import DEFAULT, Changes

pytestmark = pytest.mark.django_db
SPELLING = {"post": "LIMA", "kind": "spelling"}


def change() -> None:
    VocabularyEntry.objects.create(kind="alias", code="OSIERPOL", value=SPELLING, reason="The list was wrong.")


def test_an_archive_without_changes_has_the_vocabulary_of_the_files() -> None:
    assert archive_vocabulary.current() is DEFAULT
    assert archive_vocabulary.refresh() is DEFAULT


def test_changes_count_when_they_are_loaded(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    change()
    assert archive_vocabulary.stored() == Changes(aliases={"OSIERPOL": SPELLING})
    with django_assert_num_queries(0):
        assert archive_vocabulary.current() is DEFAULT
    with django_assert_num_queries(1):
        loaded = archive_vocabulary.refresh()
    assert loaded.spellings["OSIERPOL"] == "LIMA"
    assert archive_vocabulary.current() is loaded
    assert archive_vocabulary.refresh() is loaded, "so that what is cached on it stays"
    assert "OSIERPOL" not in DEFAULT.spellings


def test_it_is_loaded_again_for_another_event(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    change()
    with django_assert_num_queries(0):
        archive_vocabulary.follow(None)
    with django_assert_num_queries(1):
        archive_vocabulary.follow(7)
        archive_vocabulary.follow(7)
    assert archive_vocabulary.current().spellings["OSIERPOL"] == "LIMA"
    VocabularyEntry.objects.all().delete()
    archive_vocabulary.follow(8)
    assert archive_vocabulary.current().fingerprint == DEFAULT.fingerprint
