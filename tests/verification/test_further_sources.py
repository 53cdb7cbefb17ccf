"""Damage to what is on record of further sources is found; nothing can repair it."""

from __future__ import annotations

from typing import Any

import pytest

from cables.editing.withdrawal import withdraw
from cables.models import ImportRun, Revision, WithdrawnText
from cables.verification.verifier import verify
from tests.builders import outcomes, raw, telegram

pytestmark = pytest.mark.django_db
NAME = "07ZENDA11: the text of revision 1"


def differences() -> list[str]:
    found = list(verify())
    assert not any(each.derivable for each in found)
    return [each.sentence for each in found]


def damage(**members: Any) -> None:
    """Write over members of the first further source."""
    revision = Revision.objects.get()
    first, *others = revision.further_sources or [{}]
    Revision.objects.update(further_sources=[first | members, *others])


@pytest.fixture(autouse=True)
def archive() -> None:
    text = telegram("07ZENDA11")
    outcomes(raw(text), raw(f"{text}\n"), raw(f"{text}\n\n"))
    assert differences() == []


@pytest.mark.parametrize(
    ("members", "wrong"),
    [
        ({"checksum": "mud"}, "whose checksum is none"),
        ({"checksum": None}, "whose checksum is none"),
        ({"file_checksum": "F" * 64}, "whose file_checksum is none"),
        ({"colour": "red"}, "whose members are not those of one"),
        ({"where": None}, "that does not say where it came from"),
        ({"stated": "mud"}, "that does not say where it came from"),
        ({"received_at": "soon"}, "that does not say when it came"),
        ({"received_at": 3}, "that does not say when it came"),
        ({"import_run": "first"}, "that does not say when it came"),
    ],
)
def test_a_member_that_is_none(members: dict[str, Any], wrong: str) -> None:
    damage(**members)
    assert f"{NAME} has a further source, 1, {wrong}." in differences()


@pytest.mark.parametrize("value", [[], {}, "mud", 3])
def test_no_list_of_sources(value: Any) -> None:
    Revision.objects.update(further_sources=value)
    assert f"{NAME} has further sources that are no list of them." in differences()


def test_a_source_that_is_lost() -> None:
    run = ImportRun.objects.get()
    Revision.objects.update(further_sources=(Revision.objects.get().further_sources or ())[:1])
    assert differences() == [f"Batch {run.pk} (test) took 2 further sources, of which 1 are named."]
    Revision.objects.update(further_sources=None)
    assert differences() == [f"Batch {run.pk} (test) took 2 further sources, of which 0 are named."]


def test_sources_of_a_batch_that_is_lacking() -> None:
    run = ImportRun.objects.get()
    damage(import_run=run.pk + 1)
    assert differences() == [
        f"Batch {run.pk} (test) took 2 further sources, of which 1 are named.",
        f"Batch {run.pk + 1}, which 1 further sources came with, is lacking.",
    ]


def test_more_than_are_named_are_only_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Revision, "MOST_SOURCES", 2)
    outcomes(raw(telegram("07ZENDA11") + "\n" * 3))
    assert ImportRun.objects.latest("pk").further == 1
    assert differences() == []
    monkeypatch.setattr(Revision, "MOST_SOURCES", 1)
    assert f"{NAME} has 2 further sources, more than 1." in differences()


def test_a_withdrawn_text() -> None:
    withdraw("07ZENDA11", "A reader asked.")
    assert differences() == []
    WithdrawnText.objects.update(further_sources=None)
    assert differences() == [f"Batch {ImportRun.objects.get().pk} (test) took 2 further sources, of which 0 are named."]
