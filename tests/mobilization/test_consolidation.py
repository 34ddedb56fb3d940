"""The ward's report of a period: it is written together, and once issued it stands."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from time_machine import travel

from mobilization import papers
from mobilization.models import (
    Consolidation,
    Indicator,
    MobilizationTeam,
    TeamReport,
)
from mobilization.reports.status import ReportStatus
from mobilization.reports.sums import Sums
from tests.factories.mobilization import UnitFactory
from tests.factories.reports import a_reader, report_in, report_of, team_with_head
from wardportal.models import StaleRow, Ward
from wardportal.papers import Heading, Item, Paragraph, Table
from wardportal.periods import Period
from wardportal.stamps import stamp_of

pytestmark = pytest.mark.django_db
YESTERDAY, TODAY = "2026-12-19 08:00+07:00", "2026-12-20 08:00+07:00"
OCTOBER, NOVEMBER, DECEMBER = date(2026, 10, 5), date(2026, 11, 5), date(2026, 12, 5)


@pytest.fixture(autouse=True)
def _december(time_machine, ward):
    time_machine.move_to(TODAY)


@pytest.fixture(scope="module")
def bloc(module_rows):
    return a_reader()


@pytest.fixture(scope="module")
def leader(module_rows):
    return a_reader("leader")


@pytest.fixture(scope="module")
def approved_of_all(bloc, leader):
    """A report of December with a concern that was directed, approved."""
    with travel(YESTERDAY):
        team, head = team_with_head()
        report = report_of(team, head, day=DECEMBER, ngay_cong=12)
        concern = report.raise_concern("concern", "Đường tổ 7 ngập.", by=head)
        report.submit(by=head)
        report.approve(by=bloc)
        concern.direct("Khơi cống.", UnitFactory(name="Bộ phận địa chính"), date(2026, 12, 30), by=leader)
    return report.pk


@pytest.fixture
def approved(approved_of_all):
    return TeamReport.objects.get(pk=approved_of_all)


def indicator(code):
    return Indicator.objects.get(code=code)


def consolidated(kind="month", day=None, by=None):
    return Consolidation.objects.of(Period.of(day or timezone.localdate(), kind), by=by or a_reader())


def page_of(row, name="change"):
    return reverse(f"admin:mobilization_consolidation_{name}", args=[row.pk])


def written_heading(row):
    return row.headings().filter(takes_text=True).first()


def sent(heading, text, version=0, was=""):

    key = f"muc-{heading.pk}"
    return {key: text, f"{key}-version": version, f"{key}-was": stamp_of(was)}


# Its file


def test_the_table_of_the_teams_is_a_file_for_spreadsheets(bloc, approved, as_user):
    approved.figures.filter(indicator=indicator("ngay-cong")).update(value=1200)
    answer = as_user(bloc).get(page_of(consolidated(day=DECEMBER, by=bloc), "csv"))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Tổ dân vận;") and ";1200;" in lines[1] and lines[-1].startswith("Toàn phường;")


# Texts


def test_what_the_teams_wrote_stands_beside_the_box_and_is_copied_on_demand(bloc, approved, as_user):
    row = consolidated(day=DECEMBER, by=bloc)
    heading, client = written_heading(row), as_user(bloc)
    assert "Bà con phấn khởi." in client.get(page_of(row, "texts")).content.decode()
    copied = client.post(page_of(row, "texts"), sent(heading, "") | {"copy": f"muc-{heading.pk}"})
    part = next(part for part in copied.context["parts"] if part.heading == heading)
    assert part.text == f"{approved.team_name}: Bà con phấn khởi." and not row.texts.exists()


def test_every_box_that_was_changed_is_saved_and_no_other(bloc, as_user):
    row = consolidated(day=DECEMBER, by=bloc)
    first, second = row.headings().filter(takes_text=True)[:2]
    answer = as_user(bloc).post(page_of(row, "texts"), sent(first, "Ổn định.") | sent(second, ""))
    assert answer.status_code == 302
    assert [(text.heading, text.text, text.version) for text in row.texts.all()] == [(first, "Ổn định.", 1)]


def test_two_who_write_under_one_heading_see_each_others_words(bloc, as_user):
    row = consolidated(day=DECEMBER, by=bloc)
    heading, client = written_heading(row), as_user(bloc)
    row.write(heading, "Của người kia.", by=a_reader(), version=0)
    page = client.post(page_of(row, "texts"), sent(heading, "Của tôi."))
    text = page.content.decode()
    assert page.status_code == 409 and "Của người kia." in text and "Của tôi." in text
    part = next(part for part in page.context["parts"] if part.heading == heading)
    again = sent(heading, "Của cả hai.", part.version, was=part.theirs)
    assert client.post(page_of(row, "texts"), again).status_code == 302
    assert row.texts.get().text == "Của cả hai."


def test_two_who_write_under_two_headings_do_not_meet(bloc, as_user):
    row = consolidated(day=DECEMBER, by=bloc)
    first, second = row.headings().filter(takes_text=True)[:2]
    row.write(first, "Của người kia.", by=a_reader(), version=0)
    assert as_user(bloc).post(page_of(row, "texts"), sent(first, "") | sent(second, "Của tôi.")).status_code == 302
    assert {text.text for text in row.texts.all()} == {"Của người kia.", "Của tôi."}


# Issuing


def test_a_leader_issues_it_and_it_stands(bloc, leader, approved, as_user):
    row = consolidated(day=DECEMBER, by=bloc)
    form = {"version": 0, "number": "12", "issued_on": "20/12/2026", "lacking": "on"}
    assert as_user(leader).post(page_of(row, "issue"), form).status_code == 422  # not sure yet
    assert as_user(leader).post(page_of(row, "issue"), form | {"sure": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.is_issued and row.issued_on == date(2026, 12, 20) and row.issued_by == leader
    assert TeamReport.objects.get(pk=approved.pk).status == ReportStatus.CONSOLIDATED
    with pytest.raises(ValidationError, match="đã ban hành"):
        row.write(written_heading(row), "Sửa sau.", by=bloc)
    page = as_user(bloc).get(page_of(row, "texts")).content.decode()
    assert "<textarea" not in page


def test_it_is_issued_without_some_teams_only_knowingly(bloc, leader, approved, as_user):
    row, client = consolidated(day=DECEMBER, by=bloc), as_user(leader)
    page, form = page_of(row, "issue"), {"version": 0, "number": "12", "issued_on": "20/12/2026", "sure": "on"}
    lacking = len(row.missing())
    assert f"Còn {lacking} báo cáo" in client.get(page).content.decode()
    assert set(client.post(page, form).context["form"].errors) == {"lacking"}
    MobilizationTeam.objects.exclude(pk=approved.team_id).update(valid_to=date(2026, 11, 30))
    assert client.post(page, form).status_code == 302


def test_a_number_is_taken_once_a_year_and_the_day_is_not_before_the_last_report(bloc, leader, approved, as_user):
    report_in(ReportStatus.APPROVED, day=NOVEMBER)
    consolidated(day=NOVEMBER, by=bloc).issue("012-BC/KDV", by=leader)
    page = page_of(consolidated(day=DECEMBER, by=bloc), "issue")
    form = {"version": 0, "number": "12", "issued_on": "20/12/2026", "sure": "on", "lacking": "on"}
    assert "Số này đã dùng" in str(as_user(leader).post(page, form).context["form"].errors["number"])
    early = as_user(leader).post(page, form | {"number": "13", "issued_on": "18/12/2026"})
    assert "nộp ngày 19/12/2026" in str(early.context["form"].errors["issued_on"])
    assert as_user(leader).post(page, form | {"number": "13", "issued_on": "19/12/2026"}).status_code == 302


def test_what_was_changed_since_it_was_read_is_not_issued(bloc, leader, approved):
    row = consolidated(day=DECEMBER, by=bloc)
    row.write(written_heading(row), "Mới.", by=bloc)
    with pytest.raises(StaleRow):
        row.issue("12", by=leader, version=0)


def test_nothing_is_issued_before_a_report_was_approved(bloc, leader):
    with pytest.raises(ValidationError, match="Chưa có báo cáo"):
        consolidated(day=NOVEMBER, by=bloc).issue("12", by=leader)


def test_a_slip_after_issuing_changes_the_total_and_is_told_as_such(bloc, leader, approved, as_user, later):
    row = consolidated(day=DECEMBER, by=bloc)
    approved.correct(indicator("ngay-cong"), Decimal(11), "Trước khi ban hành.", by=bloc)
    row.issue("12", by=leader)
    later(hours=1)
    TeamReport.objects.get(pk=approved.pk).correct(indicator("ngay-cong"), Decimal(9), "Sau khi ban hành.", by=bloc)
    page = as_user(bloc).get(page_of(row)).content.decode()
    assert row.totals()[indicator("ngay-cong").pk] == 9
    assert "sau khi ban hành" in page and "Sau khi ban hành." in page and "Trước khi" not in page


def test_a_number_nobody_has_looked_at_is_told_and_issued_only_knowingly(bloc, leader, approved, as_user):
    row, client = consolidated(day=DECEMBER, by=bloc), as_user(leader)
    slip = approved.correct(indicator("ngay-cong"), Decimal(11), "Đếm nhầm.", by=approved.author)
    told = f"{slip.indicator}: 12 → 11"
    assert told in (page := client.get(page_of(row)).content.decode()) and "Có 1 số tổ đính chính" in page
    form = {"version": 0, "number": "12", "issued_on": "20/12/2026", "lacking": "on", "sure": "on"}
    refused = client.post(page_of(row, "issue"), form)
    assert set(refused.context["form"].errors) == {"unseen"} and told in refused.content.decode()
    approved.see_slips(slip.pk, by=bloc)
    assert client.post(page_of(row, "issue"), form).status_code == 302


def test_a_report_approved_after_issuing_is_told_as_such(bloc, leader, approved, as_user, later):
    row = consolidated(day=DECEMBER, by=bloc)
    row.issue("12", by=leader)
    later(hours=1)
    late = report_in(ReportStatus.APPROVED, day=DECEMBER)
    page = as_user(bloc).get(page_of(row))
    assert page.context["told"].came_later() == [late] and "duyệt sau khi ban hành" in page.content.decode()


# The paper


def told(paper):
    return " ".join(
        " ".join([getattr(block, "lead", ""), getattr(block, "number", ""), block.text])
        for block in paper.blocks
        if isinstance(block, Paragraph | Heading | Item)
    )


@pytest.fixture
def issued(bloc, leader, approved):
    row = consolidated(day=DECEMBER, by=bloc)
    row.write(written_heading(row), "Nhân dân yên tâm.\nKhông có điểm nóng.", by=bloc)
    row.issue("7", by=leader, on=date(2026, 12, 20))
    return row


def test_the_paper_has_the_layout_of_the_party_and_says_what_the_rows_say(issued):
    paper = papers.consolidation_paper(issued, Ward.objects.current())
    assert paper.number_line == "Số 07-BC/KDV" and paper.layout == "party" and paper.kind == "Báo cáo"
    assert paper.superior.split() == ["Đảng", "ủy", "phường", "Quỳnh", "Xuân"] and paper.body == "Khối Dân vận"
    assert paper.recipient_lines[0] == "- Ban Thường vụ Đảng ủy (báo cáo);"
    words = told(paper)
    assert "Không có điểm nóng." in words and "Đường tổ 7 ngập." in words
    assert "Khơi cống. Bộ phận địa chính, hạn 30/12/2026." in words and "Chưa có báo cáo được duyệt:" in words
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    assert ("Ngày công bà con đóng góp (ngày công)", "12") in [row[1:3] for row in table.rows]


def test_headings_left_out_of_the_paper_leave_no_gap_in_its_numbers(issued):
    paper = papers.consolidation_paper(issued, Ward.objects.current())
    numbers = [block.number for block in paper.blocks if isinstance(block, Heading) and block.number]
    assert numbers[:3] == ["I.", "1.", "2."]
    assert [one.number for one in issued.headings() if one.code in ("tu-tuong", "noi-com")] == ["I.1", "I.4"]


def test_the_paper_prints_both_ways_and_as_a_draft_before(bloc, issued, as_user):
    draft, client = consolidated("quarter", DECEMBER, bloc), as_user(bloc)
    assert "(Dự thảo)" in told(papers.consolidation_paper(draft, Ward.objects.current()))
    assert "(Dự thảo)" not in told(papers.consolidation_paper(issued, Ward.objects.current()))
    assert client.get(page_of(issued, "pdf")).content.startswith(b"%PDF")
    assert client.get(page_of(issued, "docx")).content.startswith(b"PK")


# Who may


def test_who_may_not_write_begins_and_writes_nothing(leader, as_user):
    with pytest.raises(PermissionDenied):
        Consolidation.objects.of(Period.of(DECEMBER), by=leader)
    assert as_user(leader).get(reverse("admin:mobilization_consolidation_begin")).status_code == 403
    row = consolidated(day=DECEMBER)
    as_user(leader).post(page_of(row, "texts"), sent(written_heading(row), "Của lãnh đạo."))
    assert not row.texts.exists()


def test_teams_that_are_gone_stand_under_the_name_they_had(bloc):
    report = report_in(ReportStatus.APPROVED, day=NOVEMBER, ngay_cong=5)
    MobilizationTeam.objects.filter(pk=report.team_id).update(name="Tên mới", valid_to=date(2026, 11, 30))
    sums = Sums.of(report.period, [TeamReport.objects.select_related("team__residential_group").get(pk=report.pk)])
    assert [name for _team, name in sums.teams] == [report.team_name]
