"""The office reads on what was handed in until it is handed in again, and then sees what changed."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from mobilization.models import Concern, Direction, Indicator, Submission, TeamReport
from petitions.models import Petition
from petitions.status import Kind
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, report_of, team_with_head, working_day
from tests.forms import unbroken
from tests.mobilization.workplace import asked

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def bloc(module_rows):
    return a_reader()


@pytest.fixture(scope="module")
def handed_in_of_all(module_rows):
    team, head = team_with_head()
    report = report_of(team, head, ngay_cong=12)
    concern = report.raise_concern("concern", "Đường tổ 7 ngập.", by=head, place="Ngõ 3")
    report.confirm("Hồ Văn Bí", by=head)
    report.submit(by=head)
    return report.pk, concern.pk, head


@pytest.fixture
def handed_in(handed_in_of_all):
    """A report with a number and a concern, its concern, and who handed it in."""
    report, concern, head = handed_in_of_all
    return TeamReport.objects.get(pk=report), Concern.objects.get(pk=concern), head


def page_of(report):
    return reverse("admin:mobilization_teamreport_change", args=[report.pk])


def written_anew(report, concern, head):
    """What the team types between two submissions."""
    heading = report.headings().filter(takes_text=True).first()
    report.write(heading, "Bà con chưa đồng tình.", by=head)
    report.set_figure(Indicator.objects.get(code="ngay-cong"), 77, by=head)
    concern.revise(text="Đường tổ 7 hết ngập.", by=head)
    report.raise_concern("concern", "Đèn đường hỏng.", by=head)
    report.confirm("Người Khác", by=head)


TYPED = ("Bà con chưa đồng tình.", ">77<", "Đường tổ 7 hết ngập.", "Đèn đường hỏng.", "Người Khác")
HANDED = ("Bà con phấn khởi.", ">12<", "Đường tổ 7 ngập.", "Hồ Văn Bí")


@pytest.mark.parametrize("how", ["returned", "taken back"])
def test_what_is_typed_between_two_submissions_is_the_teams_alone(bloc, as_user, how, handed_in):
    report, concern, head = handed_in
    if how == "returned":
        report.send_back("Thiếu mục III.", by=bloc)
    else:
        report.take_back(by=head)
    written_anew(report, concern, head)
    page = unbroken(as_user(bloc).get(page_of(report)).content.decode())
    assert all(words in page for words in HANDED)
    assert not any(words in page for words in TYPED)
    assert ("Tổ rút lại để sửa" in page) == (how == "taken back")
    assert "bản đã nộp lúc" in page
    portal = as_user(bloc).get(reverse("reports:report", args=[report.pk]))
    assert portal.status_code == 404 or portal.url == page_of(report)


def test_once_it_is_handed_in_again_both_wordings_stand_side_by_side(bloc, as_user, handed_in):
    report, concern, head = handed_in
    report.send_back("Thiếu mục III.", by=bloc)
    written_anew(report, concern, head)
    report.submit(by=head)
    response = as_user(bloc).get(page_of(report))
    page = response.content.decode()
    assert "Thay đổi so với lần nộp trước" in page and all(words.strip("<>") in page for words in TYPED)
    changes = [(change.before, change.after) for change in response.context["changes"]]
    assert changes == [
        ("Bà con phấn khởi.", "Bà con chưa đồng tình."),
        ("12", "77"),
        ("Đường tổ 7 ngập. (nơi: Ngõ 3)", "Đường tổ 7 hết ngập. (nơi: Ngõ 3)"),
        ("", "Đèn đường hỏng."),
        ("Hồ Văn Bí", "Người Khác"),
    ]


def test_nothing_is_compared_where_it_was_handed_in_once(bloc, as_user, handed_in):
    report, _concern, _head = handed_in
    assert as_user(bloc).get(page_of(report)).context["changes"] == []


def test_a_draft_nobody_handed_in_is_still_its_teams_alone(bloc, as_user):
    assert as_user(bloc).get(page_of(report_of(*team_with_head()))).status_code == 404


def test_photos_added_since_are_not_shown(bloc, as_user, later, handed_in):
    report, _concern, head = handed_in
    later(minutes=5)
    report.send_back("Thiếu ảnh.", by=bloc)
    photo = report.photos.create(
        file=ContentFile(b"jpeg", name="a.jpg"), name="a.jpg", content_type="image/jpeg", size=4
    )
    url = reverse("admin:mobilization_teamreport_photo", args=[report.pk, photo.pk])
    assert as_user(bloc).get(url).status_code == 404
    assert as_user(bloc).get(reverse("reports:photo", args=[report.pk, photo.pk])).status_code == 404
    assert as_user(head).get(reverse("reports:photo", args=[report.pk, photo.pk])).getvalue() == b"jpeg"


def test_nothing_of_a_concern_that_denounces_stays_in_what_was_handed_in(bloc, handed_in):
    report, concern, head = handed_in
    report.send_back("Xin nộp lại.", by=bloc)
    report.submit(by=head)
    reception = UserFactory(role="reception")
    Petition.objects.open_from_report(concern, Kind.DENUNCIATION, by=reception)
    assert Submission.objects.filter(report=report).count() == 2
    assert not Submission.objects.filter(content__icontains="ngập").exists()


def test_directions_stand_beside_the_words_that_were_handed_in(bloc, as_user, handed_in):
    report, concern, _head = handed_in
    concern.direct("Khơi cống.", UnitFactory(), working_day(), by=a_reader("leader"))
    report.refresh_from_db()
    report.send_back("Thiếu mục III.", by=bloc)
    page = as_user(bloc).get(page_of(report)).content.decode()
    assert "Khơi cống." in page and "Đường tổ 7 ngập." in page


def test_a_concern_that_is_still_written_is_not_directed_by_way_of_another_report(as_user, handed_in):
    report, leader = handed_in[0], a_reader("leader")
    words = report_of(*team_with_head()).concerns.create(text="Đang viết.")
    url = reverse("admin:mobilization_teamreport_direct", args=[report.pk, words.pk])
    typed = {"known": 0, "text": "Khơi.", "unit": UnitFactory().pk, "due_on": f"{working_day():%d/%m/%Y}"}
    assert as_user(leader).post(url, typed).status_code == 404
    with pytest.raises(ValidationError, match="không còn trong báo cáo"):
        Concern(pk=words.pk, report=report).direct("Khơi.", UnitFactory(), working_day(), by=leader)


def test_the_page_asks_no_more_however_many_concerns_there_are(bloc, as_user):
    """More concerns, directed ones and new ones, than the page may ask statements."""
    many, client, due = STATEMENTS_AT_MOST + 1, as_user(bloc), working_day()
    team, head = team_with_head()
    report = report_of(team, head, ngay_cong=12)
    report.write_all({}, {}, [("concern", f"Ý kiến {number}.") for number in range(many)], by=head)
    report.submit(by=head)
    unit, leader = UnitFactory(), a_reader("leader")
    Direction.objects.bulk_create(
        Direction(concern=concern, text="Khơi cống.", unit=unit, due_on=due, given_by=leader)
        for concern in report.concerns.all()
    )
    report.send_back("Thiếu.", by=bloc)
    report.write_all({}, {}, [("concern", f"Thêm {number}.") for number in range(many)], by=head)
    report.submit(by=head)
    assert asked(client, page_of(report)) <= STATEMENTS_AT_MOST
    report.send_back("Vẫn thiếu.", by=bloc)
    assert asked(client, page_of(report)) <= STATEMENTS_AT_MOST
