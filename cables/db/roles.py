"""The role of PostgreSQL that public pages read as, and what it may read: the tables of those pages, and no others.

Sealed texts, users, sessions and jobs are not among them, so no fault of a page can show them.
"""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

PUBLIC = {
    "Address",
    "Addressee",
    "Alias",
    "Cable",
    "CableCaption",
    "CableTag",
    "Correction",
    "Event",
    "ImportRun",
    "Mention",
    "MissingCable",
    "Paragraph",
    "Post",
    "Redaction",
    "Reference",
    "ReferenceCandidate",
    "Reversion",
    "Revision",
    "Tag",
    "Tally",
    "VocabularyEntry",
    "Withdrawal",
    "Word",
}
TABLES_WITHOUT_MODEL = ("cables_search", "django_migrations")  # the search index; what /healthz compares


MIGHT = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = %s
"""


class MightyError(Exception):
    """The role may do more than read; its one argument is the role's name."""


def role() -> str:
    """The role that READER_URL names; empty where it names none but the one that writes."""
    named, writer = (str(settings.DATABASES[alias]["USER"]) for alias in ("reader", "default"))
    return named if connection.vendor == "postgresql" and named != writer else ""


def tables() -> list[str]:
    """The tables that the role may read."""
    models = [model for model in apps.get_app_config("cables").get_models() if model.__name__ in PUBLIC]
    return sorted([*(model._meta.db_table for model in models), *TABLES_WITHOUT_MODEL])


def make() -> None:
    """Make the role, or give it the password that READER_URL has now, and the rights that it needs, and no others.

    Raises MightyError where it is one that may do more, and DatabaseError where the role that connects may not do this.
    """
    name = role()
    quoted = connection.ops.quote_name(name)
    verb = "ALTER" if exists(name) else "CREATE"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} ROLE {quoted} LOGIN PASSWORD {password(name)}")
        cursor.execute(f"ALTER ROLE {quoted} SET default_transaction_read_only = on")
        grant()


def password(name: str) -> str:
    """The role's password as it is stored, in quotes: the server and its log never see it as it is typed."""
    typed = str(settings.DATABASES["reader"]["PASSWORD"])
    if not typed:
        return "NULL"
    sealed: bytes = connection.connection.pgconn.encrypt_password(typed.encode(), name.encode(), b"scram-sha-256")
    return f"'{sealed.decode()}'"


def exists(name: str) -> bool:
    """Whether the server knows the role. Raises MightyError where it is one that no table's rights can bound."""
    with connection.cursor() as cursor:
        cursor.execute(MIGHT, [name])
        found = cursor.fetchone()
    if found and found[0]:
        raise MightyError(name)
    return found is not None


def grant() -> None:
    """Give the role the right to read the public tables, and take every other from it."""
    quoted = connection.ops.quote_name(role())
    database = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
    listed = ", ".join(map(connection.ops.quote_name, tables()))
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT CONNECT ON DATABASE {database} TO {quoted}")
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
        cursor.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}")
        cursor.execute(f"GRANT SELECT ON {listed} TO {quoted}")


def grant_after_migrating(**kwargs: Any) -> None:
    """Where the role exists, let it read the tables that a migration made: the receiver of Django's signal for that."""
    if (name := role()) and exists(name):
        grant()
