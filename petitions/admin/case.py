"""The case file: everything staff know of a petition on one page, and what they can do next."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.generic import TemplateView, View

from petitions.admin.entry import SLIPS
from petitions.admin.inspecting import inspections_of
from petitions.admin.pages import CasePage, StaffPage, case_url
from petitions.attached import serve_attached
from petitions.decisions import DECISIONS
from petitions.desk import due_texts, everyday_of, held_by, left_text, next_step, tone_of
from petitions.models import Attachment, Deadline, Petition
from petitions.models.petition import PetitionQuerySet
from petitions.status import Visibility
from wardportal.dates import day_date
from wardportal.decision_pages import Button
from wardportal.matters import stations_of
from wardportal.models import User
from wardportal.text import fold

SUGGESTED = 5
WORDS_ALIKE = 4


def buttons_for(petition: Petition, user: User) -> list[Button]:
    """One button for each decision that is legal now and this person's, who may read it: the usual one first, then
    what is done any day in this status, then the rare ones.
    """
    left = set(petition.decisions_left(user))
    verbs = [verb for verb in DECISIONS if verb in left]
    usual, everyday = next_step(petition, verbs), everyday_of(petition)
    ordered = [verb for verb in everyday if verb in left] + [verb for verb in verbs if verb not in everyday]
    return [
        Button(
            DECISIONS[verb].heading,
            reverse("admin:petitions_petition_decide", args=[petition.pk, verb]),
            is_next=verb == usual,
            is_rare=verb not in everyday,
        )
        for verb in sorted(ordered, key=lambda verb: verb != usual)
    ]


def similar_to(petition: Petition, user: User) -> PetitionQuerySet:
    """Suggest what may be the same matter: the sender's other petitions, and those with the same first words."""
    rows = Petition.objects.visible_to(user).exclude(pk=petition.pk).select_related("unit")
    words = [word for word in fold(petition.title).split() if len(word) > 2][:WORDS_ALIKE]
    found = rows.none()
    if petition.phone:
        found = rows.filter(pk__in=rows.filter(phone=petition.phone).values("pk")[:SUGGESTED])
    if len(words) == WORDS_ALIKE:
        found = found | rows.filter(pk__in=rows.search(" ".join(words)).values("pk")[:SUGGESTED])
    return found.order_by("-pk")[:SUGGESTED]


class CaseFile(CasePage, TemplateView):
    """What the sender wrote, what happened, what was answered, by when it is due, and what can be decided."""

    template_name = "admin/petitions/case.html"

    def cases(self) -> Any:
        return super().cases().select_related("category", "unit", "officer", "team", "entered_by", "duplicate_of")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        petition = self.petition
        return super().get_context_data(
            title=petition.code,
            words=petition.words(),
            tone=tone_of(petition),
            held_by=held_by(petition),
            buttons=buttons_for(petition, self.user),
            has_slip=SLIPS.holds(self.request, petition),
            may_mark_read=may_mark_read(self.user),
            **self._papers(),
            **self._time(),
            **kwargs,
        )

    def _papers(self) -> dict[str, Any]:
        petition, originals = self.petition, self.petition.originals()
        seen = Petition.objects.visible_to(self.user).filter(pk__in=[row.pk for row in originals])
        readable = set(seen.values_list("pk", flat=True))
        return {
            "events": events_of(petition),
            "files": [file_row(file) for file in petition.attachments.select_related("event")],
            "returned": petition.returned_draft(),
            "answers": petition.answers.select_related("drafted_by", "approved_by"),
            "transfers": petition.transfers.all(),
            "duplicates": petition.followers().visible_to(self.user).select_related("duplicate_of"),
            "originals": [row for row in originals if row.pk in readable],
            "similar": similar_to(petition, self.user) if petition.is_open and not petition.is_confidential else [],
            "parties": petition.parties.select_related("user", "unit"),
            "summary": getattr(petition, "public_summary", None),
            "matter": stations_of(petition, self.user),
            **inspections_of(petition, self.user),
        }

    def _time(self) -> dict[str, Any]:
        deadlines = list(self.petition.deadlines.select_related("rule").prefetch_related("changes"))
        running = next((deadline for deadline in deadlines if deadline.ended_on is None), None)
        return {"deadlines": deadlines, "deadline_text": deadline_text(running)}


class CaseView(CaseFile):
    """An ordinary petition; a team head who may know of it but not read it sees where it stands.

    An address kept from before it was sealed leads on those who hold a grant, and nobody else.
    """

    def unreadable(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        if Petition.objects.opened_by(request.user).filter(pk=pk).exists():  # type: ignore[arg-type]
            return redirect("admin:petitions_petition_confidential", pk)
        petition = Petition.objects.listed_for(request.user).filter(pk=pk).first()  # type: ignore[arg-type]
        if petition is None:
            raise Http404
        return LimitedCaseView.as_view(petition=petition)(request)

    def cases(self) -> Any:
        return super().cases().exclude(visibility=Visibility.CONFIDENTIAL)


def events_of(petition: Petition) -> Any:
    return petition.events.select_related("note", "by", "unit").prefetch_related("attachments")


def file_row(file: Attachment) -> dict[str, Any]:
    url = reverse("admin:petitions_petition_file", args=[file.petition_id, file.pk])
    return {"name": file.name, "size": file.size, "url": url, "from_sender": file.from_sender, "event": file.event}


def deadline_text(deadline: Deadline | None) -> str:
    """Say when and what for, in words; how many days are left, as the rule counts them."""
    if deadline is None:
        return ""
    step = deadline.rule.get_step_display()
    if deadline.paused_on:
        return f"{step}: thời hạn tạm dừng từ {day_date(deadline.paused_on)}."
    return f"{step}: chậm nhất {day_date(deadline.due_on)}, {left_text(deadline, timezone.localdate())}."


class LimitedCaseView(StaffPage, TemplateView):
    """What a team head may know of a neighbour's petition: code, category, status and due date."""

    template_name = "admin/petitions/case_limited.html"
    petition: Any = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        petition = self.petition
        return super().get_context_data(
            petition=petition,
            title=petition.code,
            tone=tone_of(petition),
            due=due_texts([petition], timezone.localdate()).get(petition.pk, ""),
            **kwargs,
        )


class FileView(CasePage, View):
    """One file of a petition, for those who may read the petition."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
        attachment = get_object_or_404(self.petition.attachments, pk=file)
        return serve_attached(attachment, inline=True)


def may_mark_read(user: User) -> bool:
    return user.has_perm("petitions.view_all_petitions") or user.has_perm("petitions.view_unit_petitions")


class ReadView(CasePage, View):
    """Somebody has read what the sender added, up to the moment their page was made."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not may_mark_read(self.user):
            raise PermissionDenied
        try:
            seen = datetime.fromisoformat(request.POST.get("seen", ""))
        except ValueError as error:
            raise Http404 from error
        if timezone.is_naive(seen):
            raise Http404
        self.petition.mark_read(seen)
        messages.success(request, f"Đã ghi nhận: phần bổ sung của {self.petition.code} đã được đọc.")
        return redirect(case_url(self.petition))
