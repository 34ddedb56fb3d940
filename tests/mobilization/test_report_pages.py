"""The team heads' workplace: what is due, writing, handing in, taking back, and who may open what."""

import io
import json
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from mobilization.drafts import boxes_of, figure_name, text_name
from mobilization.models import Concern, Indicator, ReportHeading, ReportPhoto, TeamReport
from mobilization.stamps import stamp_of
from mobilization.status import ReportKind, ReportStatus
from tests.factories.dialogues import photo_file
from tests.factories.mobilization import MembershipFactory, MobilizationTeamFactory, UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_in, report_of, team_with_head, working_day
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db

START = "/bao-cao/"


@pytest.fixture
def team_and_head(ward):
    return team_with_head()


@pytest.fixture
def team(team_and_head):
    return team_and_head[0]


@pytest.fixture
def head(team_and_head):
    return team_and_head[1]


@pytest.fixture
def phone(head, as_user):
    return as_user(head)


@pytest.fixture
def report(team, head):
    return report_of(team, head)


def page(report, name="write", **more):
    return reverse(f"reports:{name}", kwargs={"pk": report.pk, **more})


def heading(code="tu-tuong"):
    return ReportHeading.objects.get(code=code)


def number(code="ngay-cong"):
    return Indicator.objects.get(code=code)


def filled(report, head, **typed):
    """What the form of the report sends as it stands now, with some boxes typed into."""
    boxes = boxes_of(report, head)
    data = {name: box.stored for name, box in boxes.items()} | {f"thay-{n}": box.stamp for n, box in boxes.items()}
    return data | typed


def send(client, report, **typed):
    head = report.author
    viec = typed.pop("viec", "luu")
    return client.post(page(report), filled(report, head, viec=viec, **typed))


def save(client, report, box, text, seen):
    body = json.dumps({"box": box, "text": text, "seen": seen})
    return client.post(page(report, "save"), body, content_type="application/json")


def status(client, url):
    answer = client.get(url)
    b"".join(answer)  # the file of a photo is closed once it was read
    return answer.status_code


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


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


def test_who_heads_two_teams_chooses(head, phone):
    second = MobilizationTeamFactory()
    MembershipFactory(head=True, team=second, user=head)
    assert "Xin chọn tổ" in text_of(phone.get(START))
    assert phone.get(f"{START}?to={second.code}").context["team"] == second
    assert phone.get(f"{START}?to={MobilizationTeamFactory().code}").status_code == 404


def test_who_heads_no_team_reads_whom_to_ask(as_user, ward):
    assert "xin báo Khối Dân vận" in text_of(as_user(UserFactory(role="team_head")).get(START))
    assert "xin báo Khối Dân vận" in text_of(as_user(UserFactory()).get(START))


def test_earlier_reports_are_listed_page_by_page(as_user, team, head, time_machine):
    for month in range(1, 14):
        time_machine.move_to(f"{2025 + month // 13}-{(month - 1) % 12 + 1:02}-20 08:00+07:00")
        report_of(team, head).submit(by=head)
    phone = as_user(head)
    assert len(phone.get(START).context["page_obj"].object_list) == 12
    assert len(phone.get(f"{START}?trang=2").context["page_obj"].object_list) == 1


# Who may open what


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


EVERYTHING = {"report", "write", "save", "submit", "done", "take_back", "correct", "photo"}
# What each role opens of a report of a team it does not head; its own head opens everything.
OPENS = {"mobilization": {"report", "photo", "correct"}, "leader": {"report", "photo"}}


@pytest.mark.parametrize("role", [role.code for role in ROLES])
def test_each_role_opens_its_own_addresses_and_no_others(role, as_user, approved):
    user = UserFactory(role=role)
    MembershipFactory(head=True, user=user)  # heads a team, but not this one
    client = as_user(user)
    found = addresses(*approved)
    opened = {name for name, url in found.items() if status(client, url) not in (403, 404, 405)}
    assert opened == OPENS.get(role, set())
    refused = {name for name in ("write", "save", "submit", "take_back") if client.post(found[name]).status_code == 404}
    assert refused == {"write", "save", "submit", "take_back"}


def test_the_head_opens_everything_of_the_own_team(phone, approved):
    found = addresses(*approved)
    answers = {name: status(phone, url) for name, url in found.items()}
    assert answers == {
        "report": 200, "write": 302, "save": 405, "submit": 302, "done": 200, "take_back": 302, "correct": 200,
        "photo": 200,
    }  # fmt: skip


