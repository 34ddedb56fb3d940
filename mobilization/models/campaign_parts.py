"""What a campaign is made of: targets, what was told of each month, photos, the check half way."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from mobilization.campaigns.status import PUBLIC, PhotoMoment
from mobilization.models.campaigns import Campaign, CampaignEvent
from wardportal.models import User
from wardportal.numbers import number_vi
from wardportal.periods import Period
from wardportal.uploads import CleanFile

# What the office may change of a row that is otherwise kept as it was handed in.
SHOWING = ["shown_at", "shown_by"]


class CampaignTarget(models.Model):
    """A goal with a number: what a result is measured against."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="targets", verbose_name="mô hình")
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    text = models.CharField("mục tiêu, chỉ tiêu", max_length=200)
    value = models.DecimalField(
        "phải đạt", max_digits=14, decimal_places=2, validators=[MinValueValidator(Decimal("0.01"))]
    )
    unit = models.CharField("đơn vị tính", max_length=30)

    class Meta:
        verbose_name = "chỉ tiêu mô hình"
        verbose_name_plural = "chỉ tiêu mô hình"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return f"{self.text}: {number_vi(self.value, self.unit)}"


class Shown(models.Model):
    """What everybody sees only once somebody of the office looked at it and said so."""

    shown_at = models.DateTimeField("công khai lúc", null=True, editable=False)
    # Stays when it is hidden again.
    shown_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người cho công khai",
        editable=False,
    )  # fmt: skip

    class Meta:
        abstract = True


class CampaignUpdateQuerySet(models.QuerySet["CampaignUpdate"]):
    def current(self) -> Self:
        """Of each month what was told last."""
        later = CampaignUpdate.objects.filter(
            campaign=OuterRef("campaign"), month=OuterRef("month"), revision__gt=OuterRef("revision")
        )
        return self.filter(~Exists(later))

    def published(self) -> Self:
        """Of each month of a public campaign the last row that may be seen."""
        shown = self.filter(shown_at__isnull=False, campaign__status__in=sorted(PUBLIC))
        later = CampaignUpdate.objects.filter(
            campaign=OuterRef("campaign"), month=OuterRef("month"), revision__gt=OuterRef("revision"),
            shown_at__isnull=False,
        )  # fmt: skip
        return shown.filter(~Exists(later))

    def show_only(self, rows: Iterable[CampaignUpdate], *, by: User) -> None:
        _show_only(self, [row.pk for row in rows], shown_by=by)


