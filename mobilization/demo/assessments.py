"""A year of invented assessments: four quarters decided, a round under way in all its states, a contest with prizes."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TextIO

from django.db.models import QuerySet
from django.utils import timezone

from mobilization.models import (
    Assessment,
    AssessmentRound,
    Award,
    Contest,
    CriteriaSet,
    Membership,
    MobilizationTeam,
    Prize,
    Verdict,
)
from wardportal.calendar import ONE_DAY
from wardportal.demo import Staff, at
from wardportal.models import User
from wardportal.periods import Period, PeriodKind

QUARTERS = 4
# Each word goes through the door by itself: of the last quarter every self-managed group is told, of those before one
# or two of each residential group, and of the running one a few.
EVERY, RUNNING = 9, 18
MORNING = time(9, 0)
JUDGES = ("Giám khảo Hồ Thị Hà (dữ liệu mẫu)", "Giám khảo Vũ Văn Thành (dữ liệu mẫu)")
CONTEST = "Tổ tự quản văn minh, an toàn, tiêu biểu"
FINALISTS = 5


def foreign_rows() -> QuerySet[Any]:
    return AssessmentRound.objects.all()


def load_demo(out: TextIO, staff: Staff) -> None:
    year = AssessedYear(staff)
    now = Period.of(timezone.localdate(), PeriodKind.QUARTER)
    quarters = [now]
    while len(quarters) <= QUARTERS:
        quarters.append(quarters[-1].previous())
    for number, quarter in enumerate(reversed(quarters[1:])):
        year.live(quarter, number, 1 if quarter == quarters[1] else EVERY)
    year.compete(quarters[1])
    year.begin(now)
    out.write(f"Đánh giá tổ tự quản: {Assessment.objects.count()}\n")


class AssessedYear:
    """The people who assess, and what they say: mostly the same, sometimes not."""

    def __init__(self, staff: Staff) -> None:
        self.bloc = staff["danvan"]
        self.set = CriteriaSet.objects.get()
        self.criteria = list(self.set.criteria.all())
        self.found: dict[int, dict[int, Verdict]] = {}
        seats = Membership.objects.valid().exclude(self_managed_group=None)
        self.names = dict(seats.values_list("self_managed_group", "full_name"))
        self.teams = {team.residential_group_id: _head_of(team) for team in MobilizationTeam.objects.with_people()}

    def live(self, quarter: Period, number: int, every: int) -> None:
        """A quarter that has ended, from the first sheet to the ranking; so many groups took part."""
        last = quarter.end
        dues = (last - 15 * ONE_DAY, last - 8 * ONE_DAY, last - 2 * ONE_DAY)
        ranked = self._open(quarter, dues, last - 25 * ONE_DAY)
        rows = list(ranked.assessments.in_order())[::every]
        for row in rows:
            row.round = ranked
        with at(_moment(dues[0])):
            for row in rows:
                self._assess(row, number)
        with at(_moment(dues[1])):
            for row in rows:
                self._check(row, number)
        with at(_moment(dues[2])):
            for row in rows:
                self._decide(row)
            ranked.close(by=self.bloc)

    def begin(self, quarter: Period) -> None:
        """The running quarter: sheets in every state, the first one checked with a disagreement."""
        today = timezone.localdate()
        since = max(quarter.start, today - 10 * ONE_DAY)
        ranked = self._open(quarter, (today + 5 * ONE_DAY, today + 12 * ONE_DAY, today + 20 * ONE_DAY), since)
        with at(min(_moment(since), timezone.now()) + timedelta(hours=1)):
            for place, row in enumerate(ranked.assessments.in_order().select_related("self_managed_group")):
                row.round = ranked
                if place < RUNNING:
                    self._bring_to(row, place)

    def _bring_to(self, row: Assessment, place: int) -> None:
        """Sheets of every state, in turn."""
        turn = place % 6
        if turn == 1:
            return
        self._assess(row, QUARTERS)
        if turn == 2:
            return
        self._check(row, QUARTERS, disagrees=turn in (0, 4))
        if turn == 4:
            words = "Tổ đã dọn xong ngay hôm sau, có ảnh gửi tổ dân vận. Đề nghị xem lại."
            row.object(words, by=self.bloc)
        if turn == 5:
            self._decide(row)

    def compete(self, quarter: Period) -> None:
        """The contest of the last ranking: the best of each residential group, points, prizes, the way up."""
        ranked = AssessmentRound.objects.get(period_kind=quarter.kind, period_start=quarter.start)
        contest = Contest.objects.start(CONTEST, quarter.start.year, ranked, by=self.bloc)
        best: dict[int, Any] = {}
        for row in ranked.assessments.published().select_related("self_managed_group").order_by("-met_count", "pk"):
            best.setdefault(row.residential_group_id, row.self_managed_group)
        for group in best.values():
            contest.enter(group, by=self.bloc)
        finalists = list(contest.competing()[:FINALISTS])
        contest.advance(finalists, by=self.bloc)
        for turn, judge in enumerate(JUDGES):
            points = {one: Decimal(96 - 3 * place - turn) for place, one in enumerate(finalists)}
            contest.score(judge, points, by=self.bloc)
        kinds = (Award.Kind.FIRST, Award.Kind.SECOND, Award.Kind.THIRD, Award.Kind.CONSOLATION)
        prizes = [Prize(one, kind) for one, kind in zip(finalists, kinds, strict=False)]
        decided_on = min(quarter.end + 10 * ONE_DAY, timezone.localdate())
        contest.award(prizes, "215/QĐ-UBND (mẫu)", decided_on, by=self.bloc)
        contest.send_on(finalists[0], "UBND tỉnh (dữ liệu mẫu)", decided_on, by=self.bloc)

    def _open(self, quarter: Period, dues: tuple[date, date, date], day: date) -> AssessmentRound:
        with at(min(_moment(day), timezone.now())):
            ranked: AssessmentRound = AssessmentRound.objects.open(quarter, self.set, dues, by=self.bloc)
        return ranked

    def _head(self, row: Assessment) -> User:
        return self.teams[row.residential_group_id]

    def _verdicts(self, row: Assessment, number: int) -> dict[int, Verdict]:
        """What is met: more from quarter to quarter, another criterion lacking here and there."""
        more = 6 + row.residential_group_id % 6 + number
        seed = row.self_managed_group_id * 7 + row.residential_group_id * 3
        return {
            one.pk: Verdict((seed + one.position * 5 + number * 2) % more != 0 or seed % 3 == 0)
            for one in self.criteria
        }

    def _assess(self, row: Assessment, number: int) -> None:
        told_by = self.names.get(row.self_managed_group_id, "")
        row.assess(self._verdicts(row, number), by=self._head(row), told_by=told_by)

    def _check(self, row: Assessment, number: int, *, disagrees: bool | None = None) -> None:
        verdicts = self._verdicts(row, number)
        if disagrees is None:
            disagrees = row.self_managed_group_id % 9 == number
        if disagrees:
            last = self.criteria[-1].pk
            verdicts[last] = Verdict(not verdicts[last].is_met, "Đi kiểm tra thực tế thấy khác phiếu tự đánh giá.")
        self.found[row.pk] = {key: Verdict(one.is_met) for key, one in verdicts.items()}
        row.cross_check(verdicts, by=self._head(row), basis="Tổ dân vận đi kiểm tra từng tuyến, có ghi biên bản.")

    def _decide(self, row: Assessment) -> None:
        row.decide(self.found[row.pk], by=self.bloc)


def _head_of(team: MobilizationTeam) -> User:
    return next(head.user for head in team.heads() if head.user)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, MORNING))
