"""Rows in the administration: read-only, and listed in a bounded number of queries."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from cables.editing import corrections, redaction, withdrawal
from cables.models import Cable, ImportRun
from tests.admin.screen import Screen
from tests.builders import store, stored_cable, telegram

pytestmark = pytest.mark.django_db

LISTS = ("cable", "event", "importrun", "correction", "withdrawal", "alias", "redaction", "sealedtext", "job")


def filled(first: int, count: int) -> None:
    """Store cables with an edit of each kind."""
    for number in range(first, first + 4 * count, 4):
        store(*(telegram(f"07LIMA{number + place}", paragraphs=["(U) Jane Roe came."]) for place in range(4)))
        corrections.correct(f"07LIMA{number}", {"subject": "FERRIES"}, "Misread.")
        corrections.correct(f"07LIMA{number + 1}", {"mrn": f"08LIMA{number + 1}"}, "Misread.")
        withdrawal.withdraw(f"07LIMA{number + 2}", "Unfit.")
        redaction.redact(f"07LIMA{number + 3}", ["Jane Roe"], "A private person.")


def test_a_list_takes_as_many_queries_however_long_it_is(
    administrator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for first, count in ((101, 1), (201, 2)):
        filled(first, count)
        for name in LISTS:
            with django_assert_max_num_queries(9, info=name):
                assert administrator.get(reverse(f"admin:cables_{name}_changelist")).status_code == 200, name


@pytest.mark.parametrize("url", ["cable/?classification__exact=%00", "event/?kind__exact=%00", "cable/?q=%00"])
def test_a_list_that_is_filtered_by_a_nul_is_the_list(url: str, archivist: Client) -> None:
    store(telegram())
    assert Screen.at(archivist, f"/admin/cables/{url}").status == 200


def test_nothing_is_added_changed_or_deleted_but_through_the_services(administrator: Client) -> None:
    filled(101, 1)
    for name in LISTS:
        add = administrator.get(f"/admin/cables/{name}/add/")
        assert add.status_code == (200 if name == "cable" else 403), name
    pk = Cable.objects.values_list("pk", flat=True)[0]
    assert administrator.post(f"/admin/cables/cable/{pk}/change/", {"subject": "X"}).status_code == 403
    assert administrator.post(f"/admin/cables/cable/{pk}/delete/", {"post": "yes"}).status_code == 403
    assert not Screen.at(administrator, f"/admin/cables/cable/{pk}/change/").dom.css("input[type=submit]")


def test_more_than_one_batch_are_batches(archivist: Client) -> None:
    filled(101, 1)
    assert "1 batch" in Screen.at(archivist, "/admin/cables/importrun/").text()
    store(telegram("07LIMA201"))
    assert "2 batches" in Screen.at(archivist, "/admin/cables/importrun/").text()


def test_the_former_addresses_of_batches_lead_to_them(archivist: Client) -> None:
    filled(101, 1)
    pk = ImportRun.objects.earliest("pk").pk
    for rest in ("", "?o=-1", f"{pk}/change/"):
        response = archivist.get(f"/admin/cables/batch/{rest}", follow=True)
        assert response.redirect_chain == [(f"/admin/cables/importrun/{rest}", 302)]
        assert response.status_code == 200


@pytest.mark.parametrize(("said", "found"), [("07 lima 102", ["07LIMA102"]), ("07LIMA10", ["07LIMA102", "07LIMA101"])])
def test_cables_are_found_by_number(said: str, found: list[str], archivist: Client) -> None:
    store(telegram("07LIMA101"), telegram("07LIMA102"), telegram("07QUITO101"))
    screen = Screen.at(archivist, f"/admin/cables/cable/?q={said.replace(' ', '+')}")
    assert sorted(node.text() for node in screen.dom.css("th.field-mrn")) == sorted(found)


def test_the_page_of_a_cable_takes_as_many_queries_however_much_there_is_of_it(
    archivist: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    store(telegram(subject="FIRST"))
    where = f"/admin/cables/cable/{stored_cable('07LIMA101').pk}/change/"
    with django_assert_max_num_queries(15):
        archivist.get(where)
    store(*(telegram(subject=f"NUMBER {number}") for number in range(5)))
    corrections.correct("07LIMA101", {"subject": "FERRIES", "tags": "PGOV"}, "Misread.")
    with django_assert_max_num_queries(15):
        archivist.get(where)


def test_what_editors_did_is_shown_with_the_field(archivist: Client) -> None:
    store(telegram())
    corrections.correct("07LIMA101", {"subject": "FERRIES", "tags": "PGOV"}, "Misread.")
    screen = Screen.at(archivist, f"/admin/cables/cable/{stored_cable('07LIMA101').pk}/change/")
    outcomes = screen.text("[aria-labelledby=events] li")
    assert "Corrected: Subject. Misread." in outcomes
    assert "Corrected: TAGS. Misread." in outcomes


class TestUsers:
    """Administrators give roles, and no more permissions than they have."""

    def test_nobody_makes_themselves_a_superuser(self, administrator: Client) -> None:
        user = User.objects.get(username="administrator")
        where = f"/admin/auth/user/{user.pk}/change/"
        screen = Screen.at(administrator, where)
        assert not screen.dom.css("[name=is_superuser], [name=user_permissions]")
        screen.send(where, is_superuser="on", is_staff="on", is_active="on")
        user.refresh_from_db()
        assert not user.is_superuser

    def test_nobody_changes_who_is_above_them(self, administrator: Client) -> None:
        above = User.objects.create_superuser("above")
        assert administrator.post(f"/admin/auth/user/{above.pk}/password/", {}).status_code == 403
        assert administrator.post(f"/admin/auth/user/{above.pk}/change/", {}).status_code == 403

    def test_archivists_see_no_users(self, archivist: Client) -> None:
        assert archivist.get("/admin/auth/user/").status_code == 403
