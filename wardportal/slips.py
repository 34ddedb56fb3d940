"""Slips with code and secret that staff print: in sight of whoever made one until it is handed over."""

from dataclasses import dataclass

from django.http import HttpRequest

from wardportal.models import Coded

SLIPS_KEPT = 30


@dataclass(frozen=True)
class Slips:
    """The slips of one kind of thing, by the place in the session that names them."""

    session_key: str

    def held(self, request: HttpRequest) -> list[int]:
        keys: list[int] = request.session.get(self.session_key, [])
        return keys

    def keep(self, request: HttpRequest, row: Coded) -> None:
        """Let this person print the slip with the secret until they say it has been handed over."""
        others = [pk for pk in self.held(request) if pk != row.pk]
        request.session[self.session_key] = [*others, row.pk][-SLIPS_KEPT:]

    def holds(self, request: HttpRequest, row: Coded) -> bool:
        return row.pk in self.held(request)

    def hand_over(self, request: HttpRequest, row: Coded) -> None:
        request.session[self.session_key] = [pk for pk in self.held(request) if pk != row.pk]
