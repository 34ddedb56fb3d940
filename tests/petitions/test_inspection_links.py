"""From a petition to an inspection and back: each end tells only what its reader may know."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from mobilization.inspections.status import InspectionDecisionKind
from mobilization.models import Inspection
from petitions.models import Category, InspectionLink, Petition
from petitions.models.inspections import CONFIDENTIAL
from tests.factories.inspections import EVIDENCE_SAID, an_inspector, asked_inspection, inspection_of, seat_of, tomorrow
from tests.factories.mobilization import ResidentialGroupFactory, UnitFactory
from tests.factories.petitions import UserFactory, confidential_petition, petition_in
from wardportal.forms import new_submission_id

pytestmark = pytest.mark.django_db

SECRET_PLACE = "sau nhà số 77 ngõ Hoa Cúc"


@pytest.fixture(scope="module")
def unit_a(module_rows):
    return UnitFactory(name="Bộ phận địa chính")


@pytest.fixture(scope="module")
def minh(unit_a):
    return UserFactory(username="minh", full_name="Nguyễn Văn Minh", role="handler", unit=unit_a)


@pytest.fixture(scope="module")
def chu_tich(module_rows):
    return UserFactory(username="chu-tich", full_name="Hồ Văn Chủ", role="leader")


@pytest.fixture(scope="module")
def made(unit_a):
    group = ResidentialGroupFactory()
    row = petition_in("in_progress", unit=unit_a, place=SECRET_PLACE, residential_group=group)
    Petition.objects.filter(pk=row.pk).update(category=Category.objects.get(slug="giao-thong"))
    return row.pk


@pytest.fixture
def petition(made):
    return Petition.objects.get(pk=made)


def page_of(petition):
    return reverse("admin:petitions_petition_inspect", args=[petition.pk])


def ask(client, petition, **changes):
    page = client.get(page_of(petition))
    form = page.context["form"]
    said = {name: form.initial.get(name) or form.fields[name].initial or "" for name in form.fields}
    said = {name: getattr(value, "pk", value) for name, value in said.items()}
    said |= {"reason": "Xem mái che trong hành lang.", "due_on": f"{tomorrow():%d/%m/%Y}", "ask": "1"}
    return client.post(page_of(petition), said | {"submission_id": new_submission_id()} | changes)


def test_the_handler_asks_for_an_inspection_with_place_and_field_carried_over(petition, minh, as_user):
    assert ask(as_user(minh), petition).status_code == 302
    link = petition.inspection_links.get()
    row = link.inspection
    assert link.is_origin and (row.place, row.residential_group) == (SECRET_PLACE, petition.residential_group)
    assert row.field.code == "hanh-lang-atgt"
    assert (
        row.code in as_user(minh).get(reverse("admin:petitions_petition_change", args=[petition.pk])).content.decode()
    )


def test_a_form_that_is_sent_twice_asks_once(petition, minh, as_user):
    again = {"submission_id": new_submission_id()}
    for _ in range(2):
        assert ask(as_user(minh), petition, **again).status_code == 302
    assert Inspection.objects.count() == 1


def test_what_else_is_asked_on_the_same_page_is_kept_and_asked_about(petition, minh, unit_a, as_user):
    again, client = {"submission_id": new_submission_id()}, as_user(minh)
    ask(client, petition, **again)
    other = petition_in("in_progress", unit=unit_a, place="số 9")
    Petition.objects.filter(pk=other.pk).update(category=petition.category)
    for row, reason in ((petition, "Xem biển hiệu."), (other, "Xem mái che trong hành lang.")):
        answer = ask(client, row, reason=reason, **again)
        assert answer.status_code == 422 and reason in answer.content.decode()
        renewed = answer.context["form"]["submission_id"].value()
        assert ask(client, row, reason=reason, submission_id=renewed).status_code == 302
    assert [row.inspection_links.count() for row in (petition, other)] == [2, 1]


def test_what_is_missing_is_told_beside_its_box(petition, minh, as_user):
    page = ask(as_user(minh), petition, reason="", due_on="32/13/2026")
    assert page.status_code == 422 and set(page.context["form"].errors) == {"reason", "due_on"}
    past = f"{timezone.localdate() - timedelta(days=1):%d/%m/%Y}"
    assert ask(as_user(minh), petition, due_on=past).status_code == 422


def test_an_existing_inspection_is_linked_by_its_code_by_who_may_read_it(petition, as_user, chu_tich, minh):
    row = inspection_of()
    body = {"link": "1", "code": row.code.lower().replace("-", " ")}
    assert as_user(minh).post(page_of(petition), body).status_code == 422
    assert not petition.inspection_links.exists()
    assert as_user(chu_tich).post(page_of(petition), body).status_code == 302
    assert as_user(chu_tich).post(page_of(petition), body).status_code == 422  # linked already
    assert [link.inspection for link in petition.inspection_links.all()] == [row]
    assert as_user(chu_tich).post(page_of(petition), {"link": "1", "code": "xyz"}).status_code == 422


def test_who_drafts_the_answer_reads_what_was_seen(petition, minh, as_user):
    by = an_inspector()
    row = InspectionLink.objects.ask(
        petition, by=minh, reason="Xem.", due_on=tomorrow(), field=asked_inspection().field, place="đầu ngõ"
    )
    row.take_down(
        by=by, members=[seat_of()], inspected_on=timezone.localdate(), found="Mái che lấn 1,2 m.", has_violation=True
    )
    row.decide(InspectionDecisionKind.REMINDED, by=by, **EVIDENCE_SAID)
    row.name("Nguyễn Văn Kín", by=by)
    draft = as_user(minh).get(reverse("admin:petitions_petition_decide", args=[petition.pk, "draft_answer"]))
    text = draft.content.decode()
    assert "Mái che lấn 1,2 m." in text and "nhắc nhở tại chỗ" in text.lower() and "Kín" not in text
    other = as_user(minh).get(reverse("admin:petitions_petition_decide", args=[petition.pk, "ask"]))
    assert "Mái che lấn" not in other.content.decode()


def test_the_page_of_an_inspection_names_the_petitions_its_reader_may_read(petition, chu_tich, as_user):
    row = inspection_of()
    InspectionLink.objects.link(petition, row, by=chu_tich)
    url = reverse("admin:mobilization_inspection_change", args=[row.pk])
    assert petition.code in as_user(chu_tich).get(url).content.decode()
    for reader in (an_inspector(), UserFactory(role="mobilization")):
        assert petition.code not in as_user(reader).get(url).content.decode()


def test_a_confidential_petition_is_linked_to_nothing(chu_tich, as_user, lan):
    petition = confidential_petition()
    for call in (
        lambda: InspectionLink.objects.link(petition, inspection_of(), by=chu_tich),
        lambda: InspectionLink.objects.ask(
            petition, by=chu_tich, reason="Xem.", due_on=tomorrow(), field=asked_inspection().field, place="đây"
        ),
    ):
        with pytest.raises(ValidationError, match=CONFIDENTIAL):
            call()
    assert as_user(chu_tich).get(page_of(petition)).status_code == 404
    assert not InspectionLink.objects.exists()


def test_sealing_leaves_no_trace_at_the_inspections(petition, lan, minh, chu_tich, as_user):
    asked = InspectionLink.objects.ask(
        petition, by=minh, reason="Xem mái che.", due_on=tomorrow(), field=asked_inspection().field, place=SECRET_PLACE
    )
    held = inspection_of(place="số 5")
    InspectionLink.objects.link(petition, held, by=chu_tich)
    petition.seal(by=lan, staff_note="Có nội dung tố cáo.")
    assert not InspectionLink.objects.exists()
    asked.refresh_from_db()
    assert (asked.status, asked.place, asked.reason, asked.residential_group) == ("cancelled", "", "", None)
    held.refresh_from_db()
    assert (held.status, held.place) == ("recorded", "số 5")
    for row in (asked, held):
        for reader in (chu_tich, an_inspector()):
            text = as_user(reader).get(reverse("admin:mobilization_inspection_change", args=[row.pk])).content.decode()
            assert petition.code not in text and "Hoa Cúc" not in text and "mái che" not in text
    words = [str(values) for values in Inspection.objects.values()]
    assert not any("Hoa Cúc" in text or "mái che" in text for text in words)


def test_a_denunciation_found_later_takes_its_inspection_along(petition, lan, minh):
    asked = InspectionLink.objects.ask(
        petition, by=minh, reason="Xem.", due_on=tomorrow(), field=asked_inspection().field, place=SECRET_PLACE
    )
    Petition.objects.get(pk=petition.pk).classify(
        "denunciation", category=petition.category, by=lan, staff_note="Tố cáo."
    )
    asked.refresh_from_db()
    assert asked.place == "" and not InspectionLink.objects.exists()


def test_nobody_links_what_they_may_not_read(petition, tuan, chu_tich, lan):
    with pytest.raises(PermissionDenied):
        InspectionLink.objects.link(petition, inspection_of(), by=tuan)
    with pytest.raises(PermissionDenied):
        InspectionLink.objects.link(petition, inspection_of(), by=UserFactory(role="editor"))
    with pytest.raises(PermissionDenied):
        InspectionLink.objects.link(petition, inspection_of(), by=lan)  # reads the petition, not the inspection


def test_a_petition_with_many_inspections_costs_no_more(petition, chu_tich, as_user, django_assert_max_num_queries):
    for _ in range(5):
        InspectionLink.objects.link(petition, inspection_of(), by=chu_tich)
    client = as_user(chu_tich)
    url = reverse("admin:petitions_petition_change", args=[petition.pk])
    client.get(url)
    with django_assert_max_num_queries(28):
        assert client.get(url).status_code == 200
