"""What goes out of a briefing on paper: in whose name, with which number, and true to its day."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from mobilization.briefings.material import Material
from mobilization.briefings.status import BriefingStatus
from mobilization.models import Post
from mobilization.papers.briefings import material_paper, minutes_paper, notice_paper
from mobilization.reports.status import ReportStatus
from tests.factories.mobilization import MembershipFactory
from tests.factories.reports import a_reader, briefing_concluded, briefing_in, briefing_on, report_in, team_with_head
from wardportal import office
from wardportal.models import Signatory
from wardportal.papers import Heading, Item, Layout, Paragraph, Table

pytestmark = pytest.mark.django_db


def words(paper) -> str:
    """Everything the paper says between its head and its end."""
    said = []
    for block in paper.blocks:
        if isinstance(block, Table):
            said += ["; ".join(row) for row in block.rows]
        elif isinstance(block, Paragraph | Item | Heading):
            said.append(f"{getattr(block, 'lead', '')} {block.text}".strip())
    return "\n".join(said)


def test_the_wards_notice_goes_out_in_the_name_of_its_party_committee(ward):
    Signatory.objects.create(ward=ward, post="Bí thư Đảng ủy", full_name="Hồ Thị Ký", valid_from=date(2020, 1, 1))
    paper = notice_paper(briefing_concluded({"text": "Nạo vét", "due_on": date(2099, 12, 31)}), ward)
    assert (paper.layout, paper.number_line) == (Layout.PARTY, "Số 05-TB/ĐU")
    assert paper.subject.startswith("Kết luận giao ban công tác dân vận tháng")
    assert paper.dated_on == timezone.localdate()
    assert paper.signatures[0].name == "Hồ Thị Ký" and paper.signatures[0].authority == "T/M Đảng ủy"
    assert "1; Nạo vét; Chưa giao; 31/12/2099" in words(paper) and "DỰ THẢO" not in words(paper)


def test_a_teams_notice_goes_out_in_the_name_of_the_cell(ward):
    team, _head = team_with_head()
    post = Post.objects.get(code="cell-secretary")
    MembershipFactory(unit=None, residential_group=team.residential_group, post=post, full_name="Lê Văn Thư")
    paper = notice_paper(briefing_concluded({"text": "Vận động", "team": team}, team=team), ward)
    assert paper.number_line == "Số 05-TB/CB" and str(team.residential_group) in paper.body
    assert paper.signatures[0].name == "Lê Văn Thư"
    assert [line for line in paper.recipients if line == str(team)] == [str(team)]


def test_nobody_is_made_up_to_sign(ward):
    team, _head = team_with_head()
    for briefing in (briefing_concluded("Việc"), briefing_concluded("Việc", team=team)):
        assert notice_paper(briefing, ward).signatures[0].name == office.NO_NAME


def test_who_sits_as_secretary_signs_where_no_signatory_is_named(ward):
    MembershipFactory(post=Post.objects.get(code="secretary"), full_name="Hồ Thị Ngồi")
    assert notice_paper(briefing_concluded("Việc"), ward).signatures[0].name == "Hồ Thị Ngồi"


@pytest.mark.parametrize("make", [notice_paper, minutes_paper])
def test_before_the_conclusions_are_issued_it_is_a_draft(make, ward):
    paper = make(briefing_in(BriefingStatus.HELD), ward)
    assert words(paper).startswith("DỰ THẢO") and paper.dated_on is None


def test_the_minutes_say_who_came_who_did_not_and_why(ward):
    briefing = briefing_in(BriefingStatus.HELD)
    briefing.attendances.create(full_name="Phạm Văn Vắng", post="Tổ phó", excuse="ốm")
    briefing.keep(by=a_reader(), chaired_by="đồng chí Hồ Văn Chủ, Bí thư", secretary_name="Trần Thị Ghi")
    paper = minutes_paper(briefing, ward)
    assert "Có mặt: 1 người.\nNguyễn Văn Dự, Bí thư chi bộ" in words(paper)
    assert "Phạm Văn Vắng, Tổ phó (ốm)" in words(paper) and "Bàn về cống." in words(paper)
    assert [signature.name for signature in paper.signatures] == ["Trần Thị Ghi", "Hồ Văn Chủ"]


def test_what_was_told_after_the_notice_is_not_in_it(ward, time_machine):
    time_machine.move_to("2026-03-02 08:00+07:00")
    first = briefing_concluded({"text": "Việc cũ", "due_on": date(2026, 3, 20)})
    time_machine.move_to("2026-04-02 08:00+07:00")
    second = briefing_concluded("Việc mới")
    time_machine.move_to("2026-04-10 08:00+07:00")
    first.conclusions.get().end("done", "Đã xong ngày 10.", by=a_reader())
    assert "Việc cũ; Chưa giao; 20/03/2026; Chưa xong, quá hạn" in words(notice_paper(second, ward))
    assert "Đã hoàn thành: Đã xong ngày 10." in words(minutes_paper(briefing_on(date(2026, 4, 30)), ward))


def test_the_sheet_begins_with_what_was_concluded_before(ward):
    briefing_concluded("Việc cũ", on=timezone.localdate() - timedelta(days=30))
    paper = material_paper(Material.of(briefing_on()), ward)
    titles = [block.text for block in paper.blocks if isinstance(block, Heading)]
    assert titles[0] == "Kết luận lần trước và kết quả" and "Việc cũ" in words(paper)
    assert "Đã nộp 0 trên" in words(paper)


def test_the_sheet_compares_only_teams_that_told_of_both_periods(ward):
    team, head = team_with_head()
    may, june = date(2026, 5, 31), date(2026, 6, 30)
    report_in(ReportStatus.APPROVED, team=team, head=head, day=may, ngay_cong=40)
    report_in(ReportStatus.APPROVED, team=team, head=head, day=june, ngay_cong=12)
    report_in(ReportStatus.APPROVED, day=june, ngay_cong=30)
    paper = words(material_paper(Material.of(briefing_on(june)), ward))
    assert "; 40; 42; −28" in paper and "Tăng, giảm chỉ tính trên 1 tổ" in paper
