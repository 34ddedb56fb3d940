"""The pages on which staff decide: what they demand, what they keep, what two people at once see."""

import re
from datetime import date

import pytest
from django.urls import reverse

from petitions.decisions import DECISIONS
from petitions.models import Petition, ReplyTemplate
from tests.factories.petitions import ANSWER, PetitionFactory, UserFactory, confidential_petition, petition_in
from tests.petitions.test_roles_grid import page
from tests.petitions.test_submit import photo
from wardportal.forms import new_submission_id
from wardportal.models import OutgoingMessage

pytestmark = pytest.mark.django_db

# Verb: a status it is legal in, and the boxes that must be filled.
DEMANDED = {
    "review": ("received", set()),
    "classify": ("reviewing", {"kind", "category"}),
    "ask": ("reviewing", {"question"}),
    "supply": ("waiting", {"text", "submission_id"}),
    "accept": ("reviewing", set()),
    "assign": ("accepted", {"unit"}),
    "extend": ("in_progress", {"due", "decision_number", "reason"}),
    "suspend": ("in_progress", {"reason"}),
    "resume": ("suspended", set()),
    "draft_answer": ("in_progress", {"conclusion", "reason", "next_step"}),
    "answer": ("in_progress", {"conclusion", "reason", "next_step", "letter_number"}),
    "return_answer": ("in_progress", {"reason"}),
    "close": ("answered", {"outcome"}),
    "decline": ("reviewing", {"reason", "sure"}),
    "guide": ("reviewing", {"guidance", "sure"}),
    "forward": ("reviewing", {"agency", "letter_number", "sure"}),
    "chase": ("closed", {"due", "staff_note"}),
    "relay": ("closed", {"answered_on", "reply_number", "reply", "submission_id"}),
    "merge": ("received", {"original"}),
    "separate": ("closed", {"staff_note"}),
    "withdraw": ("received", {"reason", "sure"}),
    "reopen": ("answered", {"reason"}),
    "publish": ("answered", {"title", "text", "legal_basis"}),
    "unpublish": ("answered", {"staff_note"}),
    "release": ("received", set()),
    "reissue_secret": ("received", {"identity_seen", "reason"}),
    "name_parties": ("received", {"__all__"}),
    "seal": ("received", {"staff_note", "sure"}),
}


@pytest.fixture(scope="module")
def unit_a(cases):
    return cases.unit


def test_an_empty_form_says_what_is_missing(cases, quan_tri, asks):
    client = asks(quan_tri)
    for verb, (status, boxes) in DEMANDED.items():
        response = client.post(page(cases[status], verb))
        assert response.status_code == 422, verb
        assert set(response.context["form"].errors) == boxes | {"version"}, verb
        assert not re.search(r"\bNone\b", response.text), verb


def test_reception_takes_a_petition_from_new_to_a_unit(lan, unit_a, minh, as_user):
    client, petition = as_user(lan), PetitionFactory()
    client.post(page(petition, "review"), {"version": 0})
    client.post(page(petition, "accept"), {"version": 1, "sender_note": "Phường sẽ kiểm tra."})
    client.post(page(petition, "assign"), {"version": 2, "unit": unit_a.pk, "officer": minh.pk})
    petition.refresh_from_db()
    assert (petition.status, petition.unit, petition.officer) == ("in_progress", unit_a, minh)
    assert petition.events.get(kind="accepted").sender_note == "Phường sẽ kiểm tra."


def test_a_draft_is_approved_as_it_stands_and_the_sender_is_told_without_content(minh, unit_a, chu_tich, as_user):
    petition = petition_in("in_progress", unit=unit_a, email="hoa@vidu.vn")
    as_user(minh).post(page(petition, "draft_answer"), ANSWER | {"version": petition.version})
    leader = as_user(chu_tich)
    form = leader.get(page(petition, "answer")).context["form"]
    approved = {name: form[name].value() for name in ("conclusion", "reason", "next_step", "version")}
    leader.post(page(petition, "answer"), approved | {"letter_number": "12/TB-UBND"})
    answer = petition.answers.get()
    assert (answer.conclusion, answer.drafted_by, answer.approved_by) == (ANSWER["conclusion"], minh, chu_tich)
    message = OutgoingMessage.objects.get(kind="answered")
    assert petition.code in message.subject
    assert ANSWER["conclusion"] not in message.subject + message.body


