"""The queues of campaigns: what waits for approval, for words, for a look, for the council."""

from __future__ import annotations

from typing import Any

from django.db.models import (
    Case,
    DateField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.utils import timezone

from mobilization.campaigns.status import PUBLIC, CampaignStatus
from mobilization.models import CampaignReview, CampaignRule, CampaignUpdate
from wardportal.models import User
from wardportal.periods import Period
from wardportal.work_queues import WorkQueue

S = CampaignStatus


def _of_rule(column: str) -> Subquery:
    """What the rule of today says, asked along with the rows; nothing is due where there is no rule."""
    return Subquery(CampaignRule.objects.valid().order_by("-valid_from", "-pk").values(column)[:1])


def missing_progress(rows: Any, user: User) -> Any:
    """Running ones with nothing told of the last month whose day has passed."""
    today = timezone.localdate()
    last, before = Period.of(today).previous(), Period.of(today).previous().previous()
    running = rows.filter(status=S.RUNNING).annotate(rule_day=_of_rule("progress_day"))
    is_over = Q(rule_day__lt=today.day)
    late = running.filter(is_over & _untold(last) | Q(rule_day__gte=today.day) & _untold(before))
    first = Case(When(is_over, then=Value(Period.of(today).start)), default=Value(last.start), output_field=DateField())
    return late.annotate(due_on=ExpressionWrapper(first + F("rule_day") - 1, output_field=DateField()))


def _untold(month: Period) -> Q:
    told = CampaignUpdate.objects.filter(campaign=OuterRef("pk"), month=month.start)
    begun = Q(starts_on=None) | Q(starts_on__lte=month.end)
    return Q(~Exists(told), approved_on__lte=month.end) & begun


def review_due(rows: Any, user: User) -> Any:
    """Running ones nobody has looked at in this year, once the month the rule names has come."""
    today = timezone.localdate()
    seen = CampaignReview.objects.filter(campaign=OuterRef("pk"), reviewed_on__year=today.year)
    running = rows.filter(status=S.RUNNING).annotate(rule_month=_of_rule("review_month"))
    before = Q(approved_on__year__lt=today.year) | Q(approved_on__month__lt=F("rule_month"))
    day = Func(Value(today.year), F("rule_month"), Value(1), function="make_date", output_field=DateField())
    return running.filter(before, ~Exists(seen), rule_month__lte=today.month).annotate(due_on=day)


def unseen(rows: Any, user: User) -> Any:
    """Those with progress, or a result, nobody has looked at for the public yet."""
    waiting = CampaignUpdate.objects.filter(shown_at=None).current()
    keys = waiting.filter(campaign=OuterRef("pk")).order_by("at").values("at")[:1]
    is_told = Q(pk__in=waiting.values("campaign")) | Q(~Q(effect=""), result_seen_at=None)
    told_on = Cast(Coalesce("self_scored_on", "ended_on"), DateTimeField())
    return rows.filter(is_told, status__in=sorted(PUBLIC)).annotate(told_at=Coalesce(Subquery(keys), told_on))


_ALL = ("mobilization.view_all_campaigns",)
CAMPAIGN_QUEUES = (
    WorkQueue(
        "cho-duyet",
        "Mô hình chờ duyệt",
        lambda rows, user: rows.filter(status=S.REGISTERED),
        ("mobilization.approve_campaign",),
        since="registered_on",
        order="registered_on",
    ),
    WorkQueue(
        "thieu-tien-do",
        "Mô hình thiếu tiến độ tháng",
        missing_progress,
        ("mobilization.approve_campaign",),
        since="due_on",
        is_due=True,
        tone="soon",
    ),
    WorkQueue(
        "cho-cong-khai",
        "Tiến độ, kết quả mô hình chờ công khai",
        unseen,
        ("mobilization.show_campaign",),
        since="told_at",
    ),
    WorkQueue(
        "den-ky-kiem-tra",
        "Mô hình đến kỳ kiểm tra giữa năm",
        review_due,
        ("mobilization.review_campaign",),
        since="due_on",
        is_due=True,
        tone="soon",
    ),
    WorkQueue(
        "dang-cham",
        "Mô hình chờ hội đồng chấm",
        lambda rows, user: rows.filter(status=S.SELF_SCORED),
        _ALL,
        since="self_scored_on",
        order="self_scored_on",
    ),
    WorkQueue(
        "cho-quyet-dinh",
        "Mô hình chờ quyết định công nhận",
        lambda rows, user: rows.filter(status=S.JUDGED),
        ("mobilization.recognise_campaign",),
        since="self_scored_on",
        order="self_scored_on",
    ),
    WorkQueue(
        "toi-theo-doi",
        "Mô hình tôi theo dõi",
        lambda rows, user: rows.filter(follower=user, status=S.RUNNING),
        ("mobilization.view_all_campaigns", "mobilization.begin_campaign"),
        since="approved_on",
        order="approved_on",
    ),
)
