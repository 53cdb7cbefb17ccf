"""Django's SQLite, but that a file that does not exist is an error, and not made as an empty database."""
