"""Campaigns of "Dân vận khéo": registered, followed, reviewed, recognised, copied elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from mobilization.campaigns.status import (
    CAMPAIGN_MOVES,
    PUBLIC,
    WRITTEN,
    CampaignEventKind,
    CampaignScope,
    CampaignStatus,
    CampaignSubject,
)
from mobilization.models.campaign_door import CampaignDoor
from mobilization.models.campaign_queries import SEARCH_VECTOR, CampaignQuerySet
from mobilization.models.organisation import (
    CODE_HELP,
    MobilizationTeam,
    ResidentialGroup,
    Searchable,
    Unit,
    Validity,
    ValidityQuerySet,
)
from mobilization.models.places import Street
from wardportal.models import Door, Event, Note
from wardportal.text import replace_name

SOMEBODY = "một cá nhân"


class CampaignField(Validity):
    """A field of life campaigns are about; the four official ones, and what the ward adds."""

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    name = models.CharField("lĩnh vực", max_length=120)
    position = models.PositiveSmallIntegerField("thứ tự", default=100)

    objects = ValidityQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "lĩnh vực Dân vận khéo"
        verbose_name_plural = "lĩnh vực Dân vận khéo"
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class CampaignEvent(Event):
    campaign = models.ForeignKey("mobilization.Campaign", models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=20, choices=CampaignEventKind)
    from_status = models.CharField(max_length=20, choices=CampaignStatus, blank=True)
    to_status = models.CharField(max_length=20, choices=CampaignStatus)

    class Meta(Event.Meta):
        verbose_name = "diễn biến mô hình"
        verbose_name_plural = "diễn biến mô hình"


class CampaignNote(Note):
    event = models.OneToOneField(CampaignEvent, models.PROTECT, primary_key=True, related_name="note")

    class Meta(Note.Meta):
        verbose_name = "ghi chú diễn biến mô hình"
        verbose_name_plural = "ghi chú diễn biến mô hình"


class Campaign(Searchable, CampaignDoor):
    """A "Dân vận khéo" model or example, of a collective or a person, in one year: the sheet of its registration."""

    MOVES = CAMPAIGN_MOVES
    NOTE = CampaignNote
    NOUN = "mô hình"

    name = models.CharField("tên mô hình", max_length=200)
    slug = models.SlugField("địa chỉ trang", max_length=80, unique=True)
    year = models.PositiveSmallIntegerField("năm đăng ký")
    status = models.CharField(
        "tình trạng", max_length=20, choices=CampaignStatus, default=CampaignStatus.DRAFT, editable=False
    )

    # Who
    subject = models.CharField("loại", max_length=12, choices=CampaignSubject, default=CampaignSubject.COLLECTIVE)
    team = models.ForeignKey(
        MobilizationTeam, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name="tổ dân vận"
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name="đơn vị"
    )
    person_name = models.CharField("cá nhân điển hình", max_length=120, blank=True)
    # When the person said that the name may be read by everybody; None: it may not.
    name_consented_on = models.DateField("đồng ý công khai tên ngày", null=True, editable=False)
    in_charge = models.CharField("người phụ trách", max_length=120, blank=True)
    in_charge_post = models.CharField("chức danh người phụ trách", max_length=120, blank=True)
    partners = models.CharField("đơn vị phối hợp", max_length=300, blank=True)
    follower = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="followed_campaigns",
        verbose_name="người theo dõi",
        editable=False,
    )

    # What and where
    field = models.ForeignKey(CampaignField, models.PROTECT, related_name="campaigns", verbose_name="lĩnh vực")
    scope = models.CharField("phạm vi", max_length=12, choices=CampaignScope, default=CampaignScope.GROUPS)
    groups = models.ManyToManyField(
        ResidentialGroup, blank=True, related_name="campaigns", verbose_name="các tổ dân phố"
    )
    street = models.ForeignKey(
        Street, models.PROTECT, null=True, blank=True, related_name="campaigns", verbose_name="tuyến đường"
    )
    place = models.CharField("địa điểm cụ thể", max_length=200, blank=True)
    beneficiaries = models.CharField("đối tượng", max_length=300, blank=True)
    household_count = models.PositiveIntegerField("số hộ", null=True, blank=True)
    reason = models.TextField("lý do, thực trạng", blank=True)
    content = models.TextField("nội dung, giải pháp", blank=True)
    starts_on = models.DateField("thực hiện từ ngày", null=True, blank=True)
    ends_on = models.DateField("đến ngày", null=True, blank=True)
    planned_money = models.BigIntegerField("kinh phí dự kiến (đồng)", null=True, blank=True)
    planned_workdays = models.PositiveIntegerField("ngày công dự kiến", null=True, blank=True)
    planned_goods = models.CharField("hiện vật dự kiến", max_length=300, blank=True)
    cell_confirmation = models.CharField("xác nhận của chi bộ", max_length=200, blank=True)
    committee_opinion = models.TextField("ý kiến Đảng ủy", blank=True, editable=False)

    # From whom it learned; which model of a former year goes on in it
    model = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replicas", verbose_name="học theo mô hình"
    )
    # The first of all it goes back to, so that the whole tree is one statement; None: itself.
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="descendants", editable=False)
    former = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later_years", verbose_name="tiếp nối năm trước"
    )
    new_content = models.TextField("nội dung mới so với năm trước", blank=True)

    # What came of it, told by whoever registered it when they score themselves
    effect = models.TextField("hiệu quả", blank=True)
    lessons = models.TextField("kinh nghiệm nơi khác học được", blank=True)
    difficulties = models.TextField("khó khăn, hạn chế", blank=True)
    proposals = models.TextField("đề xuất", blank=True)
    # What everybody reads of it: worded by the office, once somebody there has looked at it.
    public_effect = models.TextField("hiệu quả được công khai", blank=True, editable=False)
    public_lessons = models.TextField("kinh nghiệm được công khai", blank=True, editable=False)
    result_seen_at = models.DateTimeField("xem kết quả để công khai lúc", null=True, editable=False)

    registered_on = models.DateField("ngày gửi đăng ký", null=True, editable=False)
    approved_on = models.DateField("ngày duyệt", null=True, editable=False)
    self_scored_on = models.DateField("ngày tự chấm điểm", null=True, editable=False)
    council_score = models.DecimalField("điểm hội đồng", max_digits=5, decimal_places=2, null=True, editable=False)
    grade = models.CharField("xếp loại", max_length=60, blank=True, editable=False)
    recognised_on = models.DateField("ngày quyết định công nhận", null=True, editable=False)
    decision_no = models.CharField("số quyết định công nhận", max_length=40, blank=True, editable=False)
    ended_on = models.DateField("ngày kết thúc", null=True, editable=False)
    end_reason = models.TextField("lý do kết thúc", blank=True, editable=False)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "mô hình Dân vận khéo"
        verbose_name_plural = "mô hình Dân vận khéo"
        ordering = ["-year", "name"]
        permissions = [
            ("view_all_campaigns", "Xem mọi mô hình Dân vận khéo"),
            ("begin_campaign", "Lập phiếu đăng ký mô hình cho tổ, đơn vị mình"),
            ("enter_campaigns", "Nhập thay tổ, đơn vị phiếu và tiến độ mô hình"),
            *Door.move_permissions(CAMPAIGN_MOVES, CampaignEventKind, "campaign"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(team__isnull=False, unit=None) | Q(team=None, unit__isnull=False),
                name="campaign_of_one_body",
                violation_error_message="Chọn tổ dân vận hoặc đơn vị đăng ký.",
            ),
            models.CheckConstraint(
                condition=Q(subject=CampaignSubject.INDIVIDUAL) | Q(person_name="", name_consented_on=None),
                name="campaign_person_of_an_individual",
                violation_error_message="Chỉ điển hình cá nhân có tên cá nhân.",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=PUBLIC) | Q(approved_on__isnull=False, follower__isnull=False),
                name="campaign_approved_is_followed",
            ),
            models.CheckConstraint(
                condition=~Q(status=CampaignStatus.RECOGNISED) | ~Q(decision_no="") & Q(recognised_on__isnull=False),
                name="campaign_recognised_by_a_decision",
            ),
            models.CheckConstraint(
                condition=~Q(status=CampaignStatus.ENDED) | ~Q(end_reason="") & Q(ended_on__isnull=False),
                name="campaign_ended_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None) | Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_it_starts",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            ),
        ]
        indexes = [
            models.Index(fields=["-year", "-id"], condition=Q(status__in=sorted(PUBLIC)), name="campaign_public"),
            models.Index(fields=["status", "year"], name="campaign_status_year"),
            GinIndex(SEARCH_VECTOR, name="campaign_search"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("campaigns:detail", args=[self.slug])

    def clean(self) -> None:
        if (self.subject == CampaignSubject.INDIVIDUAL) != bool(self.person_name):
            told = "Ghi tên cá nhân điển hình." if not self.person_name else "Mô hình tập thể không ghi tên cá nhân."
            raise ValidationError({"person_name": told})

    def names(self) -> list[str]:
        return [self.name]

    # Asking

    @property
    def is_written(self) -> bool:
        """Whether the sheet may still be written."""
        return self.status in WRITTEN

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC

    @property
    def is_individual(self) -> bool:
        return self.subject == CampaignSubject.INDIVIDUAL

    @property
    def root_id_of_tree(self) -> int:
        return self.root_id or self.pk

    @property
    def body(self) -> MobilizationTeam | Unit:
        """The team or unit that registered it."""
        body = self.team or self.unit
        if body is None:
            raise ValidationError("Mô hình chưa ghi tổ dân vận hoặc đơn vị đăng ký.")
        return body

    @property
    def places(self) -> str:
        """Tổ dân phố 5, Tổ dân phố 6; or the name for several, whichever they are."""
        if self.scope != CampaignScope.GROUPS:
            return self.get_scope_display()
        return ", ".join(map(str, self._named_groups())) or "Chưa ghi nơi thực hiện"

    def _named_groups(self) -> list[ResidentialGroup]:
        """The groups, or, of a row that was read by `with_all`, what they are called."""
        if hasattr(self, "group_rows"):
            return [ResidentialGroup(**row) for row in self.group_rows]
        return list(self.groups.all())

    # What everybody reads

    @property
    def hides_name(self) -> bool:
        return self.is_individual and self.name_consented_on is None

    @property
    def public_subject(self) -> str:
        """Whose it is: a person without consent is only somebody of a place."""
        if not self.is_individual:
            return str(self.body)
        return self.person_name if not self.hides_name else f"{SOMEBODY} ở {self._public_home()}"

    def _public_home(self) -> str:
        if self.scope != CampaignScope.GROUPS or self.team is None:
            return "phường"
        return str(self.team.residential_group)

    @property
    def public_in_charge(self) -> str:
        """Post and name of who answers for it, where that is an official post of a collective; else nothing."""
        if self.is_individual or not self.in_charge_post:
            return ""
        return ": ".join(filter(None, (self.in_charge_post, self.in_charge)))

    def public_words(self, text: str) -> str:
        """What somebody wrote, without the name of a person who did not consent to it."""
        return self.without_name(text) if self.hides_name else text

    def without_name(self, text: str) -> str:
        return replace_name(text, self.person_name, SOMEBODY)

    def public_part(self, name: str) -> str:
        value: Any = getattr(self, name)
        return self.public_words(value)
