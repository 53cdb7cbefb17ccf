"""`manage.py load_vocabulary`: bring TAGS and posts up to the vocabulary files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from cables.ingest import service
from cables.management import database_errors


class Command(BaseCommand):
    """Command that updates what the files name; what only the cables have stays."""

    help = (
        "Write names, kinds and places of TAGS and posts from cables/telegram/vocabulary over those in the database. "
        "Importing adds what is missing by itself; this is for changed names; "
        "reparse does the same and reads the texts anew by the files."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        with database_errors.reported("Nothing was changed: run the command again."):
            posts, tags = service.load_vocabulary()
        self.stdout.write(f"{posts} posts and {tags} TAGS are as the files say.")
