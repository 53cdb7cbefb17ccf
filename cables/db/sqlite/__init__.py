"""Django's SQLite, but for a file that does not exist: it is an error, and no new empty database."""
