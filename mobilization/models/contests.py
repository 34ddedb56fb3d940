"""Contests between self-managed groups: entrants from a ranking, scores of named judges, prizes, the way up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import IntegrityError, models, transaction
from django.db.models import Avg, Q
from django.utils import timezone

from mobilization.assessments.ranking import Place, departs_from_points, departs_from_rank, places_of
from mobilization.assessments.status import CONTEST_MOVES, ContestEventKind, ContestStatus, EntrantStatus
from mobilization.models.organisation import SelfManagedGroup
from mobilization.models.rounds import AssessmentRound
from wardportal.models import Door, Event, User

MOST_POINTS = 100


@dataclass(frozen=True)
class Prize:
    """A prize for one entrant; `kind` is one of `Award.Kind`."""

    entrant: Entrant
    kind: str


class ContestQuerySet(models.QuerySet["Contest"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self if user.has_perm("mobilization.view_all_assessments") else self.none()

    @transaction.atomic
    def start(self, name: str, year: int, ranked_by: AssessmentRound, *, by: User) -> Contest:
        """Begin a contest whose entrants come from the ranking of a round.

        Raises ValidationError while that is open, or where the year has a contest of this name already.
        """
        if not by.has_perm("mobilization.start_contest"):
            raise PermissionDenied
        if ranked_by.lock().is_open:
            raise ValidationError({"round": "Khóa kết quả đợt đánh giá trước, để thứ hạng không thay đổi nữa."})
        try:
            with transaction.atomic():
                row = self.create(name=name, year=year, round=ranked_by)
        except IntegrityError as error:
            raise ValidationError({"name": f"Năm {year} đã mở cuộc thi đua mang tên này."}) from error
        row.record(ContestEventKind.STARTED, by=by)
        return row


class Contest(Door):
    """A contest between self-managed groups, such as "văn minh, an toàn, tiêu biểu"."""

    MOVES = CONTEST_MOVES
    NOUN = "cuộc thi đua"

    name = models.CharField("tên cuộc thi đua", max_length=160)
    year = models.PositiveSmallIntegerField("năm")
    round = models.ForeignKey(
        AssessmentRound, models.PROTECT, null=True, related_name="contests", verbose_name="theo thứ hạng của đợt"
    )
    status = models.CharField(
        "tình trạng", max_length=20, choices=ContestStatus, default=ContestStatus.GROUP_ROUND, editable=False
    )
    # The record of the jury: why the prizes stand as they do.
    basis = models.TextField("căn cứ trao giải", blank=True, editable=False)

    objects = ContestQuerySet.as_manager()

    class Meta:
        verbose_name = "cuộc thi đua"
        verbose_name_plural = "cuộc thi đua"
        ordering = ["-year", "name"]
        constraints = [models.UniqueConstraint(fields=["name", "year"], name="contest_once_a_year")]
        permissions = [
            ("start_contest", "Mở cuộc thi đua của các tổ tự quản"),
            *Door.move_permissions(CONTEST_MOVES, ContestEventKind, "contest"),
        ]

    def __str__(self) -> str:
        return f"{self.name} năm {self.year}"

    def places(self) -> dict[int, Place]:
        """Where each self-managed group stands in the ranking it is chosen by, by its key."""
        return places_of(self.round) if self.round else {}

    def competing(self) -> Any:
        """Those still in it, by their rank in the round of assessment."""
        rows = self.entrants.exclude(status=EntrantStatus.WITHDRAWN)
        return rows.select_related("self_managed_group__residential_group").order_by("rank", "pk")

    # Deciding

    @transaction.atomic
    def enter(self, group: SelfManagedGroup, *, by: User, reason: str = "", version: int | None = None) -> Entrant:
        """Nominate a group. Raises ValidationError where one of its neighbours stands higher and no reason is given."""
        place = self.places().get(group.pk)
        if place is None:
            raise ValidationError({"group": f"{group} không có kết quả được quyết định trong đợt này."})

        def check() -> None:
            if self.entrants.filter(self_managed_group=group).exists():
                raise ValidationError({"group": f"{group} đã được đề cử."})
            if place.rank_at_home > 1 and not reason:
                raise ValidationError({"reason": "Tổ này không đứng đầu tổ dân phố. Ghi lý do đề cử."})

        self._move("enter", by=by, version=version, check=check)
        return self.entrants.create(self_managed_group=group, reason=reason, rank=place.rank, met_count=place.met)

    @transaction.atomic
    def withdraw(self, entrant: Entrant, reason: str, *, by: User, version: int | None = None) -> None:
        self._move("withdraw", by=by, version=version, check=lambda: self._check_own([entrant]))
        entrant.status, entrant.left_because = EntrantStatus.WITHDRAWN, reason
        entrant.save(update_fields=["status", "left_because"])

    @transaction.atomic
    def score(self, judge: str, points: Mapping[Entrant, Decimal], *, by: User, version: int | None = None) -> None:
        """Note what a judge gives; the same judge's earlier points of this round are replaced."""
        if not points:
            raise ValidationError("Nhập điểm của ít nhất một tổ.")
        self._move("score", by=by, version=version, check=lambda: self._check_own(points))
        for entrant, given in points.items():
            entrant.scores.update_or_create(stage=self.status, judge=judge, defaults={"points": given, "by": by})

    @transaction.atomic
    def advance(self, chosen: Iterable[Entrant], *, by: User, reason: str = "", version: int | None = None) -> None:
        """Take these into the round of the ward. Raises ValidationError where one left out stands higher and no reason
        is given.
        """
        keys = {entrant.pk for entrant in chosen}

        def check() -> None:
            rows = list(self.competing())
            if not keys:
                raise ValidationError({"entrants": "Chọn ít nhất một tổ vào vòng phường."})
            taken, left = [row for row in rows if row.pk in keys], [row for row in rows if row.pk not in keys]
            if departs_from_rank([row.rank for row in taken], [row.rank for row in left]) and not reason:
                raise ValidationError({"reason": "Có tổ xếp cao hơn không được chọn. Ghi lý do."})

        self._move("advance", by=by, version=version, check=check)
        self.competing().filter(pk__in=keys).update(status=EntrantStatus.IN_WARD_ROUND, chosen_because=reason)

    @transaction.atomic
    def award(
        self,
        prizes: Iterable[Prize],
        decision_no: str,
        decided_on: date,
        *,
        by: User,
        basis: str = "",
        version: int | None = None,
    ) -> None:
        """Give the prizes by a decision. Raises ValidationError without its number or a prize, for somebody who is not
        in the ward's round, and where neither the scores nor a record say why they stand so.
        """
        given = list(prizes)

        def check() -> None:
            finalists = set(self.competing().filter(status=EntrantStatus.IN_WARD_ROUND).values_list("pk", flat=True))
            if not decision_no:
                raise ValidationError({"decision_no": "Nhập số quyết định. Không có giải thưởng nào thiếu quyết định."})
            if decided_on > timezone.localdate():
                raise ValidationError({"decided_on": "Ngày quyết định chưa đến."})
            if not given or any(prize.entrant.pk not in finalists for prize in given):
                raise ValidationError("Chọn giải cho ít nhất một tổ của vòng phường.")
            if not basis:
                self._check_points(given)

        self._move("award", by=by, version=version, check=check, basis=basis)
        for prize in given:
            self.awards.create(
                kind=prize.kind, title=str(self.name), self_managed_group=prize.entrant.self_managed_group,
                decision_no=decision_no, decided_on=decided_on,
            )  # fmt: skip

    def _check_points(self, prizes: list[Prize]) -> None:
        """Without a record the judges' points have to say why the prizes stand as they do."""
        order = list(self.awards.model.Kind.values)
        won = {prize.entrant.pk: order.index(prize.kind) for prize in prizes}
        rows = self.competing().filter(status=EntrantStatus.IN_WARD_ROUND)
        mean = Avg("scores__points", filter=Q(scores__stage=self.status))
        means = dict(rows.annotate(mean=mean).values_list("pk", "mean"))
        if not any(given is not None for given in means.values()):
            raise ValidationError({"basis": "Chưa có điểm của giám khảo: ghi biên bản, kết luận chọn giải."})
        if departs_from_points((won.get(key, len(order)), given) for key, given in means.items()):
            raise ValidationError({"basis": "Giải không theo điểm của giám khảo: ghi biên bản, kết luận chọn giải."})

    @transaction.atomic
    def send_on(self, entrant: Entrant, organiser: str, sent_on: date, *, by: User, version: int | None = None) -> None:
        """Send a winner to a contest of the upper level. Raises ValidationError for who won nothing or was sent."""

        def check() -> None:
            self._check_own([entrant])
            if not self.awards.filter(self_managed_group=entrant.self_managed_group_id).exists():
                raise ValidationError({"entrant": "Chỉ cử được tổ đã được trao giải của phường."})
            if Entrant.objects.get(pk=entrant.pk).sent_to:
                raise ValidationError({"entrant": "Tổ này đã được cử."})

        self._move("send_on", by=by, version=version, check=check)
        entrant.sent_to, entrant.sent_on = organiser, sent_on
        entrant.save(update_fields=["sent_to", "sent_on"])

    @transaction.atomic
    def record_outcome(self, entrant: Entrant, outcome: str, *, by: User, version: int | None = None) -> None:
        """Note what the upper level decided. Raises ValidationError for who was not sent there."""

        def check() -> None:
            self._check_own([entrant])
            if not Entrant.objects.get(pk=entrant.pk).sent_to:
                raise ValidationError({"entrant": "Tổ này chưa được cử tham gia thi cấp trên."})

        self._move("record_outcome", by=by, version=version, check=check)
        entrant.outcome = outcome
        entrant.save(update_fields=["outcome"])

    def _check_own(self, entrants: Iterable[Entrant]) -> None:
        if any(entrant.contest_id != self.pk for entrant in entrants):
            raise ValueError("An entrant of another contest")


