"""A briefing in a real browser, by the bloc's desk and a team head's phone; with and without scripts."""

import pytest
from django.utils import timezone

from mobilization.models import Briefing
from tests.browsing import Visitor
from tests.factories.petitions import UserFactory
from tests.factories.reports import briefing_concluded, briefing_on, team_with_head

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]


@pytest.fixture(params=[(768, True), (768, False)], ids=["tablet", "without scripts"])
def keeper(request, browser, live_server, ward):
    """Somebody of the bloc at the desk, signed in."""
    visitor = Visitor(browser, live_server.url, width=request.param[0], scripts=request.param[1])
    signs_in(visitor, UserFactory(role="mobilization"))
    yield visitor
    visitor.leaves()


def signs_in(visitor, user):
    user.set_password("mat-khau-dai-lam")
    user.save()
    visitor.goes_to("/dang-nhap/")
    visitor.page.get_by_label("Tên đăng nhập").fill(user.username)
    visitor.page.get_by_label("Mật khẩu").fill("mat-khau-dai-lam")
    visitor.presses("Đăng nhập")


def test_the_bloc_plans_holds_and_concludes_a_briefing(keeper):
    team, _head = team_with_head(name="Tổ dân vận 701")
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


@pytest.mark.parametrize("visitor", [(360, True), (360, False)], indirect=True)
def test_a_head_reads_and_tells_the_result_on_a_phone(visitor, ward):
    team, head = team_with_head()
    concluded = briefing_concluded({"text": "Vận động lắp đèn ngõ 3", "team": team})
    briefing_on(team=team)
    signs_in(visitor, head)
    visitor.goes_to(f"/bao-cao/giao-ban/{concluded.pk}/")
    visitor.goes_to("/bao-cao/giao-ban/")
    visitor.presses("Vận động lắp đèn ngõ 3", role="link")
    visitor.page.get_by_label("Đã hoàn thành").check()
    visitor.page.get_by_label("Đã làm gì", exact=False).fill("Đã lắp bốn bóng.")
    visitor.presses("Gửi kết quả")
    assert "Việc đã báo kết quả" in visitor.reads()
    assert concluded.conclusions.get().result == "Đã lắp bốn bóng."
