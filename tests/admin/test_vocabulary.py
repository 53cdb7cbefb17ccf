"""Changes of the vocabulary: previewed, confirmed, then made."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from cables.admin import vocabulary
from cables.models import CableTag, Event, Job, Tag, VocabularyEntry
from cables.verification import verifier
from tests.admin.screen import Screen
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db

ADD = "/admin/cables/vocabularyentry/add/"
UNKNOWN = f"{ADD}?kind=tag&code=zzxx"
NAMED = {"kind": "program", "name": "Ferry Board", "what": "change", "reason": "Named in the register."}


def test_it_is_chosen_shown_and_changed(archivist: Client) -> None:
    store(telegram(tags="PREL, ZZXX"))
    assert Screen.at(archivist, ADD).dom.css_first("#id_code")
    assert "It is new to the vocabulary." in Screen.at(archivist, UNKNOWN).text()
    screen = Screen.at(archivist, UNKNOWN).send(UNKNOWN, **NAMED)
    assert "Cables that are derived anew: 1." in screen.text(".consequences")
    assert "another number: 1." in screen.text(".consequences")
    assert not VocabularyEntry.objects.exists()
    assert "ZZXX is changed." in screen.send(UNKNOWN, **NAMED).messages
    assert CableTag.objects.get(tag__code="ZZXX").tag.kind == Tag.Kind.PROGRAM
    assert Event.objects.get().kind == Event.Kind.VOCABULARY
    assert not list(verifier.verify())


def test_many_cables_follow_as_one_job(archivist: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "DERIVED_AT_ONCE", 1)
    store(telegram(tags="ZZXX"), telegram("07LIMA102", tags="ZZXX"))
    for name in ("Ferry Board", "Board of Ferries"):
        given = NAMED | {"name": name, "kind": "program" if name == "Ferry Board" else "organization"}
        screen = Screen.at(archivist, UNKNOWN).send(UNKNOWN, **given)
        assert "as a job" in screen.text(".consequences")
        screen.send(UNKNOWN, **given)
    job = Job.objects.get()
    call_command("run_jobs", once=True, workers=0)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.FINISHED, 2)
    assert {row.tag.kind for row in CableTag.objects.filter(tag__code="ZZXX")} == {"organization"}


def test_what_cannot_stand_is_refused(archivist: Client) -> None:
    where = f"{ADD}?kind=alias&code=SARNVILLE"
    screen = Screen.at(archivist, where).send(where, kind="spelling", post="NOWHERE", what="change", reason="So.")
    assert "NOWHERE is no post" in screen.messages
    where = f"{ADD}?kind=tag&code=Z"
    assert "cannot stand for a tag" in Screen.at(archivist, where).send(where, **NAMED).messages


def test_an_entry_leads_back_to_its_change(archivist: Client) -> None:
    screen = Screen.at(archivist, UNKNOWN).send(UNKNOWN, **NAMED)
    screen.send(UNKNOWN, **NAMED)
    entry = VocabularyEntry.objects.get()
    screen = Screen.at(archivist, f"/admin/cables/vocabularyentry/{entry.pk}/change/")
    [link] = screen.dom.css(".object-tools a")
    where = link.attributes["href"] or ""
    assert Screen.at(archivist, where).fields()["name"] == "Ferry Board"
    screen = Screen.at(archivist, where).send(where, kind="program", what="as-filed", reason="It is not.")
    assert "is changed" in screen.send(where, kind="program", what="as-filed", reason="It is not.").messages
    assert not VocabularyEntry.objects.exists()


def test_it_needs_its_right(outsider: Client) -> None:
    assert outsider.get(ADD).status_code == 403
    assert outsider.post(UNKNOWN, NAMED).status_code == 403
