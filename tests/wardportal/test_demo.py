"""The demo ward, loaded once for this module and rolled back after it."""

import io
import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from dialogues.figures import board
from dialogues.models import (
    AgendaItem,
    Commitment,
    CommitmentEvent,
    DialogueSession,
    Evidence,
    MinutesCorrection,
    Question,
    QuestionEvent,
    SessionEvent,
)
from dialogues.models.agenda import Section
from dialogues.status import (
    COMMITMENT_MOVES,
    QUESTION_MOVES,
    WORKED_ON,
    CommitmentEventKind,
    CommitmentStatus,
    QuestionEventKind,
    QuestionStatus,
    SessionKind,
    SessionStatus,
    Slot,
)
from mobilization.campaigns.desk import CAMPAIGN_QUEUES
from mobilization.campaigns.status import CampaignStatus
from mobilization.models import Award, Campaign, CampaignPhoto, Membership, MobilizationTeam
from news.demo import load_demo as load_articles
from news.models import Post
from petitions.answers import gaps_in
from petitions.demo import read_rows
from petitions.demo.days import plan
from petitions.figures import PetitionFigures
from petitions.leaks import traces_of_sender
from petitions.models import Answer, Petition, PetitionEvent
from petitions.status import MOVES, Channel, Kind, Outcome, Status, Visibility
from wardportal import demo
from wardportal.models import User

pytestmark = pytest.mark.timeout(240)
PASSWORD = "mat-khau-thu-nghiem"
STATES = [(status, "") for status in Status if status != Status.CLOSED]
STATES += [(Status.CLOSED, outcome) for outcome in Outcome]
MOVE_OF = {move.event: move for move in MOVES.values()}


@pytest.fixture(scope="module")
def printed(module_rows):
    """What the command printed; its rows stand until the last test of this module."""
    out = io.StringIO()
    call_command("load_demo", password=PASSWORD, stdout=out)
    return out.getvalue()


@pytest.fixture
def demo_ward(printed, db):
    return printed


def counts():
    return {model: model.objects.count() for model in (User, Membership, Petition, PetitionEvent, Post)}


# What it holds


