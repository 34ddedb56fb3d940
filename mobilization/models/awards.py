"""What was given for good work: prizes, letters of praise, titles."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from mobilization.models.campaigns import Campaign
from mobilization.models.contests import Contest
from mobilization.models.organisation import ResidentialGroup, SelfManagedGroup
from mobilization.results.words import former_town


class Award(models.Model):
    """What somebody was given by a decision; for exactly one group or campaign."""

    class Kind(models.TextChoices):
        COMMENDATION = "commendation", "Biểu dương"
        WARD_MERIT = "ward_merit", "Giấy khen"
        PROVINCE_MERIT = "province_merit", "Bằng khen"
        FIRST = "first", "Giải nhất"
        SECOND = "second", "Giải nhì"
        THIRD = "third", "Giải ba"
        CONSOLATION = "consolation", "Giải khuyến khích"
        TITLE = "title", "Danh hiệu"

    class Level(models.TextChoices):
        WARD = "ward", "Phường"
        FORMER_TOWN = "former_town", "Cấp huyện (cũ)"
        PROVINCE = "province", "Tỉnh"

    kind = models.CharField("hình thức", max_length=20, choices=Kind)
    level = models.CharField("cấp khen", max_length=20, choices=Level, default=Level.WARD)
    title = models.CharField("danh hiệu, nội dung khen", max_length=200)
    self_managed_group = models.ForeignKey(
        SelfManagedGroup, models.PROTECT, null=True, blank=True, related_name="awards", verbose_name="tổ tự quản"
    )
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, null=True, blank=True, related_name="awards", verbose_name="tổ dân phố"
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="awards", verbose_name="mô hình"
    )
    contest = models.ForeignKey(
        Contest, models.PROTECT, null=True, blank=True, related_name="awards", verbose_name="cuộc thi đua"
    )
    decision_no = models.CharField("số quyết định", max_length=40)
    decided_on = models.DateField("ngày quyết định")

    class Meta:
        verbose_name = "khen thưởng"
        verbose_name_plural = "khen thưởng"
        ordering = ["-decided_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(self_managed_group__isnull=False, residential_group=None, campaign=None)
                | Q(self_managed_group=None, residential_group__isnull=False, campaign=None)
                | Q(self_managed_group=None, residential_group=None, campaign__isnull=False),
                name="award_for_exactly_one",
                violation_error_message="Khen thưởng cho đúng một tổ hoặc một mô hình.",
            ),
            models.CheckConstraint(
                condition=~Q(decision_no=""),
                name="award_has_a_decision",
                violation_error_message="Không có khen thưởng nào thiếu số quyết định.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.title}"

    @property
    def subject(self) -> SelfManagedGroup | ResidentialGroup | Campaign:
        subject = self.self_managed_group or self.residential_group or self.campaign
        if subject is None:
            raise ValidationError("Khen thưởng chưa ghi cho ai.")
        return subject

    def level_shown(self, town: str) -> str:
        """What the public reads; `town` names the level there was."""
        return former_town(town) if self.level == self.Level.FORMER_TOWN else self.get_level_display().lower()
