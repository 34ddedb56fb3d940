"""A briefing in a real browser, by the bloc's desk and a team head's phone; with and without scripts."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.models import Briefing
from tests.factories.petitions import UserFactory
from tests.factories.reports import briefing_on, team_with_head

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

TASK = "Vận động lắp đèn ngõ 3"


@pytest.fixture
def team_and_head(ward):
    return team_with_head(name="Tổ dân vận 701")


def test_the_bloc_concludes_a_briefing_and_a_head_tells_what_came_of_it(sits, team_and_head):
    (team, head), bloc = team_and_head, UserFactory(role="mobilization")
    keeper = sits(bloc, 768)
    keeper.goes_to("/quan-tri/mobilization/briefing/xep/")
    keeper.page.get_by_label("Chi ủy với tổ dân vận").check()
    keeper.page.get_by_label("Tổ dân vận", exact=False).last.select_option(label=str(team))
    keeper.page.get_by_label("Ngày họp").fill(f"{timezone.localdate():%d/%m/%Y}")
    keeper.page.get_by_label("Bắt đầu lúc").fill("00:00")
    keeper.page.get_by_label("Địa điểm").fill("Nhà văn hóa khối 1")
    keeper.presses("Xếp giao ban")
    keeper.presses("Tài liệu", role="link")
    keeper.presses("Ghi nội dung", role="link")
    writes_down(keeper, team)
    briefing = Briefing.objects.get()
    briefing.hold(by=bloc)
    concludes(keeper, briefing)
    for name in ("Bản thông báo", "Biên bản"):
        keeper.presses(name, role="link")
        assert TASK in keeper.reads()
    phone = sits(head, 360)
    briefing_on(timezone.localdate() + timedelta(days=1), team=team)
    phone.goes_to(f"/bao-cao/giao-ban/{briefing.pk}/")
    phone.goes_to("/bao-cao/giao-ban/")
    phone.presses(TASK, role="link")
    tells_the_result(phone, briefing)


def test_a_briefing_is_held_and_concluded_and_its_work_told_where_no_scripts_run(sits, team_and_head):
    team, head = team_and_head
    briefing = briefing_on(team=team, invites=True)
    plain = sits(UserFactory(role="mobilization"), 360, scripts=False)
    plain.goes_to(page_of(briefing, "keep"))
    writes_down(plain, team)
    plain.goes_to(page_of(briefing, "decide", "hold"))
    plain.presses("Ghi nhận đã họp")
    concludes(plain, briefing)
    plain.signs_in(head)
    plain.goes_to(f"/bao-cao/giao-ban/viec/{briefing.conclusions.get().pk}/")
    tells_the_result(plain, briefing)


def page_of(briefing, page, *args):
    return reverse(f"admin:mobilization_briefing_{page}", args=[briefing.pk, *args])


def writes_down(keeper, team):
    """Who came, what was said, what is to be done."""
    rows = keeper.page.locator(".briefing-rows").first.locator("tbody tr")
    rows.first.get_by_label("Có mặt").check()
    keeper.page.get_by_label("Nội dung, ý kiến", exact=False).fill("Bàn về đèn đường.")
    task = keeper.page.locator(".briefing-conclusions tbody tr").first
    task.get_by_label("Việc").fill(TASK)
    task.get_by_label("Giao cho").select_option(label=str(team))
    keeper.presses("Lưu")
    assert Briefing.objects.get().discussion == "Bàn về đèn đường."


def concludes(keeper, briefing):
    keeper.goes_to(page_of(briefing, "decide", "conclude"))
    keeper.page.get_by_label("Tôi đã đọc các kết luận trên trang này").check()
    keeper.presses("Thông báo kết luận")
    assert "Đã có kết luận" in keeper.reads() and TASK in keeper.reads()


def tells_the_result(phone, briefing):
    phone.page.get_by_label("Đã hoàn thành").check()
    phone.page.get_by_label("Đã làm gì", exact=False).fill("Đã lắp bốn bóng.")
    phone.presses("Gửi kết quả")
    assert "Việc đã báo kết quả" in phone.reads()
    assert briefing.conclusions.get().result == "Đã lắp bốn bóng."
