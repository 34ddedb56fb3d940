"""The staff's pages of inspections: written down on one page, listed, decided about, printed; each by its gate."""

from datetime import date, timedelta
from io import BytesIO
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from mobilization.admin.inspection_pages import PlanView
from mobilization.inspections.forms import PlanForm
from mobilization.inspections.reminders import remind
from mobilization.inspections.status import InspectionDecisionKind, InspectionStatus
from mobilization.models import FollowUp, Inspection, InspectionField, Street
from tests.factories.inspections import (
    a_field,
    an_inspector,
    asked_inspection,
    decided,
    inspection_in,
    inspection_of,
    seat_of,
    tomorrow,
)
from tests.factories.mobilization import ResidentialGroupFactory
from tests.factories.petitions import UserFactory
from tests.grid_portal import for_grids
from wardportal.forms import new_submission_id
from wardportal.models import OutgoingMessage, Ward
from wardportal.roles import ROLES

pytestmark = pytest.mark.django_db

S, D = InspectionStatus, InspectionDecisionKind
LIST = "admin:mobilization_inspection_changelist"
NEW = "admin:mobilization_inspection_new"


@pytest.fixture(scope="module")
def hai(module_rows):
    assert Ward.objects.exists()
    return an_inspector(username="hai", full_name="Trần Văn Hải", email="hai@example.vn")


@pytest.fixture
def client(hai, as_user):
    return as_user(hai)


def url(row, page="change", *more):
    return reverse(f"admin:mobilization_inspection_{page}", args=[row.pk, *more])


def picture(name="anh.jpg", width=300):
    stream = BytesIO()
    Image.new("RGB", (width, 200), "teal").save(stream, "JPEG")
    return SimpleUploadedFile(name, stream.getvalue(), "image/jpeg")


def typed(hai, **changes):
    seat = hai.memberships.get()
    return {
        "submission_id": new_submission_id(), "field": a_field().pk, "place": "số 12", "members": [seat.pk],
        "inspected_on": f"{timezone.localdate():%d/%m/%Y}", "start_time": "8h30", "found": "Bàn ghế kê kín vỉa hè.",
        "has_violation": "1", "kind": "",
    } | changes  # fmt: skip


def test_everything_is_written_down_on_one_page(client, hai):
    form = typed(
        hai, kind="removal", requirement="Tháo dỡ mái che.", minutes_number="7/BB", working_days="5",
        subject="Vương Tử Trực", photos=[picture()],
    )  # fmt: skip
    assert client.post(reverse(NEW), form).status_code == 302
    row = Inspection.objects.get()
    assert (row.status, row.decision, row.start_time.hour) == (S.FOLLOWING, D.REMOVAL, 8)
    assert row.photos.count() == 1 and row.subject.name == "Vương Tử Trực"
    client.post(reverse(NEW), form)  # a bad line sends it twice
    assert Inspection.objects.count() == 1


@pytest.mark.parametrize("changed", ["subject", "minutes_number", "follow_up_on", "photos"])
def test_whatever_was_changed_and_sent_again_is_asked_about(client, hai, changed):
    form = typed(hai, kind="minutes", requirement="Dọn vào.", minutes_number="7/BB", subject="Vương Tử Trực")
    client.post(reverse(NEW), form | {"photos": [picture()]})
    assert client.post(reverse(NEW), form | {"photos": [picture()]}).status_code == 302  # says nothing else
    others = {
        "subject": "Người khác",
        "minutes_number": "8/BB",
        "follow_up_on": f"{tomorrow():%d/%m/%Y}",
        "photos": [picture(width=500)],
    }
    answer = client.post(reverse(NEW), form | {changed: others[changed]})
    assert answer.status_code == 422 and Inspection.objects.get().code in answer.content.decode()


def asked(**changes):
    form = {"submission_id": new_submission_id(), "field": a_field().pk, "place": "số 12", "reason": "Xem mái che."}
    return form | {"due_on": f"{tomorrow():%d/%m/%Y}"} | changes


@pytest.mark.parametrize(
    ("page", "form", "other"),
    [
        ("new", typed, {"place": "số 99", "found": "Ba mái che."}),
        ("plan", lambda hai: asked(), {"place": "số 99", "reason": "Xem biển hiệu."}),
    ],
)
def test_another_text_on_the_same_page_is_kept_and_asked_about(client, hai, page, form, other):
    address, form = reverse(f"admin:mobilization_inspection_{page}"), form(hai)
    client.post(address, form)
    answer = client.post(address, form | other)
    assert answer.status_code == 422 and all(words in answer.content.decode() for words in other.values())
    assert Inspection.objects.get().code in answer.content.decode()
    renewed = answer.context["form"]["submission_id"].value()
    assert client.post(address, form | other | {"submission_id": renewed}).status_code == 302
    assert set(Inspection.objects.values_list("place", flat=True)) == {"số 12", "số 99"}