def test_nobody_but_the_team_opens_a_draft(as_user, report):
    for role in ("mobilization", "leader"):
        assert as_user(UserFactory(role=role)).get(page(report, "report")).status_code == 404


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


# Writing with plain buttons


def test_a_draft_is_stored_as_typed_and_numbers_are_read_as_people_write_them(phone, report):
    answer = send(
        phone, report, **{text_name(heading()): "Bà con phấn khởi.\nMong có đèn.", figure_name(number()): "1.200"}
    )
    assert answer["Location"] == page(report)
    assert report.texts.get(heading=heading()).text == "Bà con phấn khởi.\nMong có đèn."
    assert report.figures.get(indicator=number()).value == 1200
    assert "1.200" in phone.get(page(report)).content.decode()
    send(phone, report, **{figure_name(number()): "1300"})
    assert report.figures.get(indicator=number()).value == 1300
    send(phone, report, **{figure_name(number()): ""})
    assert not report.figures.filter(indicator=number()).exists()


def test_a_number_with_decimals_is_taken_where_the_ward_says_so(phone, report):
    Indicator.objects.filter(code="ngay-cong").update(decimals=1)
    send(phone, report, **{figure_name(number()): "22,5"})
    assert str(report.figures.get(indicator=number()).value) == "22.50"


def test_a_wrong_number_is_told_beside_its_box_and_everything_else_is_stored(phone, report):
    answer = send(phone, report, **{text_name(heading()): "Đã họp tổ.", figure_name(number()): "mười hai"})
    assert answer.status_code == 422
    page_text = answer.content.decode()
    assert 'value="mười hai"' in page_text and f"id_{figure_name(number())}_error" in page_text
    assert report.texts.get(heading=heading()).text == "Đã họp tổ."


def test_what_the_portal_counts_stands_beside_the_words_and_cannot_be_typed(phone, report):
    shown = text_of(phone.get(page(report)))
    assert "hệ thống lấy" in shown
    assert f'name="{figure_name(number("so-to-tu-quan"))}"' not in phone.get(page(report)).content.decode()


def test_concerns_are_lines_one_adds_writes_and_takes_out(phone, report):
    added = send(phone, report, viec="them-concern", **{text_name(heading()): "Ghi trước khi thêm."})
    concern = Concern.objects.get()
    assert added["Location"].endswith(f"#id_y-kien-{concern.pk}")
    assert report.texts.get(heading=heading()).text == "Ghi trước khi thêm."
    send(phone, report, **{f"y-kien-{concern.pk}": "Cống tắc.", f"noi-{concern.pk}": "ngõ 12"})
    concern.refresh_from_db()
    assert (concern.text, concern.place) == ("Cống tắc.", "ngõ 12")
    send(phone, report, **{"bo-dong": concern.pk})
    assert not Concern.objects.exists()


def test_a_concern_somebody_works_on_is_not_taken_out_of_a_returned_report(phone, head, report):
    concern = report.raise_concern("concern", "Cống tắc.", by=head)
    report.submit(by=head)
    concern.direct("Nạo vét.", UnitFactory(), working_day(), by=a_reader("leader"))
    report.send_back("Thiếu.", by=a_reader())
    answer = send(phone, TeamReport.objects.get(), **{"bo-dong": concern.pk, text_name(heading()): "Chữ mới."})
    assert answer.status_code == 409 and "không bỏ được" in text_of(answer)
    assert Concern.objects.exists() and report.texts.get(heading=heading()).text == "Chữ mới."


def test_lines_that_were_never_filled_in_are_not_sent(phone, head, report):
    report.raise_concern("proposal", "", by=head)
    report.submit(by=head)
    assert not Concern.objects.exists()


# Two at once


def test_who_saves_second_reads_what_was_saved_and_loses_nothing(phone, head, report):
    box = text_name(heading())
    stale = filled(report, head, viec="luu", **{box: "Bản thứ hai."})
    send(phone, report, **{box: "Bản thứ nhất."})
    answer = phone.post(page(report), stale)
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "Bản thứ nhất." in shown and "Bản thứ hai.</textarea>" in shown
    assert report.texts.get(heading=heading()).text == "Bản thứ nhất."
    again = stale | {f"thay-{box}": re.search(rf'name="thay-{box}" value="(\w+)"', shown)[1]}
    assert phone.post(page(report), again).status_code == 302
    assert report.texts.get(heading=heading()).text == "Bản thứ hai."


