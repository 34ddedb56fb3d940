"""Writing a report: by plain buttons, while one types, two at once, with photos."""

import io
import re
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from mobilization.models import Concern, Indicator, ReportHeading, TeamReport
from mobilization.reports.drafts import figure_name, text_name
from mobilization.reports.sums import Sums
from tests.factories.mobilization import UnitFactory
from tests.factories.reports import a_reader, report_of, team_with_head, working_day
from tests.mobilization.workplace import (
    filled,
    heading,
    number,
    page,
    save,
    send,
    status,
    text_of,
)
from wardportal import figures
from wardportal.stamps import stamp_of

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def written(module_rows):
    return report_of(*team_with_head()).pk


@pytest.fixture
def report(written):
    return TeamReport.objects.select_related("team", "author").get(pk=written)


@pytest.fixture
def team(report):
    return report.team


@pytest.fixture
def head(report):
    return report.author


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
    assert f'name="thay-{text_name(heading())}" value="{stamp_of("Đã họp tổ.")}"' in page_text
    assert report.texts.get(heading=heading()).text == "Đã họp tổ."


def test_what_the_portal_counts_stands_beside_the_words_and_cannot_be_typed(phone, report):
    shown = text_of(phone.get(page(report)))
    assert "hệ thống lấy" in shown
    assert f'name="{figure_name(number("so-to-tu-quan"))}"' not in phone.get(page(report)).content.decode()


def test_what_a_part_of_the_portal_would_count_that_is_not_there_is_told_and_stands_nowhere(
    phone, report, head, monkeypatch
):
    later = number("dong-gop")
    page_text = text_of(phone.get(page(report)))
    assert f"{later.name}: phần này của cổng chưa có, nên chưa lấy số." in page_text
    assert f'name="{figure_name(later)}"' not in phone.get(page(report)).content.decode()
    with pytest.raises(ValidationError):
        report.set_figure(later, Decimal(5), by=head)
    report.submit(by=head)
    assert later not in {figure.indicator for figure in report.figures.all()}
    assert later.name not in text_of(phone.get(page(report, "report")))
    assert later not in Sums.of(report.period, []).indicators
    five = ReportHeading.objects.filter(pk__in=ReportHeading.objects.values("pk")[:5])
    monkeypatch.setitem(figures._figures, later.source, figures.Figure(later.source, "Đóng góp", lambda *_: five))
    assert later in Sums.of(report.period, []).indicators and report.counted_now()[later.pk] == 5


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
    for nonsense in ("[", "[" * 100_000):
        assert phone.post(page(report, "save"), nonsense, content_type="application/json").status_code == 400


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
