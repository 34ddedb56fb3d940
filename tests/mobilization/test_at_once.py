"""Two act at the same moment: one waits for the other, and is told what changed."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from mobilization.models import AssessmentRound, Consolidation, Contest, Criterion
from mobilization.reports.status import ReportStatus
from tests.factories.assessments import a_cast, decided_row, open_round, verdicts
from tests.factories.mobilization import SelfManagedGroupFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_in
from tests.factories.results import MeasureFactory, result
from wardportal.periods import Period

pytestmark = pytest.mark.django_db(transaction=True)


def while_held(hold, act):
    """Do `hold` in a transaction that stays open until `act` has begun; return what `act` was refused with."""
    begun = Event()

    def other():
        begun.set()
        try:
            act()
        except ValidationError as refusal:
            return refusal.messages[0]
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=1) as thread:
        with transaction.atomic():
            hold()
            answer = thread.submit(other)
            begun.wait()
            with pytest.raises(TimeoutError):
                answer.result(timeout=0.3)
        return answer.result(timeout=20)


def test_nobody_speaks_in_a_round_that_is_being_closed_and_no_contest_takes_one_that_is_opened_again(ward):
    cast = a_cast()
    SelfManagedGroupFactory(residential_group=cast.group.residential_group)
    opened = open_round(cast.bloc)
    sheet, other = (opened.assessments.get(self_managed_group=cast.group), opened.assessments.last())
    decided_row(other, cast, 0)
    told = while_held(lambda: opened.close(by=cast.bloc), lambda: sheet.assess(verdicts(sheet), by=cast.head))
    assert "đã khóa kết quả" in told
    held = AssessmentRound.objects.get()
    told = while_held(
        lambda: AssessmentRound.objects.get().reopen(by=cast.bloc),
        lambda: Contest.objects.start("Văn minh", 2026, held, by=cast.bloc),
    )
    assert "Khóa kết quả" in told


def test_a_contest_is_begun_once(ward):
    cast = a_cast()
    opened = open_round(cast.bloc)
    decided_row(opened.assessments.last(), cast, 0)
    opened.close(by=cast.bloc)
    told = while_held(
        lambda: Contest.objects.create(name="Văn minh", year=2026),
        lambda: Contest.objects.start("Văn minh", 2026, opened, by=cast.bloc),
    )
    assert "đã mở cuộc thi đua mang tên này" in told


def test_of_two_who_issue_under_one_number_the_second_is_told(ward):
    bloc, leader, this = a_reader(), a_reader("leader"), Period.of(timezone.localdate())
    for period in (this, this.previous()):
        report_in(ReportStatus.APPROVED, day=period.start)
    one, other = (Consolidation.objects.of(period, by=bloc) for period in (this, this.previous()))
    told = while_held(lambda: one.issue("12", by=leader), lambda: other.issue("012-BC/KDV", by=leader))
    assert "Số này đã dùng" in told


def test_a_criterion_is_not_changed_while_a_round_is_opened_with_it(ward):
    cast = a_cast()
    first = Criterion.objects.first()
    assert "phiên bản mới" in while_held(lambda: open_round(cast.bloc), first.save)


def test_of_two_who_record_one_paper_the_second_is_told(ward):
    lan, measure = UserFactory(role="mobilization"), MeasureFactory()
    one, other = (lambda: result(5, "km", measure=measure, by=lan) for _ in range(2))
    assert "đã ghi" in while_held(one, other)
