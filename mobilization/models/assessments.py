"""The assessment of one self-managed group in one round: three opinions, what is decided, and what was said between."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from mobilization.assessments.status import (
    ASSESSMENT_MOVES,
    CHECKED,
    AssessmentEventKind,
    AssessmentStatus,
    RoundStatus,
    Step,
)
from mobilization.models.opinions import Opinion, Verdict
from mobilization.models.organisation import Membership, MobilizationTeam, ResidentialGroup, SelfManagedGroup
from mobilization.models.rounds import AssessmentRound
from wardportal.models import Door, Event, Note, User
from wardportal.uploads import CleanFile

# By the key of the criterion.
Verdicts = Mapping[int, Verdict]


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for those who see all; else those of the groups the user heads, and of the teams the user heads."""
        if user.has_perm("mobilization.view_all_assessments"):
            return self
        return self.of_head(user) | self.of_team_head(user)

    def of_head(self, user: User | AnonymousUser) -> Self:
        """Of the self-managed groups this person heads today."""
        if not user.has_perm("mobilization.assess_assessment"):
            return self.none()
        seats = Membership.objects.of_user(user).filter(post__is_self_managed_head=True)
        return self.filter(self_managed_group__in=seats.values("self_managed_group"))

    def of_team_head(self, user: User | AnonymousUser) -> Self:
        """Of the residential groups whose mobilization team this person heads today."""
        if not user.has_perm("mobilization.cross_check_assessment"):
            return self.none()
        return self.filter(residential_group__in=MobilizationTeam.objects.of_head(user).values("residential_group"))

    def published(self) -> Self:
        """What everybody reads: what the ward has decided, and nothing before."""
        return self.filter(status=AssessmentStatus.DECIDED)

    def open(self) -> Self:
        return self.exclude(status=AssessmentStatus.DECIDED).filter(round__status=RoundStatus.OPEN)

    def in_order(self) -> Self:
        return self.order_by("residential_group__number", "self_managed_group__number", "pk")

    def with_names(self) -> Self:
        return self.select_related("self_managed_group", "residential_group", "round__criteria_set")

    def with_opinions(self) -> Self:
        """Fetch along what counts of the three steps, with each verdict."""
        current = Opinion.objects.filter(is_current=True).select_related("by").prefetch_related("results", "files")
        return self.prefetch_related(models.Prefetch("opinions", current, to_attr="current_opinions"))

    def decide_agreeing(self, versions: Mapping[int, int], *, by: User) -> tuple[int, list[str]]:
        """Decide these, by key and the version they were seen under, as head and team both say.

        Return how many were decided, and why the others were not.
        """
        refusals: list[str] = []
        rows = list(self.filter(pk__in=versions).with_names())
        for row in rows:
            try:
                row.decide_as_checked(by=by, version=versions[row.pk])
            except ValidationError as refusal:
                refusals.append(f"{row.self_managed_group}: {refusal.messages[0]}")
        return len(rows) - len(refusals), refusals


class AssessmentEvent(Event):
    assessment = models.ForeignKey("mobilization.Assessment", models.PROTECT, related_name="events")
    kind = models.CharField("việc", max_length=20, choices=AssessmentEventKind)
    from_status = models.CharField(max_length=20, choices=AssessmentStatus, blank=True)
    to_status = models.CharField(max_length=20, choices=AssessmentStatus)

    class Meta(Event.Meta):
        verbose_name = "diễn biến đánh giá"
        verbose_name_plural = "diễn biến đánh giá"


class AssessmentNote(Note):
    event = models.OneToOneField(AssessmentEvent, models.PROTECT, primary_key=True, related_name="note")

    class Meta(Note.Meta):
        verbose_name = "ghi chú diễn biến đánh giá"
        verbose_name_plural = "ghi chú diễn biến đánh giá"


