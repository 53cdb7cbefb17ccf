"""The administration: Django's own admin over the editing services, which are the only door to the rows.

Everything that can be seen here is read-only; what changes the archive has a page of its own that says what it will
do, asks for the public reason, and calls the service.
"""

from cables.admin import cables, jobs, log, sealed, users, vocabulary

__all__ = ["cables", "jobs", "log", "sealed", "users", "vocabulary"]
