"""The agenda of a session: its order, what the portal proposes for it, what has happened to each promise since."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from dialogues.admin.agenda_proposals import petition_proposals, topic_proposals
from dialogues.admin.pages import admin_url
from dialogues.admin.session_pages import KeepersPage
from dialogues.models import AgendaItem, CommitmentEvent, DialogueSession, Section
from dialogues.points import points_for
from dialogues.question_rules import CODE_EXAMPLE
from dialogues.status import COMING
from petitions.models import Petition
from petitions.status import CODE_PREFIX
from wardportal.codes import read_code
from wardportal.models import User
from wardportal.text import normalize_line

LONGEST_TITLE = 300


@dataclass
class Row:
    """A point of the agenda as the page shows it."""

    item: AgendaItem
    number: int
    events: list[CommitmentEvent] = field(default_factory=list)
    is_first: bool = False
    is_last: bool = False

    @property
    def may_drop(self) -> bool:
        return not self.item.is_minuted and self.item.section in (Section.PETITIONS, Section.OTHER)


def points_of(session: DialogueSession, user: User) -> list[AgendaItem]:
    """The points this person may know of, in order."""
    return points_for(user, session.agenda.in_order().open_to_all().with_matters())


def sections_of(session: DialogueSession, user: User) -> list[tuple[str, list[Row]]]:
    items = points_of(session, user)
    events = _events_since_last(session, [item.commitment_id for item in items if item.commitment_id])
    sections = []
    for section in Section:
        rows = [item for item in items if item.section == section]
        sections.append(
            (
                section.label,
                [
                    Row(item, number, events[item.commitment_id], number == 1, number == len(rows))
                    for number, item in enumerate(rows, start=1)
                ],
            )
        )
    return sections


def _events_since_last(session: DialogueSession, commitments: Iterable[Any]) -> dict[Any, list[CommitmentEvent]]:
    """What happened to each promise since the session before this one."""
    found: dict[Any, list[CommitmentEvent]] = defaultdict(list)
    keys = list(commitments)
    if not keys:
        return found
    before = DialogueSession.objects.past().filter(held_on__lt=session.held_on).values("held_on")[:1]
    events = CommitmentEvent.objects.filter(commitment__in=keys, at__date__gt=Coalesce(before, Value(date.min)))
    for event in events.select_related("note", "unit").order_by("pk"):
        found[event.commitment_id].append(event)
    return found


class AgendaView(KeepersPage, TemplateView):
    """Everything works by plain buttons; a script lets points be dragged and saves the order by the same address."""

    template_name = "admin/dialogues/agenda.html"
    page_title = "Chương trình"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session, may_change = self.row, self.row.status in COMING
        return super().get_context_data(
            sections=sections_of(session, self.user),
            may_change=may_change,
            petitions=petition_proposals(session, self.user) if may_change else [],
            topics=topic_proposals(session, self.user) if may_change else [],
            **{"typed_title": "", "title_error": "", "typed_code": "", "code_error": ""} | kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.row.status not in COMING:
            messages.warning(request, "Buổi này đã diễn ra: chương trình không đổi được nữa.")
            return redirect(admin_url(self.row, "agenda"))
        actions = ("up", "down", "drop", "add_petition", "add_code", "add_topic", "add_own", "refresh", "order")
        action = next((name for name in actions if name in request.POST), None)
        if action is None:
            raise Http404
        try:
            answer = getattr(self, f"_{action}")(request.POST[action])
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            answer = None
        if self.is_script:
            return HttpResponse(status=204)
        return answer or redirect(admin_url(self.row, "agenda"))

    @property
    def is_script(self) -> bool:
        """Whether the page's script asks, which shows the outcome itself."""
        return self.request.headers.get("Accept") == "application/json"

    # Order

    def _order(self, value: str) -> None:
        """By the numbers typed; equal ones stay as they were."""
        items = points_of(self.row, self.user)
        typed = {item.pk: _number(self.request.POST.get(f"number-{item.pk}", "")) for item in items}
        places = {item.pk: place for place, item in enumerate(items)}
        self._reorder(sorted(places, key=lambda pk: (_last(typed[pk]), places[pk])))
        if not self.is_script:
            messages.success(self.request, "Đã lưu thứ tự.")

    def _up(self, value: str) -> None:
        self._shift(value, -1)

    def _down(self, value: str) -> None:
        self._shift(value, 1)

    def _shift(self, value: str, by: int) -> None:
        item = self._item(value)
        keys = [other.pk for other in points_of(self.row, self.user) if other.section == item.section]
        if item.pk not in keys:
            raise Http404
        place = keys.index(item.pk)
        other = place + by
        if 0 <= other < len(keys):
            keys[place], keys[other] = keys[other], keys[place]
            self._reorder(keys)

    def _reorder(self, keys: list[int]) -> None:
        AgendaItem.objects.reorder(self.row, keys)

    # What stands on it

    def _drop(self, value: str) -> None:
        self._item(value).drop()
        messages.success(self.request, "Đã bỏ khỏi chương trình.")

    def _add_petition(self, value: str) -> None:
        petition = Petition.objects.visible_to(self.user).filter(pk=_key(value)).first()
        if petition is None:
            raise Http404
        AgendaItem.objects.put_petition(petition, self.row)
        messages.success(self.request, f"Đã đưa {petition.code} vào chương trình.")

    def _add_code(self, value: str) -> HttpResponse | None:
        """Any petition this person may read, by its code; one they may not is told of as if there were none."""
        typed = normalize_line(self.request.POST.get("code", ""))[:LONGEST_TITLE]
        code = read_code(typed, CODE_PREFIX)
        petition = Petition.objects.visible_to(self.user).filter(code=code).first() if code else None
        error = ""
        if code is None:
            error = f"Mã đơn gồm năm và số, ví dụ {CODE_EXAMPLE}." if typed else "Nhập mã đơn."
        elif petition is None:
            error = "Không tìm thấy đơn này trong những đơn đồng chí được xem."
        elif self.row.agenda.filter(petition=petition).exists():
            error = f"Đơn {petition.code} đã có trong chương trình."
        if error or petition is None:
            return self.render_to_response(self.get_context_data(typed_code=typed, code_error=error), status=422)
        AgendaItem.objects.put_petition(petition, self.row)
        messages.success(self.request, f"Đã đưa {petition.code} vào chương trình.")
        return None

    def _add_topic(self, value: str) -> None:
        """A topic the portal proposed: only what it would propose, so that a link puts nothing else there."""
        if value not in {proposal.title for proposal in topic_proposals(self.row, self.user)}:
            raise Http404
        AgendaItem.objects.put_topic(value[:LONGEST_TITLE], self.row)
        messages.success(self.request, "Đã thêm nội dung.")

    def _add_own(self, value: str) -> HttpResponse | None:
        title = normalize_line(self.request.POST.get("title", ""))
        error = "" if title else "Nhập nội dung."
        if len(title) > LONGEST_TITLE:
            error = f"Nội dung dài quá {LONGEST_TITLE} ký tự."
        if error:
            context = self.get_context_data(typed_title=title, title_error=error)
            return self.render_to_response(context, status=422)
        AgendaItem.objects.put_topic(title, self.row)
        messages.success(self.request, "Đã thêm nội dung.")
        return None

    def _refresh(self, value: str) -> None:
        number = AgendaItem.objects.carry_over()
        told = (
            f"Đã đưa thêm {number} cam kết vào buổi sắp tới." if number else "Mọi cam kết đang mở đã có ở buổi sắp tới."
        )
        messages.success(self.request, told)

    def _item(self, value: str) -> AgendaItem:
        item = self.row.agenda.filter(pk=_key(value)).first()
        if item is None:
            raise Http404
        return item


def _key(value: str) -> int:
    if not (value.isascii() and value.isdecimal() and len(value) < 19):
        raise Http404
    return int(value)


def _number(value: str) -> int | None:
    value = value.strip()
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 6 else None


def _last(number: int | None) -> tuple[bool, int]:
    """Points without a number come after those with one."""
    return number is None, number or 0
