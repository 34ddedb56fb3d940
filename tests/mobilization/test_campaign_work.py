"""Teams and units work on their campaigns from a phone: register, tell each month, score themselves."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pgtrigger
import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.campaigns.status import CampaignStatus
from mobilization.models import Campaign, ScoringTemplate
from tests.canary_plants import canary_photo
from tests.factories.campaigns import SHEET, a_field, campaign_in, drafted, new_photo, points_of
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, team_with_head
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db
S = CampaignStatus


@pytest.fixture(scope="module")
def team(module_rows):
    return team_with_head()


@pytest.fixture(scope="module")
def made(team):
    """A draft of the team, a campaign it works on and one it registered."""
    running = campaign_in(S.RUNNING, team=team[0], head=team[1], name="Ngõ đang sạch")
    registered = campaign_in(S.REGISTERED, team=team[0], head=team[1])
    return drafted(*team).pk, running.pk, registered.pk


@pytest.fixture
def draft(made):
    return Campaign.objects.get(pk=made[0])


@pytest.fixture
def running(made):
    return Campaign.objects.get(pk=made[1])


@pytest.fixture
def registered(made):
    return Campaign.objects.get(pk=made[2])


@pytest.fixture
def phone(team, as_user):
    return as_user(team[1])


def own(campaign, page="detail", *args):
    return reverse(f"own_campaigns:{page}", args=[campaign.pk, *args])


def sheet(campaign, **changes):
    """What the form of a sheet sends."""
    today = timezone.localdate()
    form = {
        "version": campaign.version, "name": campaign.name, "field": campaign.field_id, "scope": "groups",
        "groups": [group.pk for group in campaign.groups.all()], "starts_on": f"{today:%d/%m/%Y}",
        "ends_on": f"{today + timedelta(days=90):%d/%m/%Y}", "planned_money": "20.000.000", "planned_workdays": "120",
        "chi-tieu-0-text": "Hộ có thùng", "chi-tieu-0-value": "85,5", "chi-tieu-0-unit": "%", **SHEET,
    }  # fmt: skip
    return form | changes


def first_words(team, **changes):
    """What the form of a new sheet sends."""
    form = {"body": f"team-{team.pk}", "name": "Ngõ mới", "field": a_field().pk, "subject": "collective"}
    return form | {"submission_id": new_submission_id()} | changes


def test_a_draft_is_given_up_and_leaves_nothing_to_read(phone, draft, registered, as_user):
    assert own(draft, "discard") in phone.get(own(draft)).content.decode()
    assert "Giữ lại" in phone.get(own(draft, "discard")).content.decode()
    office, name, slug = as_user(a_reader()), draft.name, draft.slug
    case = reverse("admin:mobilization_campaign_change", args=[draft.pk])
    assert own(draft) in office.get(case).content.decode()
    stranger = as_user(team_with_head()[1])
    assert stranger.post(own(draft, "discard")).status_code == 404
    read = {"version": draft.version}
    for _ in range(2):  # pressed twice
        assert phone.post(own(draft, "discard"), read)["Location"] == "/bao-cao/mo-hinh/"
    gone = Campaign.objects.get(pk=draft.pk)
    assert (gone.status, gone.name, gone.targets.count()) == (S.DISCARDED, "", 0)
    assert (
        phone.get(own(draft)).status_code == 404 and own(draft) not in phone.get("/bao-cao/mo-hinh/").content.decode()
    )
    assert office.get(case).status_code == 404
    assert Campaign.objects.free_slug(name, draft.year) == slug
    assert phone.post(own(registered, "discard"))["Location"] == own(registered)
    assert Campaign.objects.get(pk=registered.pk).status == S.REGISTERED


def test_a_draft_a_colleague_wrote_on_meanwhile_is_not_given_up(phone, draft):
    confirm = phone.get(own(draft, "discard")).content.decode()
    assert f'name="version" value="{draft.version}"' in confirm
    phone.post(own(draft, "write"), sheet(draft, content="Viết thêm."))
    refused = phone.post(own(draft, "discard"), {"version": draft.version}, follow=True).content.decode()
    assert "Vừa có người khác thay đổi" in refused and "Viết thêm." in refused
    assert Campaign.objects.get(pk=draft.pk).status == S.DRAFT


def test_a_sheet_a_colleague_wrote_on_meanwhile_is_read_again_before_it_is_handed_in(phone, draft):
    phone.post(own(draft, "write"), sheet(draft, content="Viết thêm."))
    refused = phone.post(own(draft, "register"), {"version": draft.version})
    told = refused.content.decode()
    assert refused.status_code == 409 and "Vừa có người khác thay đổi" in told and "Viết thêm." in told
    assert Campaign.objects.get(pk=draft.pk).status == S.DRAFT


def test_a_campaign_is_begun_written_and_registered(phone, team):
    assert phone.get("/bao-cao/mo-hinh/").status_code == 200
    begin = first_words(team[0])
    begun = phone.post("/bao-cao/mo-hinh/moi/", begin)
    campaign = Campaign.objects.get(name="Ngõ mới")
    # The same press once more leads to the same sheet; other words on the same page are another campaign.
    assert begun.url == phone.post("/bao-cao/mo-hinh/moi/", begin).url == own(campaign, "write")
    other = phone.post("/bao-cao/mo-hinh/moi/", begin | {"name": "Ngõ khác"})
    assert other.status_code == 422 and "đã lập phiếu “Ngõ mới”" in other.content.decode()
    assert not Campaign.objects.filter(name="Ngõ khác").exists()
    page = phone.post(own(campaign, "register"), {"version": campaign.version})
    assert page.status_code == 422 and "Phiếu còn thiếu" in page.content.decode()
    sent = phone.post(own(campaign, "write"), sheet(campaign, viec="gui"))
    assert sent.url == own(campaign, "register")
    campaign.refresh_from_db()
    shown = phone.get(sent.url).content.decode()
    assert "85,5" in shown and f'name="version" value="{campaign.version}"' in shown
    assert phone.post(sent.url, {"version": campaign.version}).url == own(campaign)
    campaign.refresh_from_db()
    assert (campaign.status, campaign.planned_money) == (S.REGISTERED, 20_000_000)
    assert campaign.targets.get().value == Decimal("85.5")
    assert phone.get(own(campaign, "write")).url == own(campaign)


# What is typed into a box and said beside it, the boxes of a page at once.
WRONG = [
    {
        "starts_on": ("05/13/2026", "Ngày phải theo dạng"), "planned_money": ("1.5", "Nhập số tiền bằng đồng"),
        "chi-tieu-0-unit": ("", "Một chỉ tiêu cần đủ"), "groups": (["0"], "0"), "former": ("999999", "chọn lại"),
        "version": ("x", "Nhập một số"), "name": ("", "Nhập tên mô hình."), "household_count": ("9" * 30, "2147483647"),
    },
    {
        "ends_on": ("01/01/2001", "Ngày kết thúc phải từ ngày bắt đầu"),
        "chi-tieu-0-value": ("0", "Số phải đạt lớn hơn 0"),
    },
    {"starts_on": ("01/01/1990", "ghi ngày bắt đầu từ"), "ends_on": ("31/12/2190", "kết thúc chậm nhất năm")},
]  # fmt: skip


def test_wrong_input_is_told_beside_its_box_and_nothing_is_lost(phone, draft):
    for boxes in WRONG:
        changes = {box: typed for box, (typed, _told) in boxes.items()}
        page = phone.post(own(draft, "write"), sheet(draft, content="Chữ vừa gõ.") | changes)
        text, errors = page.content.decode(), page.context["form"].errors
        assert page.status_code == 422 and "Chữ vừa gõ." in text and set(errors) == set(boxes), changes
        for box, (_typed, told) in boxes.items():
            assert told in str(errors[box]) and (told in text or box == "version"), box  # nobody sees the version
        assert Campaign.objects.get(pk=draft.pk).content != "Chữ vừa gõ.", changes


def test_two_who_write_at_once_see_both_wordings(phone, team, draft):
    typed = sheet(draft, content="Bản gõ sau.")
    draft.write(by=team[1], content="Bản lưu trước.")
    page = phone.post(own(draft, "write"), typed)
    text = page.content.decode()
    assert page.status_code == 409 and "Bản gõ sau." in text and "Bản lưu trước." in text
    again = phone.post(own(draft, "write"), typed | {"version": page.context["form"]["version"].value()})
    assert again.status_code == 302
    draft.refresh_from_db()
    assert draft.content == "Bản gõ sau."


def progress(campaign, **changes):
    form = {"submission_id": new_submission_id(), "month": f"{timezone.localdate():%Y-%m}-01", "text": "Đã làm.",
            "money": "1.500.000", "workdays": "8", "people": "20"}  # fmt: skip
    return form | {f"ket-qua-{row.pk}": "12" for row in campaign.targets.all()} | changes


def test_a_month_is_told_with_photos_and_a_correction_needs_its_reason(phone, running):
    page = phone.post(own(running, "progress"), progress(running, before_photos=canary_photo("anh")))
    text = page.content.decode()
    assert page.status_code == 422 and "Ghi chú thích cho ảnh" in text and "Ghi vì sao phải sửa lại" in text
    assert "anh.jpg" in text  # the photo waits for the next press
    words = {"before_caption": "Ngõ cũ", "before_alt": "Ngõ có rác", "reason": "Thêm ảnh"}
    words["submission_id"] = page.context["form"]["submission_id"].value()
    assert phone.post(own(running, "progress"), progress(running, **words)).status_code == 302
    assert running.updates.count() == 2 and running.photos.get().caption == "Ngõ cũ"
    assert running.updates.current().get().measures.get().value == 12
    assert "chờ công khai" in phone.get(own(running)).content.decode()
    photo = phone.get(own(running, "photo", running.photos.get().pk))
    assert b"".join(photo.streaming_content).startswith(b"\xff\xd8") and photo["Content-Type"] == "image/jpeg"


def test_a_month_sent_twice_is_told_once(phone, registered):
    registered.approve(office := a_reader(), by=office)
    words = {"before_caption": "Ngõ cũ", "before_alt": "Ngõ có rác"}
    told = progress(registered, **words)
    answers = [phone.post(own(registered, "progress"), told | {"before_photos": canary_photo("anh")}) for _ in "ab"]
    assert [one.url for one in answers] == [own(registered)] * 2
    assert (registered.updates.count(), registered.photos.count()) == (1, 1)
    recaptioned = {"before_caption": "Ngõ sâu", "before_photos": canary_photo("anh")}
    assert phone.post(own(registered, "progress"), told | recaptioned).status_code == 422
    # Other words on the same page are not taken for the first.
    other = phone.post(own(registered, "progress"), told | {"text": "Làm thêm."})
    assert other.status_code == 422 and "Làm thêm." in other.content.decode()
    fresh = {"submission_id": other.context["form"]["submission_id"].value(), "text": "Làm thêm.", "reason": "Thiếu"}
    assert [phone.post(own(registered, "progress"), told | fresh).status_code for _ in "ab"] == [302, 302]
    assert [row.text for row in registered.updates.all()] == ["Đã làm.", "Làm thêm."]


def test_a_month_sent_again_is_known_though_the_clock_was_put_back_and_older_rows_name_no_event(phone, registered):
    registered.approve(office := a_reader(), by=office)
    registered.updates.create(month=date(2026, 1, 1), text="Làm từ trước.", by=office)
    told = progress(registered)
    phone.post(own(registered, "progress"), told)
    with pgtrigger.ignore("mobilization.CampaignUpdate:kept"):
        registered.updates.update(at=timezone.now() - timedelta(hours=1))
    assert phone.post(own(registered, "progress"), told).status_code == 302


def test_the_month_that_is_told_first_is_the_one_the_list_asks_for(phone, registered):
    registered.approve(office := a_reader(), by=office)
    assert phone.get(own(registered, "progress")).context["form"]["month"].value() == f"{timezone.localdate():%Y-%m}-01"


def test_only_a_campaign_of_a_former_year_is_registered_again(phone, running):
    assert "Đăng ký lại năm nay" not in phone.get(own(running)).content.decode()
    Campaign.objects.filter(pk=running.pk).update(year=running.year - 1)
    assert "Đăng ký lại năm nay" in phone.get(own(running)).content.decode()


WRONG_MONTHS = [{"month": "2099-01-01", "money": "-5", "workdays": "1,5", "text": " "}, {"month": "x"}]


def test_a_month_told_wrongly_is_refused_beside_its_box(phone, running):
    for changes in WRONG_MONTHS:
        page = phone.post(own(running, "progress"), progress(running, reason="Sửa") | changes)
        assert page.status_code == 422 and running.updates.count() == 1, changes
        assert set(page.context["form"].errors) == set(changes)


def scored(campaign, **changes):
    update = campaign.updates.first()
    form = {"version": campaign.version, "effect": "Sạch.", "opinion": ""}
    for row in ScoringTemplate.objects.current().criteria.all():
        form |= {f"diem-{row.pk}": str(row.most), f"minh-chung-{row.pk}": f"update-{update.pk}"}
    return form | changes


def test_the_result_is_reported_with_points_that_are_shown(phone, running):
    first, second, third, fourth, fifth, *_others = ScoringTemplate.objects.current().criteria.values_list(
        "pk", flat=True
    )
    wrong = {f"diem-{first}": "11", f"minh-chung-{second}": "", f"minh-chung-{third}": "paper",
             f"giay-to-{fourth}": "Sổ", f"minh-chung-{fifth}": "update-999999", "effect": ""}  # fmt: skip
    page = phone.post(own(running, "self_score"), scored(running, **wrong))
    told = {
        f"diem-{first}": "Nhiều nhất 10 điểm.",
        f"minh-chung-{second}": "Chọn minh chứng cho điểm này.",
        f"giay-to-{third}": "Ghi tên giấy tờ.",
        f"minh-chung-{fourth}": "mỗi điểm một minh chứng",
        f"minh-chung-{fifth}": "update-999999",
        "effect": "Ghi hiệu quả",
    }
    errors, text = page.context["form"].errors, page.content.decode()
    assert page.status_code == 422 and set(errors) == set(told)
    assert [box for box, words in told.items() if words not in str(errors[box]) or words not in text] == []
    papers = {f"minh-chung-{first}": "paper", f"giay-to-{first}": "Biên bản họp tổ"}
    assert phone.post(own(running, "self_score"), scored(running, **papers)).status_code == 302
    running.refresh_from_db()
    assert running.status == S.SELF_SCORED and running.sheets.get().total == 100
    assert running.sheets.get().points.get(criterion=first).evidence == "Biên bản họp tổ"


def test_another_team_does_not_find_the_pages(running, as_user):
    stranger = as_user(team_with_head()[1])
    pages = ["detail", "write", "register", "progress", "self_score", "consent"]
    assert {stranger.get(own(running, page)).status_code for page in pages} == {404}
    assert stranger.get(own(running, "paper", "phieu-dang-ky", "docx")).status_code == 404
    assert as_user(UserFactory(role="editor")).get("/bao-cao/mo-hinh/moi/").status_code == 403


def test_nobody_signed_out_opens_them(client, running):
    for page in ("detail", "progress"):
        assert client.get(own(running, page)).status_code == 302
    assert client.get("/bao-cao/mo-hinh/").url.startswith("/dang-nhap/")


def test_a_model_is_learned_from_by_its_page(phone, team):
    other = campaign_in(S.RUNNING)
    address = f"/bao-cao/mo-hinh/moi/?hoc={other.slug}"
    assert other.name in phone.get(address).content.decode()
    begin = first_words(team[0], name="Ngõ sạch nơi hai")
    assert phone.post(address, begin).status_code == 302
    copy = Campaign.objects.get(name="Ngõ sạch nơi hai")
    assert copy.model == other and copy.content == other.content and copy.targets.count() == 1
    assert phone.get("/bao-cao/mo-hinh/moi/?hoc=khong-co").status_code == 404


def test_who_registers_nothing_reads_who_does_and_finds_the_way_back(as_user, running):
    leader = as_user(UserFactory(role="leader"))
    page = leader.get(f"/bao-cao/mo-hinh/moi/?hoc={running.slug}")
    assert page.status_code == 403 and "Khối Dân vận" in page.text and "no-store" in page["Cache-Control"]
    assert f'href="{running.get_absolute_url()}"' in page.text
    assert reverse("campaigns:list") in leader.get("/bao-cao/mo-hinh/moi/").text


def test_only_the_bodys_own_campaign_of_a_former_year_is_gone_on_with(phone, team, running):
    last_year = timezone.localdate().year - 1
    other = campaign_in(S.RUNNING, year=last_year)
    refused = phone.post(f"/bao-cao/mo-hinh/moi/?tiep={other.slug}", first_words(team[0]))
    assert refused.status_code == 422 and "không phải mô hình năm trước" in refused.content.decode()
    Campaign.objects.filter(pk=running.pk).update(year=last_year)
    assert phone.post(f"/bao-cao/mo-hinh/moi/?tiep={running.slug}", first_words(team[0])).status_code == 302
    assert Campaign.objects.get(name="Ngõ mới").former == running


def test_a_person_consents_and_takes_it_back_on_the_phone(phone, registered, running):
    campaign = registered
    Campaign.objects.filter(pk=campaign.pk).update(subject="individual", person_name="Trần Thị Gương")
    today = f"{timezone.localdate():%d/%m/%Y}"
    assert phone.post(own(campaign, "consent"), {"given_on": "01/01/2099"}).status_code == 422
    assert phone.post(own(campaign, "consent"), {"given_on": today}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.name_consented_on
    for _ in range(2):
        assert phone.post(own(campaign, "consent"), {"viec": "rut"}).status_code == 302
    campaign.refresh_from_db()
    assert campaign.name_consented_on is None
    assert phone.get(own(running, "consent")).status_code == 404


def test_the_report_page_leads_to_the_teams_running_campaigns(phone, team, registered):
    campaign, office = registered, a_reader()
    assert own(campaign) not in phone.get("/bao-cao/").content.decode()
    campaign.approve(office, by=office)
    assert own(campaign, "progress") in phone.get("/bao-cao/").content.decode()
    campaign.progress(timezone.localdate(), by=team[1], text="Đã làm.")
    page = phone.get("/bao-cao/").content.decode()
    assert own(campaign) in page and own(campaign, "progress") not in page


def text_of(content):
    return ZipFile(BytesIO(content)).read("word/document.xml").decode()


def test_the_papers_say_what_the_rows_say(phone, team, running):
    running.progress(timezone.localdate(), by=team[1], text="Đã <làm> & xong.", reason="x", photos=[new_photo()])
    running.self_score(points_of(running), by=team[1], effect="Ngõ sạch hẳn.")
    for paper, told in (("phieu-dang-ky", "Nguyễn Thị Phụ Trách"), ("bao-cao-ket-qua", "Ngõ sạch hẳn.")):
        text = text_of(phone.get(own(running, "paper", paper, "docx")).content)
        assert running.name in text and "Hộ phân loại rác" in text and told in text, paper
        pdf = phone.get(own(running, "paper", paper, "pdf"))
        assert pdf.content.startswith(b"%PDF") and pdf["Content-Disposition"].startswith("inline"), paper
    assert phone.get(own(running, "paper", "khac", "pdf")).status_code == 404


def test_the_office_enters_what_came_on_paper(as_user, team):
    office = as_user(a_reader())
    begin = first_words(team[0], name="Giấy")
    assert office.post("/bao-cao/mo-hinh/moi/", begin).status_code == 302
    assert Campaign.objects.get(name="Giấy").team == team[0]
