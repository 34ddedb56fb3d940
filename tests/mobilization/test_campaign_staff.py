"""The office and the council: the case file, one form a decision, the council's sheet, queues, a year as a file."""

from io import BytesIO

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from mobilization.campaigns.desk import CAMPAIGN_QUEUES
from mobilization.campaigns.status import PUBLIC, CampaignStatus
from mobilization.models import Award, Campaign, CampaignReview, CampaignRule, CouncilSeat, ScoringTemplate
from tests.bench.limits import STATEMENTS_AT_MOST
from tests.factories.campaigns import RESULT, new_photo, points_of, seated
from tests.factories.mobilization import UnitFactory
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, team_with_head

pytestmark = pytest.mark.django_db
S = CampaignStatus


@pytest.fixture(scope="module")
def bloc(module_rows):
    return UserFactory(role="mobilization", unit=UnitFactory())


def head_of(campaign):
    return campaign.team.memberships.get().user


@pytest.fixture
def office(bloc, as_user):
    return as_user(bloc)


def admin(campaign, page="change", *args):
    return reverse(f"admin:mobilization_campaign_{page}", args=[campaign.pk, *args])


def decide(client, campaign, verb, **form):
    campaign.refresh_from_db()
    return client.post(admin(campaign, "decide", verb), {"version": campaign.version, **form})


def test_the_case_file_opens_for_the_office_the_council_and_the_follower_alone(campaigns, as_user):
    campaign = campaigns[S.SELF_SCORED]
    (member,) = seated(1)
    readers = {"bloc": a_reader(), "leader": a_reader("leader"), "member": member, "follower": campaign.follower}
    strangers = {"head": head_of(campaign), "handler": UserFactory(role="handler")}
    assert {name for name, user in readers.items() if as_user(user).get(admin(campaign)).status_code != 200} == set()
    assert {name for name, user in strangers.items() if as_user(user).get(admin(campaign)).status_code != 404} == set()


def test_the_council_reads_what_was_approved_and_nobodys_draft(campaigns, as_user):
    member = UserFactory(role="reception")
    CouncilSeat.objects.create(user=member)
    council = as_user(member)
    answers = {status: council.get(admin(campaign)).status_code for status, campaign in campaigns.items()}
    assert {status for status, code in answers.items() if code == 200} == PUBLIC


def test_the_case_file_has_one_button_for_each_decision_that_is_left(campaigns, office):
    failures = []
    for status, verbs in {
        S.REGISTERED: {"approve", "send_back", "decline"},
        S.RUNNING: {"show", "review", "assign", "replicate", "end"},
        S.JUDGED: {"show", "assign", "recognise", "refuse", "replicate"},
        S.RECOGNISED: {"show", "assign", "reward", "correct", "replicate", "end"},
    }.items():
        campaign = campaigns[status]
        page = office.get(admin(campaign)).content.decode()
        shown = {verb for verb in CAMPAIGN_VERBS if admin(campaign, "decide", verb) in page}
        failures += [(status, shown ^ verbs)] if shown != verbs else []
    assert failures == []


CAMPAIGN_VERBS = (
    "send_back", "decline", "approve", "assign", "show", "review", "judge", "recognise", "refuse", "reward",
    "correct", "replicate", "end", "consent", "withdraw_consent",
)  # fmt: skip


def test_a_campaign_is_led_through_the_forms_to_a_copy_elsewhere(campaigns, office, bloc, as_user):
    today = f"{timezone.localdate():%d/%m/%Y}"
    campaign = campaigns[S.REGISTERED]
    head = head_of(campaign)
    assert decide(office, campaign, "approve").status_code == 422
    assert decide(office, campaign, "approve", follower=bloc.pk, opinion="Đồng ý").status_code == 302
    campaign.refresh_from_db()
    campaign.progress(timezone.localdate(), by=head, text="Làm.", photos=[new_photo()])
    update, photo = campaign.updates.get(), campaign.photos.get()
    no_ground = decide(office, campaign, "show", updates=[update.pk], photos=[photo.pk])
    assert no_ground.status_code == 422 and "Ghi căn cứ" in no_ground.content.decode()
    decide(office, campaign, "show", updates=[update.pk], photos=[photo.pk], consent_basis="Không có người")
    assert campaign.photos.published().exists()
    decide(office, campaign, "review", stands="Tốt.", lacks="Thêm ảnh.")
    assert CampaignReview.objects.get().by == bloc
    campaign.refresh_from_db()
    score_all(campaign, head, as_user)
    offered = office.get(admin(campaign, "decide", "show")).context["form"]
    assert offered["effect"].value() == RESULT["effect"]  # nobody has looked at it yet
    assert decide(office, campaign, "show", effect="", lessons="Đi từng nhà.").status_code == 302
    campaign.refresh_from_db()
    assert campaign.public_result() == {"effect": "", "lessons": "Đi từng nhà."}
    assert decide(office, campaign, "judge").status_code == 422  # not sure
    assert decide(office, campaign, "judge", sure="on").status_code == 302
    assert decide(office, campaign, "recognise", decision_no="1", decided_on="31/12/2099").status_code == 422
    assert decide(office, campaign, "recognise", decision_no="1-QĐ/ĐU", decided_on=today).status_code == 302
    reward = {"kind": "ward_merit", "level": "ward", "title": "Tiêu biểu", "decision_no": "2", "decided_on": today}
    assert decide(office, campaign, "reward", **reward).status_code == 302
    assert Award.objects.get().campaign == campaign
    told = {"award": Award.objects.get().pk, "decision_no": "2/QĐ", "decided_on": today, "reason": "Thiếu chữ"}
    assert "1-QĐ/ĐU" in office.get(admin(campaign, "decide", "correct")).content.decode()
    assert decide(office, campaign, "correct", **told).status_code == 302
    assert Award.objects.get().decision_no == "2/QĐ"
    other, _head = team_with_head()
    assert decide(office, campaign, "replicate", body=f"team-{other.pk}").status_code == 302
    assert Campaign.objects.get(model=campaign).team == other
    assert decide(office, campaign, "end", reason="Xong", effect="Tốt", sure="on").status_code == 302
    campaign.refresh_from_db()
    assert campaign.status == S.ENDED and campaign.council_score == 100
    assert "Tiêu biểu" in office.get(admin(campaign)).content.decode()