def test_the_senders_words_stand_beside_every_form(minh, lan, unit_a, as_user, django_assert_max_num_queries):
    petition = petition_in("in_progress", unit=unit_a)
    petition.add_information("Thêm một đèn nữa ở ngõ 7.")
    client, address = as_user(minh), page(petition, "draft_answer")
    client.get(address)
    with django_assert_max_num_queries(12):
        text = client.get(address).text
    assert petition.title not in text  # made of the body's first words, which stand there
    for part in (petition.body, "Thêm một đèn nữa ở ngõ 7.", f"{petition.due_on:%d/%m/%Y}", "Phản ánh"):
        assert part in text, part
    assert "submit-once" in text  # a double press is no conflict with oneself


def test_an_answer_that_only_passes_the_matter_on_is_no_answer(cases, chu_tich, as_user):
    client, petition = as_user(chu_tich), cases["in_progress"]
    for evasion in (
        "Đã chuyển bộ phận chuyên môn xử lý.",
        "UBND phường đã ghi nhận ý kiến của ông bà và sẽ xem xét theo quy định.",
        "Phường đã tiếp thu phản ánh này.",
    ):
        typed = ANSWER | {"conclusion": evasion, "letter_number": "1", "version": petition.version}
        form = client.post(page(petition, "answer"), typed).context["form"]
        assert "conclusion" in form.errors, evasion
        assert evasion in form["conclusion"].value()


@pytest.mark.parametrize(
    ("verb", "status", "box", "text"),
    [
        ("answer", "in_progress", "conclusion", "Ngày 05/03/2026, cán bộ phường đã kiểm tra tại … Kết quả: tốt."),
        ("decline", "reviewing", "reason", "Đơn chưa đủ điều kiện xử lý vì: ... Xin ông/bà gửi lại."),
        ("guide", "reviewing", "guidance", "Xin ông/bà gửi đến cơ quan này theo địa chỉ …, kèm đơn"),
        *(("decline", "reviewing", "reason", "x"), ("guide", "reviewing", "guidance", "x")),
        *((verb, "in_progress", "reason", "r") for verb in ("extend", "suspend")),
        ("publish", "answered", "legal_basis", "x"),
    ],
)
def test_nothing_goes_out_that_is_a_letter_or_what_the_text_to_start_from_left_open(
    cases, chu_tich, as_user, verb, status, box, text
):
    typed = ANSWER | {"letter_number": "1", "sure": "on", "version": cases[status].version, box: text}
    form = as_user(chu_tich).post(page(cases[status], verb), typed).context["form"]
    assert form.errors[box] and form[box].value() == text


def test_dots_of_the_writers_own_go_out(cases, lan, as_user):
    typed = {"reason": "Đơn nêu nhiều việc: đèn, cống, rác… mà không rõ ở đâu.", "sure": "on"}
    response = as_user(lan).post(page(cases["reviewing"], "decline"), typed | {"version": cases["reviewing"].version})
    assert response.status_code == 302


def test_the_one_who_comes_second_sees_what_happened_and_keeps_their_text(cases, lan, chu_tich, as_user):
    petition = cases["reviewing"]
    petition.ask("Ngõ nào, thưa ông/bà?", by=lan)
    petition.supply("Ngõ 5.", by=lan)
    typed = {"version": petition.version - 2, "reason": "Nội dung của tôi vẫn ở đây.", "sure": "on"}
    leader = as_user(chu_tich)
    response = leader.post(page(petition, "decline"), typed)
    assert response.status_code == 409
    assert [event.kind for event in response.context["since"]] == ["asked", "supplied"]
    assert "Ngõ nào, thưa ông/bà?" in response.text
    assert "Nội dung của tôi vẫn ở đây." in response.text
    fresh = re.search(r'name="version" value="(\d+)"', response.text)[1]
    assert leader.post(page(petition, "decline"), typed | {"version": fresh}).status_code == 302
    assert Petition.objects.get(pk=petition.pk).outcome == "not_qualified"


def test_a_new_day_told_before_the_page_was_opened_is_not_told_as_news(cases, lan, chu_tich, as_user):
    petition = cases["reviewing"]
    petition.classify("recommendation", by=lan)
    opened = petition.version
    assert petition.events.last().kind == "redated"
    petition.ask("Ngõ nào?", by=lan)
    response = as_user(chu_tich).post(page(petition, "decline"), {"version": opened, "reason": "Không", "sure": "on"})
    assert [event.kind for event in response.context["since"]] == ["asked"]


