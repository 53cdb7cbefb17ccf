"""Django's PostgreSQL, but for how a connection that was lost is told: without asking the server anything."""
