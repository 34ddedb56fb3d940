"""Django's own `migrate`, which a new database waits for a third as long.

To add a model, or an index to one, Django makes all classes anew that are related to it: in a portal where everything
is done by somebody, every class there is. But a new model only adds itself to those it points to, and an index or a
constraint changes nothing of the others.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.core.management.commands import migrate
from django.db.migrations.state import ProjectState


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with making_few_classes():
            super().handle(*args, **options)


@contextmanager
def making_few_classes() -> Iterator[None]:
    all_related = ProjectState._find_reload_model  # type: ignore[attr-defined]

    def related(state: Any, app_label: str, name: str, delay: bool = False) -> set[tuple[str, str]]:
        is_new = not delay and name not in state.apps.all_models[app_label]
        return {(app_label, name)} if is_new else all_related(state, app_label, name, delay)

    def append(state: Any, app_label: str, name: str, option: str, added: Any) -> None:
        """Add an index or a constraint to the model as it is."""
        options = state.models[app_label, name].options
        options[option] = [*options[option], added]
        if "apps" in vars(state):
            setattr(state.apps.get_model(app_label, name)._meta, option, [*options[option]])

    with patch.multiple(ProjectState, _find_reload_model=related, _append_option=append):
        yield