def test_who_assigns_second_is_told_of_the_first_before_what_is_missing(cases, lan, chu_tich, unit_b, as_user):
    petition = cases["accepted"]
    petition.assign(cases.unit, by=lan)
    typed = {"version": petition.version - 1, "unit": unit_b.pk}
    response = as_user(chu_tich).post(page(petition, "assign"), typed)
    assert response.status_code == 409
    assert [event.kind for event in response.context["since"]] == ["assigned"]
    assert response.context["form"]["unit"].value() == str(unit_b.pk)
    assert "bắt buộc khi chuyển sang đơn vị khác" in response.text


def test_where_nobody_would_find_it_is_told_before_it_is_assigned(cases, minh, lan, unit_b):
    form = DECISIONS["assign"](petition=cases["accepted"], user=lan)
    labels = dict(form.fields["unit"].choices)
    assert labels[unit_b.pk] == f"{unit_b} (chưa có ai có tài khoản)"
    assert labels[cases.unit.pk] == str(cases.unit)


def test_who_may_not_open_a_confidential_petition_is_told_before_it_is_assigned(minh, lan, unit_a, grant):
    petition, lack = confidential_petition(), "được cấp quyền xem hồ sơ mật"

    def label(name):
        choices = DECISIONS["assign"](petition=petition, user=lan).fields[name].choices
        return [dict(choices)[unit_a.pk]] if name == "unit" else [text for _key, text in dict(choices)[str(unit_a)]]

    assert label("unit") + label("officer") == [f"{unit_a} (chưa có ai {lack})", f"{minh} (chưa {lack})"]
    grant(minh, petition)
    assert label("unit") + label("officer") == [str(unit_a), str(minh)]


def test_what_is_no_longer_legal_keeps_the_text_but_offers_no_button(cases, lan, chu_tich, as_user):
    petition = cases["reviewing"]
    petition.accept(by=lan)
    typed = {"version": petition.version - 1, "reason": "Không rõ địa chỉ.", "sure": "on"}
    response = as_user(chu_tich).post(page(petition, "decline"), typed)
    assert response.status_code == 409
    assert "Không rõ địa chỉ." in response.text
    assert "Không xử lý đơn này" not in response.text


def test_an_extension_beyond_what_the_rule_allows_is_refused_at_the_date(cases, chu_tich, as_user):
    petition = cases["in_progress"]
    typed = {"due": "31/12/2099", "decision_number": "1", "reason": "Chờ vật tư về.", "version": petition.version}
    response = as_user(chu_tich).post(page(petition, "extend"), typed)
    assert "due" in response.context["form"].errors
    assert "chậm nhất đến" in response.text


def test_a_reply_text_stands_below_what_was_typed_and_nothing_typed_is_lost(cases, lan, as_user):
    template = ReplyTemplate.objects.create(purpose="ask", title="Hỏi địa chỉ", text="Xin ông/bà cho biết số nhà.")
    client, address = as_user(lan), page(cases["reviewing"], "ask")
    typed = {"version": 0, "question": "Ngõ nào?", "staff_note": "Gọi lại", "use_template": "1"}
    form = client.post(address, typed | {"template": template.pk}).context["form"]
    assert form["question"].value() == "Ngõ nào?\n\nXin ông/bà cho biết số nhà."
    assert (form["staff_note"].value(), form["version"].value(), form.errors) == ("Gọi lại", "0", {})
    empty = client.post(address, {"question": " ", "use_template": "1", "template": template.pk})
    assert empty.context["form"]["question"].value() == template.text


def test_a_reply_text_nobody_wrote_adds_nothing(cases, lan, as_user):
    client, address = as_user(lan), page(cases["reviewing"], "ask")
    for number in ("abc", "0", "99999999999999999999", "²"):
        typed = {"question": "Ngõ nào?", "use_template": "1", "template": number}
        assert client.post(address, typed).context["form"]["question"].value() == "Ngõ nào?", number


def test_a_merge_never_tells_that_a_hidden_petition_exists(lan, as_user):
    hidden, petition, client = PetitionFactory(declared_kind="denunciation"), PetitionFactory(), as_user(lan)
    typed = {"original": hidden.code, "sure": "on", "version": 0}
    known = client.post(page(petition, "merge"), typed)
    unknown = client.post(page(petition, "merge"), typed | {"original": "KN-2026-999999"})
    assert known.context["form"].errors == unknown.context["form"].errors


def test_a_reissued_secret_is_printed_once_and_kills_the_old_one(lan, as_user):
    petition, client = PetitionFactory(), as_user(lan)
    before = petition.secret
    typed = {"identity_seen": "on", "reason": "Mất phiếu", "version": 0}
    slip = client.post(page(petition, "reissue_secret"), typed, follow=True)
    petition = Petition.objects.get(pk=petition.pk)
    assert petition.secret != before
    assert petition.secret in slip.text
    client.post(slip.request["PATH_INFO"])
    assert client.get(slip.request["PATH_INFO"]).status_code == 404