class ContestEvent(Event):
    contest = models.ForeignKey(Contest, models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=20, choices=ContestEventKind)
    from_status = models.CharField(max_length=20, choices=ContestStatus, blank=True)
    to_status = models.CharField(max_length=20, choices=ContestStatus)

    class Meta(Event.Meta):
        verbose_name = "diễn biến thi đua"
        verbose_name_plural = "diễn biến thi đua"


class Entrant(models.Model):
    """A self-managed group in a contest, with the rank it was nominated by and the reason where it was not by rank."""

    contest = models.ForeignKey(Contest, models.PROTECT, related_name="entrants", verbose_name="cuộc thi đua")
    self_managed_group = models.ForeignKey(
        SelfManagedGroup, models.PROTECT, related_name="entries", verbose_name="tổ tự quản"
    )
    status = models.CharField(
        "tình trạng", max_length=20, choices=EntrantStatus, default=EntrantStatus.IN_GROUP_ROUND, editable=False
    )
    rank = models.PositiveSmallIntegerField("thứ hạng khi đề cử", editable=False)
    met_count = models.PositiveSmallIntegerField("số tiêu chí đạt", editable=False)
    reason = models.CharField("lý do đề cử", max_length=300, blank=True)
    chosen_because = models.CharField("lý do chọn vào vòng phường", max_length=300, blank=True)
    left_because = models.CharField("lý do rút", max_length=300, blank=True)
    sent_to = models.CharField("tham gia thi do … tổ chức", max_length=160, blank=True)
    sent_on = models.DateField("ngày cử", null=True, blank=True)
    outcome = models.CharField("kết quả thi cấp trên", max_length=300, blank=True)

    class Meta:
        verbose_name = "tổ dự thi"
        verbose_name_plural = "tổ dự thi"
        ordering = ["rank", "pk"]
        constraints = [models.UniqueConstraint(fields=["contest", "self_managed_group"], name="entrant_once_a_contest")]

    def __str__(self) -> str:
        return str(self.self_managed_group)


class Score(models.Model):
    """What a named judge gives an entrant in one of the two rounds."""

    entrant = models.ForeignKey(Entrant, models.PROTECT, related_name="scores", verbose_name="tổ dự thi")
    stage = models.CharField("vòng", max_length=20, choices=ContestStatus)
    judge = models.CharField("giám khảo", max_length=120)
    points = models.DecimalField(
        "điểm",
        max_digits=5,
        decimal_places=2,
        validators=[MinValueValidator(0), MaxValueValidator(MOST_POINTS)],
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người nhập")
    at = models.DateTimeField("lúc", auto_now=True)

    class Meta:
        verbose_name = "điểm giám khảo"
        verbose_name_plural = "điểm giám khảo"
        ordering = ["judge", "pk"]
        constraints = [models.UniqueConstraint(fields=["entrant", "stage", "judge"], name="score_once_a_judge")]

    def __str__(self) -> str:
        return f"{self.judge}: {self.points}"
