"""The backend, as ``archive.postgresql`` in the description of a database."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is looked at before each request, where Django's own would put a question to the server."""

    def is_usable(self) -> bool:
        """Whether the connection is open and the server has said nothing unasked: its last word is that it ends."""
        if self.connection is None or self.connection.closed:
            return False
        watch = select.poll()
        watch.register(self.connection.fileno(), select.POLLIN)
        return not watch.poll(0)