def sheet(campaign, **more):
    update = campaign.updates.first()
    form = {"version": campaign.version, "opinion": "Khá."}
    for row in ScoringTemplate.objects.current().criteria.all():
        form |= {f"diem-{row.pk}": str(row.most), f"minh-chung-{row.pk}": f"update-{update.pk}"}
    return form | more


def score_all(campaign, head, as_user):
    campaign.self_score(points_of(campaign), by=head, **RESULT)
    for member in seated():
        sent = as_user(member).post(admin(campaign, "score"), sheet(campaign, dissent="Chưa bền."))
        assert sent.status_code == 302


def test_the_council_scores_on_one_page_each_point_with_its_record(campaigns, as_user, office):
    campaign, (member,) = campaigns[S.SELF_SCORED], seated(1)
    client = as_user(member)
    page = client.get(admin(campaign, "score")).content.decode()
    assert page.count('data-label="Điểm"') == 7 and "Tự chấm" in page
    first = ScoringTemplate.objects.current().criteria.first().pk
    for wrong, told in ((f"minh-chung-{first}", "Chọn minh chứng"), (f"diem-{first}", "Cho điểm tiêu chí này")):
        refused = client.post(admin(campaign, "score"), sheet(campaign, **{wrong: ""}))
        assert refused.status_code == 422 and told in refused.content.decode() and "Khá." in refused.content.decode()
    given = client.post(
        admin(campaign, "score"), sheet(campaign, dissent="Chưa bền.", **{f"diem-{first}": "8,5"}), follow=True
    )
    assert "98,5 điểm" in given.content.decode()
    case = office.get(admin(campaign)).content.decode()
    assert "Chưa bền." in case and "có ý kiến khác" in case and str(member) in case
    assert office.get(admin(campaign, "score")).status_code == 403
    assert client.get(admin(campaigns[S.RUNNING], "score")).status_code == 302


def test_a_target_typed_wrongly_is_put_right_and_stays_in_the_history(campaigns, office):
    campaign = campaigns[S.RUNNING]
    target = campaign.targets.get()
    for wrong in ({}, {"value": "40"}, {"value": "0", "reason": "Nhầm."}):
        assert decide(office, campaign, "correct_target", target=target.pk, **wrong).status_code == 422
    sent = {"target": target.pk, "value": "20", "reason": "Gõ nhầm."}
    assert decide(office, campaign, "correct_target", **sent).status_code == 302
    target.refresh_from_db()
    assert (target.text, target.value, target.unit) == ("Hộ phân loại rác", 20, "hộ")
    assert target.measures.get().value == 10  # what was reached stays, and is half of it now
    told = campaign.events.get(kind="target_corrected").public_note
    assert told == "Gõ nhầm.\nTrước đây ghi: Hộ phân loại rác: 40 hộ."


def test_who_decides_second_sees_what_happened_and_keeps_what_was_typed(campaigns, office):
    campaign = campaigns[S.REGISTERED]
    version = campaign.version
    campaign.send_back("Thiếu chỉ tiêu.", by=a_reader())
    page = office.post(admin(campaign, "decide", "decline"), {"version": version, "reason": "Lý do gõ.", "sure": "on"})
    assert page.status_code == 409
    assert "Thiếu chỉ tiêu." in page.content.decode() and "Lý do gõ." in page.content.decode()


def test_a_result_reported_while_the_page_was_open_is_offered_not_blanked(campaigns, office):
    campaign = campaigns[S.RUNNING]
    sent = {"version": campaign.version, "updates": [], "staff_note": ""}
    campaign.self_score(points_of(campaign), by=head_of(campaign), **RESULT)
    page = office.post(admin(campaign, "decide", "show"), sent)
    assert page.status_code == 409 and page.context["form"]["effect"].value() == RESULT["effect"]
    # Without the boxes it says nothing of the result.
    assert decide(office, campaign, "show", updates=[]).status_code == 302
    campaign.refresh_from_db()
    assert campaign.result_seen_at is None