@pytest.mark.parametrize(("status", "outcome"), STATES)
def test_every_state_is_there_and_its_sender_can_read_it(demo_ward, client, status, outcome):
    petition = Petition.objects.filter(status=status, outcome=outcome).first()
    secret = {"code": petition.code, "secret": petition.secret}
    response = client.post(reverse("petitions:lookup"), secret, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain == [(reverse("petitions:mine"), 302)]


def test_every_channel_and_kind_is_there(demo_ward):
    assert set(Petition.objects.values_list("channel", flat=True)) == set(Channel.values)
    kinds = {petition.kind for petition in Petition.objects.all()}
    assert kinds == set(Kind.values)


def test_there_is_enough_to_see(demo_ward):
    assert Petition.objects.count() >= 96
    assert Petition.objects.published().count() >= 15
    assert Petition.objects.filter(visibility=Visibility.CONFIDENTIAL).count() == 3
    groups = Petition.objects.exclude(residential_group=None).values("residential_group").distinct()
    assert groups.count() == MobilizationTeam.objects.values("residential_group").distinct().count()


def test_work_waits_on_every_desk(demo_ward):
    today = timezone.localdate()
    soon = demo.WorkingDays(today)[2]
    rows = Petition.objects
    assert rows.overdue().exists()
    assert rows.due_between(today, soon).count() >= 5
    assert rows.with_unread_additions().count() >= 3
    assert rows.answered_in_draft().filter(unit__code="dia-chinh", officer__username="xuly").exists()
    assert rows.suspect().count() == 3
    assert rows.filter(received_on=today, status=Status.RECEIVED).exists()


def test_figures_are_good_but_not_perfect(demo_ward):
    today = timezone.localdate()
    figures = PetitionFigures.of(today - timedelta(days=300), today)
    assert 80 <= figures.on_time_percent <= 96
    assert 3 <= figures.median_days <= 6


def test_two_years_of_dialogues_were_held(demo_ward):
    sessions = DialogueSession.objects
    assert sessions.past().filter(kind=SessionKind.CITIZENS).count() == 23
    assert set(sessions.values_list("kind", flat=True)) == set(SessionKind.values)
    assert sessions.get(status=SessionStatus.CANCELLED).last_reason()
    assert SessionEvent.objects.filter(kind="moved", old_slug__gt="").count() == 1
    assert MinutesCorrection.objects.count() == 1


def test_the_next_dialogue_is_announced_and_full(demo_ward):
    coming = DialogueSession.objects.next()
    assert coming.announced_at
    assert set(coming.questions.values_list("slot", flat=True)) == set(Slot.values)
    assert set(coming.agenda.values_list("section", flat=True)) >= {Section.COMMITMENTS, Section.QUESTIONS}
    assert coming.questions.suspect().exists()
    unfinished = Commitment.objects.unfinished()
    assert unfinished and set(unfinished) <= {
        item.commitment for item in coming.agenda.filter(section=Section.COMMITMENTS)
    }


def test_minutes_of_the_last_dialogue_wait_for_the_leader(demo_ward):
    last = DialogueSession.objects.past().first()
    assert last.status == SessionStatus.HELD
    assert last.minutes.submitted_at and not last.minutes.approved_at


def test_questions_and_promises_of_every_state_are_there(demo_ward):
    assert set(Question.objects.values_list("status", flat=True)) == set(QuestionStatus.values)
    assert set(Commitment.objects.values_list("status", flat=True)) == set(CommitmentStatus.values)
    for events, kinds in ((QuestionEvent, QuestionEventKind), (CommitmentEvent, CommitmentEventKind)):
        unused = {"released", "secret_reissued", "name_hidden", "amended"}
        unused |= {"milestone_added", "milestone_dropped", "milestone_undone"}
        assert set(events.objects.values_list("kind", flat=True)) >= set(kinds.values) - unused
    promises = Commitment.objects
    assert promises.overdue().exists() and promises.to_sign_off().exists() and promises.to_confirm().exists()


def test_the_board_is_good_but_not_perfect(demo_ward):
    figures = board()
    assert figures.promised >= 55
    assert 60 <= figures.on_time_percent <= 85
    assert figures.late and figures.overdue and figures.not_done and figures.running and figures.postponed
    assert Evidence.objects.published().count() >= 40


def words(post):
    return " ".join(re.sub(r"<[^>]+>", " ", post.body).split())


def test_it_publishes_articles_with_pictures_once(demo_ward):
    load_articles(io.StringIO(), author=User.objects.get(username="bientap"))
    posts = Post.objects.published().prefetch_related("photos")
    assert len(posts) == 6
    assert all(post.lead_photo and post.lead_photo.caption for post in posts)


def test_the_old_article_keeps_its_figures_and_does_not_name_the_special_area(demo_ward):
    text = words(Post.objects.get(author_name="Nguyễn Thành"))
    for figure in ("trên 2.000 m", "653,5 m³", "1.380 m³", "khoảng 90 triệu đồng", "hơn 2,5 tỷ đồng", "80,7%"):
        assert figure in text
    assert "một số tổ dân phố" in text
    assert not re.search("đặc thù|giáo xứ|giáo dân|nhập ngũ", text.lower())


def test_articles_can_be_read_and_have_no_placeholder_left(demo_ward, client):
    pages = [client.get(post.get_absolute_url()) for post in Post.objects.all()]
    assert [page.status_code for page in pages] == [200] * 6
    assert all("{dialogue_day}" not in page.content.decode() for page in pages)


# Whether it is honest


# Milestones are no move of their own: they are ticked while the promise is worked on.
MILESTONE_EVENTS = dict.fromkeys(("milestone_done", "milestone_undone"), WORKED_ON)


def test_no_question_and_no_promise_goes_a_way_the_table_forbids(demo_ward):
    broken = []
    for rows, moves in ((Question.objects, QUESTION_MOVES), (Commitment.objects, COMMITMENT_MOVES)):
        sources = {move.event: move.sources for move in moves.values()} | MILESTONE_EVENTS
        for row in rows.prefetch_related("events"):
            first, *others = row.events.all()
            states = [first.to_status, *(event.to_status for event in others)]
            legal = [event.from_status in sources[event.kind] for event in others]
            chained = [event.from_status for event in others] == states[:-1] and states[-1] == row.status
            in_time = [event.at for event in row.events.all()] == sorted(event.at for event in row.events.all())
            if not (all(legal) and chained and in_time):
                broken.append(row.code)
    assert broken == []


def test_public_minutes_and_promises_name_nobody(demo_ward):
    names = [
        name.removesuffix(f" {demo.MARK}") for name in Question.objects.values_list("full_name", flat=True) if name
    ]
    told = [" ".join(texts) for texts in AgendaItem.objects.values_list("summary", "answer", "conclusion")]
    told += Commitment.objects.values_list("text", flat=True)
    assert [(name, text) for name in names for text in told if name in text] == []


def test_campaigns_of_every_status_are_there_and_a_model_spreads(demo_ward):
    rows, danvan = Campaign.objects, User.objects.get(username="danvan")
    assert set(rows.values_list("status", flat=True)) == set(CampaignStatus.values) - {CampaignStatus.DISCARDED}
    assert rows.filter(model__model__model__isnull=False).exists() and rows.filter(former__isnull=False).exists()
    assert Award.objects.filter(campaign__isnull=False).exists()
    assert set(CampaignPhoto.objects.published().values_list("moment", flat=True)) == {"before", "after"}
    waiting = {queue.slug for queue in CAMPAIGN_QUEUES if queue.rows(rows.all(), danvan).exists()}
    assert {"cho-duyet", "thieu-tien-do", "cho-cong-khai", "dang-cham", "cho-quyet-dinh"} <= waiting


def test_campaigns_tell_no_name_nobody_agreed_to_and_lead_to_their_results(demo_ward, client):
    person = Campaign.objects.exclude(person_name="").get()
    assert person.person_name.split(" (")[0] not in client.get(person.get_absolute_url()).content.decode()
    parish = client.get("/mo-hinh/?q=binh+yen").content.decode()
    assert "một số tổ dân phố" in parish and "Tổ dân phố 7," not in parish
    road = client.get("/mo-hinh/xay-dung-duong-co-dien-sang-dai-doan-ket-2022/").content.decode()
    assert "<strong>trên 600 m</strong>" in road and "<strong>hơn 100 triệu đồng</strong>" in road
    assert 'href="/ket-qua/2022/"' in road and "(mẫu)" in road


def test_every_name_says_that_it_is_invented(demo_ward):
    people = [*User.objects.values_list("full_name", flat=True)]
    people += Membership.objects.exclude(full_name="").values_list("full_name", flat=True)
    people += Question.objects.exclude(full_name="").values_list("full_name", flat=True)
    people += [petition.words()["full_name"] for petition in Petition.objects.all() if petition.words()["full_name"]]
    assert [name for name in people if not name.endswith("(dữ liệu mẫu)")] == []


def test_no_answer_evades(demo_ward):
    answers = Answer.objects.all()
    parts = ("conclusion", "reason", "next_step")
    assert [(a.conclusion, gaps) for a in answers if (gaps := gaps_in(**{p: getattr(a, p) for p in parts}))] == []


def test_no_public_summary_tells_who_wrote(demo_ward):
    traces = {}
    for petition in Petition.objects.published():
        summary = petition.public_summary
        shown = (summary.title, summary.text, summary.answer)
        traces[petition.code] = traces_of_sender(petition.words(), shown, named=bool(summary.sender_name))
    assert {code: found for code, found in traces.items() if found} == {}


def test_every_history_is_a_chain_of_legal_moves(demo_ward):
    broken = []
    for petition in Petition.objects.prefetch_related("events"):
        first, *others = [event for event in petition.events.all() if event.kind != "redated"]
        before = first
        if (first.from_status, first.to_status) != ("", Status.RECEIVED):
            broken.append((petition.code, first.kind))
        for event in others:
            move = MOVE_OF[event.kind]
            stays = move.target is None and event.kind != "supplied"
            target = event.from_status if stays else move.target or event.to_status
            steps = (event.from_status == before.to_status, event.from_status in move.sources)
            if not (all(steps) and event.to_status == target and event.at > before.at):
                broken.append((petition.code, event.kind))
            before = event
        if before.to_status != petition.status:
            broken.append((petition.code, petition.status))
    assert broken == []


def test_codes_and_events_follow_time(demo_ward):
    petitions = list(Petition.objects.order_by("created_at", "pk").values_list("year", "number"))
    events = list(PetitionEvent.objects.order_by("pk").values_list("at", flat=True))
    assert petitions == sorted(petitions)
    assert events == sorted(events)


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 2, 17, 0, 2),  # Tết
        datetime(2026, 1, 1, 9, 0),
        datetime(2026, 8, 30, 23, 58),  # Sunday of a long weekend
        datetime(2026, 11, 23, 7, 0),
        datetime(2028, 2, 29, 12, 0),
    ],
)
def test_on_any_day_staff_work_in_office_hours_and_nothing_lies_ahead(db, now):
    moment = timezone.make_aware(now)
    days = demo.WorkingDays(now.date())
    acts = plan(read_rows(), days, moment)
    staff = [timezone.localtime(act.moment) for act in acts if not act.by_sender]
    assert acts[-1].moment < moment
    assert [at for at in staff if not days.calendar.is_working(at.date())] == []
    assert [at for at in staff if not time(7, 30) <= at.time() <= time(17)] == []