def test_of_two_that_arrive_at_once_the_second_is_led_to_what_the_first_made(hai, rf):
    form = PlanForm(asked())
    view = PlanView()
    view.setup(rf.post("/"))
    view.request.user, view.request._messages = hai, SimpleNamespace(add=lambda *args: None)
    assert form.is_valid()
    row = form.save(by=hai)
    assert view.form_valid(form)["Location"] == url(row)


def test_nothing_found_is_decided_by_that(client, hai):
    client.post(reverse(NEW), typed(hai, has_violation="0"))
    row = Inspection.objects.get()
    assert (row.status, row.decision) == (S.DECIDED, D.NOTHING)
    buttons = {button.url for button in client.get(url(row)).context["buttons"]}
    assert url(row, "decide", "close") in buttons
    assert not {url(row, "decide", "name"), url(row, "decide", "escalate")} & buttons


WRONG = [
    ({"place": "", "found": "", "members": [], "has_violation": ""}, {"found", "members", "has_violation"}),
    ({"place": ""}, {"place"}),
    ({"kind": "removal"}, {"requirement", "minutes_number", "working_days"}),
    (
        {"kind": "removal", "working_days": "năm", "inspected_on": "31/02/2026", "field": "999999", "street": "9" * 30},
        {"requirement", "minutes_number", "working_days", "inspected_on", "field", "street"},
    ),
    ({"kind": "stop_work", "requirement": "a", "minutes_number": "1"}, {"follow_up_on"}),
    ({"kind": "x"}, {"kind"}),
    (
        {"has_violation": "0", "kind": "reminded", "requirement": "Dọn vào.", "subject": "Ai đó"},
        {"kind", "requirement", "subject"},
    ),
    ({"has_violation": "0", "follow_up_on": "31/12/2999"}, {"follow_up_on"}),
    ({"inspected_on": "31/12/2999"}, {"inspected_on"}),
]


def test_what_is_wrong_is_told_beside_its_box_and_nothing_typed_is_lost(client, hai):
    for changes, boxes in WRONG:
        page = client.post(reverse(NEW), typed(hai, photos=[picture()], **changes))
        form = page.context["form"]
        assert page.status_code == 422 and set(form.errors) == boxes, changes
        assert not Inspection.objects.exists(), changes
        assert form.fields["photos"].waiting, changes  # the photo need not be taken again
        assert changes.get("found", "Bàn ghế kê kín vỉa hè.") in page.content.decode(), changes


def test_what_is_no_picture_is_refused(client, hai):
    page = client.post(reverse(NEW), typed(hai, photos=[SimpleUploadedFile("a.pdf", b"%PDF-1.7", "application/pdf")]))
    assert page.status_code == 422 and "photos" in page.context["form"].errors


def test_a_request_is_written_down_where_it_was_asked_for(client, hai):
    row = asked_inspection(by=UserFactory(role="reception"))
    page = client.get(url(row, "take_down"))
    assert "Hàng quán bày ra vỉa hè." in page.content.decode()
    assert client.post(url(row, "take_down"), typed(hai, version="0")).status_code == 302
    row.refresh_from_db()
    assert (row.status, row.due_on, row.members.count()) == (S.RECORDED, None, 1)
    assert client.get(url(row, "take_down")).status_code == 302  # it was written down already


def test_two_who_write_at_once_see_both_texts(client, hai):
    row = inspection_of(hai)
    first, second = typed(hai, found="Hai mái che.", version="0"), typed(hai, found="Ba mái che.", version="0")
    assert client.post(url(row, "revise"), first).status_code == 302
    page = client.post(url(row, "revise"), second)
    text = page.content.decode()
    assert page.status_code == 409 and "Hai mái che." in text and "Ba mái che." in text
    assert (
        client.post(url(row, "revise"), second | {"version": page.context["form"]["version"].value()}).status_code
        == 302
    )
    row.refresh_from_db()
    assert row.found == "Ba mái che."


def test_a_decision_taken_second_shows_what_the_first_did(client, hai):
    row = inspection_in(S.FOLLOWING, by=hai)
    stale = {"version": row.version, "submission_id": new_submission_id(), "result": "Vẫn xây.", "is_done": "0"}
    row.follow(tomorrow() + timedelta(days=2), by=hai)
    page = client.post(url(row, "decide", "visit"), stale | {"next_on": f"{tomorrow():%d/%m/%Y}"})
    assert page.status_code == 409 and "Vẫn xây." in page.content.decode()


