"""Where the minutes are written: one page that works by a plain button, and the address a script saves to meanwhile."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.generic import TemplateView, View

from dialogues.admin.agenda_sections import points_of
from dialogues.admin.minutes_parts import (
    AT_HAND,
    GENERAL,
    WRITTEN_IN,
    Part,
    general_part,
    item_part,
    item_parts,
    normalized,
    parts_in_turn,
    write,
)
from dialogues.admin.minutes_places import POINTS_A_PAGE, called_place, places_of
from dialogues.admin.names_desk import names_of
from dialogues.admin.pages import BACK, admin_url, decide_url
from dialogues.admin.session_pages import KeepersPage
from dialogues.models import AgendaItem, Commitment, Minutes, StaleRow
from wardportal.numbers import plain_number
from wardportal.stamps import stamp_of

VERB_LABELS = {
    "answer": "Đã trả lời xong",
    "open_petition": "Lập đơn",
    "defer": "Chuyển buổi sau",
    "decline": "Không đưa vào",
    "seal": "Hồ sơ mật",
}
OF_POINT = re.compile(rf"([0-9]+)-({'|'.join(AgendaItem.MINUTED)})")


class MinutesPage(KeepersPage):
    """Mixin: the minutes of a session; they begin once it has been opened."""

    def may_write(self) -> bool:
        return self.row.status in WRITTEN_IN

    def minutes(self) -> Minutes | None:
        """The minutes to write into, begun where nobody did; to be read only, where the session takes none."""
        return self.begun() or (Minutes.of(self.row) if self.may_write() else None)

    def begun(self) -> Minutes | None:
        return getattr(self.row, "minutes", None)


class MinutesView(MinutesPage, TemplateView):
    template_name = "admin/dialogues/minutes.html"
    page_title = "Biên bản"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        minutes = self.begun() or (Minutes.unwritten(self.row) if self.may_write() else None)
        parts, page = self._parts(minutes)
        return self._show(minutes, parts, page)

    def _page(self) -> Any:
        return Paginator(item_parts(self.row, self.user), POINTS_A_PAGE).get_page(self.request.GET.get("trang"))

    def _parts(self, minutes: Minutes | None) -> tuple[list[Part], Any]:
        page = self._page()
        general = [general_part(minutes)] if minutes and page.number == 1 else []
        return [*general, *page.object_list], page

    def _show(
        self, minutes: Minutes | None, parts: list[Part], page: Any, status: int = 200, left: Sequence[str] = ()
    ) -> HttpResponse:
        places = places_of(page.paginator.object_list)
        context = self.get_context_data(
            minutes=minutes,
            places=places,
            calling=called_place(self.row, places),
            calling_url=admin_url(self.row, "minutes_calling"),
            names=names_of(self.row, self.user, {place.item.pk: place.url for place in places}),
            general=next((part for part in parts if part.key == GENERAL), None),
            parts=[part for part in parts if part.item],
            page_obj=page,
            part_keys=self._keys(page),
            may_write=self.may_write(),
            came=self.row.last_queue_number,
            verb_labels=VERB_LABELS,
            may_promise=self.user.has_perm(Commitment.permission("promise")),
            unsaved=[part for part in parts if part.is_unsaved],
            left=left,
            draft_url=admin_url(self.row, "minutes_save"),
        )
        return self.render_to_response(context, status=status)

    def _keys(self, page: Any) -> str:
        """What may still be written, on all pages; of anything else the script leaves no copy on the machine."""
        return " ".join([GENERAL, *(part.key for part in page.paginator.object_list)]) if self.may_write() else ""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        minutes = self.minutes()
        if minutes is None or not self.may_write():
            messages.warning(request, "Biên bản của buổi này không còn sửa trực tiếp được.")
            return redirect(admin_url(self.row, "minutes"))
        parts, page = self._sent(minutes)
        status = max((self._save(part, minutes) for part in parts), default=200)
        left = self._left(page)
        if status != 200 or left:
            return self._show(minutes, parts, page, max(status, 409), left)
        messages.success(request, f"Đã lưu biên bản lúc {timezone.localtime():%H:%M}.")
        return redirect(self._next_url())

    def _sent(self, minutes: Minutes) -> tuple[list[Part], Any]:
        """The parts the form held, whichever page they stand on by now: numbers given meanwhile change the order."""
        page = self._page()
        parts = [general_part(minutes), *page.paginator.object_list]
        posted = self.request.POST
        return [part for part in parts if any(f"{part.key}-{box.name}" in posted for box in part.boxes)], page

    def _left(self, page: Any) -> list[str]:
        """Words for points that left the minutes since the page was opened: kept nowhere, shown once more to copy."""
        known = {part.key for part in page.paginator.object_list}
        sent = ((OF_POINT.fullmatch(name), str(text).strip()) for name, text in self.request.POST.items())
        gone = [(*box.groups(), text) for box, text in sent if box and box[1] not in known and text]
        return [text for key, name, text in gone if self._was_typed_in(key, name, text)]

    def _save(self, part: Part, minutes: Minutes) -> int:
        """Save one part as it was sent; say with what status the page answers for it."""
        posted = self.request.POST
        typed = {box.name: posted[f"{part.key}-{box.name}"] for box in part.boxes if f"{part.key}-{box.name}" in posted}
        version = read_version(posted.get(f"{part.key}-version"))
        if not typed:
            return 200
        try:
            write(part, minutes, typed, version, by=self.user)
        except StaleRow:
            self._tell_conflict(part, minutes, typed)
            return 409 if part.is_unsaved else 200
        except ValidationError as refusal:
            part.fill(typed)
            part.tell(refusal)
            return 422
        return 200

    def _tell_conflict(self, part: Part, minutes: Minutes, typed: Mapping[str, str]) -> None:
        """Show what the other wrote beside what was typed, and alone where nothing was; the next press counts."""
        fresh = fresh_part(part, minutes)
        part.version, part.boxes = fresh.version, fresh.boxes
        part.fill({name: text for name, text in typed.items() if self._was_typed_in(part.key, name, text)})
        for box in part.boxes:
            box.theirs = box.stored if box.stored != box.value else None

    def _was_typed_in(self, key: str, name: str, text: str) -> bool:
        return stamp_of(normalized(name, text)) != self.request.POST.get(f"{key}-{name}-mark")

    def _next_url(self) -> str:
        """Where the button that saved leads: back here, or to what is to be done with a point."""
        here = self.request.get_full_path()
        action, _dash, key = self.request.POST.get("then", "").partition("-")
        item = self.row.agenda.filter(pk=plain_number(key)).first()
        if item is None:
            return here
        back = urlencode({BACK: f"{here}#noi-dung-{item.pk}"})
        if action == "promise":
            promise = reverse("admin:dialogues_commitment_promise", args=[self.row.pk])
            return f"{promise}?{urlencode({'noi-dung': item.pk})}&{back}"
        if action in AT_HAND and item.question:
            return f"{decide_url(item.question, action)}?{back}"
        return here


def read_version(value: Any) -> int:
    """The version that was sent; one nobody ever had where it cannot be read, so that nothing is overwritten."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    number = plain_number(str(value), 9)
    return -1 if number is None else number


