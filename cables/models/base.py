"""The base of the models whose rows public pages read by the dozen."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class FastModel(models.Model):
    """A model whose instances take the database's values as they are.

    Django's way goes through the fields one by one, those that were not asked for too, and tells nobody here of it by
    its signals: four times as long, and a twentieth of the time that a cable's page took.
    """

    class Meta:
        abstract = True

    # The stubs are of a later Django, which gives one argument more.
    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:  # type: ignore[override]
        """Return an instance of the values that the fields of these names have in the database `db`."""
        made = cls.__new__(cls)
        made.__dict__.update(zip(field_names, values, strict=True))
        made._state = ModelState()
        made._state.adding = False
        made._state.db = db
        return made
