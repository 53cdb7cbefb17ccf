"""Unsaved rows of a revision: those that the tables would have."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import models

from cables.ingest.service import ingest
from cables.ingest.unsaved import unsaved_cable
from cables.models import Cable, Reference, Revision
from cables.sources import read

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "fixtures" / "cables"


def columns(row: models.Model) -> dict[str, Any]:
    """Return the values of a row but for its own id and that of its address."""
    skipped = {"id", "address_id"}
    names = [field.attname for field in row._meta.concrete_fields if field.attname not in skipped]
    values = {name: getattr(row, name) for name in names}
    return {name: json.loads(json.dumps(value)) if isinstance(value, dict) else value for name, value in values.items()}


def test_unsaved_rows_of_the_current_revision_are_those_stored() -> None:
    ingest(read(FIXTURES), label="fixtures")
    cables = list(Cable.objects.order_by("pk"))
    assert len(cables) > 50
    for cable in cables:
        unsaved = unsaved_cable(Revision.objects.select_related("cable__post").get(cable=cable))
        assert columns(unsaved.cable) == columns(cable), cable.mrn
        for name in ("paragraphs", "addressees", "mentions", "references"):
            stored = getattr(cable, name).order_by("position")
            assert list(map(columns, getattr(unsaved, name))) == list(map(columns, stored)), (cable.mrn, name)
        assert unsaved.tags == [row.tag for row in cable.cable_tags.order_by("position")]
        ambiguous = cable.references.filter(link=Reference.Link.AMBIGUOUS)
        assert set(unsaved.candidates) == set(ambiguous.values_list("position", flat=True))
