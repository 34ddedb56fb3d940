"""A concern of a team's report becomes a petition, is followed from both ends, and leaves no trace once sealed."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mobilization.models import Concern, Part, Post, Regrouping, TeamReport, Terms
from mobilization.outcomes import outcomes_of
from petitions.models import Petition
from petitions.status import Channel, Kind
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import ANSWER, PetitionFactory, UserFactory, confidential_petition
from tests.factories.reports import a_reader, report_of, team_with_head, working_day
from wardportal import figures
from wardportal.matters import stations_of
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db

WORDS = "Cống trước nhà văn hóa tắc hai tuần nay."


def handed_in() -> Concern:
    team, head = team_with_head()
    report = report_of(team, head)
    row = report.raise_concern("concern", WORDS, place="ngõ 12", by=head)
    report.submit(by=head)
    return row


@pytest.fixture(scope="module")
def reported(module_rows):
    return handed_in().pk


@pytest.fixture
def concern(reported):
    return Concern.objects.get(pk=reported)


@pytest.fixture
def list_url():
    return reverse("admin:petitions_petition_from_report")


def opened(concern, kind=Kind.RECOMMENDATION):
    return Petition.objects.open_from_report(concern, kind, by=a_reader("reception"))


def test_no_link_leads_the_bloc_to_a_list_it_may_not_open(concern, list_url, as_user):
    changelist = reverse("admin:petitions_petition_changelist")
    page = as_user(UserFactory(role="mobilization")).get(list_url)
    assert page.status_code == 200 and f'href="{changelist}"' not in page.text


def test_reception_makes_a_petition_with_one_press(concern, list_url, as_user, lan):
    client = as_user(lan)
    assert WORDS in client.get(list_url).content.decode()
    answer = client.post(list_url, {"y-kien": concern.pk, "loai": "recommendation"})
    petition = Petition.objects.get()
    assert answer["Location"] == reverse("admin:petitions_petition_change", args=[petition.pk])
    report = concern.report
    assert (petition.body, petition.place, petition.channel) == (WORDS, "ngõ 12", Channel.TEAM_REPORT)
    assert (petition.team, petition.residential_group) == (report.team, report.residential_group)
    assert petition.received_on == timezone.localdate() and not petition.can("correct"), "nobody typed the day"
    assert WORDS not in client.get(list_url).content.decode()


def test_a_concern_becomes_one_petition_only_and_none_before_it_is_handed_in(concern):
    opened(concern)
    with pytest.raises(ValidationError, match="không còn chờ"):
        opened(concern)
    TeamReport.objects.get().send_back("Thiếu mục III.", by=a_reader())
    other = TeamReport.objects.get().raise_concern("concern", "Đang viết.", by=concern.report.author)
    with pytest.raises(ValidationError, match="không còn chờ"):
        opened(other)


def test_only_reception_and_the_bloc_make_petitions_of_reports(concern):
    for role in {role.code for role in ROLES} - {"reception", "mobilization"}:
        with pytest.raises(PermissionDenied):
            Petition.objects.open_from_report(concern, Kind.REPORT, by=UserFactory(role=role))


def test_the_bloc_comes_back_to_the_list_with_the_code(concern, list_url, as_user):
    answer = as_user(a_reader()).post(list_url, {"y-kien": concern.pk, "loai": "report"}, follow=True)
    assert Petition.objects.get().code in answer.content.decode()
    assert answer.redirect_chain[-1][0] == list_url


def test_the_petitions_page_shows_the_report_it_came_from(concern, lan):
    petition = opened(concern)
    bloc_and_reception = UserFactory(role="reception")
    bloc_and_reception.groups.add(*a_reader().groups.all())
    first = stations_of(petition, bloc_and_reception)[0]
    assert first.url == f"/bao-cao/{concern.report_id}/#y-kien-{concern.pk}"
    assert "báo cáo" not in " ".join(station.what for station in stations_of(petition, lan))


def test_the_team_reads_code_state_and_the_approved_answer(concern, as_user, chu_tich):
    petition, head = opened(concern), concern.report.author
    client, report_url = as_user(head), f"/bao-cao/{concern.report_id}/"
    shown = client.get(report_url).content.decode()
    assert petition.code in shown and petition.get_status_display() in shown
    petition.review(by=UserFactory(role="reception"))
    petition.accept(by=chu_tich)
    petition.assign(UnitFactory(), by=chu_tich)
    petition.draft_answer(**ANSWER, letter_number="", by=UserFactory(is_superuser=True))
    assert ANSWER["conclusion"] not in client.get(report_url).content.decode()
    petition.answer(**ANSWER, letter_number="12/TB", by=chu_tich)
    for page in (report_url, "/bao-cao/"):
        assert ANSWER["conclusion"] in client.get(page).content.decode()


def test_a_petition_that_is_sealed_leaves_nothing_of_it_in_the_report(concern, as_user, lan):
    leader = a_reader("leader")
    direction = concern.direct(f"{WORDS} Xử lý ngay.", UnitFactory(), working_day(), by=leader)
    petition = opened(concern)
    petition.seal(by=lan)
    petition.refresh_from_db()
    client = as_user(concern.report.author)
    assert petition.raised_in_report_id is None and petition.words()["body"] == WORDS
    assert not Concern.objects.filter(pk=concern.pk).exists()
    assert not type(direction).objects.exists()
    for page in ("/bao-cao/", f"/bao-cao/{concern.report_id}/"):
        shown = client.get(page).content.decode()
        assert WORDS not in shown and petition.code not in shown


def test_nothing_is_directed_about_words_that_were_taken_out(concern):
    known = Concern.objects.get(pk=concern.pk)
    concern.take_out()
    with pytest.raises(ValidationError, match="không còn trong báo cáo"):
        known.direct("Xử lý.", UnitFactory(), working_day(), by=a_reader("leader"))


def test_what_denounces_goes_the_sealed_way_once_it_was_asked_again(concern, list_url, as_user, lan):
    client, pressed = as_user(lan), {"y-kien": concern.pk, "loai": "denunciation"}
    asked = client.post(list_url, pressed)
    assert WORDS in asked.content.decode() and not Petition.objects.exists()
    assert client.post(list_url, pressed | {"asked": "1"}).status_code == 422
    client.post(list_url, pressed | {"asked": "1", "sure": "on"})
    petition = Petition.objects.get()
    assert petition.is_confidential and petition.words()["body"] == WORDS
    assert not Concern.objects.exists()
    assert WORDS not in client.get(list_url).content.decode()


def test_a_row_that_is_not_asked_for_properly_is_not_found(concern, list_url, as_user, lan):
    client = as_user(lan)
    for sent in ({"y-kien": "x", "loai": "report"}, {"y-kien": concern.pk, "loai": "complaint"}):
        assert client.post(list_url, sent).status_code == 404


def test_without_petitions_nothing_is_told(concern):
    assert outcomes_of([concern], concern.report.author) == {}
    assert outcomes_of([], concern.report.author) == {}


# Figures


def counted(code, group, since=0):
    today = timezone.localdate()
    return figures.count(code, group.pk, today - timedelta(days=since), today)


def test_petitions_of_a_group_are_counted_and_confidential_ones_never(ward, lan, chu_tich):
    team, _head = team_with_head()
    group = team.residential_group
    petition = PetitionFactory(residential_group=group)
    PetitionFactory(residential_group=group, is_suspect=True)
    PetitionFactory()
    confidential_petition(residential_group=group)
    codes = ("petitions.received", "petitions.answered", "petitions.open")
    assert [counted(code, group) for code in codes] == [1, 0, 1]
    petition.review(by=lan)
    petition.accept(by=lan)
    petition.assign(UnitFactory(), by=lan)
    petition.answer(**ANSWER, letter_number="1/TB", by=chu_tich)
    assert [counted(code, group) for code in codes] == [1, 1, 0]
    petition.seal(by=lan)
    assert [counted(code, group) for code in codes] == [0, 0, 0]


def test_what_ended_later_was_open_at_the_end_of_the_period(ward, lan, time_machine):
    team, _head = team_with_head()
    time_machine.move_to("2026-10-20 08:00+07:00")
    petition = PetitionFactory(residential_group=team.residential_group)
    time_machine.move_to("2026-11-10 08:00+07:00")
    petition.withdraw("Đã tự giải quyết.", by=lan)
    october = (timezone.localdate().replace(month=10, day=1), timezone.localdate().replace(month=10, day=31))
    november = (timezone.localdate().replace(day=1), timezone.localdate().replace(day=30))
    group = team.residential_group_id
    assert figures.count("petitions.open", group, *october) == 1
    assert figures.count("petitions.open", group, *november) == 0
    assert figures.count("petitions.received", group, *november) == 0


# What may be taken up, and of which words


def test_a_proposal_to_the_leaders_becomes_no_petition(ward):
    team, head = team_with_head()
    report = report_of(team, head)
    row = report.raise_concern("proposal", "Đề nghị xây nhà văn hóa.", by=head)
    report.submit(by=head)
    with pytest.raises(ValidationError, match="không phải ý kiến của Nhân dân"):
        opened(row)


def test_what_is_older_than_half_a_year_becomes_no_petition(concern, time_machine):
    time_machine.move_to(timezone.now() + timedelta(days=181))
    with pytest.raises(ValidationError, match="gần đây"):
        opened(concern)


def test_the_petition_says_what_the_concern_says_now(concern):
    stale = Concern.objects.get(pk=concern.pk)
    report, head = concern.report, concern.report.author
    report.take_back(by=head)
    concern.revise(text="Cống đã thông, còn rác.", by=head)
    report.submit(by=head)
    assert opened(stale).body == "Cống đã thông, còn rác."


def test_what_a_merged_team_reported_goes_to_the_group_of_today(concern):
    other, _head = team_with_head()
    group, today = concern.report.residential_group, timezone.localdate()
    part = Part(number=790, name="Tổ dân phố 790", head=concern.report.team.memberships.get())
    terms = Terms(effective_on=today, reason="x", decision_number="1")
    member = Post.objects.get(code="team-member")
    work = Regrouping(terms, by=a_reader())
    target = work.merge([group, other.residential_group], part, member_post=member).targets.get()
    petition = opened(concern)
    assert (petition.residential_group, petition.team) == (target, target.teams.get())


def test_the_start_page_of_a_team_asks_no_more_with_many_answered_concerns(ward, as_user, chu_tich):
    team, head = team_with_head()
    report = report_of(team, head)
    rows = [report.raise_concern("concern", f"Ý kiến {number}.", by=head) for number in range(3)]
    report.submit(by=head)

    client = as_user(head)

    def statements(concerns):
        for row in concerns:
            petition = opened(row)
            petition.answers.create(
                conclusion="Đã làm.", reason="Đã kiểm tra.", next_step="Xong.", letter_number="1", drafted_by=chu_tich,
                approved_by=chu_tich, approved_at=timezone.now(),
            )  # fmt: skip
        client.get(reverse("reports:start"))
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("reports:start")).content.decode()
        assert page.count("Đã kiểm tra.") >= len(concerns)
        return len(asked)

    assert statements(rows[:1]) == statements(rows[1:])
