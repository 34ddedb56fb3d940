"""What was spoken about and promised at a session, as its minutes and its conclusion print it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q
from django.utils import timezone

from dialogues.models import AgendaItem, Commitment, CommitmentEvent, DialogueSession, Minutes, MinutesCorrection
from dialogues.models.agenda import Section
from dialogues.papers import said
from dialogues.points import numbered
from dialogues.status import SessionStatus
from mobilization.models import Unit
from wardportal.dates import date_vi
from wardportal.models import Ward
from wardportal.papers import Align, Block, Column, Item, Paragraph, Table

PROMISES = (
    Column("Mã", 37),
    Column("Việc", 62),
    Column("Đơn vị chịu trách nhiệm", 40),
    Column("Hạn", 26, Align.CENTER),
)
NOT_SUMMED_UP = "(chưa ghi tóm tắt)"


@dataclass(frozen=True)
class Record:
    """The rows of one session that its papers are made of, read with a fixed number of queries."""

    session: DialogueSession
    ward: Ward
    minutes: Minutes
    items: list[AgendaItem]
    promises: list[Commitment]
    corrections: list[MinutesCorrection]

    @classmethod
    def of(cls, session: DialogueSession, ward: Ward) -> Record:
        """Read the record; minutes nobody has begun yet are empty ones."""
        minutes = Minutes.objects.filter(session=session).first() or Minutes(session=session)
        minutes.chaired_by = minutes.chaired_by or said.chairs_of(session)
        events = CommitmentEvent.objects.select_related("unit")
        promises = session.commitments.select_related("unit").prefetch_related(Prefetch("events", events))
        items = list(session.agenda.printed().in_order())
        rows = minutes.corrections.filter(Q(item=None) | Q(item__in=items)) if minutes.pk else None
        return cls(
            session=session,
            ward=ward,
            minutes=minutes,
            items=items,
            promises=list(promises.order_by("pk")),
            corrections=list(rows.select_related("item", "item__topic")) if rows else [],
        )

    @property
    def is_draft(self) -> bool:
        return self.minutes.approved_at is None

    def spoken_of(self, section: int) -> list[tuple[AgendaItem, str]]:
        """The points of a section that belong into minutes, in their order there, each with its number."""
        return [(item, number) for item, number in numbered(self.items) if item.section == section]

    def subject_of(self, item: AgendaItem) -> str:
        """Name a point in words that are public: never those of whoever asked.

        A promise is named by code and words, whatever was written of it besides (`summary_of`).
        """
        if item.commitment and self._is_public(item.commitment):
            return f"{item.commitment.text} ({item.commitment.code})"
        if item.summary:
            return item.summary
        if item.section == Section.OTHER:
            return item.title
        return NOT_SUMMED_UP if self.is_draft else item.subject_told

    def summary_of(self, item: AgendaItem) -> str:
        """What was written of a point in short, where its subject does not say that already."""
        return item.summary if item.summary != self.subject_of(item) else ""

    def _is_public(self, commitment: Commitment) -> bool:
        concluded = commitment.session.status == SessionStatus.CONCLUDED
        return concluded or commitment.session_id == self.session.pk

    def promise_table(self) -> Table:
        """Return the promises as they stood when the minutes were approved, whatever became of them later."""
        moment = self.minutes.approved_at or timezone.now()
        rows = [(row.code, row.text, str(unit_at(row, moment)), date_vi(due_at(row, moment))) for row in self.promises]
        return Table(PROMISES, tuple(rows))

    def correction_blocks(self, corrections: Iterable[MinutesCorrection]) -> list[Block]:
        blocks: list[Block] = []
        for number, row in enumerate(corrections, 1):
            what = row.field_label
            if row.item:
                what = f"{what}, nội dung “{_short(self._subject_in(row.item))}”"
            day = date_vi(timezone.localdate(row.at))
            blocks.append(Paragraph(f"ngày {day}, mục {what}. Lý do: {row.reason}", lead=f"{number}. Đính chính"))
            blocks.append(Item(row.old_words, lead="Đã ghi:"))
            blocks.append(Item(row.new_words, lead="Sửa thành:"))
        return blocks

    def _subject_in(self, item: AgendaItem) -> str:
        return self.subject_of(next((row for row in self.items if row.pk == item.pk), item))


def unit_at(commitment: Commitment, moment: datetime) -> Unit:
    known = [event.unit for event in commitment.events.all() if event.unit and event.at <= moment]
    return known[-1] if known else commitment.unit


def due_at(commitment: Commitment, moment: datetime) -> date:
    known = [event.due_on for event in commitment.events.all() if event.due_on and event.at <= moment]
    return known[-1] if known else commitment.first_due_on


def _short(text: str) -> str:
    words = text.split()
    return " ".join(words[:12]) + ("…" if len(words) > 12 else "")
