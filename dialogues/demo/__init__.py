"""The invented dialogues of the demo ward, lived through session by session by the methods everybody uses."""

import json
from typing import Any, TextIO

from django.db.models import Q, QuerySet
from django.utils import timezone

from dialogues.demo.coming import Coming
from dialogues.demo.days import MONTHS, Days, moment
from dialogues.demo.meetings import Meeting
from dialogues.demo.office import NIGHTLY, Office
from dialogues.models import Commitment, DialogueSession, Question
from dialogues.status import QuestionStatus
from wardportal.calendar import ONE_DAY
from wardportal.demo import MARK, Staff
from wardportal.reference import DATA_DIR


def read_rows() -> dict[str, Any]:
    return json.loads((DATA_DIR / "demo_dialogues.json").read_text("utf-8"))


def foreign_rows() -> QuerySet[Any]:
    """What only people make; sessions of the series nobody touched are made by the portal itself."""
    rows: tuple[QuerySet[Any], ...] = (Question.objects.all(), Commitment.objects.all())
    touched = Q(events__by__isnull=False) | Q(agenda__isnull=False) | Q(minutes__isnull=False)
    return next((found for found in rows if found.exists()), DialogueSession.objects.filter(touched).distinct())


def load_demo(out: TextIO, staff: Staff) -> None:
    """Live through two years of dialogues, up to this moment."""
    office, rows = Office(staff, Days(timezone.now())), read_rows()
    for ago in range(MONTHS, -1, -office.days.rule.months_ahead):
        day_before = office.days.of_month(office.days.month_ago(ago + 1))
        office.timeline.plan(moment(day_before + ONE_DAY, NIGHTLY), DialogueSession.objects.generate)
    meetings = {row["ago"]: Meeting(row, office) for row in rows["sessions"]}
    coming = Coming(rows["coming"], office)
    for ago, meeting in meetings.items():
        meeting.following = meetings.get(ago - 1, coming)
        meeting.plan()
    for row in rows["besides"]:
        Meeting(row, office).plan_besides()
    coming.plan()
    office.timeline.run()
    coming.end_of_history()
    held = DialogueSession.objects.past().count()
    out.write(f"Đối thoại: {held} buổi, {Question.objects.count()} câu hỏi, {Commitment.objects.count()} cam kết\n")


def hints() -> list[str]:
    """Codes and secrets of invented questions, to try the look-up with: one answered, one asked for a word."""
    invented = Question.objects.filter(full_name__endswith=MARK).order_by("-pk")
    samples = (
        (invented.filter(status=QuestionStatus.ANSWERED, commitments=None).first(), "đã trả lời"),
        (invented.filter(commitments__in=Commitment.objects.to_confirm()).first(), "cam kết chờ ông/bà xác nhận"),
    )
    return [
        f"Thử tra cứu câu hỏi: {question.code} / {question.secret} ({what})" for question, what in samples if question
    ]
