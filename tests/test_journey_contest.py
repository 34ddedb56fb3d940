"""A round of assessment in a real browser: they do not agree, the ward decides, one wins, and what everybody reads."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from mobilization.assessments.status import AssessmentStatus
from mobilization.models import Assessment, AssessmentRound, Award, Contest
from tests.browsing import snapshot
from tests.factories.assessments import a_cast, verdicts
from tests.factories.mobilization import SelfManagedGroupFactory
from tests.factories.reports import team_with_head
from tests.forms import follows, presses
from tests.mobilization.workplace import text_of
from tests.widths import PHONE, fits_also, fits_enlarged

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

DARK, MENDED, LOOKED = "Đèn đầu ngõ chưa sáng.", "Đèn đã thay ngày 6.", "Ngày 7 xem lại, đèn sáng."
ANSWER, VISITED, SIGNED = "Đã xem lại, tính là đạt.", "Đi xem tối ngày 5.", "Bà Tâm"
CONTEST = "Văn minh, an toàn, tiêu biểu"


@pytest.fixture
def neighbours(live_server, ward):
    """A team of another residential group, whose two self-managed groups give their sheets on paper."""
    team, head = team_with_head()
    return head, [SelfManagedGroupFactory(residential_group=team.residential_group) for _ in range(2)]


@pytest.fixture
def cast(neighbours):
    return a_cast()


def typed_day(days=0):
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def judges(visitor, *, unmet=()):
    """Tick every criterion of the sheet on the page; those with these numbers are not met."""
    ticks = [f"#tieu-chi-{number} [type=radio][value='{int(number not in unmet)}']" for number in range(1, 10)]
    visitor.page.evaluate("boxes => boxes.forEach(box => document.querySelector(box).click())", ticks)


def note(visitor, number):
    return visitor.page.locator(f"#tieu-chi-{number} input[type=text]")


def test_a_disagreement_ends_in_a_first_prize(sits, as_user, client, cast, neighbours):
    office, phone = sits(cast.bloc, 768), sits(cast.head, 360)
    opened = opens(office)
    assesses_itself(phone, cast.group)
    phone.signs_in(cast.team_head)
    sheet = cast.group.assessments.get()
    checks(phone, sheet)
    phone.signs_in(cast.head)
    objects(phone, sheet)
    types_paper(as_user(neighbours[0]), *neighbours)
    settles(office, opened, sheet, neighbours[1])
    contest = competes(office, cast.bloc, cast.group, neighbours[1][0])
    wins(office, contest, cast.group, cast.bloc)
    told = text_of(as_user(cast.bloc).get(reverse("admin:mobilization_contest_change", args=[contest.pk])))
    assert "9,5" in told and "Đạt giải ba cấp tỉnh" in told
    told = text_of(as_user(cast.head).get(page_of(sheet)))
    assert ANSWER in told and LOOKED in told
    phone.signs_out()
    reads(phone, cast.group)
    tells_no_more(client, cast.group, neighbours[1][1])


def page_of(sheet, name="detail"):
    return reverse(f"assessments:{name}", args=[sheet.pk])


def opens(office):
    office.goes_to("/quan-tri/mobilization/assessmentround/")
    office.presses("Mở đợt đánh giá", role="link")
    office.page.get_by_label("Bộ tiêu chí").select_option(index=1)
    for name, days in (("self_due", 0), ("cross_due", 7), ("decide_due", 14)):
        office.page.locator(f"[name={name}]").fill(typed_day(days))
    office.presses("Mở đợt đánh giá")
    opened = AssessmentRound.objects.get()
    assert f"Đợt đánh giá {opened.period}" in office.reads()
    return opened


def assesses_itself(phone, group):
    phone.goes_to("/bao-cao/to-tu-quan/")
    phone.presses(f"Tự đánh giá {group}", role="link")
    judges(phone)
    phone.presses("Lưu phần tự đánh giá")
    assert "Đã tự đánh giá, chờ kiểm tra chéo" in phone.reads()


def checks(team, sheet):
    """The team has looked, and sees one thing otherwise: it has to say why, and shows a photo."""
    team.goes_to(page_of(sheet, "check"))
    fits_enlarged(team)
    judges(team, unmet={9})
    team.page.get_by_label("Đã kiểm tra thế nào").fill(VISITED)
    team.page.locator("[name=evidence]").set_input_files(snapshot("den-dau-ngo.jpg"))
    team.sends()
    assert "Ghi lý do vì kết quả khác với bước trước." in team.reads() and "den-dau-ngo.jpg" in team.reads()
    note(team, 9).fill(DARK)
    team.sends()
    assert "1/1 tổ" in team.reads()


def objects(phone, sheet):
    phone.goes_to(page_of(sheet))
    assert DARK in phone.reads()
    phone.presses("Ghi ý kiến của tổ tự quản", role="link")
    phone.page.get_by_label("Ý kiến của tổ tự quản").fill(MENDED)
    phone.sends()
    assert "Tổ tự quản có ý kiến, chờ phường" in phone.reads()


def types_paper(team, typist, groups):
    """On a phone whose browser runs no scripts: a sheet from paper, then looked at and found right."""
    first, second = (Assessment.objects.get(self_managed_group=group) for group in groups)
    second.assess(verdicts(second, but=(3,)), by=typist, told_by=SIGNED)
    second.cross_check(verdicts(second, but=(3,)), by=typist, basis=VISITED)
    rows = follows(team, team.get("/bao-cao/"), f"Đánh giá tổ tự quản {first.round.period}")
    sheet = follows(team, rows, f"Nhập phiếu giấy {groups[0]}")
    rows = presses(team, sheet, "Lưu phần tự đánh giá", ticked(sheet, unmet={3}) | {"told_by": SIGNED})
    sheet = follows(team, rows, f"Kiểm tra tiếp: {groups[0]}")
    rows = presses(team, sheet, "Lưu kết quả kiểm tra", ticked(sheet, unmet={3}) | {"basis": VISITED})
    assert "2/2 tổ" in text_of(rows)


def ticked(page, *, unmet):
    sheet = html.fromstring(page.content.decode())
    names = [sheet.xpath(f"//*[@id='tieu-chi-{number}']//input[@type='radio']")[0].name for number in range(1, 10)]
    return {name: str(int(number not in unmet)) for number, name in enumerate(names, 1)}


def settles(office, opened, sheet, agreeing):
    """One by itself where they differ, the others at once; then nothing moves any more."""
    office.goes_to(reverse("admin:mobilization_assessmentround_result", args=[opened.pk, sheet.pk]))
    assert all(words in office.reads() for words in (MENDED, DARK))
    office.page.check("#tieu-chi-9 [type=radio][value='1']")
    note(office, 9).fill(LOOKED)
    office.page.get_by_label("Trả lời ý kiến của tổ tự quản").fill(ANSWER)
    office.sends()
    neighbours = [opened.pk, agreeing[0].residential_group.slug]
    office.goes_to(reverse("admin:mobilization_assessmentround_group", args=neighbours))
    fits_also(office, PHONE)
    office.presses("Quyết định các tổ đã chọn như hai bên thống nhất")
    assert "Đã quyết định 2 tổ" in office.page.locator("body").inner_text()
    office.goes_to(reverse("admin:mobilization_assessmentround_decide", args=[opened.pk, "close"]))
    office.page.check("[name=sure]")
    office.sends()
    fits_also(office, PHONE)
    office.presses("Xếp hạng", role="link")
    fits_also(office, PHONE)
    assert str(sheet.self_managed_group) in office.reads()
    decided = Assessment.objects.filter(status=AssessmentStatus.DECIDED)
    assert sorted(decided.values_list("met_count", flat=True)) == [8, 8, 9]


def competes(office, by, *groups):
    """The first is nominated by the office at its desk, and with the other chosen and judged."""
    office.goes_to("/quan-tri/mobilization/contest/")
    office.presses("Mở cuộc thi đua", role="link")
    office.page.locator("[name=name]").fill(CONTEST)
    office.page.locator("[name=round]").select_option(index=1)
    office.sends()
    office.presses("Đề cử tổ dự thi", role="link")
    office.page.select_option("[name=group]", str(groups[0].pk))
    office.sends()
    office.looks()
    contest = Contest.objects.get()
    contest.enter(groups[1], by=by)
    office.goes_to(decision(contest, "advance"))
    contest.advance(contest.entrants.all(), by=by)
    office.goes_to(decision(contest, "score"))
    points = dict(zip(contest.entrants.order_by("pk"), (Decimal("9.5"), Decimal("8.75")), strict=True))
    contest.score("Trần Thị Giám Khảo", points, by=by)
    return contest


def decision(contest, verb):
    return reverse("admin:mobilization_contest_decide", args=[contest.pk, verb])


def wins(office, contest, group, by):
    office.goes_to(decision(contest, "award"))
    office.page.get_by_label(f"Giải: {group}", exact=False).select_option("first")
    for name, text in (("decided_on", typed_day()), ("decision_no", "12/QĐ-UBND")):
        office.page.locator(f"[name={name}]").fill(text)
    office.page.locator("[name=sure]").check()
    office.sends()
    assert Award.objects.get().decision_no == "12/QĐ-UBND"
    for verb in ("send_on", "record_outcome"):
        office.goes_to(decision(contest, verb))
    winner = contest.entrants.get(self_managed_group=group)
    contest.refresh_from_db()
    contest.send_on(winner, "UBND tỉnh", timezone.localdate(), by=by)
    contest.record_outcome(winner, "Đạt giải ba cấp tỉnh", by=by)


def reads(everybody, group):
    """The map with its table, the prize, the history."""
    everybody.goes_to("/to-tu-quan/")
    home = everybody.reads()
    assert all(words in home for words in (CONTEST, "Giải nhất", "12/QĐ-UBND"))
    assert everybody.page.get_by_role("table").count() >= 1
    everybody.presses(str(group), role="link")
    page = everybody.reads()
    assert all(words in page for words in ("Giải nhất", "9/9", "UBND tỉnh", "Đạt giải ba cấp tỉnh"))


def tells_no_more(client, group, other):
    """Of the disagreement not a word, not even in the source."""
    pages = [
        client.get(address).content.decode()
        for address in (
            "/to-tu-quan/",
            f"/to-tu-quan/?to={group.residential_group.slug}",
            f"/to-tu-quan/{group.code}/",
            f"/to-tu-quan/{other.code}/",
        )
    ]
    assert "Giải nhất" in pages[0] and "9/9" in pages[2] and "8/9" in pages[3]
    for words in (DARK, MENDED, LOOKED, ANSWER, VISITED, SIGNED, "Giám Khảo", "den-dau-ngo"):
        assert not any(words in page for page in pages), words