def test_each_decision_has_a_page_that_opens_and_refuses_an_empty_form(client, hai, as_user):
    master, wrong = as_user(UserFactory(is_superuser=True)), []
    states = {"decide": S.RECORDED, "cancel": S.PLANNED, "reopen": S.CLOSED}
    rows = {status: inspection_in(status, by=hai) for status in (*states.values(), S.FOLLOWING)}
    for verb in ("decide", "visit", "escalate", "follow", "close", "reopen", "name", "blank", "cancel"):
        row = rows[states.get(verb, S.FOLLOWING)]
        opened, sent = master.get(url(row, "decide", verb)), master.post(url(row, "decide", verb), {})
        if (opened.status_code, sent.status_code) != (200, 422):
            wrong.append((verb, opened.status_code, sent.status_code))
    assert wrong == []


def test_a_look_again_is_written_down_with_a_photo(client, hai):
    row = inspection_in(S.FOLLOWING, by=hai)
    form = {"version": row.version, "submission_id": new_submission_id(), "result": "Đã dọn.", "is_done": "1"}
    assert client.post(url(row, "decide", "visit"), form | {"photos": [picture()]}).status_code == 302
    row.refresh_from_db()
    assert row.status == S.DECIDED and row.photos.get().event.kind == "visited"


def opens(browser, address):
    """Whether the page or file is given; a file is read to its end, as a browser does."""
    response = browser.get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code == 200


def test_pages_open_for_those_who_may_alone(hai):
    row, wrong = inspection_in(S.CLOSED, by=hai), []
    pages = ["change", "minutes", "minutes_pdf", "minutes_word"]
    addresses = [url(row, page) for page in pages] + [url(row, "photo", row.photos.get().pk), reverse(LIST)]
    addresses += [reverse("admin:mobilization_inspection_day")]
    with for_grids():
        for role in (role.code for role in ROLES):
            browser, sees = Client(), role in ("inspector", "leader", "mobilization")
            browser.force_login(UserFactory(role=role))
            wrong += [(role, one) for one in addresses if opens(browser, one) != sees]
    assert wrong == []


def test_the_name_is_for_those_who_work_on_it(hai, as_user):
    row = decided(D.MINUTES, by=hai)
    row.name("Vương Tử Trực", by=hai)
    for role, sees in (("inspector", True), ("leader", True), ("mobilization", False)):
        browser = as_user(UserFactory(role=role))
        for page in ("change", "minutes"):
            assert ("Vương Tử Trực" in browser.get(url(row, page)).content.decode()) == sees, (role, page)
        assert "Tử Trực" not in browser.get(reverse(LIST)).content.decode()
        assert "Tử Trực" not in browser.get(reverse("admin:mobilization_inspection_day")).content.decode()
        assert row.code not in browser.get(reverse(LIST), {"q": "Trực"}).content.decode()


def test_the_list_is_narrowed_by_each_filter(client, hai):
    group, street = (
        ResidentialGroupFactory(is_special_area=True),
        Street.objects.create(code="duong-thu", name="Đường Thử"),
    )
    other = InspectionField.objects.get(code="lan-chiem-dat-dai")
    day = timezone.localdate() - timedelta(days=40)
    mine = inspection_of(
        hai, residential_group=group, street=street, field=other, inspected_on=day, members=[seat_of()]
    )
    theirs = decided(D.STOP_WORK, by=hai)
    asked = {
        "linh-vuc=lan-chiem-dat-dai", f"to={group.code}", "duong=duong-thu", "tinh-trang=recorded", "vung=dac-thu",
        "viec=chua-quyet-dinh", f"tu={day:%d/%m/%Y}&den={day + timedelta(days=1):%d/%m/%Y}", f"q={mine.code}",
    }  # fmt: skip
    for query in asked:
        text = client.get(f"{reverse(LIST)}?{query}").content.decode()
        assert mine.code in text and theirs.code not in text, query
    text = client.get(f"{reverse(LIST)}?tu=hôm-qua").content.decode()
    assert "Ngày phải theo dạng" in text and mine.code in text
    assert client.get(f"{reverse(LIST)}?found__icontains=a").status_code == 400  # no look-up but the offered ones


def test_the_desk_tells_what_waits(hai, as_user, time_machine):
    decided(D.STOP_WORK, by=hai)
    inspection_of(hai)
    asked_inspection()
    time_machine.move_to(timezone.now() + timedelta(days=3))
    desk = as_user(hai).get(reverse("admin:index")).content.decode()
    for words in ("Kiểm tra lại đến hạn, quá hạn", "Kiểm tra chưa quyết định xử lý", "Yêu cầu chờ đến kiểm tra"):
        assert words in desk
    assert "trễ nhất 2 ngày" in desk


