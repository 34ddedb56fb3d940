"""A word planted in private fields of every kind, by what people and offices do; `test_canary.py` looks for it."""

import io
from dataclasses import replace
from datetime import time
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from dialogues.models import DialogueSession, Minutes, Question, SessionPhoto
from mobilization.inspections.reminders import remind
from mobilization.models import (
    Briefing,
    Consolidation,
    Contest,
    Indicator,
    Inspection,
    InspectionField,
    NewPhoto,
    Part,
    Prize,
    Regrouping,
    ScoringCriterion,
    ScoringPoint,
    TeamReport,
    Terms,
)
from petitions.models import ConfidentialGrant, Petition
from petitions.status import Kind
from tests.factories.assessments import a_cast, decided_row, open_round, verdicts
from tests.factories.campaigns import drafted, points_of, seated, target
from tests.factories.dialogues import commitment_of, conclude, photo_file, question_at, session_on
from tests.factories.inspections import seat_of
from tests.factories.mobilization import MembershipFactory, ResidentialGroupFactory, UnitFactory
from tests.factories.petitions import ANSWER, UserFactory
from tests.factories.reports import team_with_head
from wardportal.calendar import WorkingCalendar
from wardportal.forms import new_submission_id

CANARY = "Chimhoàngyến"

# A word of the denunciation alone: it stands in clear in no table, no session and no file.
DENOUNCED = "Ngọclantím"


def canary_photo(word):
    """A picture that carries the canary in EXIF, in a comment and in its name."""
    exif = Image.Exif()
    exif[0x010E] = word
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "teal").save(stream, "JPEG", exif=exif, comment=word.encode())
    return SimpleUploadedFile(f"{word}.jpg", stream.getvalue(), "image/jpeg")


def send(kind, word=CANARY, code=302, **changes):
    form = {
        "submission_id": new_submission_id(), "kind": kind, "title": f"{word} a", "body": f"{word} b",
        "place": f"{word} c", "complained_of": f"{word} d", "decision_or_act": f"{word} e",
        "demand": f"{word} f", "full_name": f"{word} g", "address": f"{word} h", "phone": "0912345678",
        "email": "chimhoangyen@example.vn", "reply_by": "portal", "consent_publish": "on",
        "attachments": [canary_photo(word)],
    }  # fmt: skip
    assert Client().post("/kien-nghi/gui/", form | changes).status_code == code
    return Petition.objects.latest("pk") if code == 302 else None


def reported_by_a_team(staff):
    """A report that came back once, was approved, corrected, directed about and consolidated."""
    (team, head), leader, today = team_with_head(), UserFactory(role="leader"), timezone.localdate()
    report = TeamReport.objects.start(team, "month", today, by=head)
    report.write(report.headings().filter(takes_text=True).first(), CANARY, by=head)
    concern = report.raise_concern("concern", CANARY, place=CANARY, by=head)
    report.confirmed_by = CANARY
    report.save(update_fields=["confirmed_by"])
    report.photos.create(
        file=photo_file().source, name=f"{CANARY}.jpg", content_type="image/jpeg", size=9, caption=CANARY
    )
    report.submit(by=head, staff_note=CANARY)
    report.send_back(CANARY, by=staff, staff_note=CANARY)
    report.submit(by=head)
    report.approve(by=staff)
    report.correct(Indicator.objects.get(code="ngay-cong"), Decimal(3), CANARY, by=staff)
    due = WorkingCalendar.load(today).next_working(today)
    concern.direct(CANARY, UnitFactory(), due, by=leader).finish(CANARY, by=staff)
    whole = Consolidation.objects.of(report.period, by=staff)
    whole.write(whole.headings().filter(takes_text=True).first(), CANARY, by=staff)
    whole.issue(CANARY, by=leader)
    return report


def met_about(report, staff):
    """A briefing of the team that was moved, held and concluded."""
    today = timezone.localdate()
    words = {name: CANARY for name in ("place", "chaired_by", "secretary_name", "discussion", "conclusion")}
    briefing = Briefing.objects.plan(
        by=staff, level="team", period=report.period, held_on=today, team=report.team, start_time=time(0), **words
    )
    briefing.move(today, CANARY, by=staff)
    briefing.attendances.create(full_name=CANARY, post=CANARY, excuse=CANARY, is_present=True)
    briefing.hold(by=staff, staff_note=CANARY)
    task = briefing.conclusions.create(text=CANARY)
    briefing.conclude(CANARY, by=staff)
    task.end("done", CANARY, by=staff)


