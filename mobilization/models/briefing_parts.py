"""What a briefing is made of: who was asked to come, and what was concluded, row by row."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from mobilization.briefings.status import BriefingLevel, BriefingStatus, TaskStatus
from mobilization.models.organisation import Membership, MobilizationTeam, Unit
from wardportal.models import User

if TYPE_CHECKING:
    from mobilization.models.briefings import Briefing

POST_LENGTH = 200
# Who of a residential group sits down with its team, by the codes of the reference rows.
CELL_POSTS = ("cell-secretary", "group-head", "front-head")


class BriefingAttendanceQuerySet(models.QuerySet["BriefingAttendance"]):
    def invite(self, briefing: Briefing) -> int:
        """Put down whoever belongs there by the posts of its day and is not there yet; return how many.

        At the ward the heads of all teams; with a team its members and those who lead its residential group. Who
        holds two posts stands there once, with both, where account or telephone say that it is one person; a seat
        nobody holds asks nobody.
        """
        known = [(row.full_name, row.post) for row in self.filter(briefing=briefing)]
        people: list[tuple[list[Membership], list[str]]] = []
        for seat in _seats(briefing):
            held, posts = next((one for one in people if one[0][0].is_same_person(seat)), ([], []))
            if not held:
                people.append((held, posts))
            held.append(seat)
            posts.append(_post_of(seat, briefing))
        rows: Any = [
            self.model(briefing=briefing, full_name=held[0].full_name, post="; ".join(posts)[:POST_LENGTH])
            for held, posts in people
            if not any(_is_there(held[0].full_name, posts, row) for row in known)
        ]
        return len(self.bulk_create(rows))


def _is_there(name: str, posts: list[str], row: tuple[str, str]) -> bool:
    """Whether this line is that person's: a line without a post may be anybody's of the name."""
    return row[0] == name and (not row[1] or any(post[:POST_LENGTH] in row[1] for post in posts))


def _seats(briefing: Briefing) -> Iterator[Membership]:
    """The seats of its day whose holders are asked to come, in the order of the posts, or of the teams."""
    seats = Membership.objects.valid(briefing.held_on).exclude(full_name="").select_related("post", "team")
    if briefing.level == BriefingLevel.WARD:
        teams = MobilizationTeam.objects.valid(briefing.held_on)
        heads = seats.filter(team__in=teams, post__is_team_head=True)
        yield from heads.order_by("team__residential_group__number", "team__name", "post__rank", "sort_key")
        return
    group: Any = briefing.team.residential_group_id if briefing.team else None
    beside = Q(residential_group=group, post__code__in=CELL_POSTS)
    yield from seats.filter(Q(team=briefing.team) | beside).order_by("post__rank", "sort_key")


def _post_of(seat: Membership, briefing: Briefing) -> str:
    """At the ward it tells whose head somebody is."""
    return f"{seat.team} ({seat.post})" if briefing.level == BriefingLevel.WARD else str(seat.post)


class BriefingAttendance(models.Model):
    """Somebody who was asked to come, and whether they came."""

    briefing = models.ForeignKey(
        "mobilization.Briefing", models.CASCADE, related_name="attendances", verbose_name="buổi giao ban"
    )
    full_name = models.CharField("họ và tên", max_length=120)
    post = models.CharField("chức danh", max_length=POST_LENGTH, blank=True)
    is_present = models.BooleanField("có mặt", default=False)
    excuse = models.CharField("lý do vắng", max_length=200, blank=True)

    objects = BriefingAttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "thành phần giao ban"
        verbose_name_plural = "thành phần giao ban"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.full_name


class BriefingConclusionQuerySet(models.QuerySet["BriefingConclusion"]):
    def issued(self) -> Self:
        """Those of briefings that ended in conclusions; before that they are a draft of who keeps the briefing."""
        return self.filter(briefing__status=BriefingStatus.CONCLUDED)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for those who see all briefings; else what was given to the user, to a unit of theirs, to a team they
        head."""
        if user.has_perm("mobilization.view_all_briefings"):
            return self.issued()
        if not user.has_perm("mobilization.report_briefingconclusion"):
            return self.none()
        return self.issued().given_to(user)

    def given_to(self, user: User | AnonymousUser) -> Self:
        units, teams = Unit.objects.of_user(user).values("pk"), MobilizationTeam.objects.of_head(user).values("pk")
        return self.filter(Q(owner=user.pk) | Q(unit__in=units) | Q(team__in=teams))

    def open(self) -> Self:
        return self.filter(status=TaskStatus.OPEN)

    def overdue(self, at: date | None = None) -> Self:
        return self.open().filter(due_on__lt=at or timezone.localdate())

    def with_owners(self) -> Self:
        return self.select_related("unit", "team", "owner", "ended_by", "briefing__team")


