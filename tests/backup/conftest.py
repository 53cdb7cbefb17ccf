"""What is PostgreSQL's own runs with the suite on PostgreSQL."""

import os

if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    collect_ignore = ["test_postgresql.py"]