class Assessment(Door):
    """How one self-managed group does by the criteria of a round: what its head, the team and the ward say of it."""

    MOVES = ASSESSMENT_MOVES
    NOTE = AssessmentNote
    NOUN = "phiếu đánh giá"

    round = models.ForeignKey(AssessmentRound, models.PROTECT, related_name="assessments", verbose_name="đợt đánh giá")
    self_managed_group = models.ForeignKey(
        SelfManagedGroup, models.PROTECT, related_name="assessments", verbose_name="tổ tự quản"
    )
    # Where it belonged then: groups are merged and split later.
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, related_name="assessments", verbose_name="tổ dân phố"
    )
    status = models.CharField(
        "tình trạng", max_length=20, choices=AssessmentStatus, default=AssessmentStatus.DRAFT, editable=False
    )
    # Counted at the decision; None before it.
    met_count = models.PositiveSmallIntegerField("số tiêu chí đạt", null=True, editable=False)
    criteria_count = models.PositiveSmallIntegerField("số tiêu chí", null=True, editable=False)
    decided_at = models.DateTimeField("quyết định lúc", null=True, editable=False)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        verbose_name = "đánh giá tổ tự quản"
        verbose_name_plural = "đánh giá tổ tự quản"
        ordering = ["-round__period_start", "residential_group__number", "self_managed_group__number"]
        permissions = [
            ("view_all_assessments", "Xem đánh giá của mọi tổ tự quản"),
            *Door.move_permissions(ASSESSMENT_MOVES, AssessmentEventKind, "assessment"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["round", "self_managed_group"], name="assessed_once_a_round"),
            models.CheckConstraint(
                condition=Q(status=AssessmentStatus.DECIDED, met_count__isnull=False, decided_at__isnull=False)
                | (~Q(status=AssessmentStatus.DECIDED) & Q(met_count=None, decided_at=None)),
                name="assessment_decided_has_a_result",
            ),
        ]
        indexes = [models.Index(fields=["round", "status"], name="assessment_round_status")]

    def __str__(self) -> str:
        return f"{self.self_managed_group}, {self.round.period}"

    @property
    def is_decided(self) -> bool:
        return self.status == AssessmentStatus.DECIDED

    def allows(self, verb: str, by: User | None) -> bool:
        """The first two opinions are said by heads only, whatever else somebody may see or decide."""
        if by is None or verb not in ("assess", "cross_check"):
            return super().allows(verb, by)
        if not by.has_perm(self.permission(verb)):
            return False
        rows = Assessment.objects.filter(pk=self.pk)
        return rows.of_team_head(by).exists() or (verb == "assess" and rows.of_head(by).exists())

    def opinion(self, step: str) -> Opinion | None:
        """What counts of this step; None while nobody said anything."""
        known = getattr(self, "current_opinions", None)
        if known is not None:
            return next((row for row in known if row.step == step), None)
        current = self.opinions.filter(is_current=True, step=step)
        return current.select_related("by").prefetch_related("results").first()

    def verdicts(self, step: str) -> dict[int, Verdict]:
        opinion = self.opinion(step)
        return opinion.verdicts() if opinion else {}

    def has_differences(self) -> bool:
        """Whether head and team say different things of any criterion, or the head objected."""
        before, after = self.verdicts(Step.SELF), self.verdicts(Step.CROSS)
        differs = any(one.is_met != after[key].is_met for key, one in before.items() if key in after)
        return differs or self.status == AssessmentStatus.OBJECTED

    # Deciding

    @transaction.atomic
    def assess(
        self,
        verdicts: Verdicts,
        *,
        by: User,
        told_by: str = "",
        version: int | None = None,
        submission_id: UUID | None = None,
    ) -> Opinion:
        """What the head of the group says of it; `told_by` is who signed the paper it is typed in from.

        Raises ValidationError where a criterion has no verdict, or somebody else types it in without saying from whom.
        """
        if not told_by and not Assessment.objects.filter(pk=self.pk).of_head(by).exists():
            raise ValidationError({"told_by": "Ghi họ tên tổ trưởng tổ tự quản đã ký phiếu giấy."})
        self._move(
            "assess", by=by, version=version, submission_id=submission_id, check=lambda: self._check_said(verdicts)
        )
        return self._say(Step.SELF, verdicts, by=by, told_by=told_by)

    @transaction.atomic
    def cross_check(
        self,
        verdicts: Verdicts,
        *,
        by: User,
        basis: str = "",
        files: Sequence[CleanFile] = (),
        version: int | None = None,
        submission_id: UUID | None = None,
    ) -> Opinion:
        """What the mobilization team found, and by what: a record of it, photos, papers.

        Raises ValidationError where it departs from the head without a reason, or shows nothing it rests on.
        """
        if not basis and not files:
            raise ValidationError({"basis": "Ghi đã kiểm tra thế nào, hoặc kèm ảnh, biên bản."})

        def check() -> None:
            self._check_said(verdicts)
            said = self.opinion(Step.SELF)
            if said and said.by_id == by.pk and not said.told_by:
                raise ValidationError("Người tự đánh giá không kiểm tra chéo chính tổ tự quản của mình.")
            self._check_reasons(verdicts, said)

        self._move("cross_check", by=by, version=version, submission_id=submission_id, check=check)
        opinion = self._say(Step.CROSS, verdicts, by=by, basis=basis)
        opinion.attach(files)
        return opinion

    def object(self, words: str, *, by: User, version: int | None = None, submission_id: UUID | None = None) -> None:
        """What the group says against the cross-check, before the ward decides."""
        self._move(
            "object", by=by, version=version, public_note=words, submission_id=submission_id, check=self._check_round
        )

    @transaction.atomic
    def decide(
        self, verdicts: Verdicts, *, by: User, answer: str = "", version: int | None = None, staff_note: str = ""
    ) -> Opinion:
        """Say what counts. Raises ValidationError where it departs from the cross-check without a reason, or leaves an
        objection without an answer.
        """

        def check() -> None:
            self._check_said(verdicts)
            self._check_reasons(verdicts, self.opinion(Step.CROSS))
            if self.status == AssessmentStatus.OBJECTED and not answer:
                raise ValidationError({"answer": "Trả lời ý kiến của tổ tự quản trước khi quyết định."})

        self._move(
            "decide", by=by, version=version, staff_note=staff_note, public_note=answer, check=check,
            met_count=sum(one.is_met for one in verdicts.values()), criteria_count=len(verdicts),
            decided_at=timezone.now(),
        )  # fmt: skip
        return self._say(Step.WARD, verdicts, by=by, basis=answer)

    @transaction.atomic
    def decide_as_checked(self, *, by: User, version: int | None = None) -> Opinion:
        """Decide what head and team both say. Raises ValidationError where they do not."""
        if version is None:
            version = self.lock().version
        if self.status in CHECKED and self.has_differences():
            raise ValidationError("Hai bên còn khác nhau, xin quyết định riêng.")
        verdicts = {key: Verdict(one.is_met) for key, one in self.verdicts(Step.CROSS).items()}
        return self.decide(verdicts, by=by, version=version)

    @transaction.atomic
    def send_back(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Have it assessed anew. What was said stays in the history."""
        self._move(
            "send_back", by=by, version=version, public_note=reason, staff_note=staff_note, check=self._check_round,
            met_count=None, criteria_count=None, decided_at=None,
        )  # fmt: skip
        self.opinions.filter(is_current=True).update(is_current=False)

    def _say(self, step: str, verdicts: Verdicts, **columns: Any) -> Opinion:
        """Keep the opinion; the one that was there stays in the history."""
        self.opinions.filter(step=step, is_current=True).update(is_current=False)
        opinion = self.opinions.create(step=step, **columns)
        opinion.fill(verdicts)
        self._forget()
        return opinion

    def _held_row(self) -> Self:
        """Holds the round as well, so that it is not closed until this is said."""
        rows: Any = type(self)._default_manager.select_related("round")
        return rows.select_for_update(of=("self", "round")).get(pk=self.pk)

    def _become(self, fresh: Self) -> None:
        super()._become(fresh)
        self._held_round = fresh.round
        self._forget()

    def _forget(self) -> None:
        """What was fetched along may have been said anew."""
        self.__dict__.pop("current_opinions", None)

    def _check_round(self) -> None:
        """Asked while the row is held, and with it the round."""
        if not self._held_round.is_open:
            raise ValidationError("Đợt đánh giá đã khóa kết quả.")

    def _check_said(self, verdicts: Verdicts) -> None:
        self._check_round()
        if self.round.criteria_set.asked != set(verdicts):
            raise ValidationError("Xin đánh giá đủ mọi tiêu chí của đợt này.")

    def _check_reasons(self, verdicts: Verdicts, opinion: Opinion | None) -> None:
        before = opinion.verdicts() if opinion else {}
        lacking = {
            f"note_{key}": "Ghi lý do vì kết quả khác với bước trước."
            for key, one in verdicts.items()
            if key in before and before[key].is_met != one.is_met and not one.note
        }
        if lacking:
            raise ValidationError(lacking)


def open_assessments() -> AssessmentQuerySet:
    """What goes along when residential groups are merged or split."""
    return Assessment.objects.open()


def assessments_decided_since(day: date) -> AssessmentQuerySet:
    return Assessment.objects.filter(decided_at__date__gte=day)
