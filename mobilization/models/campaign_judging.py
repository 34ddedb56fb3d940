"""How a campaign is judged: by those who worked on it, by the council, by a decision, with a reward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mobilization.campaigns.status import SheetKind
from wardportal.dates import date_vi
from wardportal.models import Door, User

if TYPE_CHECKING:
    from mobilization.models.awards import Award
    from mobilization.models.campaign_parts import CampaignTarget
    from mobilization.models.scoring import ScoringPoint

# What is told of the result, by those who worked on it.
RESULT = ("effect", "lessons", "difficulties", "proposals")
# Of these, what the office words for everybody, in columns of their own.
FOR_ALL = ("effect", "lessons")
NOT_AHEAD = "Ngày quyết định không thể ở sau hôm nay."


class CampaignJudging(Door):
    """The verbs of `Campaign` from the self-scoring to the reward."""

    class Meta:
        abstract = True

    @transaction.atomic
    def self_score(
        self: Any,
        points: Sequence[ScoringPoint],
        *,
        by: User,
        opinion: str = "",
        version: int | None = None,
        **result: str,
    ) -> None:
        """Report the result (columns of `RESULT`) and score oneself, each point shown by a record."""
        self._move(
            "self_score",
            by=by,
            version=version,
            check=lambda: check_result(result),
            self_scored_on=timezone.localdate(),
            **result,
        )
        self.sheets.give(self, SheetKind.SELF, points, opinion=opinion, by=by)

    @transaction.atomic
    def score(
        self: Any,
        points: Sequence[ScoringPoint],
        *,
        by: User,
        opinion: str = "",
        dissent: str = "",
        version: int | None = None,
    ) -> None:
        """Hand in the sheet of a member of the council; one given again counts instead, and the first stays."""
        self._move("score", by=by, version=version)
        self.sheets.give(self, SheetKind.COUNCIL, points, opinion=opinion, dissent=dissent, by=by)

    @transaction.atomic
    def judge(self: Any, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Close the scoring: the average of the members' sheets, and the grade it makes.

        Raises ValidationError while fewer members have scored than the rule asks for.
        """
        self.lock()
        outcome = self.sheets.outcome(self)
        self._move(
            "judge",
            by=by,
            version=version,
            staff_note=staff_note,
            check=outcome.check,
            council_score=lambda: outcome.average,
            grade=lambda: outcome.grade_name,
        )

    def recognise(
        self: Any, decision_no: str, decided_on: date, *, by: User, version: int | None = None, staff_note: str = ""
    ) -> None:
        """Raises ValidationError where its grade is not enough for it, or the decision is older than the campaign."""

        def check() -> None:
            check_decided(decided_on, date(self.year, 1, 1), "năm đăng ký")
            if not self.sheets.outcome(self).is_enough:
                raise ValidationError(f"Xếp loại “{self.grade}” chưa đủ để công nhận theo mẫu chấm điểm.")

        self._move(
            "recognise",
            by=by,
            version=version,
            staff_note=staff_note,
            check=check,
            decision_no=decision_no,
            recognised_on=decided_on,
        )

    def refuse(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        self._move("refuse", by=by, version=version, staff_note=staff_note, public_note=reason)

    @transaction.atomic
    def reward(
        self: Any, *, by: User, decided_on: date, version: int | None = None, staff_note: str = "", **award: Any
    ) -> None:
        """Note what it was given by a decision: kind, level, title and number of an `Award`."""

        def check() -> None:
            self._check_recognised()
            check_decided(decided_on, self.recognised_on, "ngày công nhận")

        self._move("reward", by=by, version=version, staff_note=staff_note, check=check)
        self.awards.create(decided_on=decided_on, **award)

    @transaction.atomic
    def correct(
        self: Any,
        decision_no: str,
        decided_on: date,
        reason: str,
        *,
        by: User,
        award: Award | None = None,
        version: int | None = None,
        staff_note: str = "",
    ) -> None:
        """Put number and day of the recognition right, or those of an `award`; the history tells what stood there."""
        self.lock()

        def check() -> None:
            self._check_recognised()
            if award:
                check_decided(decided_on, self.recognised_on, "ngày công nhận")
                return
            check_decided(decided_on, date(self.year, 1, 1), "năm đăng ký")
            if self.awards.filter(decided_on__lt=decided_on).exists():
                raise ValidationError({"decided_on": "Ngày công nhận không thể ở sau ngày khen thưởng."})

        number, day = (award.decision_no, award.decided_on) if award else (self.decision_no, self.recognised_on)
        was = f"Trước đây ghi số {number}, ngày {day and date_vi(day)}."
        changes: dict[str, Any] = {} if award else {"decision_no": decision_no, "recognised_on": decided_on}
        note = f"{reason}\n{was}"
        self._move("correct", by=by, version=version, staff_note=staff_note, public_note=note, check=check, **changes)
        if award:
            self.awards.filter(pk=award.pk).update(decision_no=decision_no, decided_on=decided_on)

    @transaction.atomic
    def correct_target(
        self: Any,
        target: CampaignTarget,
        reason: str,
        *,
        by: User,
        version: int | None = None,
        staff_note: str = "",
        **right: Any,
    ) -> None:
        """Put a target right that was typed wrongly (columns of it); the history tells what stood there.

        Only while it is worked on: later, points were given for what was reached of it.
        """
        self.lock()
        row = self.targets.get(pk=target.pk)

        def check() -> None:
            if all(getattr(row, name) == value for name, value in right.items()):
                raise ValidationError("Chỉ tiêu chưa có gì thay đổi.")

        note = f"{reason}\nTrước đây ghi: {row}."
        self._move("correct_target", by=by, version=version, staff_note=staff_note, public_note=note, check=check)
        self.targets.filter(pk=row.pk).update(**right)

    def public_result(self: Any) -> dict[str, str]:
        """What everybody reads of the result; while nobody has looked at it, what was told, to start with."""
        prefix = "public_" if self.result_seen_at else ""
        return {name: getattr(self, f"{prefix}{name}") for name in FOR_ALL}

    def _check_recognised(self: Any) -> None:
        if self.recognised_on is None:
            raise ValidationError("Mô hình chưa được công nhận nên chưa làm được việc này.")


def check_decided(day: date, first: date, what: str) -> None:
    """Refuse the day of a decision that is to come, or from before what it is about: everybody reads it for good."""
    if day > timezone.localdate():
        raise ValidationError({"decided_on": NOT_AHEAD})
    if day < first:
        raise ValidationError({"decided_on": f"Ngày quyết định không thể ở trước {what} ({date_vi(first)})."})


def for_all(result: Mapping[str, str]) -> dict[str, Any]:
    """The columns in which everybody reads these words; none where there are none."""
    words = {f"public_{name}": result[name] for name in FOR_ALL if name in result}
    return words | {"result_seen_at": timezone.now()} if words else {}


def check_result(result: Mapping[str, str]) -> None:
    if unknown := result.keys() - set(RESULT):
        raise TypeError(f"Not part of a result: {unknown}")
    if not result.get("effect", "").strip():
        raise ValidationError({"effect": "Ghi hiệu quả của mô hình."})