def test_the_list_of_a_day(client, hai):
    row = decided(D.STOP_WORK, by=hai, place="số 99")
    page = client.get(reverse("admin:mobilization_inspection_day")).content.decode()
    assert row.code in page and "số 99" in page
    assert (
        row.code
        not in client.get(reverse("admin:mobilization_inspection_day"), {"ngay": "01/01/2020"}).content.decode()
    )
    assert client.get(reverse("admin:mobilization_inspection_day"), {"ngay": "x" * 500}).status_code == 200
    pdf = client.get(reverse("admin:mobilization_inspection_day_pdf"))
    assert pdf.content.startswith(b"%PDF")


def test_minutes_are_printed_as_page_pdf_and_word(client, hai):
    row = decided(D.REMOVAL, by=hai)
    page = client.get(url(row, "minutes")).content.decode()
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in page and "Độc lập - Tự do - Hạnh phúc" in page
    assert "BIÊN BẢN" in page and "5 ngày làm việc" in page and "Thu dọn bàn ghế" in page
    assert client.get(url(row, "minutes_pdf")).content.startswith(b"%PDF")
    assert client.get(url(row, "minutes_word")).content.startswith(b"PK")
    assert client.get(url(asked_inspection(), "minutes")).status_code == 404


def test_reminders_go_out_once_before_and_once_after_the_day(hai, time_machine):
    today = date(2026, 11, 4)
    time_machine.move_to("2026-11-03 09:00+07:00")
    row = decided(D.STOP_WORK, by=hai)
    row.name("Vương Tử Trực", by=hai)
    assert remind(today) == 1 and remind(today) == 0
    time_machine.move_to("2026-11-06 07:00+07:00")
    assert remind(date(2026, 11, 6)) == 1 and remind(date(2026, 11, 7)) == 0
    mails = OutgoingMessage.objects.all()
    assert {mail.kind for mail in mails} == {"follow_up_soon", "follow_up_late"}
    assert {mail.recipient for mail in mails} == {"hai@example.vn"}
    assert all(row.code in mail.subject and "Trực" not in mail.body and "số 12" not in mail.body for mail in mails)


@pytest.mark.parametrize("who", ["left the team", "left the office"])
def test_whoever_left_is_not_reminded(hai, who):
    row, left = inspection_of(hai), an_inspector(email="da-nghi@example.vn")
    seat = left.memberships.get()
    row.decide(D.STOP_WORK, by=hai, follow_up_on=tomorrow(), member=seat, requirement="a", minutes_number="1")
    if who == "left the team":
        seat.valid_to = timezone.localdate() - timedelta(days=1)
        seat.save()
    else:
        left.is_staff = False
        left.save()
    assert remind(timezone.localdate()) == 1
    assert OutgoingMessage.objects.get().recipient == "hai@example.vn"


YEARS, A_YEAR = 20, 50


@pytest.fixture
def twenty_years(hai):
    """A thousand inspections, made by the database in one go."""
    group = ResidentialGroupFactory()
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO mobilization_inspection (code, version, status, created_at, field_id, place,
                residential_group_id, reason, inspected_on, found, has_violation, decision, ending, closing_text,
                closed_on)
            SELECT 'KT-' || n, 0, 'closed', now(), %s, 'số ' || n,
                %s, '', current_date - (n / %s * 365 + n %% 365), 'Có', true, 'removal', 'complied', 'Xong',
                current_date - (n / %s * 365)
            FROM generate_series(0, %s - 1) AS n
            """,
            [a_field().pk, group.pk, A_YEAR, A_YEAR, YEARS * A_YEAR],
        )
    return group


def test_twenty_years_cost_no_more_than_a_day(twenty_years, client, hai, django_assert_max_num_queries):
    row = decided(D.REMOVAL, by=hai, residential_group=twenty_years)
    row.visit("Vẫn còn.", False, by=hai, next_on=tomorrow())
    field = a_field()
    pages = [
        reverse(LIST), f"{reverse(LIST)}?linh-vuc={field.code}&to={twenty_years.code}",
        f"{reverse(LIST)}?tu=01/01/2020", f"{reverse(LIST)}?viec=dang-theo-doi", url(row), url(row, "minutes"),
        reverse("admin:mobilization_inspection_day"), reverse(NEW), "/ket-qua/kiem-tra/",
        "/ket-qua/kiem-tra/so-lieu.csv",
    ]  # fmt: skip
    for page in pages:
        with django_assert_max_num_queries(12, info=page):
            assert client.get(page).status_code == 200, page
    assert FollowUp.objects.open().count() == 1
