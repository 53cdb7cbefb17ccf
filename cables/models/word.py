"""Words that are in the search index by their stems alone."""

from __future__ import annotations

from django.db import models


class Word(models.Model):
    """A word of the cables that differs from its stem. The index has stems; a search for the beginning of a word
    finds here what else begins so."""

    word = models.CharField(max_length=60, primary_key=True)
    stem = models.CharField(max_length=60)

    def __str__(self) -> str:
        return self.word
