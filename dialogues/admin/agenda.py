"""The agenda of a session: its order, what the portal proposes for it, what has happened to each promise since."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.generic import TemplateView

from dialogues.admin.agenda_proposals import petition_proposals, topic_proposals
from dialogues.admin.agenda_sections import points_of, sections_of
from dialogues.admin.pages import admin_url
from dialogues.admin.session_pages import KeepersPage
from dialogues.models import AgendaItem
from dialogues.question_rules import CODE_EXAMPLE
from dialogues.status import COMING, SessionStatus
from petitions.models import Petition
from petitions.status import CODE_PREFIX
from wardportal.codes import read_code
from wardportal.fields import too_long
from wardportal.numbers import plain_number
from wardportal.text import normalize_line

LONGEST_TITLE = 300
# What was spoken about besides can be added for the minutes until they are approved.
STILL_ADDED = (*COMING, SessionStatus.HELD)
WRONG_NUMBER = "Nhập số thứ tự, ví dụ 3."


class AgendaView(KeepersPage, TemplateView):
    """Everything works by plain buttons; a script lets points be dragged and saves the order by the same address."""

    template_name = "admin/dialogues/agenda.html"
    page_title = "Chương trình"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        session, may_change = self.row, self.row.status in COMING
        return super().get_context_data(
            sections=sections_of(session, self.user),
            may_change=may_change,
            may_add=self.row.status in STILL_ADDED,
            petitions=petition_proposals(session, self.user) if may_change else [],
            topics=topic_proposals(session, self.user) if may_change else [],
            **{"typed_title": "", "title_error": "", "typed_code": "", "code_error": ""} | kwargs,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        left = COMING if "add_own" not in request.POST else STILL_ADDED
        if self.row.status not in left:
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
            return answer or HttpResponse(status=204)
        return answer or redirect(admin_url(self.row, "agenda"))

    @property
    def is_script(self) -> bool:
        """Whether the page's script asks, which shows the outcome itself."""
        return self.request.headers.get("Accept") == "application/json"

    # Order

    def _order(self, value: str) -> HttpResponse | None:
        if refused := self._take_numbers():
            return refused
        if not self.is_script:
            messages.success(self.request, "Đã lưu thứ tự.")
        return None

    def _take_numbers(self) -> HttpResponse | None:
        """Order by the numbers typed; equal ones stay as they were, a point that came meanwhile goes last."""
        items = points_of(self.row, self.user)
        typed = {item.pk: self.request.POST.get(f"number-{item.pk}") for item in items}
        numbers = {pk: _number(text) for pk, text in typed.items() if text is not None}
        if None in numbers.values():
            return self._refuse_order(typed, {pk for pk, number in numbers.items() if number is None})
        places = {item.pk: place for place, item in enumerate(items)}
        self._reorder(sorted(places, key=lambda pk: (_last(numbers.get(pk)), places[pk])))
        return None

    def _refuse_order(self, typed: dict[int, str | None], wrong: set[int]) -> HttpResponse:
        """Say it beside each box that holds no number, and keep what was typed into all of them."""
        if self.is_script:
            return JsonResponse({"error": WRONG_NUMBER}, status=422)
        context = self.get_context_data()
        for row in (row for _label, rows in context["sections"] for row in rows):
            row.typed = typed.get(row.item.pk)
            row.error = WRONG_NUMBER if row.item.pk in wrong else ""
        return self.render_to_response(context, status=422)

    def _up(self, value: str) -> HttpResponse:
        return self._shift(value, -1)

    def _down(self, value: str) -> HttpResponse:
        return self._shift(value, 1)

    def _shift(self, value: str, by: int) -> HttpResponse:
        item = self._item(value)
        if refused := self._take_numbers():  # what was typed into other boxes counts too
            return refused
        keys = [other.pk for other in points_of(self.row, self.user) if other.section == item.section]
        if item.pk not in keys:
            raise Http404
        place = keys.index(item.pk)
        other = place + by
        if 0 <= other < len(keys):
            keys[place], keys[other] = keys[other], keys[place]
            self._reorder(keys)
        return redirect(f"{admin_url(self.row, 'agenda')}#{_button_at(keys, item.pk, by)}")

    def _reorder(self, keys: list[int]) -> None:
        AgendaItem.objects.reorder(self.row, keys)

    # What stands on it

    def _drop(self, value: str) -> None:
        self._item(value).drop(by=self.user)
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
            error = too_long(len(title), LONGEST_TITLE)
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


def _button_at(keys: list[int], key: int, by: int) -> str:
    """The button to press again: the browser brings whoever pressed to it, focus and all. At an end, the other one."""
    if len(keys) == 1:
        return f"diem-{key}"
    may_go_on = keys[0 if by < 0 else -1] != key
    return f"{'len' if (by < 0) == may_go_on else 'xuong'}-{key}"


def _key(value: str) -> int:
    if (key := plain_number(value)) is None:
        raise Http404
    return key


def _number(value: str) -> int | None:
    return plain_number(value.strip(), 5)


def _last(number: int | None) -> tuple[bool, int]:
    """Points without a number come after those with one."""
    return number is None, number or 0
