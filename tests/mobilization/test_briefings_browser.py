"""A briefing in a real browser, by the bloc's desk and a team head's phone; with and without scripts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mobilization.models import Briefing
from tests.factories.petitions import UserFactory
from tests.factories.reports import briefing_on, team_with_head

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_the_bloc_concludes_a_briefing_and_a_head_tells_what_came_of_it(sits, ward, scripts):
    keeper = sits(UserFactory(role="mobilization"), 768, scripts=scripts)
    team, head = team_with_head(name="Tổ dân vận 701")
    keeper.goes_to("/quan-tri/mobilization/briefing/xep/")
    keeper.page.get_by_label("Chi ủy với tổ dân vận").check()
    keeper.page.get_by_label("Tổ dân vận", exact=False).last.select_option(label=str(team))
    today = timezone.localdate()
    keeper.page.get_by_label("Ngày họp").fill(f"{today:%d/%m/%Y}")
    keeper.presses("Xếp giao ban")
    keeper.presses("Tài liệu", role="link")
    keeper.presses("Ghi nội dung", role="link")
    rows = keeper.page.locator(".briefing-rows").first.locator("tbody tr")
    rows.first.get_by_label("Có mặt").check()
    keeper.page.get_by_label("Nội dung, ý kiến", exact=False).fill("Bàn về đèn đường.")
    task = keeper.page.locator(".briefing-conclusions tbody tr").first
    task.get_by_label("Việc").fill("Vận động lắp đèn ngõ 3")
    task.get_by_label("Giao cho").select_option(label=str(team))
    keeper.presses("Lưu")
    assert Briefing.objects.get().discussion == "Bàn về đèn đường."
    keeper.goes_to(f"/quan-tri/mobilization/briefing/{Briefing.objects.get().pk}/change/")
    keeper.presses("Ghi nhận đã họp", role="link")
    keeper.presses("Ghi nhận đã họp")
    keeper.presses("Thông báo kết luận", role="link")
    keeper.page.get_by_label("Tôi đã đọc các kết luận trên trang này").check()
    keeper.presses("Thông báo kết luận")
    assert "Đã có kết luận" in keeper.reads() and "Vận động lắp đèn ngõ 3" in keeper.reads()
    for name in ("Bản thông báo", "Biên bản"):
        keeper.presses(name, role="link")
        assert "Vận động lắp đèn ngõ 3" in keeper.reads()
    tells_the_result(sits(head, 360, scripts=scripts), Briefing.objects.get(), team)


def tells_the_result(visitor, concluded, team):
    briefing_on(timezone.localdate() + timedelta(days=1), team=team)
    visitor.goes_to(f"/bao-cao/giao-ban/{concluded.pk}/")
    visitor.goes_to("/bao-cao/giao-ban/")
    visitor.presses("Vận động lắp đèn ngõ 3", role="link")
    visitor.page.get_by_label("Đã hoàn thành").check()
    visitor.page.get_by_label("Đã làm gì", exact=False).fill("Đã lắp bốn bóng.")
    visitor.presses("Gửi kết quả")
    assert "Việc đã báo kết quả" in visitor.reads()
    assert concluded.conclusions.get(team=team).result == "Đã lắp bốn bóng."
