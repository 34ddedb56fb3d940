"""Residential groups merged, split, renamed or renumbered: what was decided, and every row it touched."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from mobilization.briefings.status import BriefingStatus, TaskStatus
from mobilization.campaigns.status import CampaignStatus
from mobilization.models.briefings import Briefing, BriefingConclusion
from mobilization.models.campaigns import Campaign
from mobilization.models.organisation import Membership, MobilizationTeam, ResidentialGroup
from mobilization.models.report_queries import due_day
from mobilization.models.reports import TeamReport
from mobilization.models.validity import Validity
from mobilization.organisation.status import ReorganisationKind
from mobilization.reports.status import ReportKind
from wardportal.dates import date_vi
from wardportal.models import User

PERMISSION = "mobilization.reorganise_residentialgroup"
# What staff read of the seats of a group that ends: secretary of the Party cell, head of the group.
SEAT_ENDS = "Chức danh của tổ dân phố cũ kết thúc"


def coming_briefings() -> QuerySet[Briefing]:
    return Briefing.objects.filter(status__in=(BriefingStatus.PLANNED, BriefingStatus.HELD))


def open_conclusions() -> QuerySet[BriefingConclusion]:
    return BriefingConclusion.objects.filter(status=TaskStatus.OPEN)


def open_campaigns() -> QuerySet[Campaign]:
    return Campaign.objects.kept().exclude(status__in=(CampaignStatus.DECLINED, CampaignStatus.ENDED))


def campaigns_ended_since(day: date) -> QuerySet[Campaign]:
    return Campaign.objects.filter(ended_on__gte=day)


class FormerName(Validity):
    """What a group was called until it was renamed or renumbered; its old address still leads to it."""

    group = models.ForeignKey(ResidentialGroup, models.CASCADE, related_name="past_names", verbose_name="tổ dân phố")
    number = models.PositiveSmallIntegerField("số")
    name = models.CharField("tên", max_length=80)
    alias = models.CharField("tên gọi khác", max_length=120, blank=True)
    former_ward = models.CharField("thuộc phường, xã cũ", max_length=80, blank=True)
    slug = models.SlugField("địa chỉ trang")

    class Meta(Validity.Meta):
        verbose_name = "tên cũ của tổ dân phố"
        verbose_name_plural = "tên cũ của tổ dân phố"
        ordering = ["-valid_to", "-pk"]

    def __str__(self) -> str:
        return f"{self.name} ({self.former_ward})" if self.former_ward else self.name


class Reorganisation(models.Model):
    """One decision about groups. Its rows are made by `mobilization.models.regrouping.Regrouping`."""

    kind = models.CharField("việc", max_length=10, choices=ReorganisationKind)
    effective_on = models.DateField("có hiệu lực từ ngày")
    reason = models.TextField("lý do")
    decision_number = models.CharField("số quyết định", max_length=60)
    sources = models.ManyToManyField(ResidentialGroup, related_name="reorganised_from", verbose_name="tổ trước đó")
    targets = models.ManyToManyField(ResidentialGroup, related_name="reorganised_into", verbose_name="tổ sau đó")
    # As they were called that day: undoing takes groups away that were made.
    source_names = models.TextField("tên trước đó", editable=False)
    target_names = models.TextField("tên sau đó", editable=False, blank=True)
    # Where work goes back to that came to a new group meanwhile.
    home = models.ForeignKey(ResidentialGroup, models.PROTECT, related_name="+", editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người làm")
    at = models.DateTimeField("lúc", auto_now_add=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người hoàn tác"
    )
    undone_at = models.DateTimeField("hoàn tác lúc", null=True)

    class Meta:
        verbose_name = "sắp xếp lại tổ dân phố"
        verbose_name_plural = "sắp xếp lại tổ dân phố"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="reorganisation_undone_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} từ {date_vi(self.effective_on)}: {self.source_names} → {self.target_names}"

    def counts(self) -> list[tuple[str, int]]:
        """How many rows of each kind moved, in the order they did."""
        counted: dict[str, int] = {}
        for what in self.moved.exclude(what="").order_by("pk").values_list("what", flat=True):
            counted[what] = counted.get(what, 0) + 1
        return list(counted.items())

    def seats_without_successor(self) -> list[Membership]:
        """The seats that ended and whose post nobody holds in what came out."""
        ended = self.moved.filter(label=Membership._meta.label_lower, what=SEAT_ENDS).values("key")
        held = Membership.objects.valid(self.effective_on).filter(residential_group__in=self.targets.all())
        rows = Membership.objects.filter(pk__in=ended).exclude(full_name="")
        rows = rows.exclude(post__in=held.exclude(full_name="").values("post"))
        return list(rows.select_related("post", "residential_group"))

    # Undoing

    def undo_refusal(self) -> str:
        """Why it cannot be undone any more; nothing where it can."""
        if self.undone_at:
            return "Việc này đã được hoàn tác."
        if later := self._later():
            return f"Sau đó tổ này còn được sắp xếp lần nữa ({later}). Xin hoàn tác việc ấy trước."
        if report := self._handed_in().first():
            return f"Không hoàn tác được nữa: “{report}” đã nộp sau khi sắp xếp."
        return self._twice_begun()

    def _later(self) -> Reorganisation | None:
        groups = [*self.sources.all(), *self.targets.all()]
        later = Reorganisation.objects.filter(pk__gt=self.pk, undone_at=None)
        return later.filter(Q(sources__in=groups) | Q(targets__in=groups)).order_by("pk").first()

    def _handed_in(self) -> QuerySet[TeamReport]:
        return TeamReport.objects.filter(residential_group__in=self.targets.all(), submitted_at__gt=self.at)

    def _twice_begun(self) -> str:
        """A report begun by a new team goes back with the work, unless the old team has one of the same period."""
        home = self._home_team()
        begun = TeamReport.objects.filter(team__in=self._made_keys(MobilizationTeam))
        for report in begun.exclude(kind=ReportKind.QUICK):
            same = TeamReport.objects.filter(kind=report.kind, period_start=report.period_start)
            if same.filter(team=home).exists():
                return f"Không hoàn tác được: tổ mới đã viết “{report}”, tổ cũ cũng đã có báo cáo của kỳ ấy."
            if same.filter(pk__in=begun).count() > 1:
                return f"Không hoàn tác được: các tổ mới đều đã viết “{report.title}”. Xin bỏ bớt bản nháp."
        return ""

    @transaction.atomic
    def undo(self, *, by: User) -> None:
        """Put every row back as it was. Raises ValidationError once a report was handed in since."""
        if not by.has_perm(PERMISSION):
            raise PermissionDenied
        fresh = Reorganisation.objects.select_for_update().get(pk=self.pk)
        list(TeamReport.objects.select_for_update(of=("self",)).filter(residential_group__in=self.targets.all()))
        if refusal := fresh.undo_refusal():
            raise ValidationError(refusal)
        home_team = self._home_team()
        made = self._made_keys(MobilizationTeam)
        begun = list(TeamReport.objects.filter(team__in=made).values_list("pk", flat=True))
        self._put_back()
        self._delete_made(home_team)
        # A new team had longer; who had the work before has it until their own day again.
        for report in TeamReport.objects.filter(pk__in=begun).exclude(due_on=None).select_related("team"):
            report.due_on = due_day(report.team, report.kind, report.period)
            report.save(update_fields=["due_on"])
        self.undone_by, self.undone_at = by, timezone.now()
        self.save(update_fields=["undone_by", "undone_at"])

    def _put_back(self) -> None:
        """Give each column its old value, unless somebody has changed it since."""
        rows = self.moved.exclude(field="").order_by("-pk")
        for (label, field, before, after), same in groupby(rows, key=lambda row: row.change):
            model = apps.get_model(label)
            held = model._base_manager.filter(pk__in=[row.key for row in same], **_equals(field, after))
            held.update(**{field: before})

    def _delete_made(self, home_team: MobilizationTeam | None) -> None:
        homes = {ResidentialGroup: self.home, MobilizationTeam: home_team}
        for made in self.moved.filter(field="").order_by("-pk"):
            model = apps.get_model(made.label)
            row = model._base_manager.filter(pk=made.key).first()
            if row is not None:
                if model in homes:
                    _send_home(row, homes[model])
                row.delete()

    def _home_team(self) -> MobilizationTeam | None:
        ended = self.moved.filter(label=MobilizationTeam._meta.label_lower, field="successor_id").values("key")
        teams = MobilizationTeam.objects.filter(pk__in=ended)
        return teams.filter(residential_group=self.home).first() or teams.first()

    def _made_keys(self, model: type[models.Model]) -> list[int]:
        made = self.moved.filter(label=model._meta.label_lower, field="")
        return list(made.values_list("key", flat=True))


def _equals(field: str, value: Any) -> dict[str, Any]:
    return {f"{field}__isnull": True} if value is None else {field: value}


def _send_home(made: models.Model, home: models.Model | None) -> None:
    """Let whatever came to a new group or team since go where the work came from."""
    if home is None:
        return
    for relation in made._meta.get_fields(include_hidden=True):
        if relation.one_to_many:
            _rows_to_send(relation, made, home).update(**{relation.field.name: home})  # type: ignore[union-attr]


def _rows_to_send(relation: Any, made: models.Model, home: models.Model) -> QuerySet[Any]:
    """The rows that name what was made; of lists of groups only where they do not name its home already."""
    model, name = relation.related_model, relation.field.name
    rows, lister = model._base_manager.filter(**{name: made}), model._meta.auto_created
    if not lister:
        return rows
    if lister is Reorganisation:  # what it made of what, its names tell
        return rows.none()
    (listing,) = (field.name for field in model._meta.fields if field.is_relation and field.name != name)
    has_home = model._base_manager.filter(**{name: home}).values(listing)
    return rows.exclude(**{f"{listing}__in": has_home})


class MovedRow(models.Model):
    """One column of one row that a reorganisation changed, or, without a field, a row that it made."""

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="moved")
    what = models.CharField("loại", max_length=80, blank=True)
    label = models.CharField("bảng", max_length=80)
    key = models.BigIntegerField("dòng")
    field = models.CharField("cột", max_length=40, blank=True)
    before = models.JSONField("trước", null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField("sau", null=True, encoder=DjangoJSONEncoder)

    class Meta:
        verbose_name = "dòng đã chuyển"
        verbose_name_plural = "dòng đã chuyển"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.key}"

    @property
    def change(self) -> tuple[str, str, Any, Any]:
        return self.label, self.field, self.before, self.after


def latest_day(groups: list[ResidentialGroup]) -> date | None:
    """The last day on which one of these groups was reorganised and stayed so; None where none ever was."""
    standing = Reorganisation.objects.filter(undone_at=None)
    held = standing.filter(Q(sources__in=groups) | Q(targets__in=groups))
    return held.aggregate(last=models.Max("effective_on"))["last"]
