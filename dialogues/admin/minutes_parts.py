"""The minutes as they are written: the general part and one part for each point, saved one by one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError

from dialogues.admin.agenda_sections import points_of
from dialogues.admin.point_pages import code_of, url_of
from dialogues.leaks import warnings_in_general, warnings_of
from dialogues.models import AgendaItem, Commitment, DialogueSession, Minutes, Question
from dialogues.models.corrections import read_attended
from dialogues.status import SessionStatus
from wardportal.decisions import LONG_TEXT
from wardportal.fields import too_long
from wardportal.models import User
from wardportal.stamps import stamp_of
from wardportal.text import normalize, normalize_line

GENERAL = "chung"
GENERAL_BOXES = ("attended", "chaired_by", "secretary_name", "officials", "opening", "conclusion")
ONE_LINE = ("attended", "chaired_by", "secretary_name")
WRITTEN_IN = (SessionStatus.IN_SESSION, SessionStatus.HELD)
# Decisions about a question that are at hand where its answer is written.
AT_HAND = ("answer", "open_petition", "defer", "decline", "seal")


@dataclass
class Box:
    """One text of a part."""

    name: str
    label: str
    value: str
    help_text: str = ""
    rows: int = 3
    error: str = ""
    theirs: str | None = None
    stored: str = field(init=False)

    def __post_init__(self) -> None:
        self.stored = self.value

    @property
    def mark(self) -> str:
        """A mark of what the page showed as stored: sent back, it tells a box nobody typed in."""
        return stamp_of(self.stored)

    @property
    def is_line(self) -> bool:
        return self.name in ONE_LINE


@dataclass
class Part:
    key: str
    version: int
    boxes: list[Box]
    item: AgendaItem | None = None
    minutes: Minutes | None = None
    verbs: list[str] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)
    url: str = ""

    @property
    def code(self) -> str:
        return code_of(self.item) if self.item else ""

    @property
    def number(self) -> int | None:
        """Whose turn it is in this room; a question that was moved has its number in another."""
        question = self.item and self.item.question
        return question.queue_number if question and question.session_id == self.item.session_id else None  # type: ignore[union-attr]

    @property
    def warnings(self) -> list[str]:
        if self.minutes:
            return warnings_in_general(self.minutes)
        return warnings_of(self.item) if self.item else []

    @property
    def written_by(self) -> User | None:
        """Who wrote in it last."""
        if self.item:
            return self.item.minuted_by
        return self.minutes.written_by if self.minutes else None

    @property
    def anchor(self) -> str:
        """Where on the page it stands."""
        return f"noi-dung-{self.item.pk}" if self.item else GENERAL

    @property
    def has_conflict(self) -> bool:
        return any(box.theirs is not None for box in self.boxes)

    @property
    def is_unsaved(self) -> bool:
        return self.has_conflict or any(box.error for box in self.boxes)

    def fill(self, typed: Mapping[str, str]) -> None:
        for box in self.boxes:
            box.value = typed.get(box.name, box.value)

    def tell(self, refusal: ValidationError) -> None:
        """Put each message beside its box, the rest beside the first."""
        told = refusal.message_dict if hasattr(refusal, "error_dict") else {self.boxes[0].name: refusal.messages}
        for box in self.boxes:
            box.error = " ".join(told.get(box.name, []))


def label_of(model: type[Any], name: str) -> str:
    label = str(model._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]


def general_part(minutes: Minutes) -> Part:
    boxes = []
    for name in GENERAL_BOXES:
        help_text = str(Minutes._meta.get_field(name).help_text)  # type: ignore[union-attr]
        boxes.append(Box(name, label_of(Minutes, name), str(getattr(minutes, name) or ""), help_text))
    return Part(GENERAL, minutes.version, boxes, minutes=minutes)


def item_part(item: AgendaItem) -> Part:
    boxes = [Box(name, item.label_of(name), getattr(item, name)) for name in AgendaItem.MINUTED]
    return Part(str(item.pk), item.version, boxes, item)


def parts_in_turn(session: DialogueSession, user: User) -> list[Part]:
    """A part for each point this person may know of: those with a number as they are called, the rest as planned."""
    parts = [item_part(item) for item in points_of(session, user)]
    return sorted(parts, key=_turn)


def _turn(part: Part) -> tuple[int, bool, int]:
    section = part.item.section if part.item else 0
    return section, part.number is None, part.number or 0


def item_parts(session: DialogueSession, user: User) -> list[Part]:
    """The parts in turn, with what can be decided there, what was promised, and the page of the matter."""
    promised: dict[Any, list[Commitment]] = defaultdict(list)
    for commitment in session.commitments.select_related("unit").order_by("pk"):
        promised[commitment.item_id].append(commitment)
    parts = parts_in_turn(session, user)
    allowed = [verb for verb in AT_HAND if user.has_perm(Question.permission(verb))]
    for part in parts:
        if part.item and part.item.question:
            part.verbs = [verb for verb in allowed if part.item.question.can(verb)]
        part.commitments = promised[part.item.pk] if part.item else []
        part.url = url_of(part.item, user) if part.item else ""
    return parts


# Writing


def clean_texts(names: Iterable[str], typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the texts among `names` that were typed, as the columns take them; raise what is wrong by name."""
    cleaned: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name in names:
        if name not in typed:
            continue
        value = typed[name]
        if not isinstance(value, str):
            wrong[name] = "Nội dung không đọc được."
            continue
        value = normalized(name, value)
        most = Minutes._meta.get_field(name).max_length if name in ONE_LINE else LONG_TEXT  # type: ignore[union-attr]
        if most and len(value) > most:
            wrong[name] = too_long(len(value), most)
        cleaned[name] = value
    if "attended" in cleaned:
        cleaned["attended"] = _number(cleaned["attended"], wrong)
    if wrong:
        raise ValidationError(wrong)
    return cleaned


def normalized(name: str, value: str) -> str:
    return normalize_line(value) if name in ONE_LINE else normalize(value).strip()


def _number(value: str, wrong: dict[str, str]) -> int:
    try:
        return read_attended(value or "0")
    except ValidationError as refusal:
        wrong["attended"] = " ".join(refusal.messages)
        return 0


def write(part: Part, minutes: Minutes, typed: Mapping[str, Any], version: int, *, by: User) -> None:
    """Save what was typed into a part. Raises StaleRow where somebody else wrote since the version."""
    texts = clean_texts([box.name for box in part.boxes], typed)
    if part.item:
        part.item.minute(by=by, version=version, **texts)
        part.version = part.item.version
    else:
        minutes.write(by=by, version=version, **texts)
        part.version = minutes.version
