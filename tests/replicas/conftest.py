"""These tests bring servers of their own; they run once, with the suite on PostgreSQL."""

import os

if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
    collect_ignore_glob = ["test_*.py"]
