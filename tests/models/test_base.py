"""Instances loaded by the fast way equal those that Django creates of the same values."""

from __future__ import annotations

import pytest
from django.db import models

from cables.models import Cable, Paragraph, Reference, Revision
from cables.models.base import FastModel
from tests.builders import store, telegram

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def cables() -> None:
    store(telegram("07ZENDA1", refs=["ZENDA 2", "ZENDA 900"]), telegram("07ZENDA2", classification="SECRET"))


@pytest.mark.parametrize("model", [Cable, Paragraph, Reference, Revision])
@pytest.mark.parametrize("minimum", [0, 3])
def test_an_instance_equals_one_of_django(model: type[FastModel], minimum: int) -> None:
    names = [field.attname for field in model._meta.concrete_fields][minimum:]
    if minimum:
        names.append(model._meta.pk.attname)
        names.sort(key=[field.attname for field in model._meta.concrete_fields].index)
    for values in model._default_manager.values_list(*names):
        instance = model.from_db("default", names, values)
        django = models.Model.from_db.__func__(model, "default", names, values)  # type: ignore[attr-defined]
        assert instance._state.fields_cache == django._state.fields_cache == {}
        assert {**vars(instance), "_state": vars(instance._state)} == {**vars(django), "_state": vars(django._state)}
        assert instance == django
        assert instance.get_deferred_fields() == django.get_deferred_fields()


def test_a_deferred_field_is_loaded_when_it_is_used() -> None:
    [cable] = Cable.objects.filter(mrn="07ZENDA2").only("mrn")
    assert "classification" in cable.get_deferred_fields()
    assert cable.classification == "SECRET"
    cable.classification = "CONFIDENTIAL"
    cable.save(update_fields=["classification"])
    assert Cable.objects.get(pk=cable.pk).classification == "CONFIDENTIAL"


def test_a_row_has_a_value_for_every_name() -> None:
    with pytest.raises(ValueError, match="shorter"):
        Cable.from_db("default", ["id", "mrn"], [1])
