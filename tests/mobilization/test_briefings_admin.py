"""Briefings at the staff's desk: planned, prepared, written down, concluded, followed."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.briefings.status import BriefingStatus
from mobilization.models import Briefing, BriefingConclusion, MobilizationTeam, ResidentialGroup
from mobilization.reports.status import ReportStatus
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.mobilization import MembershipFactory, UnitFactory
from tests.factories.petitions import UserFactory, petition_in
from tests.factories.reports import a_reader, briefing_concluded, briefing_in, briefing_on, report_in, team_with_head
from tests.forms import unbroken
from wardportal import figures
from wardportal.forms import new_submission_id
from wardportal.periods import Period

pytestmark = pytest.mark.django_db

LIST = "admin:mobilization_briefing_changelist"
TASKS = "admin:mobilization_briefingconclusion_changelist"
PAGES = ("change", "material", "keep", "notice", "minutes")
FILES = ("material_pdf", "material_word", "notice_pdf", "notice_word", "minutes_pdf", "minutes_word")


def url_of(row, page="change", *args):
    return reverse(f"admin:mobilization_{row._meta.model_name}_{page}", args=[row.pk, *args])


def text(response):
    return response.content.decode()


@pytest.fixture
def client(danvan, as_user):
    return as_user(danvan)


# Planning


def planned(**changes):
    day = timezone.localdate() + timedelta(days=3)
    form = {"level": "ward", "period": f"month:{timezone.localdate().replace(day=1)}", "held_on": f"{day:%d/%m/%Y}"}
    form |= {"start_time": "8:00", "place": "Hội trường", "invites": "on", "submission_id": new_submission_id()}
    return form | changes


def test_the_form_starts_from_the_last_briefing_at_the_ward(client):
    first = client.get(reverse("admin:mobilization_briefing_plan")).context["form"]
    assert not first["start_time"].value() and not first["place"].value()
    briefing_on(place="Hội trường tầng 2", chaired_by="đồng chí Hồ Văn Chủ, Bí thư")
    page = text(client.get(reverse("admin:mobilization_briefing_plan")))
    assert "Hội trường tầng 2" in page and "Hồ Văn Chủ" in page


def test_what_comes_after_a_briefing_takes_its_body_and_the_next_period(client):
    team, _head = team_with_head()
    last = briefing_concluded("Việc", on=date(2026, 1, 12), team=team)
    form = client.get(reverse("admin:mobilization_briefing_plan"), {"sau": last.pk}).context["form"]
    assert (form.fields["team"].initial, form.fields["period"].initial) == (team, "month:2026-02-01")


def test_a_briefing_is_planned_and_its_people_are_asked(client):
    team_with_head()
    response = client.post(reverse("admin:mobilization_briefing_plan"), planned())
    briefing = Briefing.objects.get()
    assert response.url == url_of(briefing) and briefing.attendances.exists()


def test_a_plan_sent_twice_is_one_briefing(client):
    plan, typed = reverse("admin:mobilization_briefing_plan"), planned()
    assert client.post(plan, typed).url == client.post(plan, typed).url == url_of(Briefing.objects.get())
    other = client.post(plan, typed | {"start_time": "9:00"})
    assert other.status_code == 422 and "Trang này đã xếp" in text(other)
    second = client.post(plan, planned(start_time="9:00"), follow=True)
    assert "còn có một buổi ngày" in text(second) and Briefing.objects.count() == 2


def test_a_plan_that_is_wrong_is_shown_again(client):
    wrong = [
        ({"level": "team"}, "Chọn tổ dân vận."),
        ({"period": "month:1990-01-01"}, "Kỳ giao ban"),
        ({"held_on": "31/02/2026"}, "Ngày họp"),
        ({"held_on": "01/01/2020"}, "phải từ"),
        ({"held_on": "31/12/2099"}, "phải từ"),
    ]
    for changes, message in wrong:
        response = client.post(reverse("admin:mobilization_briefing_plan"), planned(**changes))
        assert response.status_code == 422 and message in text(response), changes
    assert not Briefing.objects.exists()


def test_the_second_press_plans_no_second_briefing(client):
    for _ in range(2):
        response = client.post(reverse("admin:mobilization_briefing_plan"), planned())
    assert response.status_code == 422 and Briefing.objects.count() == 1
    assert len(response.context["form"].non_field_errors()) == 1 and "Đã có một buổi" in text(response)


# Deciding and following


def test_conclusions_are_read_before_they_are_issued(client):
    briefing = briefing_in(BriefingStatus.HELD)
    decide = url_of(briefing, "decide", "conclude")
    assert "Nạo vét cống." in text(client.get(decide))
    form = {"version": briefing.version, "number": "7"}
    assert client.post(decide, form).status_code == 422
    assert client.post(decide, form | {"sure": "on"}).url == url_of(briefing)
    briefing.refresh_from_db()
    assert (briefing.status, briefing.number, briefing.concluded_on) == ("concluded", "7", timezone.localdate())


def test_a_decision_on_an_old_page_is_answered_409_and_counts_the_second_time(client, danvan):
    briefing = briefing_on()
    old = briefing.version
    Briefing.objects.get().keep(by=danvan, discussion="Bàn.")
    decide = url_of(briefing, "decide", "cancel")
    form = {"version": old, "reason": "Mưa bão.", "sure": "on"}
    response = client.post(decide, form)
    assert response.status_code == 409 and "Ghi nội dung giao ban" in text(response)
    assert client.post(decide, form | {"version": response.context["form"]["version"].value()}).status_code == 302


def test_last_conclusions_stand_first(client):
    briefing_concluded({"text": "Việc lần trước", "due_on": date(2026, 1, 5)}, on=date(2026, 1, 2))
    page = text(client.get(url_of(briefing_in(BriefingStatus.HELD))))
    assert page.index("Việc lần trước") < page.index("Nạo vét cống.") and "Quá hạn" in page


def test_the_sheet_names_who_is_missing_late_or_overdue(client, time_machine):
    time_machine.move_to("2026-03-20 08:00+07:00")
    team, head = team_with_head(name="Tổ dân vận 501")
    missing, _other = team_with_head(name="Tổ dân vận 502")
    petition_in("in_progress", residential_group=missing.residential_group)
    february = report_in(
        ReportStatus.APPROVED, team=team, head=head, day=date(2026, 2, 10), ngay_cong=10, buoi_tuan_tra=4
    )
    assert february.is_late()
    time_machine.move_to("2026-04-28 08:00+07:00")
    report = report_in(
        ReportStatus.APPROVED, team=team, head=head, day=date(2026, 3, 28), ngay_cong=12, buoi_tuan_tra=1
    )
    assert report.is_late()
    briefing = briefing_on(date(2026, 3, 30))
    page = unbroken(text(client.get(url_of(briefing, "material"))))
    assert "Nộp muộn, ngày 28/04/2026" in page and "Chưa nộp" in page
    assert "<td>10</td><td>12</td><td>+2</td>" in page and "<td>4</td><td>1</td><td>−3</td>" in page
    assert f"{missing.residential_group}: 1" in page
    own = text(client.get(url_of(briefing_on(date(2026, 3, 30), team=team), "material")))
    assert "Nộp muộn" in own and "Chưa nộp" not in own and str(missing.residential_group) not in own


def test_what_no_app_counts_is_unknown_rather_than_nothing(ward):
    assert figures.count("nobody.counts", 1, date(2026, 1, 1), date(2026, 1, 31)) is None
    assert figures.count_each("nobody.counts", date(2026, 1, 1), date(2026, 1, 31)) is None


def test_the_sheet_says_which_number_is_not_known(client, time_machine):
    time_machine.move_to("2026-04-02 08:00+07:00")
    team, head = team_with_head()
    report_in(ReportStatus.APPROVED, team=team, head=head, day=date(2026, 3, 28), ngay_cong=12)
    briefing = briefing_on(date(2026, 4, 3), team=team, period=Period(date(2026, 3, 1)))
    page = unbroken(text(client.get(url_of(briefing, "material"))))
    assert "<td>chưa có</td><td>12</td><td></td>" in page


def test_the_sheet_tells_the_figures_that_apps_count_for_it(client, time_machine, monkeypatch):
    time_machine.move_to("2026-04-02 08:00+07:00")
    of_one = figures.Figure("trees", "Cây gãy", lambda *_: ResidentialGroup.objects.none(), on_briefings=True)
    monkeypatch.setitem(figures._figures, "trees", of_one)
    page = unbroken(text(client.get(url_of(briefing_on(date(2026, 4, 3)), "material"))))
    page = re.sub("<[^>]+>", "", page)
    assert "Số đơn quá hạn hiện nay: 0" in page and "Cam kết với tổ dân phố chưa xong: 0" in page
    assert "Cây gãy: chưa có" in page and "Số tổ tự quản cuối kỳ" not in page


def test_who_was_given_work_finds_it_on_the_desk_and_tells_the_result(as_user, client):
    unit = UnitFactory()
    officer = UserFactory(role="handler", unit=unit)
    mine, other = briefing_concluded(
        {"text": "Đo đạc", "unit": unit, "due_on": date(2026, 1, 5)}, "Việc khác", on=date(2026, 1, 2)
    ).conclusions.all()
    theirs = as_user(officer)
    assert "Việc giao ban giao cho tôi, đơn vị tôi" in text(theirs.get(reverse("admin:index")))
    listed = text(theirs.get(reverse(TASKS), {"viec": "cua-toi"}))
    assert "Đo đạc" in listed and "Việc khác" not in listed
    assert theirs.get(url_of(other)).status_code == 404
    assert theirs.post(url_of(mine), {"status": "done"}).status_code == 422
    assert theirs.post(url_of(mine), {"status": "done", "result": "Đã đo xong."}).status_code == 302
    mine.refresh_from_db()
    assert (mine.status, mine.ended_by) == ("done", officer)
    assert "đã có kết quả" in text(client.post(url_of(mine), {"status": "done", "result": "Lại."}, follow=True))


def test_a_leader_reads_conclusions_but_ends_only_what_was_given_to_leaders(as_user, chu_tich):
    task = briefing_concluded("Việc").conclusions.get()
    leader = as_user(chu_tich)
    assert "Báo kết quả" not in text(leader.get(url_of(task)))
    assert leader.post(url_of(task), {"status": "done", "result": "Xong."}).status_code == 403


def test_the_desk_counts_what_is_coming_unconcluded_and_overdue(client):
    briefing_on()
    briefing_in(BriefingStatus.HELD, on=timezone.localdate() - timedelta(days=2))
    briefing_concluded({"text": "Việc trễ", "due_on": date(2026, 1, 5)}, on=date(2026, 1, 2))
    labels = {
        queue.label: queue.count for part in client.get(reverse("admin:index")).context["desk"] for queue in part.queues
    }
    assert labels["Giao ban sắp họp"] == 1 and labels["Giao ban đã họp, chưa kết luận"] == 1
    assert labels["Kết luận giao ban quá hạn"] == 1


def test_the_list_is_narrowed_by_what_it_offers(client):
    briefing_in(BriefingStatus.HELD)
    for query in ("viec=sap-hop", "viec=chua-ket-luan", "cap=ward", "tinh-trang=held", "viec=la"):
        response = client.get(f"{reverse(LIST)}?{query}")
        assert response.status_code == 200 and "Đã họp" in text(response), query
        assert response.context["cl"].result_count == (query != "viec=sap-hop"), query


# Files and cost


def test_each_paper_comes_as_a_file(client):
    briefing_concluded("Việc lần trước", on=date(2026, 1, 2))
    briefing = briefing_in(BriefingStatus.HELD)
    for name in FILES:
        response = client.get(url_of(briefing, name))
        assert response.content[:4] == (b"%PDF" if name.endswith("pdf") else b"PK\x03\x04"), name


def test_what_is_printed_from_the_page_has_the_heading_of_the_party(client):
    briefing = briefing_in(BriefingStatus.HELD)
    for name in ("material", "notice", "minutes"):
        assert "ĐẢNG CỘNG SẢN VIỆT NAM" in text(client.get(url_of(briefing, name))), name


@pytest.fixture
def busy(ward):
    """Much of everything a page of a briefing shows."""
    unit = UnitFactory()
    for number in range(3):
        team, head = team_with_head()
        MembershipFactory(unit=unit, user=UserFactory(role="handler"))
        report_in(ReportStatus.APPROVED, team=team, head=head, ngay_cong=number)
        tasks = [{"text": "Việc", "unit": unit}, {"text": "Việc", "team": team}, {"text": "Việc", "owner": head}]
        briefing_concluded(*tasks, on=timezone.localdate() - timedelta(days=20 + number))
    briefing = briefing_on(invites=True)
    briefing.keep(by=a_reader(), rows=[BriefingConclusion(text="Việc", unit=unit) for _ in range(4)])
    return briefing


def test_no_page_asks_more_than_the_limit(busy, client, chu_tich, as_user, django_assert_max_num_queries):
    leader, written = as_user(chu_tich), [url_of(busy, "keep"), reverse("admin:mobilization_briefing_plan")]
    both = [reverse(LIST), reverse(TASKS), url_of(BriefingConclusion.objects.issued().first()), reverse("admin:index")]
    both += [url_of(busy, page) for page in PAGES if page != "keep"]
    for who, addresses in ((client, [*both, *written]), (leader, both)):
        for address in addresses:
            with django_assert_max_num_queries(STATEMENTS_AT_MOST):
                assert who.get(address).status_code == 200, address


def test_all_teams_of_the_ward_are_in_the_form(client):
    page = text(client.get(reverse("admin:mobilization_briefing_plan")))
    assert all(str(team) in page for team in MobilizationTeam.objects.valid())
