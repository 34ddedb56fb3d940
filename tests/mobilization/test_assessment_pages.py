"""The pages of assessments: heads on their phones, staff in the admin, everybody on the public pages."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from mobilization.assessments.status import AssessmentStatus, Step
from mobilization.models import (
    Assessment,
    AssessmentRound,
    Award,
    CriteriaSet,
    Criterion,
    CriterionResult,
    Opinion,
    SelfManagedGroup,
)
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.assessments import a_cast, decided_row, open_round, quarter, sheet_in, verdicts
from tests.factories.mobilization import ResidentialGroupFactory, SelfManagedGroupFactory
from tests.factories.petitions import UserFactory
from wardportal.forms import new_submission_id
from wardportal.models import User
from wardportal.periods import Period

pytestmark = pytest.mark.django_db
S = AssessmentStatus


@pytest.fixture(scope="module")
def cast(module_rows):
    return a_cast()


@pytest.fixture(scope="module")
def opened(cast):
    return open_round(cast.bloc)


def typed(row, *, unmet=0, note="", **more):
    """What a form of verdicts sends."""
    row = Assessment.objects.get(pk=row.pk)
    boxes = {"version": row.version, "submission_id": new_submission_id()}
    for key, one in verdicts(row, unmet=unmet).items():
        boxes |= {f"met_{key}": "1" if one.is_met else "0", f"note_{key}": "" if one.is_met else note}
    return boxes | more


def address(row, page="detail"):
    return reverse(f"assessments:{page}", args=[row.pk])


# Heads and teams


def test_a_head_finds_the_own_group_after_signing_in_and_assesses_it(cast, opened, client):
    head = User.objects.get(pk=cast.head.pk)
    head.set_password("mat-khau-thu")
    head.save()
    signed_in = client.post("/dang-nhap/", {"login": cast.head.username, "password": "mat-khau-thu"})
    assert signed_in["Location"] == "/bao-cao/to-tu-quan/"
    sheet = opened.assessments.get(self_managed_group=cast.group)
    page = client.get("/bao-cao/to-tu-quan/").content.decode()
    assert address(sheet, "assess") in page and page.count("report-list") == 1
    answer = client.post(address(sheet, "assess"), typed(sheet, unmet=1, note="Thiếu đèn."))
    assert answer["Location"] == address(sheet)
    assert Assessment.objects.get(pk=sheet.pk).status == S.SELF_ASSESSED
    told = client.get(address(sheet)).content.decode()
    assert "Thiếu đèn." in told and "Kiểm tra chéo</a>" not in told
    assert client.get(address(sheet, "check")).status_code == 403


def test_what_is_missing_is_told_beside_its_box_and_nothing_typed_is_lost(cast, opened, as_user):
    sheet = opened.assessments.get(self_managed_group=cast.group)
    boxes = typed(sheet, unmet=1, note="Giữ lời này")
    first = min(verdicts(sheet))
    del boxes[f"met_{first}"]
    page = as_user(cast.team_head).post(address(sheet, "assess"), boxes)
    text = page.content.decode()
    assert page.status_code == 422
    assert "Chọn đạt hoặc chưa đạt." in text and "Giữ lời này" in text and "đã ký phiếu giấy" in text


def test_a_form_sent_twice_counts_once(cast, opened, as_user):
    sheet = opened.assessments.get(self_managed_group=cast.group)
    client, boxes = as_user(cast.head), typed(sheet)
    for _ in range(2):
        assert client.post(address(sheet, "assess"), boxes)["Location"] == address(sheet)
    assert sheet.opinions.count() == 1


def test_what_was_changed_and_sent_again_from_the_same_page_meets_what_stands(cast, opened, as_user):
    sheet = opened.assessments.get(self_managed_group=cast.group)
    client, first = as_user(cast.head), typed(sheet)
    client.post(address(sheet, "assess"), first)
    boxes = typed(sheet, unmet=1, note="Thiếu đèn.") | {name: first[name] for name in ("version", "submission_id")}
    page = client.post(address(sheet, "assess"), boxes)
    assert page.status_code == 409 and "Thiếu đèn." in page.content.decode() and sheet.opinions.count() == 1
    hidden = {name: page.context["form"][name].value() for name in ("version", "submission_id")}
    assert client.post(address(sheet, "assess"), boxes | hidden).status_code == 302
    assert sorted(one.is_met for one in sheet.opinions.last().verdicts().values())[:2] == [False, True]


def test_a_team_head_checks_one_group_after_the_other_with_photos(cast, opened, as_user):
    sheet = sheet_in(S.SELF_ASSESSED, cast)
    second = SelfManagedGroupFactory(residential_group=cast.group.residential_group)
    opened.enrol(by=cast.bloc)
    other = opened.assessments.get(self_managed_group=second)
    client = as_user(cast.team_head)
    page = client.get(address(sheet, "check")).content.decode()
    assert "0/2 tổ" in page and "Tổ sau" in page
    client.post(address(other, "assess"), typed(other, told_by="Bà Tâm"))
    refused = client.post(address(sheet, "check"), typed(sheet, unmet=1, basis="Đi xem ngày 5."))
    assert refused.status_code == 422 and "Ghi lý do vì kết quả khác" in refused.content.decode()
    answer = client.post(address(sheet, "check"), typed(sheet, unmet=1, note="Thiếu đèn.", evidence=[a_photo()]))
    assert answer.status_code == 302 and answer["Location"] == address(other, "check")
    file = Opinion.objects.get(assessment=sheet, step=Step.CROSS).files.get()
    served = reverse("assessments:file", args=[sheet.pk, file.pk])
    opened_file = as_user(cast.head).get(served)
    assert opened_file.status_code == 200
    assert b"".join(opened_file.streaming_content).startswith(b"\xff\xd8")
    assert as_user(a_cast().team_head).get(served).status_code == 404
    assert "1/2 tổ" in client.get("/bao-cao/to-tu-quan/").content.decode()


def test_another_photo_sent_again_from_the_same_page_is_not_dropped(cast, opened, as_user):
    sheet = sheet_in(S.SELF_ASSESSED, cast)
    client, boxes = as_user(cast.team_head), typed(sheet, unmet=1, note="Thiếu đèn.")
    sent = [boxes | {"evidence": [a_photo(width)]} for width in (300, 300, 500)]
    assert [client.post(address(sheet, "check"), each).status_code for each in sent] == [302, 302, 409]


def a_photo(width=300):
    stream = io.BytesIO()
    Image.new("RGB", (width, 200), "teal").save(stream, "JPEG")
    return SimpleUploadedFile("den.jpg", stream.getvalue(), "image/jpeg")


def test_who_writes_second_sees_both_and_may_press_again(cast, opened, as_user):
    sheet = opened.assessments.get(self_managed_group=cast.group)
    boxes = typed(sheet, unmet=2, note="Lời của tôi")
    sheet.assess(verdicts(sheet, unmet=1, note="Lời của người khác"), by=cast.team_head, told_by="Bà Tâm")
    client = as_user(cast.head)
    page = client.post(address(sheet, "assess"), boxes)
    text = page.content.decode()
    assert page.status_code == 409 and "Lời của tôi" in text and "Lời của người khác" in text
    boxes["version"] = Assessment.objects.get(pk=sheet.pk).version
    assert client.post(address(sheet, "assess"), boxes).status_code == 302
    assert sheet.opinions.count() == 2


def test_the_group_objects_before_the_ward_decides(cast, opened, as_user):
    sheet = sheet_in(S.CROSS_CHECKED, cast)
    client = as_user(cast.head)
    boxes = {"version": sheet.version, "submission_id": new_submission_id()}
    assert client.post(address(sheet, "object"), boxes | {"words": ""}).status_code == 422
    for _ in range(2):
        assert client.post(address(sheet, "object"), boxes | {"words": "Đèn đã lắp."}).status_code == 302
    page = client.post(address(sheet, "object"), boxes | {"words": "Cổng đã sơn."})
    assert page.status_code == 409 and "Cổng đã sơn." in page.content.decode()
    assert "Đèn đã lắp." in as_user(cast.team_head).get(address(sheet)).content.decode()
    assert as_user(cast.team_head).get(address(sheet, "object")).status_code == 403


def test_pages_are_for_those_they_concern(cast, opened, as_user, client):
    sheet = sheet_in(S.SELF_ASSESSED, cast)
    other = a_cast()
    pages = [address(sheet, page) for page in ("detail", "assess", "check", "object")]
    for person in (other.head, other.team_head, UserFactory(role="editor")):
        assert {as_user(person).get(page).status_code for page in pages} == {404}
    for page in (*pages, "/bao-cao/to-tu-quan/"):
        assert client.get(page)["Location"].startswith("/dang-nhap/")
    assert as_user(UserFactory(role="editor")).get("/bao-cao/to-tu-quan/").status_code == 200


def test_paper_sheets_are_one_page_for_each_group(cast, opened, as_user):
    SelfManagedGroupFactory(residential_group=cast.group.residential_group)
    opened.enrol(by=cast.bloc)
    paper = as_user(cast.team_head).get(reverse("assessments:sheets", args=[opened.pk]))
    assert paper["Content-Type"] == "application/pdf"
    assert b"/Count 2/" in paper.content
    assert as_user(UserFactory(role="editor")).get(reverse("assessments:sheets", args=[opened.pk])).status_code == 404


# The ward


def test_staff_open_a_round_and_decide_where_all_agree_at_once(cast, as_user):
    client = as_user(cast.bloc)
    url = reverse("admin:mobilization_assessmentround_open")
    assert client.post(url, {}).status_code == 422
    start = quarter(1).start
    days = {"self_due": start, "cross_due": start, "decide_due": start}
    boxes = {name: f"{day:%d/%m/%Y}" for name, day in days.items()}
    chosen = CriteriaSet.objects.get()
    boxes |= {"period": f"quarter-{start:%Y-%m}", "criteria_set": chosen.pk}
    assert client.post(url, boxes).status_code == 302
    assert client.post(url, boxes).status_code == 422
    opened = AssessmentRound.objects.get(period_start=start)
    sheet = sheet_in(S.CROSS_CHECKED, cast, opened=opened)
    home = cast.group.residential_group.slug
    overview = client.get(reverse("admin:mobilization_assessmentround_change", args=[opened.pk])).content.decode()
    assert "Trong đó có ý kiến" in overview  # they are counted among those that wait for the ward
    page = reverse("admin:mobilization_assessmentround_group", args=[opened.pk, home])
    assert f"{sheet.pk}:{sheet.version}" in client.get(page).content.decode()
    client.post(page, {"chon": [f"{sheet.pk}:{sheet.version}", "x", "1:2:3"]})
    assert Assessment.objects.get(pk=sheet.pk).status == S.DECIDED


def test_staff_decide_one_by_one_where_opinions_differ(cast, opened, as_user):
    sheet = sheet_in(S.SELF_ASSESSED, cast)
    sheet.cross_check(verdicts(sheet, unmet=1, note="Thiếu đèn."), by=cast.team_head, basis="Đi xem.")
    sheet.object("Đèn đã lắp.", by=cast.head)
    client = as_user(cast.bloc)
    group = reverse("admin:mobilization_assessmentround_group", args=[opened.pk, cast.group.residential_group.slug])
    assert "Quyết định riêng" in client.get(group).content.decode()
    page = reverse("admin:mobilization_assessmentround_result", args=[opened.pk, sheet.pk])
    assert "Đèn đã lắp." in client.get(page).content.decode()
    refused = client.post(page, typed(sheet))
    assert refused.status_code == 422
    assert "Ghi lý do vì kết quả khác" in refused.content.decode()
    unanswered = client.post(page, typed(sheet, unmet=1))
    assert unanswered.status_code == 422 and "Trả lời ý kiến của tổ tự quản trước khi" in unanswered.content.decode()
    assert client.post(page, typed(sheet, unmet=1, answer="Chiều 6 đi xem lại, đèn hỏng.")).status_code == 302
    told = client.get(reverse("admin:mobilization_assessmentround_sheet", args=[opened.pk, sheet.pk])).content.decode()
    for words in ("Thiếu đèn.", "Đèn đã lắp.", "Chiều 6 đi xem lại", "Đạt 8/9"):
        assert words in told
    back = reverse("admin:mobilization_assessmentround_sheet_decide", args=[opened.pk, sheet.pk, "send_back"])
    sheet.refresh_from_db()
    assert client.post(back, {"version": sheet.version, "reason": "Nhầm tổ."}).status_code == 302
    assert Assessment.objects.get(pk=sheet.pk).status == S.DRAFT


def test_the_ward_closes_a_round_and_ranks(cast, opened, as_user):
    sheet_in(S.DECIDED, cast)
    client = as_user(cast.bloc)
    close = reverse("admin:mobilization_assessmentround_decide", args=[opened.pk, "close"])
    assert client.post(close, {"version": 0}).status_code == 422
    opened.refresh_from_db()
    assert client.post(close, {"version": opened.version, "sure": "on"}).status_code == 302
    page = client.get(reverse("admin:mobilization_assessmentround_ranking", args=[opened.pk])).content.decode()
    assert str(cast.group) in page and "đồng hạng" in page
    assert as_user(UserFactory(role="reception")).get(close).status_code == 404


def test_a_set_that_is_used_is_not_edited_but_copied(cast, opened, as_user):
    chosen, client = opened.criteria_set, as_user(cast.bloc)
    url = reverse("admin:mobilization_criteriaset_change", args=[chosen.pk])
    page = client.get(url).content.decode()
    assert "Lập phiên bản mới" in page and 'name="criteria-0-text"' not in page
    assert client.post(url, {"name": "Tên khác", "legal_basis": "x"}).status_code in (200, 302)
    chosen.refresh_from_db()
    assert chosen.name == "6 không, 3 có"
    answer = client.post(reverse("admin:mobilization_criteriaset_new_version", args=[chosen.pk]))
    copy = CriteriaSet.objects.get(version=2)
    assert answer["Location"] == reverse("admin:mobilization_criteriaset_change", args=[copy.pk])
    assert 'name="criteria-0-text"' in client.get(answer["Location"]).content.decode()


# Everybody


def test_the_public_reads_what_was_decided_and_nothing_before(cast, opened, client):
    sheet = sheet_in(S.CROSS_CHECKED, cast, unmet=1)
    assert "Chưa có kết quả" in client.get("/to-tu-quan/").content.decode()
    assert "Tổ chưa có kết quả" in client.get(cast.group.get_absolute_url()).content.decode()
    sheet.decide(verdicts(sheet, unmet=1), by=cast.bloc, answer="Lời trả lời riêng")
    for page in ("/to-tu-quan/", cast.group.get_absolute_url()):
        text = client.get(page).content.decode()
        assert "8/9" in text and "chưa đạt" in text and "Tiêu chí 9 (chờ phường cập nhật)" in text
        assert "Lời trả lời riêng" not in text and "Đi xem" not in text and str(cast.head) not in text
    assert "Hạng" not in client.get("/to-tu-quan/").content.decode()
    opened.close(by=cast.bloc)
    assert "Hạng" in client.get("/to-tu-quan/").content.decode()


def test_the_table_as_a_file_holds_no_formula(cast, opened, client):
    SelfManagedGroup.objects.filter(pk=cast.group.pk).update(name="=1+1")
    sheet_in(S.DECIDED, cast, unmet=1)
    answer = client.get("/to-tu-quan/so-lieu.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][3] == "'=1+1" and rows[1][-3:] == ["8", "9", ""]
    assert rows[1][4:13] == ["đạt"] * 8 + ["chưa đạt"]


def test_an_address_that_asks_nonsense_is_answered(cast, opened, client):
    sheet_in(S.DECIDED, cast)
    answers = {"?ky=x": 200, "?ky=quarter-9999-99": 200, "?ky=quarter-2026-10&to=khong-co": 404}
    assert {asked: client.get(f"/to-tu-quan/{asked}").status_code for asked in answers} == answers


def test_a_period_without_results_of_a_group_says_so(cast, opened, client):
    sheet_in(S.DECIDED, cast)
    other = ResidentialGroupFactory()
    text = client.get(f"/to-tu-quan/?to={other.slug}").content.decode()
    assert f"chưa có kết quả nào của {other}" in text and str(cast.group) not in text


def test_the_highest_prize_of_a_decision_stands_first_also_on_the_page_of_its_residential_group(cast, client):
    given = {"title": "Tiêu biểu", "decision_no": "1/QĐ", "decided_on": timezone.localdate()}
    for kind in ("first", "second"):
        Award.objects.create(kind=kind, self_managed_group=cast.group, **given)
    for address in ("/to-tu-quan/", cast.group.residential_group.get_absolute_url()):
        text = client.get(address).content.decode()
        assert 0 < text.index("Giải nhất") < text.index("Giải nhì"), address


@pytest.fixture
def twenty_years(cast, opened):
    """Eighty quarters decided for some groups, one of them for every group there is."""
    criteria = list(Criterion.objects.filter(criteria_set=opened.criteria_set))
    groups, now = list(SelfManagedGroup.objects.valid()), timezone.now()
    starts = [
        Period(quarter().start.replace(year=quarter().start.year - back // 4 - 1), "quarter") for back in range(80)
    ]
    starts = [Period(one.start.replace(month=back % 4 * 3 + 1), "quarter") for back, one in enumerate(starts)]
    day = timezone.localdate()
    rounds = AssessmentRound.objects.bulk_create(
        AssessmentRound(period_kind="quarter", period_start=one.start, criteria_set=opened.criteria_set, self_due=day,
                        cross_due=day, decide_due=day, status="closed")
        for one in starts
    )  # fmt: skip
    sheets = Assessment.objects.bulk_create(
        Assessment(round=one, self_managed_group=group, residential_group_id=group.residential_group_id,
                   status=S.DECIDED, met_count=8, criteria_count=9, decided_at=now)
        for one in rounds for group in (groups if one is rounds[0] else groups[:2])
    )  # fmt: skip
    said = Opinion.objects.bulk_create(Opinion(assessment=row, step=Step.WARD, by=cast.bloc) for row in sheets)
    CriterionResult.objects.bulk_create(
        CriterionResult(opinion=one, criterion=two, is_met=two.position < 9) for one in said for two in criteria
    )
    return rounds


def test_twenty_years_of_assessments_ask_no_more_than_twelve_times(
    cast, opened, twenty_years, as_user, client, django_assert_max_num_queries
):
    first = opened.assessments.exclude(self_managed_group=cast.group).in_order().first()
    decided_row(first, cast, 1)
    home = first.residential_group.slug
    bloc, team = as_user(cast.bloc), as_user(cast.team_head)
    admin = "admin:mobilization_assessmentround_{}"
    pages = [
        (client, "/to-tu-quan/"), (client, f"/to-tu-quan/?to={home}"),
        (client, first.self_managed_group.get_absolute_url()),
        (client, f"/to-tu-quan/?ky=quarter-{twenty_years[0].period_start:%Y-%m}"), (client, "/to-tu-quan/so-lieu.csv"),
        (bloc, reverse(admin.format("changelist"))), (bloc, reverse(admin.format("change"), args=[opened.pk])),
        (bloc, reverse(admin.format("ranking"), args=[twenty_years[0].pk])),
        (bloc, reverse(admin.format("group"), args=[twenty_years[0].pk, home])),
        (bloc, reverse(admin.format("sheet"), args=[opened.pk, first.pk])),
        (team, "/bao-cao/to-tu-quan/"), (team, address(opened.assessments.get(self_managed_group=cast.group))),
    ]  # fmt: skip
    for visitor, page in pages:
        with django_assert_max_num_queries(STATEMENTS_AT_MOST):
            assert visitor.get(page).status_code == 200, page
