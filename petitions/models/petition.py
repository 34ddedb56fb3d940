import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.text import Truncator
from phonenumber_field.modelfields import PhoneNumberField

from mobilization.models import MobilizationTeam, ResidentialGroup, Unit
from petitions.codes import petition_code, show_secret
from petitions.models.confidential import (
    SEALED_DAYS,
    SEALED_FIELDS,
    SEALED_LINKS,
    ConcernedParty,
    ConfidentialGrant,
    ConfidentialIdentity,
)
from petitions.models.deadlines import KeepsDeadlines
from petitions.models.moves import Moves
from petitions.models.papers import Attachment
from petitions.models.reference import Category, NumberSeries
from petitions.models.showing import Showing
from petitions.sealing import secret_of
from petitions.status import (
    MAY_BE_ANONYMOUS,
    MOVES,
    OPEN,
    REOPENABLE,
    RUNNING,
    Channel,
    Kind,
    Outcome,
    ReplyBy,
    Status,
    Visibility,
)
from wardportal.models import User, Ward
from wardportal.text import fold
from wardportal.uploads import CleanFile

SEARCH_VECTOR = SearchVector("search_text", config="simple")


def new_nonce() -> bytes:
    return secrets.token_bytes(16)


class PetitionQuerySet(models.QuerySet["Petition"]):
    # Who sees what

    def visible_to(self, user: User) -> "PetitionQuerySet":
        """Petitions whose words this person may read in lists: never confidential ones, never one about themselves."""
        if not (user.is_active and user.is_staff):
            return self.none()
        rows = self.exclude(visibility=Visibility.CONFIDENTIAL)
        if not user.has_perm("petitions.view_all_petitions"):
            rows = rows.filter(self._scope_of(user))
        return rows.not_about(user)

    def listed_for(self, user: User) -> "PetitionQuerySet":
        """Petitions whose code, category, status and due date this person may see: team heads, those of their group."""
        if not (user.is_active and user.is_staff):
            return self.none()
        readable = Q(pk__in=self.visible_to(user).values("pk"))
        if user.has_perm("petitions.view_all_petitions"):
            return self.visible_to(user)
        if user.has_perm("petitions.view_group_petitions"):
            readable |= Q(residential_group__in=ResidentialGroup.objects.of_team_head(user))
        return self.exclude(visibility=Visibility.CONFIDENTIAL).filter(readable).not_about(user)

    def opened_by(self, user: User) -> "PetitionQuerySet":
        """Confidential petitions this person holds a grant for. Asks the grant rows only: no permission counts here."""
        if not (user.is_active and user.is_staff):
            return self.none()
        grants = ConfidentialGrant.objects.of_user(user).filter(Q(petition=None) | Q(petition=OuterRef("pk")))
        return self.filter(Exists(grants), visibility=Visibility.CONFIDENTIAL).not_about(user)

    def not_about(self, user: User) -> "PetitionQuerySet":
        concerned = ConcernedParty.objects.filter(petition=OuterRef("pk"))
        return self.exclude(Exists(concerned.filter(Q(user=user) | Q(unit__in=Unit.objects.of_user(user)))))

    def published(self) -> "PetitionQuerySet":
        return self.filter(visibility=Visibility.PUBLISHED, public_summary__published_at__isnull=False)

    def _scope_of(self, user: User) -> Q:
        scope = Q(pk=None)
        if user.has_perm("petitions.view_unit_petitions"):
            scope |= Q(unit__in=Unit.objects.of_user(user))
        if user.has_perm("petitions.view_group_petitions"):
            scope |= Q(team__in=MobilizationTeam.objects.of_head(user))
        return scope

    # Queues

    def open(self) -> "PetitionQuerySet":
        return self.filter(status__in=OPEN)

    def new(self) -> "PetitionQuerySet":
        return self.filter(status=Status.RECEIVED)

    def waiting(self) -> "PetitionQuerySet":
        return self.filter(status=Status.WAITING)

    def overdue(self, at: date | None = None) -> "PetitionQuerySet":
        return self.filter(status__in=RUNNING, due_on__lt=at or timezone.localdate())

    def due_between(self, first: date, last: date) -> "PetitionQuerySet":
        return self.filter(status__in=RUNNING, due_on__range=(first, last))

    def with_unread_additions(self) -> "PetitionQuerySet":
        return self.filter(unread_since__isnull=False)

    def answered_in_draft(self) -> "PetitionQuerySet":
        """Petitions whose drafted answer waits for a leader."""
        return self.filter(status=Status.IN_PROGRESS, has_draft=True)

    def suspect(self) -> "PetitionQuerySet":
        return self.filter(is_suspect=True, status__in=OPEN)

    def search(self, words: str) -> "PetitionQuerySet":
        """Find all words in any spelling of the marks; the index serves it."""
        return self.annotate(vector=SEARCH_VECTOR).filter(vector=SearchQuery(fold(words), config="simple"))

    # Taking in

    @transaction.atomic
    def submit(
        self,
        *,
        files: Sequence[CleanFile] = (),
        submission_id: UUID | None = None,
        **fields: Any,
    ) -> "Petition":
        """Store a petition sent through the portal: row, event, files, deadline and mail, or nothing at all."""
        return self._take_in("submitted", files, by=None, submission_id=submission_id, channel=Channel.WEB, **fields)

    @transaction.atomic
    def register(
        self,
        *,
        by: User,
        channel: str,
        received_on: date,
        files: Sequence[CleanFile] = (),
        submission_id: UUID | None = None,
        **fields: Any,
    ) -> "Petition":
        """Store a petition that came by phone, at the counter, on paper; its clock runs from the day of receipt."""
        if received_on > timezone.localdate():
            raise ValidationError({"received_on": "Ngày nhận không thể ở sau hôm nay."})
        return self._take_in(
            "registered",
            files,
            by=by,
            submission_id=submission_id,
            channel=channel,
            received_on=received_on,
            entered_by=by,
            **fields,
        )

    def _take_in(self, event: str, files: Sequence[CleanFile], *, by: User | None, **fields: Any) -> "Petition":
        today = timezone.localdate()
        number = NumberSeries.next_number(today.year)
        petition = self.model(year=today.year, number=number, code=petition_code(today.year, number), **fields)
        petition.received_on = petition.received_on or today
        petition.title = petition.title or petition.made_title()
        sealed = petition.take_out_sealed_fields() if petition.declared_kind == Kind.DENUNCIATION else None
        petition.save(force_insert=True)
        if sealed is not None:
            ConfidentialIdentity.objects.create(petition=petition, sealed=sealed)
        petition.start_clock()
        petition.save(update_fields=["due_on"])
        first = petition.record(event, by=by)
        Attachment.objects.attach(petition, files, event=first, from_sender=True)
        return petition


