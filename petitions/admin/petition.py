from typing import Any

from django.contrib import admin
from django.db.models import Exists, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from mobilization.models import Unit
from petitions.admin import filters
from petitions.admin.case import CaseView, FileView, ReadView
from petitions.admin.confidential import ConfidentialCaseView, ConfidentialListView, ConfidentialOpenView
from petitions.admin.decide import DecisionView
from petitions.admin.entry import EntryView, SlipView
from petitions.admin.from_report import FromReportView
from petitions.admin.inspecting import InspectView
from petitions.admin.pages import may_list
from petitions.admin.recounting import RecountView, recount_queue
from petitions.desk import QUEUES, due_texts, queues_of, tone_of
from petitions.models import ConfidentialGrant, Petition
from petitions.models.petition import PetitionQuerySet
from petitions.status import CODE_PREFIX
from wardportal.admin_tools import Asked, Notice, Queue
from wardportal.codes import read_code
from wardportal.models import User
from wardportal.phones import PhoneError, read_phone
from wardportal.row_pages import RowsAdmin
from wardportal.work_queues import CappedCount, desk_queues

IN_NO_UNIT = (
    "Tài khoản này chưa được ghi vào cơ quan, đơn vị nào nên chưa thấy việc được giao. Xin nhờ người quản trị mở đơn "
    "vị của đồng chí ở mục “Cơ quan, đơn vị”, thêm một dòng “Người giữ chức danh” có tài khoản này."
)

TITLE_SHOWN = 90


def may_list_words(user: User) -> bool:
    """Whether this person's list has titles at all; team heads see where a petition stands, not what it says."""
    return user.has_perm("petitions.view_all_petitions") or user.has_perm("petitions.view_unit_petitions")


CONFIDENTIAL, CHASED = "Hồ sơ mật đang xử lý", "Hồ sơ mật đã chuyển, đến ngày nhắc cơ quan nhận"


