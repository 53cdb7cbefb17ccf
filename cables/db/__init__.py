"""The database: its backends, connections, roles, and the statements that querysets are too slow for."""
