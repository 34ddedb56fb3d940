"""The list of points beside the minutes: where each is written down, whether it is, which number is called now."""

from collections.abc import Iterable
from dataclasses import dataclass

from dialogues.admin.minutes_parts import Part
from dialogues.admin.point_pages import code_of
from dialogues.models import AgendaItem, DialogueSession

# As many points as one form can carry.
POINTS_A_PAGE = 40


@dataclass(frozen=True)
class Place:
    """A point in the list; `page` is where its form stands, `number` whose turn it is in the room."""

    item: AgendaItem
    number: int | None
    page: int

    @property
    def code(self) -> str:
        return code_of(self.item)

    @property
    def key(self) -> str:
        return str(self.item.pk)

    @property
    def url(self) -> str:
        return f"?trang={self.page}#noi-dung-{self.key}"

    @property
    def state(self) -> str:
        """A question needs its answer, anything else any word."""
        if not any(getattr(self.item, name) for name in AgendaItem.MINUTED):
            return "chưa ghi"
        return "chưa ghi trả lời" if self.item.question and not self.item.answer else "đã ghi"


def places_of(parts: Iterable[Part]) -> list[Place]:
    return [
        Place(part.item, part.number, at // POINTS_A_PAGE + 1) for at, part in enumerate(parts) if part.item is not None
    ]


def called_place(session: DialogueSession, places: Iterable[Place]) -> Place | None:
    """The point of whoever is called now; None where nobody is, or theirs stands on the agenda no more."""
    called = session.calling_number
    return next((place for place in places if called and place.number == called), None)