def test_a_box_one_did_not_touch_never_undoes_what_another_wrote(phone, head, report):
    stale = filled(report, head, viec="luu", **{figure_name(number()): "5"})
    send(phone, report, **{text_name(heading()): "Người khác viết."})
    assert phone.post(page(report), stale).status_code == 302
    assert report.texts.get(heading=heading()).text == "Người khác viết."
    assert report.figures.get(indicator=number()).value == 5


def test_a_line_taken_out_elsewhere_comes_back_with_what_was_typed_meanwhile(phone, head, report):
    concern = report.raise_concern("proposal", "Xin đèn.", by=head)
    stale = filled(report, head, viec="luu", **{f"de-xuat-{concern.pk}": "Xin mười bóng đèn."})
    concern.drop(by=head)
    phone.post(page(report), stale)
    assert [(row.kind, row.text) for row in Concern.objects.all()] == [("proposal", "Xin mười bóng đèn.")]


def test_what_is_typed_after_the_report_was_handed_in_stays_on_the_page(phone, head, report):
    stale = filled(report, head, viec="luu", **{text_name(heading()): "Viết thêm."})
    report.submit(by=head)
    answer = phone.post(page(report), stale)
    assert answer.status_code == 409
    assert "Báo cáo đã nộp" in text_of(answer) and "Viết thêm." in answer.content.decode()


# Saving while one types


def test_a_box_is_saved_by_itself(phone, report):
    answer = save(phone, report, text_name(heading("doi-song")), "Ổn định.", stamp_of(""))
    assert answer.status_code == 200 and answer.json()["saved"].startswith("lúc ")
    assert report.texts.get(heading__code="doi-song").text == "Ổn định."
    assert answer.json()["seen"] == stamp_of("Ổn định.")


def test_saving_tells_what_another_stored_and_what_is_wrong(phone, report):
    box = text_name(heading("doi-song"))
    save(phone, report, box, "Một.", stamp_of(""))
    disputed = save(phone, report, box, "Hai.", stamp_of(""))
    assert disputed.status_code == 409 and disputed.json() == {"text": "Một.", "seen": stamp_of("Một.")}
    assert save(phone, report, box, "Một.", stamp_of("")).status_code == 200  # the same words, sent twice
    wrong = save(phone, report, figure_name(number()), "ba", stamp_of(""))
    assert wrong.status_code == 422 and "số nguyên" in wrong.json()["error"]
    assert save(phone, report, "y-kien-999999", "Một.", stamp_of("")).status_code == 410
    assert phone.post(page(report, "save"), "[", content_type="application/json").status_code == 400


def test_nothing_is_saved_into_a_report_that_was_handed_in(phone, report):
    report.submit(by=report.author)
    answer = save(phone, report, text_name(heading("doi-song")), "Thêm.", stamp_of(""))
    assert answer.status_code == 410 and "đã nộp" in answer.json()["error"]


# Photos


def picture(name="anh.jpg"):
    stream = io.BytesIO()
    Image.new("RGB", (30, 20), "teal").save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def test_photos_are_taken_and_shown_to_readers_of_the_report_only(phone, head, report, as_user):
    data = filled(report, head, viec="anh", photos=[picture(), picture("hai.jpg")])
    assert phone.post(page(report), data).status_code == 302
    assert report.photos.count() == 2
    photo = report.photos.first()
    assert status(phone, page(report, "photo", photo=photo.pk)) == 200
    assert as_user(a_reader()).get(page(report, "photo", photo=photo.pk)).status_code == 404  # a draft
    send(phone, report, **{f"anh-{photo.pk}": "Họp tổ ở nhà văn hóa"})
    photo.refresh_from_db()
    assert photo.caption == "Họp tổ ở nhà văn hóa"
    send(phone, report, **{"bo-anh": photo.pk})
    assert report.photos.count() == 1


def test_good_photos_are_kept_where_another_is_refused_or_one_too_many(phone, head, report, ward):
    data = filled(report, head, viec="anh", photos=[picture(), SimpleUploadedFile("x.exe", b"MZ\x00")])
    assert phone.post(page(report), data).status_code == 422
    assert report.photos.count() == 1
    ward.upload_max_files = 2
    ward.save()
    data = filled(report, head, viec="anh", photos=[picture(), picture()])
    assert phone.post(page(report), data).status_code == 422
    assert report.photos.count() == 2


# Handing in


def stamp_on(client, report):
    return client.get(page(report, "submit")).context["stamp"]


