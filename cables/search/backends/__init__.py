"""How each database is asked for the cables that a query finds."""
