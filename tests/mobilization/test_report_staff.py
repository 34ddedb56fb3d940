"""The bloc and the leaders over the teams' reports: who is late, what is read, decided and directed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from mobilization.models import Concern, Direction, Indicator, MobilizationTeam, ReportFigure, TeamReport
from mobilization.reports.desk import REPORT_QUEUES
from mobilization.reports.standing import LATE, MISSING, counts, last_due_month, standings
from mobilization.reports.status import ReportKind, ReportStatus
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_in, report_of, team_with_head
from tests.mobilization.workplace import asked
from wardportal.calendar import WorkingCalendar
from wardportal.periods import Period

pytestmark = pytest.mark.django_db
LIST = "admin:mobilization_teamreport_changelist"
NOW = "2026-11-26 08:00+07:00"


@pytest.fixture(autouse=True)
def _november(time_machine, ward):
    time_machine.move_to(NOW)


@pytest.fixture(scope="module")
def bloc(module_rows):
    return a_reader()


@pytest.fixture(scope="module")
def leader(module_rows):
    return a_reader("leader")


def a_working_day(days: int = 3) -> date:
    today = timezone.localdate()
    return WorkingCalendar.load(today).next_working(today + timedelta(days=days))


def indicator(code):
    return Indicator.objects.get(code=code)


def with_concern(text="Đường tổ 7 ngập."):
    team, head = team_with_head()
    report = report_of(team, head, ngay_cong=12)
    report.raise_concern("concern", text, by=head, place="Ngõ 3")
    report.submit(by=head)
    return report.pk


@pytest.fixture(scope="module")
def three_of_all(module_rows):
    """What three teams have of this month: a report handed in with a concern, an approved one, a draft."""
    with travel(NOW):
        approved, draft = report_in(ReportStatus.APPROVED, ngay_cong=12), report_in(ReportStatus.DRAFT)
        return with_concern(), approved.pk, draft.pk


def fresh(pk):
    return TeamReport.objects.select_related("team", "author").get(pk=pk)


@pytest.fixture
def submitted(three_of_all):
    return fresh(three_of_all[0])


@pytest.fixture
def approved(three_of_all):
    return fresh(three_of_all[1])


@pytest.fixture
def draft(three_of_all):
    return fresh(three_of_all[2])


@pytest.fixture
def concern(submitted):
    return submitted.concerns.get()


def directed(concern, leader, unit, **fields):
    return concern.direct("Khơi cống trước mùa mưa.", unit, fields.pop("due_on", a_working_day()), by=leader, **fields)


def test_who_may_not_direct_is_turned_away_like_everywhere(concern, bloc):
    with pytest.raises(PermissionDenied):
        directed(concern, bloc, UnitFactory())


def test_every_team_of_the_month_stands_in_the_list_with_its_state(bloc, draft, as_user):
    page = as_user(bloc).get(reverse(LIST))
    rows = page.context["rows"]
    assert {row.team for row in rows} == set(MobilizationTeam.objects.valid())
    assert next(row for row in rows if row.team == draft.team).state == MISSING
    assert "Nháp" not in page.content.decode()


def test_the_counts_add_up_and_lead_to_what_they_count(bloc, submitted, as_user):
    page = as_user(bloc).get(reverse(LIST))
    label, count, url = next(card for card in page.context["cards"] if card[0] == "Đã nộp")
    assert (label, count) == ("Đã nộp", 1)
    assert [row.state for row in as_user(bloc).get(f"{reverse(LIST)}{url}").context["rows"]] == ["submitted"]


def test_who_is_late_is_named(bloc, time_machine):
    time_machine.move_to("2026-03-10 08:00+07:00")
    report_in(ReportStatus.SUBMITTED, day=date(2026, 3, 10))
    time_machine.move_to("2026-03-31 08:00+07:00")
    late = report_in(ReportStatus.SUBMITTED, day=date(2026, 3, 10))
    rows = standings(ReportKind.MONTH, Period(date(2026, 3, 1)), TeamReport.objects.read_by_office(bloc))
    handed_in = {row.team: row.is_late for row in rows if row.report}
    assert handed_in[late.team] and list(handed_in.values()).count(True) == 1
    numbers = counts(rows)
    assert numbers[LATE] == 1 + numbers[MISSING]


def test_quick_reports_are_listed_one_by_one_and_nobody_owes_any(bloc, as_user):
    quick = report_in(ReportStatus.SUBMITTED, kind=ReportKind.QUICK)
    rows = as_user(bloc).get(f"{reverse(LIST)}?loai=quick").context["rows"]
    assert [row.report for row in rows] == [quick]
    queues = [queue.slug for queue in REPORT_QUEUES if quick in queue.rows(TeamReport.objects.all(), bloc)]
    assert queues == ["bao-cao-nhanh"]


def test_an_address_that_asks_nonsense_shows_this_month(bloc, as_user):
    client = as_user(bloc)
    for nonsense in ("?ky=2026-13", "?ky=9999-01", "?ky=0001-01", "?loai=x&tinh-trang=y"):
        page = client.get(f"{reverse(LIST)}{nonsense}")
        assert page.context["wanted"].period == Period.of(timezone.localdate()), nonsense


def test_a_team_owes_the_month_from_the_day_after_the_due_day(ward, time_machine):
    time_machine.move_to("2026-11-25 08:00+07:00")
    assert last_due_month(timezone.localdate()) == (Period(date(2026, 10, 1)), date(2026, 10, 26))
    time_machine.move_to("2026-11-26 08:00+07:00")
    assert last_due_month(timezone.localdate()) == (Period(date(2026, 11, 1)), date(2026, 11, 25))


def test_the_desk_tells_what_waits_and_who_owes(bloc, submitted, as_user):
    teams = MobilizationTeam.objects.valid().count()
    client = as_user(bloc)
    desk = client.get(reverse("admin:index"))
    told = {queue.label: queue for part in desk.context["desk"] for queue in part.queues}
    assert told["Báo cáo chờ duyệt"].count == 1
    assert told["Tổ chưa nộp báo cáo tháng"].count == teams - 2
    assert told["Tổ chưa nộp báo cáo tháng"].age == "trễ nhất 1 ngày"
    assert len(client.get(told["Báo cáo chờ duyệt"].url).context["rows"]) == 1
    assert len(client.get(told["Tổ chưa nộp báo cáo tháng"].url).context["rows"]) == teams - 2


def test_the_list_asks_no_more_however_many_teams_there_are(bloc, as_user):
    client, found = as_user(bloc), []
    for more in (1, 2):
        for _ in range(more):
            report_in(ReportStatus.SUBMITTED)
        found.append(asked(client, reverse(LIST)))
    assert found[1] == found[0] <= STATEMENTS_AT_MOST


def test_the_page_of_a_report_tells_all_of_it(bloc, as_user):
    team, head = team_with_head()
    last_month = Period.of(timezone.localdate()).previous().start
    report_in(ReportStatus.APPROVED, team=team, head=head, day=last_month, ngay_cong=17)
    report = report_in(ReportStatus.SUBMITTED, team=team, head=head, ngay_cong=23)
    page = as_user(bloc).get(reverse("admin:mobilization_teamreport_change", args=[report.pk]))
    text = page.content.decode()
    assert "Bà con phấn khởi." in text and "Ngày công bà con đóng góp" in text
    rows = [row for _heading, _text, figures in page.context["parts"] for row in figures]
    assert [row[1:3] for row in rows if row[0].code == "ngay-cong"] == [(23, 17)]
    assert [button.label for button in page.context["buttons"]] == ["Duyệt báo cáo", "Yêu cầu bổ sung"]


def test_the_number_of_a_draft_of_last_month_is_not_shown(bloc, as_user):
    team, head = team_with_head()
    report_of(team, head, day=Period.of(timezone.localdate()).previous().start, ngay_cong=48151)
    report = report_in(ReportStatus.SUBMITTED, team=team, head=head, ngay_cong=23)
    page = as_user(bloc).get(reverse("admin:mobilization_teamreport_change", args=[report.pk]))
    rows = [row for _heading, _text, figures in page.context["parts"] for row in figures]
    assert [row[1:3] for row in rows if row[0].code == "ngay-cong"] == [(23, None)]


def test_a_draft_has_no_page_for_the_office(bloc, draft, as_user):
    assert as_user(bloc).get(reverse("admin:mobilization_teamreport_change", args=[draft.pk])).status_code == 404


def test_the_bloc_sends_back_approves_and_corrects(bloc, submitted, as_user):
    report, client = submitted, as_user(bloc)
    url = lambda verb: reverse("admin:mobilization_teamreport_decide", args=[report.pk, verb])  # noqa: E731
    assert client.post(url("send_back"), {"version": report.version}).status_code == 422
    client.post(url("send_back"), {"version": report.version, "reason": "Thiếu mục III."})
    report.refresh_from_db()
    assert report.status == ReportStatus.RETURNED and report.events.last().public_note == "Thiếu mục III."
    report.submit(by=report.author)
    client.post(url("approve"), {"version": report.version})
    number = indicator("ngay-cong")
    slip = {"version": report.version + 1, "indicator": number.pk, "value": "1.012", "reason": "Đếm sót."}
    assert client.post(url("correct"), slip).status_code == 302
    assert ReportFigure.objects.get(report=report, indicator=number).value == 1012
    assert (
        "Phiếu đính chính"
        in client.get(reverse("admin:mobilization_teamreport_change", args=[report.pk])).content.decode()
    )


def test_what_the_team_did_meanwhile_is_shown_before_it_is_decided(bloc, submitted, as_user):
    report = submitted
    seen = report.version
    report.take_back(by=report.author)
    report.submit(by=report.author)
    page = as_user(bloc).post(
        reverse("admin:mobilization_teamreport_decide", args=[report.pk, "approve"]), {"version": seen}
    )
    assert page.status_code == 409 and "Rút lại để sửa" in page.content.decode()


def test_photos_are_served_to_those_who_read_the_report_alone(bloc, submitted, approved, as_user):
    report = submitted
    content = ContentFile(b"jpeg", name="a.jpg")
    photo = report.photos.create(file=content, name="a.jpg", content_type="image/jpeg", size=4)
    url = reverse("admin:mobilization_teamreport_photo", args=[report.pk, photo.pk])
    assert as_user(bloc).get(url).getvalue() == b"jpeg"
    assert as_user(a_reader("editor")).get(url).status_code == 404
    wrong = reverse("admin:mobilization_teamreport_photo", args=[approved.pk, photo.pk])
    assert as_user(bloc).get(wrong).status_code == 404


def test_a_leader_directs_a_concern_and_the_unit_says_what_came_of_it(leader, submitted, concern, as_user):
    report = submitted
    unit = UnitFactory()
    owner = UserFactory(role="handler", unit=unit)
    url = reverse("admin:mobilization_teamreport_direct", args=[report.pk, concern.pk])
    due = f"{a_working_day():%d/%m/%Y}"
    sent = {"known": 0, "text": "Khơi cống.", "unit": unit.pk, "owner": owner.pk, "due_on": due}
    assert as_user(leader).post(url, sent).status_code == 302
    again = as_user(leader).post(url, sent)  # pressed twice
    assert again.status_code == 422 and again.context["form"]["known"].value() == 1
    with pytest.raises(ValidationError, match="vừa có thêm chỉ đạo"):
        directed(concern, leader, unit, known=0)
    direction = Direction.objects.get()
    page = reverse("admin:mobilization_direction_change", args=[direction.pk])
    assert "Đường tổ 7 ngập." in as_user(owner).get(page).content.decode()
    assert as_user(owner).post(page, {"result": "Đã khơi 200 m."}).status_code == 302
    case = as_user(leader).get(reverse("admin:mobilization_teamreport_change", args=[report.pk])).content.decode()
    assert "Khơi cống." in case and "Đã khơi 200 m." in case


def test_the_day_of_a_direction_is_one_the_ward_works_not_past_nor_far_off(leader, concern):
    with pytest.raises(ValidationError, match="quá xa"):
        directed(concern, leader, UnitFactory(), due_on=date(2099, 1, 1))
    with pytest.raises(ValidationError, match="hôm nay"):
        directed(concern, leader, UnitFactory(), due_on=date(2026, 11, 25))
    with pytest.raises(ValidationError, match="thứ hai, 30/11/2026"):
        directed(concern, leader, UnitFactory(), due_on=date(2026, 11, 28))


def test_the_owner_of_a_direction_sits_in_its_unit(leader, concern):
    with pytest.raises(ValidationError, match="thuộc đơn vị"):
        directed(concern, leader, UnitFactory(), owner=UserFactory(role="handler", unit=UnitFactory()))


def test_what_a_leader_typed_stays_on_the_page_where_the_team_took_its_words_back(leader, submitted, concern, as_user):
    client = as_user(leader)
    url = reverse("admin:mobilization_teamreport_direct", args=[submitted.pk, concern.pk])
    typed = {"known": 0, "text": "Khơi cống ngay.", "unit": UnitFactory().pk, "due_on": f"{a_working_day():%d/%m/%Y}"}
    TeamReport.objects.get(pk=submitted.pk).take_back(by=submitted.author)
    concern.revise(text="Đang viết lại.", by=submitted.author)
    answers = [client.post(url, typed)]
    assert client.get(url).status_code == 404 and "Đang viết lại." not in answers[0].content.decode()
    concern.drop(by=submitted.author)
    answers.append(client.post(url, typed))
    TeamReport.objects.get(pk=submitted.pk).submit(by=submitted.author)
    answers.append(client.post(url, typed))
    for answer, why in zip(answers, ["rút báo cáo lại", "rút báo cáo lại", "không còn trong báo cáo"], strict=True):
        assert answer.status_code == 422 and why in answer.content.decode()
        assert "Khơi cống ngay." in answer.content.decode()


def test_a_direction_that_was_wrong_gives_way_to_another(leader, concern, as_user):
    unit, client = UnitFactory(name="Bộ phận địa chính"), as_user(leader)
    wrong, day = directed(concern, leader, unit, due_on=a_working_day(40)), a_working_day()
    assert "Thay bằng chỉ đạo khác" in client.get(reverse("admin:mobilization_direction_change", args=[wrong.pk])).text
    url = reverse("admin:mobilization_teamreport_direct", args=[concern.report_id, concern.pk])
    typed = {"known": 1, "text": "Khơi cống.", "unit": unit.pk, "due_on": f"{day:%d/%m/%Y}", "replaces": wrong.pk}
    assert client.post(url, typed).status_code == 302
    wrong.refresh_from_db()
    assert (wrong.state, wrong.done_by) == ("Đã thay", leader) and wrong.due_on > day
    assert "thay bằng chỉ đạo khác: Bộ phận địa chính" in wrong.result
    assert concern.directions.open().get().due_on == day
    with pytest.raises(ValidationError, match="đã có kết quả"):
        concern.direct("Lại nữa.", unit, day, by=leader, replaces=wrong)
    of_state = reverse("admin:mobilization_direction_changelist") + "?tinh-trang="
    assert [client.get(of_state + one).context["cl"].result_count for one in ("open", "done", "replaced")] == [1, 0, 1]


def test_another_unit_neither_sees_nor_ends_what_was_directed(leader, concern, as_user):
    direction = directed(concern, leader, UnitFactory())
    stranger = UserFactory(role="handler", unit=UnitFactory())
    page = reverse("admin:mobilization_direction_change", args=[direction.pk])
    assert as_user(stranger).get(page).status_code == 404
    with pytest.raises(PermissionDenied):
        direction.finish("Xong.", by=stranger)


def test_a_report_that_was_directed_is_not_taken_back(leader, submitted, concern):
    directed(concern, leader, UnitFactory())
    with pytest.raises(ValidationError, match="không rút lại được"):
        submitted.take_back(by=submitted.author)


def test_the_desk_tells_what_waits_for_directions_and_what_is_directed(leader, concern, as_user):
    waiting, concern = concern, Concern.objects.get(report=with_concern("Đèn tắt."))
    unit = UnitFactory()
    handler = UserFactory(role="handler", unit=unit)
    directed(concern, leader, unit)
    Direction.objects.update(due_on=date(2026, 1, 5))
    leading, handling = as_user(leader), as_user(handler)
    labels = lambda client: {  # noqa: E731
        queue.label: queue for part in client.get(reverse("admin:index")).context["desk"] for queue in part.queues
    }
    told = labels(leading)
    assert (told["Ý kiến chờ chỉ đạo"].count, told["Chỉ đạo quá hạn"].count) == (1, 1)
    mine = labels(handling)["Việc được chỉ đạo của đơn vị mình"]
    assert mine.count == 1 and "Khơi cống" in handling.get(mine.url).content.decode()
    listed = leading.get(told["Ý kiến chờ chỉ đạo"].url).content.decode()
    assert waiting.text in listed and "Đèn tắt." not in listed


def test_a_concern_of_the_list_leads_to_its_place_in_the_report(leader, submitted, concern, as_user):
    page = as_user(leader).get(reverse("admin:mobilization_concern_change", args=[concern.pk]))
    assert page.url.endswith(f"/teamreport/{submitted.pk}/change/#y-kien-{concern.pk}")


def test_an_indicator_takes_its_number_from_what_the_portal_counts(bloc, as_user):
    url = reverse("admin:mobilization_indicator_add")
    page = as_user(bloc).get(url).content.decode()
    assert "Số tổ tự quản cuối kỳ" in page and "Tổ tự nhập" in page
    row = indicator("don-moi")
    kept = reverse("admin:mobilization_indicator_change", args=[row.pk])
    form = as_user(bloc).get(kept).context["adminform"].form
    assert row.source in dict(form.fields["source"].choices) and "code" not in form.fields
