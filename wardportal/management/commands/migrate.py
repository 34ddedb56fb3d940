"""Django's own `migrate`, which a new database waits for an eighth as long.

To add a model, a field, or an index to one, Django makes all classes anew that are related to it: in a portal where
everything is done by somebody, every class there is. But a new model only adds itself to those it points to, a new
field to the class it belongs to, and an index, a constraint or a trigger changes nothing of the others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.management.commands import migrate
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with making_few_classes():
            super().handle(*args, **options)


@contextmanager
def making_few_classes() -> Iterator[None]:
    all_related = ProjectState._find_reload_model  # type: ignore[attr-defined]
    all_forwards = MigrationExecutor._migrate_all_forwards  # type: ignore[attr-defined]

    def related(state: Any, app_label: str, name: str, delay: bool = False) -> set[tuple[str, str]]:
        is_new = not delay and name not in state.apps.all_models[app_label]
        return {(app_label, name)} if is_new else all_related(state, app_label, name, delay)

    def append(state: Any, app_label: str, name: str, option: str, added: Any) -> None:
        """Add an index, a constraint or a trigger to the model as it is."""
        options = state.models[app_label, name].options
        options[option] = [*options.get(option, ()), added]
        if "apps" in vars(state):
            setattr(state.apps.get_model(app_label, name)._meta, option, [*options[option]])

    def add_trigger(operation: Any, app_label: str, state: Any) -> None:
        append(state, app_label, operation.model_name.lower(), "triggers", operation.trigger)

    def forwards(*args: Any, **options: Any) -> Any:
        with adding_to_classes():
            return all_forwards(*args, **options)

    with (
        patch.multiple(ProjectState, _find_reload_model=related, _append_option=append),
        patch.object(AddTrigger, "state_forwards", add_trigger),
        patch.object(MigrationExecutor, "_migrate_all_forwards", forwards),
    ):
        yield


@contextmanager
def adding_to_classes() -> Iterator[None]:
    """Give a new field to the class as it is. Going back, the class as it was before is still asked for."""
    add = ProjectState.add_field

    def add_field(state: Any, app_label: str, name: str, field_name: str, field: Any, preserve_default: bool) -> None:
        with patch.object(ProjectState, "reload_model"):
            add(state, app_label, name, field_name, field, preserve_default)
        if "apps" in vars(state):
            added = state.models[app_label, name].fields[field_name].clone()
            added.contribute_to_class(state.apps.get_model(app_label, name), field_name)
            state.apps.clear_cache()

    with patch.object(ProjectState, "add_field", add_field):
        yield
