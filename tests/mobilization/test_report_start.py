"""The start page of who heads a team: what is due, what came back, earlier reports; and how one gets there."""

from copy import deepcopy

import pytest
from django.utils import timezone
from lxml import html

from mobilization.models import Part, Post, Regrouping, ReportPhoto, TeamReport, Terms
from tests.factories.assessments import a_cast, open_round
from tests.factories.dialogues import photo_file
from tests.factories.mobilization import MembershipFactory, MobilizationTeamFactory, UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_of, team_with_head, working_day
from tests.mobilization.workplace import (
    START,
    page,
    text_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def team_and_head(team_and_head_of_all):
    return deepcopy(team_and_head_of_all)


# The start page


def test_a_head_reads_what_is_due_and_begins_it_with_one_button(as_user, head, team, time_machine):
    time_machine.move_to("2026-11-19 08:00+07:00")
    phone = as_user(head)
    shown = text_of(phone.get(START))
    assert "Báo cáo tháng 11/2026" in shown
    assert "Hạn thứ tư, 25/11/2026, còn 6 ngày" in shown
    begun = phone.post("/bao-cao/lap/", {"to": team.code, "loai": "month", "ky": "2026-11-01"})
    report = TeamReport.objects.get()
    assert begun["Location"] == page(report)
    assert "Viết tiếp" in text_of(phone.get(START))


@pytest.mark.parametrize(
    ("address", "here"), [(START, "Báo cáo"), ("/bao-cao/to-tu-quan/", "Tổ tự quản"), ("/bao-cao/mo-hinh/", "Mô hình")]
)
def test_the_pages_of_a_head_mark_where_one_is(address, here, as_user, head):
    links = html.fromstring(as_user(head).get(address).text).xpath("//ul[@class='work-links']//a")
    assert [link.text for link in links] == ["Báo cáo", "Tổ tự quản", "Mô hình"]
    assert [link.text for link in links if link.get("aria-current")] == [here]


def test_a_month_nobody_reported_stands_first_and_says_by_how_much_it_is_late(head, as_user, time_machine):
    time_machine.move_to("2026-12-02 08:00+07:00")
    dues = [(due.title, words) for due, words, _tone in as_user(head).get(START).context["dues"]]
    assert dues[0] == ("Báo cáo tháng 11/2026", "hạn thứ tư, 25/11/2026, quá hạn 7 ngày")
    assert [title for title, _words in dues[1:]] == ["Báo cáo tháng 12/2026", "Báo cáo năm 2026"]


def test_reviews_are_offered_in_their_months_only(as_user, head, team, time_machine):
    time_machine.move_to("2026-10-02 08:00+07:00")
    phone = as_user(head)
    year = {"to": team.code, "loai": "year", "ky": "2026-01-01"}
    assert "năm 2026" not in text_of(phone.get(START)).partition("Chỉ đạo")[0]
    assert phone.post("/bao-cao/lap/", year).status_code == 404
    time_machine.move_to("2026-06-20 08:00+07:00")
    phone = as_user(head)
    assert "Báo cáo 6 tháng đầu năm 2026" in text_of(phone.get(START))
    assert phone.post("/bao-cao/lap/", {"to": team.code, "loai": "half_year", "ky": "2026-01-01"}).status_code == 302


def test_a_returned_report_stands_on_top_with_its_reason(phone, team, head, report):
    report.submit(by=head)
    report.send_back("Xin viết rõ hơn mục I.", by=a_reader())
    shown = text_of(phone.get(START))
    assert shown.index("Xin viết rõ hơn mục I.") < shown.index("Báo cáo đã nộp")
    assert f"{report.title}: cần bổ sung" in shown
    assert not [due for due, _words, _tone in phone.get(START).context["dues"] if due.report == report]


def test_directions_come_back_to_the_team_with_owner_day_and_result(phone, head, report):
    concern = report.raise_concern("concern", "Cống tắc ở ngõ 12.", by=head)
    report.submit(by=head)
    leader, unit = a_reader("leader"), UnitFactory(name="Địa chính")
    direction = concern.direct("Nạo vét trước mùa mưa.", unit, working_day(), by=leader)
    shown = text_of(phone.get(START))
    assert "Nạo vét trước mùa mưa." in shown and "Địa chính" in shown and "Đang thực hiện" in shown
    direction.finish("Đã nạo vét xong.", by=leader)
    assert "Đã nạo vét xong." in text_of(phone.get(START))
    assert "Đã nạo vét xong." in text_of(phone.get(page(report, "report")))


def test_what_an_ended_team_handed_in_stands_under_its_name(phone, team, head, report):
    report.submit(by=head)
    other, _head = team_with_head()
    part = Part(number=799, name="Tổ dân phố 799", head=team.memberships.get(user=head))
    terms = Terms(timezone.localdate(), "Nghị quyết", "1/NQ")
    groups = [team.residential_group, other.residential_group]
    Regrouping(terms, by=a_reader()).merge(groups, part, member_post=Post.objects.get(code="team-member"))
    assert f"{report.title}, {report.team_name}" in text_of(phone.get(START))


def test_who_heads_two_teams_chooses(head, phone):
    second = MobilizationTeamFactory()
    MembershipFactory(head=True, team=second, user=head)
    assert "Xin chọn tổ" in text_of(phone.get(START))
    assert phone.get(f"{START}?to={second.code}").context["team"] == second
    assert phone.get(f"{START}?to={MobilizationTeamFactory().code}").status_code == 404


def test_who_heads_no_team_reads_whom_to_ask(as_user, ward):
    assert "xin báo Khối Dân vận" in text_of(as_user(UserFactory(role="team_head")).get(START))
    assert "xin báo Khối Dân vận" in text_of(as_user(UserFactory()).get(START))


def test_earlier_reports_are_listed_page_by_page(phone, head, report):
    report.submit(by=head)
    months = [report.period]
    for _ in range(12):
        months.append(months[-1].previous())
        report.pk, report.period_start, report.period_end = None, months[-1].start, months[-1].end
        TeamReport.objects.bulk_create([report])
    assert len(phone.get(START).context["earlier"]) == 12
    assert len(phone.get(f"{START}?trang=2").context["earlier"]) == 1


# Signing in


def addresses(report, photo):
    return {
        name: page(report, name, **({"photo": photo.pk} if name == "photo" else {}))
        for name in ("report", "write", "save", "submit", "done", "take_back", "correct", "photo")
    }


@pytest.fixture
def approved(team, head):
    report = report_of(team, head)
    photo = ReportPhoto.objects.attach(report, [photo_file()], by=head)[0]
    report.submit(by=head)
    report.approve(by=a_reader())
    return report, photo


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_and_nothing_is_kept(client, approved):
    for url in [START, "/bao-cao/lap/", *addresses(*approved).values()]:
        answer = client.get(url)
        assert answer.status_code == 302 and answer["Location"].startswith("/dang-nhap/"), url
        assert "no-store" in answer["Cache-Control"]


def test_pages_are_kept_by_nobody(phone, report):
    for url in (START, page(report), page(report, "submit")):
        assert "no-store" in phone.get(url)["Cache-Control"]


def test_who_reads_all_reports_and_heads_a_team_hands_in_for_no_other(report, as_user):
    both = UserFactory(role="mobilization")
    both.groups.add(*UserFactory(role="team_head").groups.all())
    MembershipFactory(head=True, user=both)
    report.submit(by=report.author)
    report.send_back("Thiếu.", by=a_reader())
    assert not report.allows("submit", both)
    assert as_user(both).get(page(report)).status_code == 404


def test_who_heads_a_self_managed_group_is_led_on_to_its_assessment(as_user, ward):
    cast = a_cast()
    assert "không phụ trách tổ dân vận" in as_user(cast.head).get(START).text
    open_round(cast.bloc)
    assert as_user(cast.head).get(START)["Location"] == "/bao-cao/to-tu-quan/"
    assert as_user(cast.team_head).get(START).status_code == 200


def test_who_only_heads_a_team_lands_on_its_reports(client, ward):
    password = "dường làng mùa gặt 9"
    for role, there in (("team_head", START), ("reception", "/quan-tri/")):
        user = UserFactory(role=role)
        user.set_password(password)
        user.save()
        signed = client.post("/dang-nhap/", {"login": user.username, "password": password})
        assert signed["Location"] == there
        client.logout()