# Around it


@pytest.mark.parametrize("name", ["home", "petitions:list", "mobilization:group_list", "news:list"])
def test_public_pages_show_it(demo_ward, client, name):
    assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("username", [name for name, _full_name, _role in demo.ACCOUNTS] + ["totruong01", "totuquan01"])
def test_every_account_opens_its_desk(demo_ward, client, username):
    user = User.objects.get(username=username)
    client.force_login(user)
    assert user.is_superuser == (username == "quantri")
    assert client.get(reverse("admin:index")).status_code == 200


def test_accounts_share_the_given_password(demo_ward):
    encoded = Counter(User.objects.values_list("password", flat=True))
    assert len(encoded) == 1
    assert User.objects.first().check_password(PASSWORD)
    assert PASSWORD not in demo_ward


def test_every_team_has_a_head_who_signs_in(demo_ward):
    for team in MobilizationTeam.objects.valid().with_people():
        assert [head.user.groups.get().name for head in team.heads()] == ["Tổ trưởng tổ dân vận"]


def test_command_prints_progress_and_codes_that_open(demo_ward):
    codes = [line for line in demo_ward.splitlines() if line.startswith("Thử tra cứu: KN-")]
    code, secret = codes[0].removeprefix("Thử tra cứu: ").split(" (")[0].split(" / ")
    assert len(codes) == 3
    assert Petition.objects.get(code=code).secret == secret
    asked = [line.removeprefix("Thử tra cứu câu hỏi: ") for line in demo_ward.splitlines() if "câu hỏi: DT-" in line]
    assert [Question.objects.get(code=line.split()[0]).secret for line in asked] == [line.split()[2] for line in asked]
    assert len(asked) == 2
    assert f"Đơn, kiến nghị: {len(read_rows())}/{len(read_rows())}" in demo_ward
    assert f"{Commitment.objects.count()} cam kết" in demo_ward


def test_loading_again_changes_nothing(demo_ward):
    before, out = counts(), io.StringIO()
    User.objects.filter(username="quantri").update(full_name="Người dùng thử")
    call_command("load_demo", stdout=out)
    assert counts() == before
    assert out.getvalue().startswith("Dữ liệu mẫu đã được nạp từ trước")


def test_clock_runs_on_after_loading(demo_ward):
    with pytest.raises(KeyError), demo.at(datetime(2020, 1, 1, tzinfo=UTC)):
        assert timezone.localdate() == date(2020, 1, 1)
        raise KeyError
    assert abs(timezone.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_points_to_go_back_to_are_marked_again_after_loading(demo_ward):
    with pytest.raises(KeyError), demo.without_savepoints():
        with CaptureQueriesContext(connection) as asked, transaction.atomic():
            pass
        assert not asked.captured_queries
        raise KeyError
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        pass
    assert "SAVEPOINT" in asked.captured_queries[0]["sql"]