def same_body(briefing: Briefing) -> BriefingConclusionQuerySet:
    return BriefingConclusion.objects.filter(briefing__level=briefing.level, briefing__team=briefing.team)


class BriefingConclusion(models.Model):
    """One thing concluded: what, by whom, until when, and what became of it."""

    briefing = models.ForeignKey(
        "mobilization.Briefing", models.PROTECT, related_name="conclusions", verbose_name="buổi giao ban"
    )
    position = models.PositiveSmallIntegerField("thứ tự", default=1)
    text = models.TextField("nội dung")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị thực hiện"
    )
    team = models.ForeignKey(
        MobilizationTeam, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="tổ dân vận thực hiện"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người thực hiện",
    )
    due_on = models.DateField("hạn", null=True, blank=True)
    status = models.CharField("tình trạng", max_length=10, choices=TaskStatus, default=TaskStatus.OPEN, editable=False)
    result = models.TextField("kết quả", blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người báo", editable=False
    )
    ended_at = models.DateTimeField("xong lúc", null=True, editable=False)

    objects = BriefingConclusionQuerySet.as_manager()

    class Meta:
        verbose_name = "kết luận giao ban"
        verbose_name_plural = "kết luận giao ban"
        ordering = ["briefing", "position", "pk"]
        permissions = [("report_briefingconclusion", "Báo kết quả việc được giao tại giao ban")]
        constraints = [
            models.CheckConstraint(
                condition=Q(status=TaskStatus.OPEN) | ~Q(result=""), name="briefing_conclusion_ended_has_a_result"
            )
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(status=TaskStatus.OPEN), name="briefing_conclusion_due")]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def owners(self) -> str:
        """Tổ dân vận 5; Nguyễn Văn A. Empty where nobody was named."""
        return "; ".join(str(who) for who in (self.unit, self.team, self.owner) if who)

    def is_overdue(self, at: date | None = None) -> bool:
        today = at or timezone.localdate()
        return self.status == TaskStatus.OPEN and self.due_on is not None and self.due_on < today

    def may_be_ended_by(self, user: User) -> bool:
        """Those who keep briefings, and whom it was given to, in person, by unit or as head of the team."""
        if not BriefingConclusion.objects.open().issued().filter(pk=self.pk).exists():
            return False
        return self._may_tell(user)

    def _may_tell(self, user: User) -> bool:
        if user.has_perm("mobilization.keep_briefing"):
            return True
        mine = BriefingConclusion.objects.given_to(user).filter(pk=self.pk)
        return user.has_perm("mobilization.report_briefingconclusion") and mine.exists()

    @transaction.atomic
    def end(self, status: str, result: str, *, by: User) -> None:
        """Write down that it is done, or why it cannot be.

        Raises ValidationError where that was told before, where the conclusions are not issued yet or nothing is
        said; PermissionDenied where it was given to others.
        """
        row = BriefingConclusion.objects.select_for_update(of=("self",)).select_related("briefing").get(pk=self.pk)
        if not row._may_tell(by):
            raise PermissionDenied
        row._check_ending(status, result)
        self.status, self.result, self.ended_by, self.ended_at = status, result, by, timezone.now()
        self.save(update_fields=["status", "result", "ended_by", "ended_at"])

    def _check_ending(self, status: str, result: str) -> None:
        if self.briefing.status != BriefingStatus.CONCLUDED:
            raise ValidationError("Kết luận này chưa được thông báo.")
        if self.status != TaskStatus.OPEN:
            raise ValidationError("Việc này đã có kết quả.")
        if status not in (TaskStatus.DONE, TaskStatus.NOT_DONE):
            raise ValidationError({"status": "Chọn đã hoàn thành hoặc không thực hiện được."})
        if not result.strip():
            raise ValidationError({"result": "Ghi kết quả, hoặc vì sao không thực hiện được."})
