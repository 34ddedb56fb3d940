"""One invented session: its notice, who asks, the day itself, its minutes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.functional import cached_property

from dialogues.demo.days import moment
from dialogues.demo.minutes import Record
from dialogues.demo.office import HOST, LEADER, SECRETARY
from dialogues.demo.promises import Promise
from dialogues.models import AgendaItem, DialogueSession, Question, SessionPhoto
from dialogues.status import Channel, CommitmentEventKind, QuestionStatus
from petitions.models import Petition

if TYPE_CHECKING:
    from dialogues.demo.office import Office

MORNING, AFTERNOON, EVENING = time(8, 30), time(14, 40), time(19, 10)
# Minutes after the hour of the session, and between one speaker and the next.
COME, WALK_IN, REPORT, FIRST_CALL, EACH = -25, -8, 4, 12, 9
# Minutes before the hour it was to end.
WRITTEN, DEFER, END = 40, 30, 20
# The ward has called people by numbers for so many sessions; before that it wrote down who spoke.
NUMBERED = 4
# So many carried promises are spoken about, so many days before the end of registration the first one asks.
SPOKEN_ABOUT, DAYS_OF_ASKING = 2, 6
REPORTED = (CommitmentEventKind.PROGRESSED, CommitmentEventKind.MARKED_DONE)


class Asked:
    """A question of the data, and the row that was made of it."""

    question: Question

    def __init__(self, row: dict[str, Any]) -> None:
        self.row = row

    @property
    def comes(self) -> bool:
        """Whether the person is in the room to speak; those of the waiting list are answered in the minutes."""
        return self.is_open and self.question.slot == "speaking"

    @property
    def is_open(self) -> bool:
        return self.question.status == QuestionStatus.REGISTERED and "denounces" not in self.row


class Meeting:
    following: Meeting

    def __init__(self, row: dict[str, Any], office: Office) -> None:
        self.row, self.office = row, office
        self.days, self.timeline, self.staff = office.days, office.timeline, office.staff
        self.asked: list[Asked] = []
        self.key: dict[str, Any] = {}

    @cached_property
    def session(self) -> DialogueSession:
        """Read once: whatever decides about it makes it what the row is by then."""
        return DialogueSession.objects.get(**self.key)

    def plan(self) -> None:
        month = self.days.month_ago(self.row["ago"])
        self.key = {"series_month": month}
        self.plan_around(self.days.of_month(month))

    def plan_besides(self) -> None:
        """Plan a session that a leader adds some days after the one of its row."""
        before = self.days.of_month(self.days.month_ago(self.row["ago"]))
        day = self.days.shift(before, self.row["after"])
        self.timeline.plan(moment(self.days.shift(day, -self.row["after"] + 1), MORNING), lambda: self._add(day))

    def _add(self, day: date) -> None:
        fields: dict[str, Any] = self.row["fields"]
        fields |= dict(zip(("start_time", "end_time"), self._hours(), strict=True))
        session = DialogueSession.objects.add(
            by=self.staff[LEADER],
            kind=self.row["kind"],
            held_on=day,
            reason=self.row["reason"],
            chair_posts=self.office.chairs,
            **fields,
        )
        self.key = {"pk": session.pk}
        for title, _answer in self.row["topics"]:
            session.agenda.place_topic(title, session)
        self.plan_around(day)

    def plan_around(self, day: date) -> None:
        """Plan what comes before the day, then the day, unless it is called off or moved."""
        self._plan_notice(day)
        self._plan_questions(day)
        if "cancelled" in self.row:
            self._plan_at(self.days.shift(day, -1), AFTERNOON, self._cancel)
        elif "moved" in self.row:
            other = self.days.shift(day, self.row["moved_days"])
            self._plan_at(self.days.shift(day, -3), MORNING, lambda: self._move(other))
            self._plan_day(other)
        else:
            self._plan_day(day)

    def _plan_at(self, day: date, hour: time, act: Callable[[], Any], minutes: float = 0) -> None:
        self.timeline.plan(moment(day, hour, minutes), act)

    # Before the day

    def _plan_notice(self, day: date) -> None:
        self._plan_at(self.days.shift(day, -self.days.rule.announce_days), MORNING, self._announce)

    def _announce(self) -> None:
        self.session.announce(by=self.staff[SECRETARY])

    def _cancel(self) -> None:
        self.session.cancel(self.row["cancelled"], by=self.staff[LEADER])
        for asked in self._open_ones():
            asked.question.defer(self.following.session, by=self.staff[HOST])
            self.following.asked.append(asked)

    def _move(self, day: date) -> None:
        self.session.move(day, self.row["moved"], by=self.staff[LEADER])

    def _plan_questions(self, day: date) -> None:
        _opens, closes = self.days.rule.intake(day, self.days.calendar)
        rows = [row for row in self.row["questions"] if row.get("channel") != Channel.WALK_IN]
        for number, row in enumerate(rows):
            asks = closes - timedelta(days=1 + DAYS_OF_ASKING * (len(rows) - number - 1) // max(len(rows) - 1, 1))
            self._plan_question(row, moment(asks, EVENING, number * 7))
        self._plan_at(closes, AFTERNOON, self._leave_out)
        self._plan_at(closes, EVENING, self._withdraw, minutes=100)

    def _plan_question(self, row: dict[str, Any], wished: datetime) -> None:
        if row.get("channel", Channel.WEB) != Channel.WEB:
            wished = self.days.at_office(wished)
        self.timeline.plan(wished, lambda: self._ask(row))

    def _ask(self, row: dict[str, Any]) -> Asked:
        channel = row.get("channel", Channel.WEB)
        session, asked = self.session, Asked(row)
        if channel == Channel.WEB and not session.intake_is_open():
            channel = Channel.COUNTER
        fields: dict[str, Any] = self.office.next_person()
        asked.question = Question.objects.register(
            session,
            by=None if channel == Channel.WEB else self.staff[HOST],
            channel=channel,
            text=row["ask"],
            wants_to_speak=not row.get("written", False),
            topic=self.office.categories[row["topic"]],
            residential_group=self.office.groups.get(row.get("group", 0)),
            consent_publish_name=row.get("named", False),
            is_suspect=row.get("suspect", False),
            petition_code=self._code_of_petition(row),
            **fields,
        )
        self.asked.append(asked)
        return asked

    def _code_of_petition(self, row: dict[str, Any]) -> str:
        """The code of something this person already wrote about, where the ward had petitions by then."""
        known = Petition.objects.exclude(visibility="confidential").filter(category__slug=row["topic"])
        petition = (
            known.filter(created_at__lt=timezone.now()).order_by("-pk").first() if row.get("about_petition") else None
        )
        return petition.code if petition else ""

    def _leave_out(self) -> None:
        for asked in self._open_ones():
            if "declined" in asked.row:
                asked.question.decline(asked.row["declined"], by=self.staff[HOST])

    def _withdraw(self) -> None:
        for asked in self._open_ones():
            if "withdrawn" in asked.row:
                asked.question.withdraw(asked.row["withdrawn"])

    def _open_ones(self) -> list[Asked]:
        return [asked for asked in self.asked if asked.is_open]

    # The day

    def _plan_day(self, day: date) -> None:
        starts, ends = self._hours()
        for hour, minutes, act in (
            (starts, COME, lambda: self._receive(day, starts)),
            (starts, 0, lambda: self.session.open(by=self.staff[HOST])),
            (starts, REPORT, self._report_on_promises),
            (ends, -WRITTEN, self._answer_written),
            (ends, -DEFER, self._defer),
            (ends, -END, lambda: self._end(day)),
        ):
            self._plan_at(day, hour, act, minutes)

    def _hours(self) -> tuple[time, time]:
        fields, rule = self.row.get("fields", {}), self.days.rule
        wished = fields.get("start_time", rule.start_time), fields.get("end_time", rule.end_time)
        starts, ends = (time.fromisoformat(str(hour)) for hour in wished)
        return starts, ends

    def _receive(self, day: date, starts: time) -> None:
        """Everybody is given a number on coming, then called in the order of the numbers."""
        speakers = [asked for asked in self.asked if asked.comes]
        for number, asked in enumerate(speakers):
            self._plan_at(day, starts, lambda asked=asked: self._check_in(asked), COME + number * 0.7)  # type: ignore[misc]
        walk_ins = [row for row in self.row["questions"] if row.get("channel") == Channel.WALK_IN]
        for row in walk_ins:
            self._plan_at(day, starts, lambda row=row: speakers.append(self._walk_in(row)), WALK_IN)  # type: ignore[misc]
        for number in range(len(speakers) + len(walk_ins)):
            minutes = FIRST_CALL + number * EACH
            self._plan_at(day, starts, lambda number=number: self._hear(speakers[number]), minutes)  # type: ignore[misc]

    def _walk_in(self, row: dict[str, Any]) -> Asked:
        asked = self._ask(row)
        self._check_in(asked)
        return asked

    def _check_in(self, asked: Asked) -> None:
        if self.row["ago"] <= NUMBERED:
            asked.question.check_in(by=self.staff[HOST])

    def _hear(self, asked: Asked) -> None:
        if self.row["ago"] <= NUMBERED:
            asked.question.call(by=self.staff[HOST])
        if "deferred" not in asked.row:
            self._minute(asked)

    def _answer_written(self) -> None:
        for asked in self._open_ones():
            if not asked.comes and "answer" in asked.row and "deferred" not in asked.row:
                self._minute(asked)

    def _minute(self, asked: Asked) -> None:
        row, session = asked.row, self.session
        item = session.agenda.select_related("question").get(question=asked.question)
        texts = {name: row[name] for name in AgendaItem.MINUTED if name in row}
        item.minute(by=self.staff[SECRETARY], **texts)
        if "promise" in row:
            promise = Promise(row["promise"], asked.question.pk, self.office)
            promise.make(session, item, by=self.staff[SECRETARY])

    def _report_on_promises(self) -> None:
        """The first of the promises on the agenda are spoken about; what is told is what the unit last wrote."""
        promised = self.session.agenda.exclude(commitment=None).in_order().select_related("commitment__unit")
        for item in promised[:SPOKEN_ABOUT]:
            commitment = item.commitment
            assert commitment is not None, "those without are left out"
            event = commitment.events.filter(kind__in=REPORTED).select_related("note").last()
            answer = event.public_note if event else "Đơn vị đã nhận việc, đang khảo sát và lập kế hoạch thực hiện."
            summary = f"{commitment.unit.name} báo cáo việc thực hiện."
            item.minute(by=self.staff[SECRETARY], summary=summary, answer=answer)

    def _defer(self) -> None:
        for asked in self._open_ones():
            if asked.row.pop("deferred", False):
                asked.question.defer(self.following.session, by=self.staff[HOST])
                self.following.asked.append(asked)
                self.asked.remove(asked)

    def _end(self, day: date) -> None:
        session = self.session
        session.end(by=self.staff[HOST])
        if "photo" in self.row:
            self._show_room(session)
        for title, answer in self.row.get("topics", ()):
            session.agenda.get(title=title).minute(by=self.staff[SECRETARY], summary=title + ".", answer=answer)
        for promise in self.row.get("promises", ()):
            Promise(promise, session.pk, self.office).make(session, None, by=self.staff[SECRETARY])
        Record(self.row, self.office, self.key).plan(day)

    def _show_room(self, session: DialogueSession) -> None:
        picture = self.office.file("meeting_room")
        photo = SessionPhoto.objects.create(
            session=session,
            file=ContentFile(picture.content, name="hoi-truong.jpg"),
            width=picture.width or 0,
            height=picture.height or 0,
            caption=self.row["photo"],
            alt="Hội trường với bàn chủ trì phủ khăn đỏ, các hàng ghế và phông có ngôi sao vàng; chưa có người.",
            consent_basis="Chụp trước giờ khai mạc, không có ai trong ảnh",
            added_by=self.staff[SECRETARY],
        )
        photo.describe(by=self.staff[SECRETARY], publish=True)