class Petition(Moves, Showing, KeepsDeadlines, models.Model):
    """What a resident asks of the ward, from receipt to its end."""

    code = models.CharField("mã", max_length=20, unique=True, editable=False)
    year = models.PositiveSmallIntegerField("năm", editable=False)
    number = models.PositiveIntegerField("số", editable=False)
    submission_id = models.UUIDField("lượt gửi", unique=True, null=True, editable=False)
    secret_nonce = models.BinaryField(default=new_nonce, editable=False)
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
            models.Index(fields=["unit", "status"], name="petition_unit_status"),
            models.Index(fields=["residential_group", "-id"], name="petition_group"),
            models.Index(fields=["unread_since"], condition=Q(unread_since__isnull=False), name="petition_unread"),
            models.Index(fields=["received_on"], name="petition_received_on"),
            models.Index(fields=["answered_on"], name="petition_answered_on"),
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
    def is_confidential(self) -> bool:
        return self.visibility == Visibility.CONFIDENTIAL

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    @property
    def is_anonymous(self) -> bool:
        return not self.full_name

    @property
    def secret(self) -> str:
        """The six digits in the form they are printed, `48-2915`."""
        return show_secret(secret_of(bytes(self.secret_nonce)))

    @property
    def current_deadline(self) -> Any:
        return self.deadlines.current()

    def approved_answer(self) -> Any:
        """Return the answer the sender reads; None until a leader has approved one."""
        return self.answers.filter(approved_at__isnull=False).last()

    def is_overdue(self, at: date | None = None) -> bool:
        return self.status in RUNNING and self.due_on is not None and self.due_on < (at or timezone.localdate())

    def may_be_reopened(self, at: date | None = None) -> bool:
        """The sender may ask again while the time the ward gives for it has not run out."""
        if self.status == Status.CLOSED and self.outcome not in REOPENABLE or self.is_open or self.answered_on is None:
            return False
        ward = Ward.objects.current()
        return ward is not None and ((at or timezone.localdate()) - self.answered_on).days <= ward.reopen_days

    def needs_a_name(self) -> bool:
        return self.kind not in MAY_BE_ANONYMOUS

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
        return words | {"residential_group": str(self.residential_group or "")}
