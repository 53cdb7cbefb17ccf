"""What tests share leaves nothing behind: each finds the database as the migrations left it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from cables.models import Cable
from cables.search import backends
from cables.search.query.nodes import WordNode
from tests.builders import store, telegram


@pytest.mark.django_db(transaction=True)
def test_a_flush_leaves_what_migrations_made_and_an_empty_index() -> None:
    made = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert made.keys() == {"archivist", "administrator"}
    store(telegram("07ZENDA1", paragraphs=["(U) The toll barge was painted."]))
    call_command("flush", interactive=False, verbosity=0)
    again = {group.name: set(group.permissions.values_list("codename", flat=True)) for group in Group.objects.all()}
    assert again == made
    assert not list(backends.reader().ids(WordNode("barg"), 10))


@pytest.mark.django_db(transaction=True)
def test_content_types_are_those_of_the_database_after_a_flush() -> None:
    call_command("flush", interactive=False, verbosity=0)
    permission = Permission.objects.get(codename="add_cable", content_type__app_label="cables")
    assert permission.content_type == ContentType.objects.get_for_model(Cable)