def test_a_campaign_whose_result_was_hidden_ends_without_it(campaigns, office):
    campaign = campaigns[S.RECOGNISED]
    campaign.show([], [], by=a_reader(), effect="", lessons="")
    assert decide(office, campaign, "end", reason="Xong.", effect="", lessons="", sure="on").status_code == 302
    campaign.refresh_from_db()
    assert (campaign.effect, campaign.public_effect) == (RESULT["effect"], "")


def test_each_queue_holds_what_waits_and_nothing_else(campaigns, bloc, time_machine):
    def found():
        asked = Campaign.objects.all()
        return {queue.slug: {row.status for row in queue.rows(asked, bloc)} for queue in CAMPAIGN_QUEUES}

    at_once = found()
    assert at_once["cho-duyet"] == {S.REGISTERED}
    assert at_once["dang-cham"] == {S.SELF_SCORED} and at_once["cho-quyet-dinh"] == {S.JUDGED}
    assert at_once["thieu-tien-do"] == set() and at_once["den-ky-kiem-tra"] == set()
    assert S.RUNNING in at_once["cho-cong-khai"] and S.DRAFT not in at_once["cho-cong-khai"]
    time_machine.move_to(timezone.localdate().replace(year=timezone.localdate().year + 1, month=7, day=6))
    later = found()
    assert later["thieu-tien-do"] == {S.RUNNING} and later["den-ky-kiem-tra"] == {S.RUNNING}
    CampaignRule.objects.all().delete()
    assert found()["thieu-tien-do"] == set() == found()["den-ky-kiem-tra"]


def test_list_case_and_desk_keep_to_their_statements(campaigns, office, django_assert_max_num_queries):
    for address in ("/quan-tri/mobilization/campaign/", admin(campaigns[S.RECOGNISED]), "/quan-tri/"):
        office.get(address)
        with django_assert_max_num_queries(STATEMENTS_AT_MOST):
            assert office.get(address).status_code == 200


def test_a_year_comes_as_excel_and_csv(campaigns, office, as_user, django_assert_max_num_queries):
    campaign = campaigns[S.RECOGNISED]
    Campaign.objects.filter(status=S.RUNNING).update(name="=1+1")
    address = reverse("admin:mobilization_campaign_year", args=[campaign.year, "xlsx"])
    with django_assert_max_num_queries(STATEMENTS_AT_MOST):
        content = office.get(address).content
    lines = list(openpyxl.load_workbook(BytesIO(content)).active.iter_rows(values_only=True))
    (told,) = [line for line in lines if "12/QĐ-ĐU" in line]
    # One line is the heading, the draft that was given up has none.
    assert len(lines) == len(campaigns) and told[0] == campaign.name and told[9] == 2_000_000
    assert told[12] == 90  # a number, to be sorted and averaged
    text = office.get(address.replace("xlsx", "csv")).content.decode("utf-8-sig")
    assert "'=1+1" in text and "12/QĐ-ĐU" in text and ";90;" in text
    assert as_user(UserFactory(role="handler")).get(address).status_code == 403
    assert office.get(address.replace("xlsx", "exe")).status_code == 404
    assert office.get("/quan-tri/mobilization/campaign/?nam=٢٠٢٦", follow=True).status_code == 200


def test_a_template_that_was_used_keeps_its_criteria(campaigns, office):
    used, new = ScoringTemplate.objects.current(), ScoringTemplate.objects.create(name="Mẫu năm sau")
    new.criteria.create(position=1, name="Hiệu quả", most=100)
    for template, is_open in ((used, False), (new, True)):
        change = reverse("admin:mobilization_scoringtemplate_change", args=[template.pk])
        assert ('name="criteria-0-most"' in office.get(change).content.decode()) == is_open


@pytest.mark.parametrize("model", ["campaignfield", "campaignrule", "councilseat", "scoringtemplate"])
def test_the_rows_of_the_movement_are_the_wards_to_keep(office, model):
    assert office.get(f"/quan-tri/mobilization/{model}/").status_code == 200
    assert office.get(f"/quan-tri/mobilization/{model}/add/").status_code == 200


def test_files_and_photos_open_for_who_reads_the_case(campaigns, office, as_user):
    campaign = campaigns[S.RUNNING]
    head = head_of(campaign)
    campaign.progress(timezone.localdate(), by=head, text="Ảnh.", reason="x", photos=[new_photo()])
    photo = office.get(admin(campaign, "photo", campaign.photos.get().pk))
    assert b"".join(photo.streaming_content).startswith(b"\xff\xd8")
    assert office.get(admin(campaign, "paper", "phieu-dang-ky", "docx")).status_code == 200
    assert as_user(head).get(admin(campaign, "photo", campaign.photos.get().pk)).status_code == 404
