"""The minutes of a session, and every part of them that can be corrected."""

from dataclasses import dataclass

from django.utils.text import Truncator

from dialogues.models import AgendaItem, DialogueSession, Minutes, MinutesCorrection
from dialogues.models.corrections import label_of, words_of
from dialogues.points import names_to, printed_points
from dialogues.status import TOOK_PLACE
from wardportal.models import User

TITLE_SHOWN = 70
LABELS = {"summary": "tóm tắt", "opened_at": "giờ khai mạc", "ended_at": "giờ bế mạc"}
HELP = {
    "attended": "Chỉ ghi số người, ví dụ 45.",
    "number": "Chỉ ghi số, ví dụ 14.",
    "conclusion_number": "Chỉ ghi số, ví dụ 15.",
    **dict.fromkeys(MinutesCorrection.OF_SESSION, "Giờ rồi ngày, ví dụ 07:35 12/05/2026."),
}
FACTS = (*MinutesCorrection.FACTS, *MinutesCorrection.OF_SESSION)
ONE_LINE = ("chaired_by", "secretary_name", *FACTS)
# What minutes cannot be without; the number of the minutes themselves may follow.
NEEDED = ("conclusion", "attended", "conclusion_number", *MinutesCorrection.OF_SESSION)
GENERAL = ("conclusion", "opening", "officials", "chaired_by", "secretary_name", *FACTS)


@dataclass(frozen=True)
class Part:
    """One part of published minutes, by the name a form gives it, with its present wording."""

    key: str
    name: str
    text: str
    field: str
    item: AgendaItem | None = None
    # The point it is of, as it is numbered in print and known to the staff.
    point: str = ""

    @property
    def label(self) -> str:
        return f"{self.point}: {self.name.lower()}" if self.point else self.name

    @property
    def is_line(self) -> bool:
        return self.item is None and self.field in ONE_LINE

    @property
    def is_fact(self) -> bool:
        """A number or an hour: nobody is named in it."""
        return self.item is None and self.field in FACTS

    @property
    def is_needed(self) -> bool:
        """Whether it cannot be left empty."""
        return self.item is None and self.field in NEEDED

    @property
    def asked(self) -> str:
        """What the box is for: new words, a number or an hour."""
        if not self.is_fact:
            return "Lời mới"
        return "Giờ mới" if self.field in MinutesCorrection.OF_SESSION else "Số mới"

    @property
    def help_text(self) -> str:
        return HELP.get(self.field, "")


def minutes_of(session: DialogueSession) -> Minutes:
    """The minutes, with this very object as their session; none are begun where none may be written."""
    minutes = getattr(session, "minutes", None)
    minutes = minutes or (Minutes.of(session) if session.status in TOOK_PLACE else Minutes())
    minutes.session = session
    return minutes


def parts_of(session: DialogueSession, user: User) -> dict[str, Part]:
    """Every part of the minutes that can be corrected, by its key, named as this person may read it."""
    minutes = minutes_of(session)
    parts = [_general(minutes, name) for name in GENERAL]
    points = printed_points(session)
    names = names_to(user, [item for item, _number in points])
    for item, number in points:
        title = Truncator(names[item.pk]).chars(TITLE_SHOWN, truncate="…")
        named = f"{number} ({title})" if title else number
        for name in AgendaItem.MINUTED:
            label = LABELS.get(name) or item.label_of(name)
            parts.append(Part(f"{item.pk}-{name}", label.capitalize(), getattr(item, name), name, item, named))
    return {part.key: part for part in parts}


def _general(minutes: Minutes, name: str) -> Part:
    row = minutes.session if name in MinutesCorrection.OF_SESSION else minutes
    label = LABELS.get(name) or label_of(name)
    return Part(name, label.capitalize(), words_of(getattr(row, name)), name)
