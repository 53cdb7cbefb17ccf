"""Django's PostgreSQL, but that a lost connection is noticed without a query."""
