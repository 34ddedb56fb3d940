"""A database is migrated by fewer classes than Django makes, which know of each other what Django's would."""

import pgtrigger
from django.db import models
from django.db.migrations import AddConstraint, AddField, AddIndex, AlterField, CreateModel
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from wardportal.management.commands.migrate import adding_to_classes, making_few_classes

KEY = ("id", models.BigAutoField(primary_key=True))


def to(model, **options):
    return models.ForeignKey(f"town.{model}", models.CASCADE, **options)


STEPS = [
    CreateModel("Street", [KEY, ("name", models.TextField())]),
    CreateModel("House", [KEY, ("street", to("street", related_name="houses")), ("number", models.IntegerField())]),
    AddIndex("house", models.Index(fields=["number"], name="by_number")),
    CreateModel("Person", [KEY, ("home", to("house")), ("owns", models.ManyToManyField("town.house", "owners"))]),
    AddConstraint("house", models.UniqueConstraint(fields=["street", "number"], name="one_number_a_street")),
    AddField("street", "elder", to("person", null=True)),
    CreateModel("Gate", [KEY, ("house", to("house")), ("before", to("gate", null=True))]),
    AlterField("house", "id", models.AutoField(primary_key=True)),
    AddIndex("gate", models.Index(fields=["house"], name="gates")),
    AddTrigger("gate", pgtrigger.Protect(name="kept", operation=pgtrigger.Delete)),
    AddTrigger("gate", pgtrigger.Protect(name="same", operation=pgtrigger.Update)),
    AddField("house", "colour", models.TextField(default="red"), preserve_default=False),
    AddField("house", "guests", models.ManyToManyField("town.person", related_name="visits")),
    AddField("gate", "keeper", to("person", related_name="keeps")),
    AddField("gate", "behind", to("gate", null=True, related_name="ahead")),
    AlterField("person", "home", to("house", null=True)),
]


def known(apps, model):
    """What a class knows of itself, and of others that are those of the same make."""
    about = model._meta
    relations = [relation for relation in about.related_objects if relation.related_model in apps.get_models()]
    targets = [field for field in about.get_fields() if field.is_relation and not field.auto_created]
    return {
        "fields": {field.name: type(field) for field in about.get_fields()},
        "columns": [(field.column, field.default) for field in about.concrete_fields],
        "triggers": [trigger.name for trigger in getattr(about, "triggers", [])],
        "indexes": [index.name for index in about.indexes],
        "constraints": [constraint.name for constraint in about.constraints],
        "pointed at by": {relation.get_accessor_name(): relation.related_model.__name__ for relation in relations},
        "points to": {field.name: field.related_model in apps.get_models() for field in targets},
    }


def told_after_each():
    state, told = ProjectState(), []
    assert not state.apps.get_models()
    for step in STEPS:
        step.state_forwards("town", state)
        told.append({model.__name__: known(state.apps, model) for model in state.apps.get_models()})
    return told


def test_after_every_step_the_classes_know_what_those_of_django_know():
    with making_few_classes(), adding_to_classes():
        by_few = told_after_each()

    assert by_few == told_after_each()
    assert by_few[-1]["House"]["indexes"] == ["by_number"]
    assert by_few[-1]["House"]["pointed at by"] == {"person_set": "Person", "owners": "Person", "gate_set": "Gate"}
    assert by_few[-1]["Person"]["pointed at by"] == {"street_set": "Street", "visits": "House", "keeps": "Gate"}
    assert by_few[-1]["Gate"]["triggers"] == ["kept", "same"]


def test_a_class_that_was_there_before_is_not_made_again_for_what_is_added():
    state = ProjectState()
    assert not state.apps.get_models()
    with making_few_classes(), adding_to_classes():
        for step in STEPS[:2]:
            step.state_forwards("town", state)
        house = state.apps.get_model("town.house")
        for step in [*STEPS[2:7], *STEPS[9:12]]:
            step.state_forwards("town", state)

    assert state.apps.get_model("town.house") is house