def fresh_part(part: Part, minutes: Minutes) -> Part:
    if part.item:
        return item_part(AgendaItem.objects.select_related("question", "minuted_by").get(pk=part.item.pk))
    return general_part(Minutes.objects.select_related("written_by").get(pk=minutes.pk))


class CallingView(MinutesPage, View):
    """Tells the page's script which number is called now and what is written down already."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        places = places_of(parts_in_turn(self.row, self.user))
        called = called_place(self.row, places)
        return JsonResponse(
            {
                "number": self.row.calling_number,
                "key": called.key if called else "",
                "url": f"{admin_url(self.row, 'minutes')}{called.url}" if called else "",
                "states": {place.key: place.state for place in places},
            }
        )


class DraftView(MinutesPage, View):
    """Keeps one part while somebody types.

    It answers in JSON whatever it is sent. Whom the portal stops before (signed out, without the permission, no such
    session) gets its usual pages, which the script knows by not being JSON.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        try:
            sent = read_draft(request)
        except RequestDataTooBig:
            return JsonResponse({"error": "Nội dung quá dài, chưa lưu được."}, status=413)
        if sent is None:
            return JsonResponse({"error": "Nội dung không đọc được."}, status=400)
        minutes = self.minutes()
        if minutes is None or not self.may_write():
            return JsonResponse({"error": "Biên bản của buổi này không còn sửa trực tiếp được."}, status=410)
        part = self._part(sent["part"], minutes)
        if part is None:
            return JsonResponse({"error": "Nội dung này không còn trong biên bản."}, status=404)
        try:
            write(part, minutes, sent["texts"], sent["version"], by=self.user)
        except StaleRow:
            return self._conflict(part, minutes)
        except ValidationError as refusal:
            return JsonResponse({"error": " ".join(refusal.messages)}, status=422)
        saved = f"{timezone.localtime():%H:%M}"
        return JsonResponse({"version": part.version, "saved": saved, "warnings": part.warnings})

    def _part(self, key: str, minutes: Minutes) -> Part | None:
        if key == GENERAL:
            return general_part(minutes)
        item = next((item for item in points_of(self.row, self.user) if str(item.pk) == key), None)
        return item_part(item) if item else None

    @staticmethod
    def _conflict(part: Part, minutes: Minutes) -> HttpResponse:
        fresh = fresh_part(part, minutes)
        by = str(fresh.written_by or "")
        texts = {box.name: box.value for box in fresh.boxes}
        return JsonResponse({"version": fresh.version, "by": by, "texts": texts}, status=409)


def read_draft(request: HttpRequest) -> dict[str, Any] | None:
    """Return part, version and texts of what was sent; None where it is anything else."""
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(sent, dict) or not isinstance(sent.get("texts"), dict) or not isinstance(sent.get("part"), str):
        return None
    return {"part": sent["part"], "texts": sent["texts"], "version": read_version(sent.get("version"))}