def test_a_report_is_read_once_more_and_sent_as_it_was_read(phone, report):
    assert send(phone, report, viec="xem-lai")["Location"] == page(report, "submit")
    preview = phone.get(page(report, "submit"))
    assert "Bà con phấn khởi." in text_of(preview) and "Chưa ghi tên Bí thư" in text_of(preview)
    sent = phone.post(page(report, "submit"), {"ban": preview.context["stamp"]})
    assert sent["Location"] == page(report, "done")
    assert "Việc tiếp theo" in text_of(phone.get(page(report, "done")))
    report.refresh_from_db()
    assert report.status == ReportStatus.SUBMITTED


def test_a_report_that_changed_since_it_was_read_is_read_again_first(phone, report):
    stamp = stamp_on(phone, report)
    send(phone, report, **{text_name(heading()): "Thêm sau khi xem."})
    answer = phone.post(page(report, "submit"), {"ban": stamp})
    assert answer.status_code == 409 and "Thêm sau khi xem." in text_of(answer)
    report.refresh_from_db()
    assert report.status == ReportStatus.DRAFT


def test_an_empty_report_is_told_so(phone, team, head):
    report = TeamReport.objects.start(team, ReportKind.MONTH, timezone.localdate(), by=head)
    answer = phone.post(page(report, "submit"), {"ban": stamp_on(phone, report)})
    assert answer.status_code == 422 and "chưa có nội dung" in text_of(answer)


def test_a_late_report_is_taken_and_called_late(as_user, team, head, time_machine):
    time_machine.move_to("2026-11-28 08:00+07:00")
    phone = as_user(head)
    report = report_of(team, head, day=date(2026, 11, 28))
    assert "đã quá hạn nhưng vẫn nộp được" in text_of(phone.get(page(report, "submit")))
    phone.post(page(report, "submit"), {"ban": stamp_on(phone, report)})
    assert "muộn so với hạn 25/11/2026" in text_of(phone.get(page(report, "report")))


def test_a_report_is_taken_back_until_the_office_approved_it(phone, report):
    report.submit(by=report.author)
    assert "Rút lại để sửa" in text_of(phone.get(page(report, "report")))
    assert phone.post(page(report, "take_back"))["Location"] == page(report)
    report.refresh_from_db()
    report.submit(by=report.author)
    report.approve(by=a_reader())
    assert phone.post(page(report, "take_back"))["Location"] == page(report, "report")
    report.refresh_from_db()
    assert report.status == ReportStatus.APPROVED


def test_a_quick_report_is_written_at_any_time(phone, team):
    for _ in range(2):
        phone.post("/bao-cao/lap/", {"to": team.code, "loai": "quick"})
    assert TeamReport.objects.filter(kind=ReportKind.QUICK).count() == 2
    shown = text_of(phone.get(page(TeamReport.objects.first())))
    assert "Báo cáo nhanh ngày" in shown
    assert text_of(phone.get(START)).count("Viết tiếp báo cáo nhanh") == 2


# After the lock


def test_a_number_is_corrected_by_a_slip_with_its_reason(phone, team, head):
    report = report_in(ReportStatus.APPROVED, team=team, head=head, ngay_cong=12)
    shown = phone.get(page(report, "correct"))
    assert "đã báo cáo 12" in text_of(shown)
    slip = {"indicator": number().pk, "value": "10", "reason": "Đếm nhầm.", "version": report.version}
    assert phone.post(page(report, "correct"), slip)["Location"] == page(report, "report")
    assert "12 sửa thành 10" in text_of(phone.get(page(report, "report")))
    stale = phone.post(page(report, "correct"), slip | {"value": "9"})
    assert stale.status_code == 422 and "người khác" in text_of(stale)
    wrong = phone.post(page(report, "correct"), slip | {"value": "9,5", "version": ""})
    assert wrong.status_code == 422 and "không có phần lẻ" in text_of(wrong)


def test_before_the_lock_there_is_nothing_to_correct(phone, report):
    report.submit(by=report.author)
    assert phone.get(page(report, "correct"))["Location"] == page(report, "report")


# Signing in


def test_who_only_heads_a_team_lands_on_its_reports(client, ward):
    password = "dường làng mùa gặt 9"
    for role, there in (("team_head", START), ("reception", "/quan-tri/")):
        user = UserFactory(role=role)
        user.set_password(password)
        user.save()
        signed = client.post("/dang-nhap/", {"login": user.username, "password": password})
        assert signed["Location"] == there
        client.logout()
