"""A campaign in a real browser: from a phone to a decision, a prize, a public page, and a copy where others learn."""

from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from django.utils import timezone
from lxml import html

from mobilization.campaigns.status import CampaignStatus
from mobilization.models import Campaign, ResidentialGroup, ScoringTemplate
from tests.browsing import snapshot
from tests.factories.campaigns import points_of, seated
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import team_with_head
from tests.forms import follows, presses
from tests.mobilization.workplace import text_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

NAME, COPY = "Ngõ sạch năm", "Ngõ sạch nơi khác"
DONE, EFFECT, LESSON = "Đã phát ba mươi thùng.", "Ngõ sạch hơn trước.", "Đi từng nhà, không phát loa."
DISSENT, OPINION = "Nên lấy ý kiến bà con thêm một lần.", "Đảng ủy đồng ý."
STANDS = "Đã phát thùng cho ba mươi hộ."
SHARES = (1, 0.9, 0.8)


@pytest.fixture
def teams(live_server, ward):
    """The team that begins, and the one that learns from it."""
    return [team_with_head(residential_group=ResidentialGroup.objects.get(number=number)) for number in (5, 9)]


def typed_day(days=0):
    return f"{timezone.localdate() + timedelta(days=days):%d/%m/%Y}"


def begins(phone, name):
    phone.page.get_by_label("Tên mô hình").fill(name)
    phone.page.get_by_label("Lĩnh vực").select_option(label="Văn hóa – xã hội")
    phone.presses("Lập phiếu, điền tiếp")


def registers(phone, **typed):
    """Fill in the sheet, read it once more, send it."""
    phone.types(**typed)
    phone.presses("Lưu, xem lại và gửi")
    phone.sends()
    assert "Việc tiếp theo" in phone.reads()


def decision(campaign, verb):
    return reverse("admin:mobilization_campaign_decide", args=[campaign.pk, verb])


def scores(visitor, share, button, **typed):
    """Points for each criterion, each shown by the month that was told."""
    shown = visitor.page.locator("[name^='minh-chung-'] option[value^=update]").first.get_attribute("value")
    for one in ScoringTemplate.objects.current().criteria.all():
        points = f"{one.most * share:g}".replace(".", ",")
        typed |= {f"diem-{one.pk}": points, f"minh-chung-{one.pk}": shown}
    visitor.types(**typed)
    visitor.presses(button)


def words_of(client, page, link):
    """The text of a Word file, as who downloads it opens it."""
    paper = docx.Document(BytesIO(follows(client, page, link).content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in paper.paragraphs), *cells])


def test_a_campaign_goes_from_registration_to_a_copy_in_another_group(sits, as_user, client, teams):
    (_team, head), (_other, learner) = teams
    bloc = UserFactory(role="mobilization", unit=UnitFactory())
    phone, office = sits(head, 360), sits(bloc, 768)

    # Registered on a phone, approved with a follower.
    phone.goes_to("/bao-cao/mo-hinh/")
    phone.presses("Đăng ký mô hình mới", role="link")
    begins(phone, NAME)
    sheet = {"beneficiaries": "Các hộ", "reason": "Rác để lẫn.", "content": "Phát thùng.", "in_charge": "Bà A"}
    goal = {"chi-tieu-0-text": "Hộ có thùng", "chi-tieu-0-value": "40", "chi-tieu-0-unit": "hộ"}
    registers(phone, starts_on=typed_day(-40), ends_on=typed_day(200), **sheet, **goal)
    campaign = Campaign.objects.get()
    office.goes_to("/quan-tri/mobilization/campaign/")
    assert NAME in office.reads()
    office.goes_to(decision(campaign, "approve"))
    office.page.get_by_label("Người theo dõi").select_option(label=str(bloc))
    office.types(opinion=OPINION)
    office.presses("Duyệt mô hình")

    for verb in ("replicate", "end"):
        office.goes_to(decision(campaign, verb))

    tells(phone, campaign)
    office.goes_to(decision(campaign, "review"))
    campaign.refresh_from_db()
    campaign.review(STANDS, "Còn mười hộ.", by=bloc)
    shows(office, campaign)

    # The head scores, the council of three scores, one of them thinks otherwise.
    phone.goes_to(f"/bao-cao/mo-hinh/{campaign.pk}/")
    assert STANDS in phone.reads()
    phone.presses("Báo cáo kết quả, tự chấm điểm", role="link")
    scores(phone, 1, "Gửi báo cáo và phiếu tự chấm", effect=EFFECT, lessons=LESSON)
    papers(as_user(head), campaign)
    *council, dissenter = seated()
    for member, share in zip(council, SHARES, strict=False):
        campaign.refresh_from_db()
        campaign.score(points_of(campaign, share), by=member)
    office.signs_in(dissenter)
    office.goes_to(reverse("admin:mobilization_campaign_score", args=[campaign.pk]))
    scores(office, SHARES[-1], "Gửi phiếu chấm", dissent=DISSENT)
    campaign.refresh_from_db()
    shown = (campaign.updates.all(), campaign.photos.all(), "Không có người")
    campaign.show(*shown, by=bloc, effect=EFFECT, lessons=LESSON)
    office.signs_in(bloc)
    recognises(office, campaign, bloc)

    # Everybody reads it, another team learns from it, and each page tells of the other to who reads it then.
    phone.signs_out()
    told = reads(phone)
    assert DISSENT not in told and OPINION not in told and STANDS not in told
    copy = learns(as_user(learner), campaign)
    copy.approve(bloc, by=bloc)
    found = client.get("/mo-hinh/", {"q": "ngo sach nam"}).content.decode()
    assert NAME in found and COPY not in found
    for here, there in ((campaign, COPY), (copy, NAME)):
        _before, told = client.get(here.get_absolute_url()).content.decode().split("Ai học từ ai")
        assert there in told.partition("</section>")[0]


