"""What other apps keep of a petition's words. They say here how to forget it, so that sealing leaves no copy behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from wardportal.models import User

if TYPE_CHECKING:
    from petitions.models import Petition

Forget = Callable[["Petition", User | None], None]
_forgetters: list[Forget] = []


def register(forget: Forget) -> None:
    """Have this called with every petition that is sealed, under its lock, and with whoever seals it."""
    _forgetters.append(forget)


def forget_copies(petition: Petition, by: User | None) -> None:
    for forget in _forgetters:
        forget(petition, by)