@admin.register(Petition)
class PetitionAdmin(RowsAdmin):
    """Lists, case files and decisions. No field is edited here: every change is a decision of the model."""

    list_display = [
        "code_column",
        "title_column",
        "kind_column",
        "status_column",
        "handled_by",
        "due_column",
        "received_on",
    ]
    narrow_display = ["code_column", "category", "status_column", "due_column"]
    list_filter = [
        filters.QueueFilter,
        filters.StatusFilter,
        filters.KindFilter,
        filters.CategoryFilter,
        filters.ChannelFilter,
        filters.UnitFilter,
    ]
    narrow_filter = [filters.QueueFilter, filters.StatusFilter, filters.CategoryFilter]
    row_view = CaseView
    list_select_related = ["category", "unit", "officer"]
    sortable_by = ["code_column"]
    search_fields = ["code"]
    search_help_text = (
        "Mã đơn (kn2026000123, 2026/123), số điện thoại hoặc vài từ trong đơn, có dấu hay không dấu đều được."
    )

    narrow_help_text = (
        "Mã đơn (kn2026000123, 2026/123). Theo số điện thoại, từ trong đơn chỉ tìm được đơn do tổ của đồng chí "
        "chuyển đến."
    )

    # Who sees what

    def has_view_permission(self, request: HttpRequest, obj: Petition | None = None) -> bool:
        return may_list(request.user)  # type: ignore[arg-type]

    def rows(self, user: User) -> PetitionQuerySet:
        """Rows this person may know of; `is_readable` where also the words."""
        return Petition.objects.listed_for(user).marked_readable(user)

    def get_queryset(self, request: HttpRequest) -> PetitionQuerySet:
        """The list puts them in order after its filters, whose joins the order may need."""
        return self.rows(request.user)  # type: ignore[arg-type]

    def get_ordering(self, request: HttpRequest) -> Any:
        queue = next((queue for queue in queues_of(request.user) if queue.slug == request.GET.get("viec")), None)  # type: ignore[arg-type]
        return [queue.since, "pk"] if queue else ["-pk"]

    def get_list_display(self, request: HttpRequest) -> Any:
        return self.list_display if may_list_words(request.user) else self.narrow_display  # type: ignore[arg-type]

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return self.list_filter if may_list_words(request.user) else self.narrow_filter  # type: ignore[arg-type]

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        """Find by code, telephone number or words; by words and number only among what this person may read."""
        term = search_term.strip()
        if not term:
            return queryset, False
        rows: PetitionQuerySet = queryset  # type: ignore[assignment]
        readable = rows
        if not request.user.has_perm("petitions.view_all_petitions"):
            readable = rows.visible_to(request.user)  # type: ignore[arg-type]
        try:
            return readable.filter(phone=read_phone(term)), False
        except PhoneError:
            code = read_code(term, CODE_PREFIX)
            return rows.filter(code=code) if code else readable.search(term), False

    # The list

    @admin.display(description="mã", ordering="pk")
    def code_column(self, petition: Petition) -> str:
        return petition.code

    @admin.display(description="tiêu đề", empty_value="")
    def title_column(self, petition: Petition) -> str:
        if not petition.is_readable:  # type: ignore[attr-defined]
            return ""
        return petition.title if len(petition.title) <= TITLE_SHOWN else f"{petition.title[:TITLE_SHOWN]}…"

    @admin.display(description="loại", empty_value="")
    def kind_column(self, petition: Petition) -> str:
        return petition.kind_label if petition.is_readable else ""  # type: ignore[attr-defined]

    @admin.display(description="tình trạng")
    def status_column(self, petition: Petition) -> SafeString:
        label = petition.get_outcome_display() or petition.staff_status
        return render_to_string("components/_status_badge.html", {"label": label, "tone": tone_of(petition)})

    @admin.display(description="đơn vị, người giải quyết")
    def handled_by(self, petition: Petition) -> str:
        return ", ".join(str(part) for part in (petition.unit, petition.officer) if part) or "–"

    @admin.display(description="hạn")
    def due_column(self, petition: Petition) -> SafeString:
        context = {"text": petition.due_text, "petition": petition}  # type: ignore[attr-defined]
        return render_to_string("admin/petitions/_due.html", context)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, each row told what its own page tells of the days left."""
        changelist = super().get_changelist_instance(request)
        texts = due_texts(changelist.result_list, timezone.localdate())
        for petition in changelist.result_list:
            petition.due_text = texts.get(petition.pk, "")
        if not may_list_words(request.user):  # type: ignore[arg-type]
            changelist.search_help_text = self.narrow_help_text
        return changelist

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        user: User = request.user  # type: ignore[assignment]
        context = {
            "title": "Đơn, kiến nghị",
            "may_register": user.has_perm("petitions.register_petition"),
            "has_grant": ConfidentialGrant.objects.of_user(user).exists(),
        }
        return super().changelist_view(request, context | (extra_context or {}))

    # The desk

    def queues(self, request: HttpRequest) -> list[Queue | Asked]:
        user: User = request.user  # type: ignore[assignment]
        url, listed = reverse("admin:petitions_petition_changelist"), Petition.objects.listed_for(user)
        waiting = desk_queues(QUEUES, listed, user, url) if self.has_view_permission(request) else []
        return [*waiting, *recount_queue(user), *_report_queue(user), _confidential_queue(user)]

    def notices(self, request: HttpRequest) -> list[Asked]:
        """Who works for a unit and is entered in none has nothing on the desk, and is told why."""
        user: User = request.user  # type: ignore[assignment]
        if not user.has_perm("petitions.view_unit_petitions") or user.has_perm("petitions.view_all_petitions"):
            return []
        works = {"works": Exists(Unit.objects.of_user(user))}
        return [Asked(works, lambda known: [] if known["works"] else [Notice(IN_NO_UNIT)])]

    # Pages

    def get_urls(self) -> list[URLPattern]:
        def page(route: str, view: Any, name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view.as_view()), name=f"petitions_petition_{name}")

        return [
            page("nhap/", EntryView, "entry"),
            page("tu-bao-cao/", FromReportView, "from_report"),
            page("tinh-lai-han/", RecountView, "recount"),
            page("mat/", ConfidentialListView, "confidential_list"),
            page("mat/<int:pk>/", ConfidentialCaseView, "confidential"),
            page("mat/<int:pk>/mo/", ConfidentialOpenView, "confidential_open"),
            page("<int:pk>/phieu/", SlipView, "slip"),
            page("<int:pk>/da-doc/", ReadView, "read"),
            page("<int:pk>/tep/<int:file>/", FileView, "file"),
            page("<int:pk>/kiem-tra/", InspectView, "inspect"),
            page("<int:pk>/quyet-dinh/<slug:verb>/", DecisionView, "decide"),
            *super().get_urls(),
        ]


def _report_queue(user: User) -> list[Asked]:
    """What teams reported of the people's concerns and nobody has made a petition of."""
    if not user.has_perm("petitions.open_from_report"):
        return []
    url = reverse("admin:petitions_petition_from_report")
    label = "Ý kiến trong báo cáo chờ lập đơn"
    return [
        Asked(
            {"count": CappedCount(Petition.objects.waiting_concerns())},
            lambda found: [Queue(label, url, found["count"])],
        )
    ]


def _confidential_queue(user: User) -> Asked:
    """Only who holds a grant learns that there are confidential petitions."""
    url = reverse("admin:petitions_petition_confidential_list")
    rows = Petition.objects.opened_by(user)
    asked = {"grant": Exists(ConfidentialGrant.objects.of_user(user))}

    def tell(found: dict[str, Any]) -> list[Queue]:
        if not found["grant"]:
            return []
        is_theirs = found["to_chase"] and user.has_perm("petitions.chase_petition")
        chased = [Queue(CHASED, url, found["to_chase"], tone="soon")] if is_theirs else []
        return [Queue(CONFIDENTIAL, url, found["open"], tone="confidential"), *chased]

    return Asked(asked | {"open": CappedCount(rows.open()), "to_chase": CappedCount(rows.to_chase())}, tell)