def tells(phone, campaign):
    phone.goes_to(f"/bao-cao/mo-hinh/{campaign.pk}/tien-do/")
    typed = {"text": DONE, "money": "2.000.000", "workdays": "12", "people": "30"}
    typed |= {"before_caption": "Ngõ ngày chưa dọn", "before_alt": "Một ngõ có rác hai bên"}
    phone.types(**typed, after_caption="Ngõ hôm nay", after_alt="Một ngõ sạch")
    phone.page.locator("[name^='ket-qua-']").fill("30")
    for moment, colour in (("before", "sienna"), ("after", "teal")):
        photos = phone.page.locator(f"[name={moment}_photos]")
        photos.set_input_files(snapshot(f"{moment}.jpg", colour))
    phone.presses("Lưu tiến độ")
    assert DONE in phone.reads() and "30" in phone.reads()
    assert campaign.photos.count() == 2


def shows(office, campaign):
    office.goes_to(decision(campaign, "show"))
    for box in office.page.locator("[name=photos]").all():
        box.check()
    office.types(consent_basis="Ảnh không có người")
    office.sends()


def recognises(office, campaign, bloc):
    office.goes_to(decision(campaign, "judge"))
    office.page.check("[name=sure]")
    office.sends()
    office.looks()
    assert "Điểm hội đồng 90" in office.reads() and DISSENT in office.reads()
    office.presses("Công nhận mô hình", role="link")
    office.types(decision_no="25-QĐ/ĐU", decided_on=typed_day())
    office.sends()
    campaign.refresh_from_db()
    assert campaign.status == CampaignStatus.RECOGNISED
    office.goes_to(decision(campaign, "reward"))
    given = {"kind": "ward_merit", "level": "ward", "title": "Điển hình Dân vận khéo", "decision_no": "30/QĐ-UBND"}
    campaign.reward(by=bloc, decided_on=timezone.localdate(), **given)


def papers(client, campaign):
    page = client.get(f"/bao-cao/mo-hinh/{campaign.pk}/")
    sheet, report = (words_of(client, page, link) for link in ("Phiếu đăng ký (Word)", "Báo cáo kết quả (Word)"))
    assert all(words in sheet for words in (NAME, "Rác để lẫn.", "Hộ có thùng", "Bà A", OPINION))
    assert all(words in report for words in (NAME, EFFECT, LESSON, "30"))


def reads(everybody):
    everybody.goes_to("/mo-hinh/")
    everybody.presses(NAME, role="link")
    told = everybody.reads()
    assert all(words in told for words in ("Trước", "Sau", "75 %", EFFECT, LESSON, "25-QĐ/ĐU", "30/QĐ-UBND", DONE))
    assert everybody.page.locator("img[alt='Một ngõ sạch']").is_visible()
    return everybody.page.content()


def learns(phone, campaign):
    """Another team, on a phone without scripts, finds it by a word of its name; its sheet begins with what stands
    there.
    """
    none = phone.get("/mo-hinh/?q=khong-co-gi")
    assert "Không có mô hình nào khớp" in text_of(none)
    page = follows(phone, presses(phone, none, "Tìm", {"q": "ngo sach nam"}), NAME)
    assert page.wsgi_request.path == campaign.get_absolute_url()
    begun = follows(phone, page, "đăng ký học theo mô hình này")
    sheet = presses(phone, begun, "Lập phiếu, điền tiếp", {"name": COPY})
    (content,) = html.fromstring(sheet.content.decode()).xpath("//textarea[@name='content']")
    assert content.value.strip() == "Phát thùng."
    typed = {"in_charge": "Ông B", "starts_on": typed_day(), "ends_on": typed_day(100)}
    sent = presses(phone, presses(phone, sheet, "Lưu, xem lại và gửi", typed), "Gửi đăng ký")
    assert "Việc tiếp theo" in text_of(sent)
    copy = Campaign.objects.get(name=COPY)
    assert copy.model == campaign
    return copy
