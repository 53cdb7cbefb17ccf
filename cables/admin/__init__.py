"""Administration: Django's admin over the editing services, which alone change rows.

Rows are shown read-only; each edit has a page of its own that says what it will do, asks for the public reason, and
calls the service.
"""

from cables.admin import cables, jobs, log, sealed, users, vocabulary

__all__ = ["cables", "jobs", "log", "sealed", "users", "vocabulary"]