def assessed_and_awarded(staff):
    """A group that was disagreed about, decided, and won: its results and prizes are public, not what was said."""
    cast = a_cast()
    opened = open_round(staff)
    sheet = opened.assessments.get(self_managed_group=cast.group)
    sheet.assess(verdicts(sheet), by=cast.team_head, told_by=CANARY)
    found = verdicts(sheet, unmet=1, note=CANARY)
    sheet.cross_check(found, by=cast.team_head, basis=CANARY, files=[replace(photo_file(), name=f"{CANARY}.jpg")])
    sheet.object(CANARY, by=cast.head)
    sheet.decide(found, by=staff, answer=CANARY, staff_note=CANARY)
    other = opened.assessments.exclude(pk=sheet.pk).first()
    decided_row(other, cast, 0)
    opened.close(by=staff)
    contest = Contest.objects.start("Văn minh, an toàn", 2026, opened, by=staff)
    entrant = contest.enter(cast.group, by=staff, reason=CANARY)
    contest.withdraw(contest.enter(other.self_managed_group, by=staff), CANARY, by=staff)
    contest.advance([entrant], by=staff, reason=CANARY)
    contest.score(CANARY, {entrant: Decimal(9)}, by=staff)
    contest.award([Prize(entrant, "first")], "1/QĐ", timezone.localdate(), by=staff, basis=CANARY)


def worked_on_by_a_team(staff):
    """A campaign of a person who did not consent, whose name stands in all that everybody reads; told with photos
    nobody shows any more, judged and ended.
    """
    team, head = team_with_head()
    name, bare = f"Lành {CANARY}", "LANH  chimhoangyen"
    read = ("place", "partners", "beneficiaries", "reason", "content", "new_content")
    person = {"subject": "individual", "person_name": f"Bà {name} (tổ 5), tổ phó"}
    person["targets"] = [target(f"{bare} quét", unit=name)]
    more = {"planned_goods": CANARY, "cell_confirmation": CANARY} | dict.fromkeys(
        read, f"Bà {name}, {bare}, chị {CANARY.title()}."
    )
    campaign = drafted(team, head, "Người quét ngõ", **person, **more)
    campaign.register(by=head)
    campaign.approve(staff, by=staff, opinion=CANARY, staff_note=CANARY)
    campaign.assign(staff, CANARY, by=staff)
    photo = NewPhoto(photo_file(f"{CANARY}.jpg"), "before", CANARY, CANARY)
    for reason in ("", CANARY):
        campaign.progress(timezone.localdate(), by=head, text=CANARY, goods=CANARY, reason=reason, photos=[photo])
    campaign.show([], campaign.photos.all(), CANARY, by=staff)
    shown = NewPhoto(photo_file("anh.jpg"), "after", f"{name} quét", f"{bare} quét")
    told = campaign.progress(timezone.localdate(), by=head, text=name, goods=bare, reason=name, photos=[shown])
    campaign.show([told], told.photos.all(), CANARY, by=staff)
    campaign.review(CANARY, CANARY, by=staff)
    points = [ScoringPoint(criterion=one, points=1, paper=CANARY) for one in ScoringCriterion.objects.all()]
    campaign.self_score(points, by=head, effect=CANARY, lessons=CANARY)
    for member in seated():
        campaign.score(points_of(campaign), by=member, opinion=CANARY, dissent=CANARY)
    campaign.judge(by=staff)
    today, decided = timezone.localdate(), {"kind": "title", "level": "ward", "title": name, "decision_no": bare}
    campaign.recognise(name, today, by=staff)
    campaign.reward(by=staff, decided_on=today, **decided)
    campaign.end(CANARY, by=staff, effect=name, lessons=bare, difficulties=CANARY, proposals=CANARY)


def inspected(staff):
    """An inspection decided three ways, looked at again, reminded of and closed; one that is only asked for."""
    asked = Inspection.objects.plan(
        by=staff, reason=CANARY, due_on=timezone.localdate(), field=InspectionField.objects.first(), place=CANARY
    )
    asked.take_down(
        by=staff, members=[seat_of()], inspected_on=timezone.localdate(), found=CANARY, has_violation=True,
        photos=[photo_file(f"{CANARY}.jpg")],
    )  # fmt: skip
    said = {
        "requirement": CANARY,
        "minutes_number": CANARY,
        "working_days": 3,
        "agency": CANARY,
        "letter_number": CANARY,
    }
    asked.decide("removal", by=staff, staff_note=CANARY, **said)
    asked.escalate("handed_over", CANARY, by=staff, follow_up_on=timezone.localdate(), **said)
    asked.name(CANARY, CANARY, by=staff)
    assert remind(timezone.localdate()) >= 0
    asked.visit(CANARY, True, by=staff)
    asked.close("complied", CANARY, by=staff)


