"""The database: its backends, router, roles, prepared queries and bulk statements."""