def test_who_is_named_in_a_petition_loses_it_from_sight(lan, chu_tich, as_user):
    petition = PetitionFactory()
    as_user(lan).post(page(petition, "name_parties"), {"users": [chu_tich.pk], "version": 0})
    url = reverse("admin:petitions_petition_change", args=[petition.pk])
    leader = as_user(chu_tich)
    assert leader.get(url).status_code == 404
    assert leader.get(page(petition, "decline")).status_code == 404


def test_whom_to_name_is_offered_by_given_name_with_their_seats(cases, unit_a, lan, as_user):
    an = UserFactory(full_name="Vũ Văn An", unit=unit_a)
    UserFactory(full_name="Bùi Thị Ánh")
    form = as_user(lan).get(page(cases["received"], "name_parties")).context["form"]
    assert list(form.fields)[0] == "nobody"
    offered = [label for _key, label in form.fields["users"].choices]
    first = offered.index(f"Vũ Văn An: {an.memberships.get().post}, Bộ phận địa chính")
    assert offered[first + 1].startswith("Bùi Thị Ánh: ")


def test_who_names_their_own_unit_goes_back_to_the_list(lan, unit_a, as_user):
    petition = PetitionFactory()
    lan.memberships.create(unit=unit_a, post=unit_a.memberships.model.post.field.related_model.objects.first())
    response = as_user(lan).post(page(petition, "name_parties"), {"units": [unit_a.pk], "version": 0})
    assert response.url == reverse("admin:petitions_petition_changelist")


def test_calling_it_a_denunciation_is_asked_again_and_hides_it_even_from_who_did(cases, lan, as_user):
    petition = cases["reviewing"]
    client = as_user(lan)
    category = petition._meta.get_field("category").related_model.objects.first()
    typed = {"kind": "denunciation", "category": category.pk, "staff_note": "Tố cáo", "version": petition.version}
    asked = client.post(page(petition, "classify"), typed)
    assert asked.context["form"].errors.keys() == {"sure"} and 'name="sure"' in asked.text
    response = client.post(page(petition, "classify"), typed | {"sure": "on"})
    assert response.url == reverse("admin:petitions_petition_changelist")
    assert petition.code not in client.get(response.url).context["cl"].result_list.values_list("code", flat=True)


def test_an_inactive_officer_decides_nothing(lan, as_user):
    client, petition = as_user(lan), PetitionFactory()
    type(lan).objects.filter(pk=lan.pk).update(is_active=False)
    assert client.post(page(petition, "review"), {"version": 0}).status_code == 302
    assert Petition.objects.get(pk=petition.pk).status == "received"


def test_a_good_file_of_a_refused_addition_waits_for_the_next_press(cases, as_user, lan):
    petition = cases["waiting"]
    address = reverse("admin:petitions_petition_decide", args=[petition.pk, "supply"])
    desk = as_user(lan)
    form = {"submission_id": new_submission_id(), "version": petition.version, "text": ""}
    assert "so-nha.jpg" in desk.post(address, form | {"attachments": [photo("so-nha.jpg")]}).content.decode()
    desk.post(address, form | {"text": "Số 12."})
    assert [(file.name, file.from_sender) for file in petition.attachments.all()] == [("so-nha.jpg", True)]


def test_a_rule_that_days_were_promised_by_keeps_its_words(cases, as_user, quan_tri):
    rule = cases["received"].current_deadline.rule
    address = reverse("admin:petitions_deadlinerule_change", args=[rule.pk])
    page = as_user(quan_tri).get(address).text
    assert "rồi thêm dòng mới" in page and "Ghi 0: không được gia hạn" in page
    as_user(quan_tri).post(address, {"amount": 99, "legal_basis": "Khác", "valid_to": "31/12/2030"})
    rule.refresh_from_db()
    assert rule.amount != 99 and rule.legal_basis != "Khác"


def test_a_rule_in_use_that_is_longer_than_a_year_can_be_ended(cases, as_user, quan_tri):
    rule = cases["received"].current_deadline.rule
    type(rule).objects.filter(pk=rule.pk).update(amount=400, extension_amount=400)
    address = reverse("admin:petitions_deadlinerule_change", args=[rule.pk])
    as_user(quan_tri).post(address, {"valid_to": "31/12/2030"})
    rule.refresh_from_db()
    assert rule.valid_to == date(2030, 12, 31)