def told_at_dialogues(staff):
    """A session concluded, one whose minutes nobody approved, one to come; the canary in all that is not public."""
    for is_concluded in (True, False):
        session = session_on()
        minuted_with_canary(session, staff, "Hỏi về cống." if is_concluded else CANARY)
        if is_concluded:
            conclude(DialogueSession.objects.get(pk=session.pk))
            promise_followed(session.commitments.get(), staff)
    coming = session_on()
    form = {
        "submission_id": new_submission_id(), "question": f"{CANARY} q", "full_name": CANARY, "phone": "0912345678",
        "wants_to_speak": "on", "website": "https://chimhoangyen.example",
    }  # fmt: skip
    assert Client().post(f"/doi-thoai/{coming.slug}/dang-ky/", form).status_code == 302
    held = Question.objects.latest("pk")
    held.release(by=staff, staff_note=CANARY)
    question_at(coming, CANARY).withdraw(CANARY)
    denounced = {"full_name": DENOUNCED, "phone": "+84987654321"}
    question_at(coming, f"{DENOUNCED} tố cáo", **denounced).seal(by=staff)


def split_with_canary(staff):
    """The address of a group that was split is public, not why it was."""
    group = ResidentialGroupFactory(slug="to-da-chia")
    terms = Terms(timezone.localdate(), reason=CANARY, decision_number=CANARY)
    parts = [Part(number=number, name=f"Tổ dân phố {number}") for number in (901, 902)]
    Regrouping(terms, by=staff).split(group, parts, 0)


def minuted_with_canary(session, staff, words):
    question = question_at(session, f"{CANARY} hỏi", full_name=f"{CANARY} người hỏi", phone="+84912345678")
    session.open(by=staff, staff_note=CANARY)
    item = session.agenda.get(question=question)
    item.minute(by=staff, summary=words, answer=words, conclusion=words)
    commitment = commitment_of(session, item=item, text=words, milestones=[(session.held_on, words)])
    commitment.start(by=staff, staff_note=CANARY)
    session.end(by=staff)
    Minutes.of(session).write(
        by=staff, officials=words, chaired_by=words, secretary_name=words, opening=words, conclusion=words
    )
    SessionPhoto.objects.create(
        session=session, file=photo_file().source, width=3, height=2, caption=CANARY, alt=CANARY, consent_basis=CANARY,
        added_by=staff,
    )  # fmt: skip


def promise_followed(commitment, staff):
    """Proved by a file nobody checked, and objected to in the resident's own words."""
    commitment.mark_done("Đã nạo vét.", by=staff, files=[photo_file(f"{CANARY}.jpg")], caption=CANARY)
    commitment.sign_off(by=UserFactory(role="leader"))
    commitment.object(f"{CANARY} chưa được")


def denounce(staff):
    """A denunciation that was refused once, sent, opened by its grantee, worked on, and answered by its sender."""
    secret = {"word": DENOUNCED, "consent_publish": "", "phone": "0987654321", "email": "ngoclantim@example.vn"}
    send(Kind.DENUNCIATION, code=422, **secret | {"body": ""})
    petition = send(Kind.DENUNCIATION, **secret)
    ConfidentialGrant.objects.create(
        user=staff, reason=CANARY, valid_to="2099-12-31", granted_by=UserFactory(role="leader")
    )
    client = Client()
    client.force_login(staff)
    client.post(reverse("admin:petitions_petition_confidential_open", args=[petition.pk]), {"reason": CANARY})
    decide = reverse("admin:petitions_petition_decide", args=[petition.pk, "review"])
    assert client.post(decide, {"version": petition.version, "staff_note": DENOUNCED}).status_code == 302
    petition.refresh_from_db()
    petition.ask(DENOUNCED, by=staff, staff_note=DENOUNCED)
    petition.supply(DENOUNCED)
    petition.accept(by=staff, sender_note=DENOUNCED)
    petition.assign(staff_unit(staff), by=staff)
    petition.answer(**{part: f"{text} {DENOUNCED}" for part, text in ANSWER.items()}, letter_number="1/TB", by=staff)
    return petition


def staff_unit(user):
    unit = UnitFactory()
    MembershipFactory(unit=unit, user=user)
    return unit
