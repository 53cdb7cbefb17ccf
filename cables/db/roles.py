"""The PostgreSQL role that public pages read as, with the right to read the tables of those pages and no others.

Sealed texts, users, sessions and jobs are not among them, so that no fault of a page can show them.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

PUBLIC = {
    "Address",
    "Addressee",
    "Alias",
    "Cable",
    "CableAttribute",
    "CableCaption",
    "CableTag",
    "Correction",
    "DividedNumber",
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
    "SourceFile",
    "Tag",
    "Tally",
    "TextlessRecord",
    "VocabularyEntry",
    "Withdrawal",
    "Word",
}
TABLES_WITHOUT_MODEL = ("cables_search", "django_migrations")  # the search index; what /healthz compares

IS_PRIVILEGED = """
    SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = %s
"""


class PrivilegedRoleError(Exception):
    """A role that may do more than read; the one argument is its name."""


def role() -> str:
    """Return the role that READER_URL names; an empty string where that is the one that writes."""
    named, writer = (str(settings.DATABASES[alias]["USER"]) for alias in ("reader", "default"))
    return named if connection.vendor == "postgresql" and named != writer else ""


def tables() -> list[str]:
    """Return the names of the tables that the role may read."""
    models = [model for model in apps.get_app_config("cables").get_models() if model.__name__ in PUBLIC]
    return sorted([*(model._meta.db_table for model in models), *TABLES_WITHOUT_MODEL])


def make() -> None:
    """Create the role, or give it the password that READER_URL has now, and the rights that it needs and no others.

    Raises PrivilegedRoleError where it may do more, and DatabaseError where the role that connects may not do this.
    """
    name = role()
    quoted = connection.ops.quote_name(name)
    verb = "ALTER" if exists(name) else "CREATE"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} ROLE {quoted} LOGIN PASSWORD {password(name)}")
        cursor.execute(f"ALTER ROLE {quoted} SET default_transaction_read_only = on")
        grant()


def password(name: str) -> str:
    """Return the role's password as PostgreSQL stores it, quoted: the server and its log never see it in clear."""
    clear = str(settings.DATABASES["reader"]["PASSWORD"])
    if not clear:
        return "NULL"
    encrypted: bytes = connection.connection.pgconn.encrypt_password(clear.encode(), name.encode(), b"scram-sha-256")
    return f"'{encrypted.decode()}'"


def exists(name: str) -> bool:
    """Return whether the server has the role. Raises PrivilegedRoleError where no rights on tables can restrict it."""
    with connection.cursor() as cursor:
        cursor.execute(IS_PRIVILEGED, [name])
        row = cursor.fetchone()
    if row and row[0]:
        raise PrivilegedRoleError(name)
    return row is not None


def grant() -> None:
    """Grant the role the right to read the public tables, and revoke every other.

    After a migration was taken back, some of the tables are not there.
    """
    present = connection.introspection.table_names()
    with connection.cursor() as cursor:
        for statement in grants([name for name in tables() if name in present]):
            cursor.execute(statement)


def grants(names: Sequence[str]) -> list[str]:
    """Return the statements that grant the role the right to read the tables of these names, and revoke every other."""
    quoted = connection.ops.quote_name(role())
    database = connection.ops.quote_name(str(connection.settings_dict["NAME"]))
    readable = ", ".join(f"public.{connection.ops.quote_name(name)}" for name in names)
    return [
        f"GRANT CONNECT ON DATABASE {database} TO {quoted}",
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {quoted}",
        f"GRANT SELECT ON {readable} TO {quoted}",
    ]


def renew() -> None:
    """Grant the role, where there is one, its rights on the tables that migrations have made by now."""
    if found():
        grant()


def found() -> bool:
    """Return whether READER_URL names a role of its own, and the server has it."""
    return bool((name := role()) and exists(name))
