"""Every text and file field was reviewed: it is public, private, or made by the portal."""

import pytest
from django.apps import apps
from django.db import models

from tests.canary_lists import MADE, PRIVATE, PUBLIC

OURS = [
    model
    for app in ("wardportal", "mobilization", "petitions", "dialogues", "news")
    for model in apps.get_app_config(app).get_models()
]


def text_fields(model):
    kinds = (models.CharField, models.TextField, models.FileField, models.JSONField, models.BinaryField)
    return {field.name for field in model._meta.concrete_fields if isinstance(field, kinds)}


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label_lower)
def test_every_text_and_file_field_has_been_reviewed(model):
    lists = [reviewed.get(model._meta.label_lower, set()) for reviewed in (PUBLIC, PRIVATE, MADE)]
    assert text_fields(model) == set().union(*lists)
    assert sum(map(len, lists)) == len(set().union(*lists))
