from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.text import Truncator
from phonenumber_field.modelfields import PhoneNumberField

from mobilization.models import Concern, MobilizationTeam, ResidentialGroup, Unit
from petitions.models.confidential import (
    SEALED_DAYS,
    SEALED_FIELDS,
    SEALED_LINKS,
    ConfidentialIdentity,
)
from petitions.models.correcting import Correcting
from petitions.models.deadlines import KeepsDeadlines
from petitions.models.forwarding import Forwarding
from petitions.models.merging import Merging
from petitions.models.moves import Moves
from petitions.models.queries import COUNTED, COUNTING_KIND, SEARCH_VECTOR, PetitionQuerySet
from petitions.models.reference import Category
from petitions.models.showing import Showing
from petitions.status import (
    MOVES,
    OPEN,
    REOPENABLE,
    RUNNING,
    SETTLED,
    TAKEN_UP_AGAIN,
    Channel,
    EventKind,
    Kind,
    Outcome,
    ReplyBy,
    Status,
    Visibility,
)
from wardportal.models import Coded, Ward
from wardportal.sealing import new_nonce as new_nonce  # the first migration names it here
from wardportal.text import fold


class Petition(Moves, Merging, Forwarding, Showing, Correcting, KeepsDeadlines, Coded):
    """What a resident asks of the ward, from receipt to its end."""

    year = models.PositiveSmallIntegerField("năm", editable=False)
    number = models.PositiveIntegerField("số", editable=False)
    submission_id = models.UUIDField("lượt gửi", unique=True, null=True, editable=False)
    version = models.PositiveIntegerField("phiên bản", default=0, editable=False)

    status = models.CharField("tình trạng", max_length=20, choices=Status, default=Status.RECEIVED, editable=False)
    outcome = models.CharField("kết quả", max_length=20, choices=Outcome, blank=True, editable=False)
    visibility = models.CharField(
        "công khai", max_length=20, choices=Visibility, default=Visibility.PRIVATE, editable=False
    )
    paused_status = models.CharField(max_length=20, choices=Status, blank=True, editable=False)

    declared_kind = models.CharField("loại người gửi chọn", max_length=30, choices=Kind)
    classified_kind = models.CharField("loại do cán bộ phân", max_length=30, choices=Kind, blank=True, editable=False)
    category = models.ForeignKey(Category, models.PROTECT, null=True, blank=True, verbose_name="lĩnh vực")
    channel = models.CharField("kênh", max_length=20, choices=Channel, default=Channel.WEB)
    received_on = models.DateField("ngày nhận")
    created_at = models.DateTimeField("vào sổ lúc", auto_now_add=True)
    accepted_on = models.DateField("ngày thụ lý", null=True, editable=False)
    answered_on = models.DateField("ngày trả lời", null=True, editable=False)
    # What was promised and kept the first time: taking the matter up again does not rewrite the figures of a month.
    first_answered_on = models.DateField("ngày trả lời lần đầu", null=True, editable=False)
    closed_on = models.DateField("ngày kết thúc", null=True, editable=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người nhập"
    )

    title = models.CharField("tiêu đề", max_length=300, blank=True)
    body = models.TextField("nội dung", blank=True)
    occurred_on = models.DateField("thời gian xảy ra", null=True, blank=True)
    place = models.CharField("địa điểm xảy ra", max_length=300, blank=True)
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, null=True, blank=True, verbose_name="tổ dân phố"
    )
    complained_of = models.CharField("cơ quan, người bị khiếu nại", max_length=300, blank=True)
    decision_or_act = models.TextField("quyết định, hành vi bị khiếu nại", blank=True)
    known_on = models.DateField("ngày biết quyết định, hành vi", null=True, blank=True)
    demand = models.TextField("yêu cầu giải quyết", blank=True)

    full_name = models.CharField("họ và tên", max_length=120, blank=True)
    phone = PhoneNumberField("số điện thoại", blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    address = models.CharField("địa chỉ", max_length=300, blank=True)
    reply_by = models.CharField("cách nhận kết quả", max_length=10, choices=ReplyBy, default=ReplyBy.PORTAL)
    consent_publish = models.BooleanField("đồng ý công khai nội dung và câu trả lời", default=False)
    consent_publish_name = models.BooleanField("đồng ý nêu tên khi công khai", default=False)
    search_text = models.TextField(editable=False, blank=True)

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="petitions", verbose_name="đơn vị giải quyết"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name="người giải quyết",
    )
    team = models.ForeignKey(
        MobilizationTeam,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="petitions",
        verbose_name="tổ dân vận chuyển đến",
    )
    raised_in_report = models.OneToOneField(
        Concern,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="opened_petition",
        verbose_name="lập từ ý kiến trong báo cáo",
        editable=False,
    )
    duplicate_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="duplicates", verbose_name="trùng với"
    )
    has_draft = models.BooleanField("có dự thảo trả lời", default=False, editable=False)
    unread_since = models.DateTimeField("bổ sung chưa đọc từ", null=True, editable=False)
    is_suspect = models.BooleanField("nghi là thư rác", default=False, editable=False)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = "đơn, kiến nghị"
        verbose_name_plural = "đơn, kiến nghị"
        ordering = ["-pk"]
        permissions = [
            ("view_all_petitions", "Xem mọi đơn không mật"),
            ("view_unit_petitions", "Xem đơn giao cho đơn vị mình"),
            ("view_group_petitions", "Xem đơn của tổ dân phố mình phụ trách"),
            ("register_petition", "Nhập đơn nhận ngoài cổng"),
            ("open_from_report", "Lập đơn từ ý kiến trong báo cáo của tổ dân vận"),
            *[(f"{verb}_petition", f"Được quyết định: {move.event.label}") for verb, move in MOVES.items()],
        ]
        constraints = [
            models.UniqueConstraint(fields=["year", "number"], name="petition_number_once_a_year"),
            models.CheckConstraint(
                condition=Q(status=Status.CLOSED) & ~Q(outcome="") | ~Q(status=Status.CLOSED) & Q(outcome=""),
                name="petition_closed_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[Status.IN_PROGRESS, Status.SUSPENDED, Status.ANSWERED])
                | Q(unit__isnull=False),
                name="petition_in_progress_has_a_unit",
            ),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="petition_merged_names_the_other",
            ),
            models.CheckConstraint(
                condition=~Q(visibility=Visibility.CONFIDENTIAL)
                | Q(**dict.fromkeys(SEALED_FIELDS, ""), **dict.fromkeys(SEALED_LINKS), search_text=""),
                name="petition_confidential_has_no_text",
            ),
            models.CheckConstraint(
                condition=~Q(declared_kind=Kind.DENUNCIATION) & ~Q(classified_kind=Kind.DENUNCIATION)
                | Q(visibility=Visibility.CONFIDENTIAL),
                name="petition_denunciation_is_confidential",
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-id"], name="petition_status"),
            models.Index(fields=["due_on"], condition=Q(status__in=RUNNING), name="petition_due"),
            models.Index(fields=["unit", "-id"], name="petition_unit"),
            models.Index(fields=["officer"], condition=Q(status__in=OPEN), name="petition_officer"),
            models.Index(fields=["category", "-id"], name="petition_category"),
            models.Index(fields=["channel", "-id"], name="petition_channel"),
            models.Index(COUNTING_KIND, F("id").desc(), name="petition_kind"),
            models.Index(fields=["id"], condition=Q(visibility=Visibility.PUBLISHED), name="petition_published"),
            models.Index(fields=["id"], condition=Q(visibility=Visibility.CONFIDENTIAL), name="petition_confidential"),
            models.Index(fields=["residential_group", "-id"], name="petition_group"),
            models.Index(fields=["unread_since"], condition=Q(unread_since__isnull=False), name="petition_unread"),
            models.Index(fields=["received_on"], condition=COUNTED, name="petition_received_on"),
            models.Index(
                fields=["first_answered_on"],
                include=["received_on", "promised_on"],
                condition=COUNTED & Q(first_answered_on__isnull=False),
                name="petition_first_answered_on",
            ),
            models.Index(fields=["closed_on", "outcome"], condition=COUNTED, name="petition_closed_on"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="petition_phone"),
            GinIndex(SEARCH_VECTOR, name="petition_search"),
        ]

    def __str__(self) -> str:
        return self.code

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.search_text = (
            "" if self.is_confidential else fold(f"{self.title} {self.body} {self.place} {self.full_name}")
        )
        super().save(*args, **kwargs)

    # Questions

    @property
    def kind(self) -> str:
        """The kind that counts: the officer's, else the sender's."""
        return self.classified_kind or self.declared_kind

    @property
    def kind_label(self) -> str:
        return str(Kind(self.kind).label)

    @property
    def told_status(self) -> str:
        """What sender and public read: after a reopening, that it is not the first time."""
        again = self.status == Status.IN_PROGRESS and self.first_answered_on is not None
        return TAKEN_UP_AGAIN if again else self.get_status_display()

    @property
    def staff_status(self) -> str:
        return Status(self.status).for_staff

    @property
    def is_confidential(self) -> bool:
        return self.visibility == Visibility.CONFIDENTIAL

    @property
    def is_settled(self) -> bool:
        """The ward has settled or answered it; what was guided, forwarded, merged or withdrawn has ended otherwise."""
        return self.status == Status.ANSWERED or self.outcome in SETTLED

    @property
    def lacks_signature(self) -> bool:
        """A denunciation is one by law only when signed, or told in person: till then it is not accepted as such."""
        is_formal = self.channel in (Channel.COUNTER, Channel.PAPER)
        return self.kind == Kind.DENUNCIATION and self.is_open and self.accepted_on is None and not is_formal

    def returned_draft(self) -> Any:
        """Return the event by which a leader sent the draft back; None where none was, or it was handed in anew."""
        if self.status != Status.IN_PROGRESS or self.has_draft:
            return None
        last = self.events.about_answer().select_related("note", "by").last()
        return last if last and last.kind == EventKind.ANSWER_RETURNED else None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def current_deadline(self) -> Any:
        return self.deadlines.current()

    def approved_answer(self) -> Any:
        """Return the answer the sender reads; None until a leader has approved one."""
        return next((answer for answer in reversed(self.answers.all()) if answer.approved_at), None)

    def waiting_draft(self) -> Any:
        """Return the answer that no leader has approved yet; drafts before the last one were replaced by it."""
        last = self.answers.last()
        return None if last is None or last.approved_at else last

    def is_overdue(self, at: date | None = None) -> bool:
        return self.status in RUNNING and self.due_on is not None and self.due_on < (at or timezone.localdate())

    def may_be_reopened(self, at: date | None = None) -> bool:
        """The sender may ask again while the time the ward gives for it has not run out."""
        if self.status == Status.CLOSED and self.outcome not in REOPENABLE or self.is_open or self.answered_on is None:
            return False
        ward = Ward.objects.current()
        return ward is not None and ((at or timezone.localdate()) - self.answered_on).days <= ward.reopen_days

    # Making

    def made_title(self) -> str:
        first_line = self.body.strip().partition("\n")[0]
        return Truncator(first_line).words(14, truncate="…")[:300]

    def take_out_sealed_fields(self) -> bytes:
        """Blank everything that tells who wrote and what, and return it sealed."""
        values = self.words()
        for field in SEALED_FIELDS:
            setattr(self, field, "")
        for field in SEALED_LINKS:
            setattr(self, field, None)
        self.visibility = Visibility.CONFIDENTIAL
        return ConfidentialIdentity.pack(values)

    def words(self) -> dict[str, str]:
        """What the sender wrote and who they are, also where it is sealed: for their own view and for grantees."""
        if self.is_confidential:
            return self.confidential_identity.open()
        words = {field: str(getattr(self, field)) for field in SEALED_FIELDS}
        words |= {field: f"{day:%d/%m/%Y}" if (day := getattr(self, field)) else "" for field in SEALED_DAYS}
        return words | {"residential_group": str(self.residential_group or ""), "team": str(self.team or "")}
