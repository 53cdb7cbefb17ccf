"""The role that public pages read as may read what they show, and nothing else."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, connections

from cables.db import roles

PRIVATE = {"Job", "JobOutcome", "SealedFile", "SealedPhrase", "SealedText", "WithdrawnText"}


def test_every_table_of_the_archive_is_either_public_or_not() -> None:
    models = {model.__name__ for model in apps.get_app_config("cables").get_models()}
    assert models <= roles.PUBLIC | PRIVATE
    assert not roles.PUBLIC & PRIVATE


@pytest.mark.django_db
def test_a_reader_that_is_the_writer_gets_a_sentence() -> None:
    with pytest.raises(CommandError, match="READER_URL names no PostgreSQL role"):
        call_command("make_reader", skip_checks=True)


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_a_reader_that_may_do_more_gets_a_sentence(reader: str) -> None:
    if connection.vendor != "postgresql":
        assert roles.role() == ""
        return
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER ROLE {roles.role()} CREATEDB")
    with pytest.raises(CommandError, match=f"The role {roles.role()} may do more than read"):
        call_command("make_reader", skip_checks=True)


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_what_the_public_must_not_see_is_out_of_reach(reader: str) -> None:
    private = [model._meta.db_table for model in apps.get_models() if model._meta.db_table not in roles.tables()]
    assert "auth_user" in private
    if connection.vendor != "postgresql":
        assert roles.role() == ""
        return
    with connections["reader"].cursor() as cursor:
        for table in private:
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute(f'SELECT 1 FROM "{table}"')  # noqa: S608 - names of our own tables
        for table in roles.tables():
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')  # noqa: S608


@pytest.mark.django_db(transaction=True, databases=["default", "reader"])
def test_migrations_renew_the_rights(reader: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {roles.role()}")
            cursor.execute(f"GRANT SELECT ON auth_user TO {roles.role()}")
    call_command("migrate", verbosity=0)
    with connections["reader"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cables_cable")
        assert cursor.fetchall() == [(2,)]
        if connection.vendor == "postgresql":
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute("SELECT 1 FROM auth_user")