class CampaignUpdate(Shown):
    """What was done in a month. Append-only: a later row of the same month puts an earlier one right."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="updates", verbose_name="mô hình")
    # Empty in rows that were written before this was kept.
    event = models.OneToOneField(
        CampaignEvent, models.PROTECT, null=True, related_name="+", verbose_name="diễn biến", editable=False
    )
    month = models.DateField("tháng")
    revision = models.PositiveSmallIntegerField("lần ghi", default=1)
    text = models.TextField("đã làm được gì")
    money = models.BigIntegerField("tiền huy động trong tháng (đồng)", default=0, validators=[MinValueValidator(0)])
    workdays = models.PositiveIntegerField("ngày công trong tháng", default=0)
    goods = models.CharField("hiện vật trong tháng", max_length=300, blank=True)
    people = models.PositiveIntegerField("lượt người tham gia trong tháng", default=0)
    reason = models.CharField("lý do sửa lại", max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người ghi")
    at = models.DateTimeField("ghi lúc", auto_now_add=True)

    objects = CampaignUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = "tiến độ tháng của mô hình"
        verbose_name_plural = "tiến độ tháng của mô hình"
        ordering = ["month", "revision"]
        constraints = [
            models.UniqueConstraint(fields=["campaign", "month", "revision"], name="campaign_update_once"),
            models.CheckConstraint(condition=Q(revision=1) | ~Q(reason=""), name="campaign_correction_has_a_reason"),
            models.CheckConstraint(condition=Q(month__day=1), name="campaign_update_of_a_month"),
        ]
        indexes = [
            models.Index(fields=["at"], condition=Q(shown_at=None), name="campaign_update_unseen"),
            models.Index(fields=["month"], name="campaign_update_month"),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="kept", exclude=SHOWING),
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
        ]

    def __str__(self) -> str:
        return f"Tiến độ {self.period}"

    @property
    def period(self) -> Period:
        return Period(self.month)


class CampaignMeasure(models.Model):
    """What has been reached of a target by the end of the month of the update, counted from the beginning."""

    update = models.ForeignKey(CampaignUpdate, models.PROTECT, related_name="measures", verbose_name="tiến độ")
    target = models.ForeignKey(CampaignTarget, models.PROTECT, related_name="measures", verbose_name="chỉ tiêu")
    value = models.DecimalField("đã đạt", max_digits=14, decimal_places=2, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = "kết quả đo được"
        verbose_name_plural = "kết quả đo được"
        ordering = ["target__position"]
        constraints = [models.UniqueConstraint(fields=["update", "target"], name="campaign_measure_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.target.text}: {number_vi(self.value, self.target.unit)}"


@dataclass(frozen=True)
class NewPhoto:
    """A picture that was let in, and what is said of it."""

    file: CleanFile
    moment: str
    caption: str
    alt: str


class CampaignPhotoQuerySet(models.QuerySet["CampaignPhoto"]):
    def attach(self, update: CampaignUpdate, photos: Sequence[NewPhoto], *, by: User) -> None:
        for photo in photos:
            file = photo.file
            self.create(
                campaign=update.campaign,
                update=update,
                file=file.to_store(),
                content_type=file.content_type,
                width=file.width or 0,
                height=file.height or 0,
                moment=photo.moment,
                caption=photo.caption,
                alt=photo.alt,
                added_by=by,
            )

    def published(self) -> Self:
        return self.filter(shown_at__isnull=False, campaign__status__in=sorted(PUBLIC))

    def show_only(self, rows: Iterable[CampaignPhoto], consent_basis: str, *, by: User) -> None:
        _show_only(self, [row.pk for row in rows], shown_by=by, consent_basis=consent_basis)


def _show_only(rows: Any, keys: list[int], **shown: Any) -> None:
    """Show these, hide the others; what is shown already keeps its time."""
    rows.exclude(pk__in=keys).filter(shown_at__isnull=False).update(shown_at=None)
    rows.filter(pk__in=keys, shown_at=None).update(shown_at=timezone.now(), **shown)


class CampaignPhoto(Shown):
    """A photo of a place before, while or after something was done."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="photos", verbose_name="mô hình")
    update = models.ForeignKey(CampaignUpdate, models.PROTECT, related_name="photos", verbose_name="tiến độ")
    moment = models.CharField("chụp lúc nào", max_length=10, choices=PhotoMoment)
    file = models.FileField("tệp", upload_to="campaigns/%Y/%m")
    content_type = models.CharField("loại tệp", max_length=100)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    caption = models.CharField("chú thích", max_length=200)
    alt = models.CharField("mô tả cho người không nhìn thấy ảnh", max_length=200)
    consent_basis = models.CharField("căn cứ công khai", max_length=200, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thêm")
    added_at = models.DateTimeField("thêm lúc", auto_now_add=True)

    objects = CampaignPhotoQuerySet.as_manager()

    class Meta:
        verbose_name = "ảnh của mô hình"
        verbose_name_plural = "ảnh của mô hình"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(shown_at=None) | ~Q(consent_basis=""), name="campaign_photo_shown_on_a_ground"
            )
        ]

    def __str__(self) -> str:
        return self.caption

    @property
    def public_url(self) -> str:
        return reverse("campaigns:photo", args=[self.campaign.slug, self.pk])

    @property
    def public_alt(self) -> str:
        return self.campaign.public_words(self.alt)


class CampaignReview(models.Model):
    """What the one who follows a campaign found half way: what stands, what lacks. Append-only."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="reviews", verbose_name="mô hình")
    event = models.OneToOneField(CampaignEvent, models.PROTECT, related_name="review", verbose_name="diễn biến")
    reviewed_on = models.DateField("ngày kiểm tra")
    stands = models.TextField("đã làm được")
    lacks = models.TextField("còn thiếu, cần làm tiếp")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người kiểm tra")
    at = models.DateTimeField("ghi lúc", auto_now_add=True)

    class Meta:
        verbose_name = "kiểm tra giữa kỳ"
        verbose_name_plural = "kiểm tra giữa kỳ"
        ordering = ["reviewed_on", "pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"Kiểm tra ngày {self.reviewed_on:%d/%m/%Y}"
