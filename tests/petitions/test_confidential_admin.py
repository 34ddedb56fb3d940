"""Confidential petitions: by grant alone, with a reason, every look on record; for all others they do not exist."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db import IntegrityError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from petitions.decisions import DECISIONS
from petitions.models import Attachment, ConfidentialGrant, ConfidentialView, Petition
from tests.factories.petitions import PetitionFactory, UserFactory, confidential_petition
from tests.folders import files_in
from tests.petitions.test_roles_grid import page
from wardportal.admin_tools import ask_at_once
from wardportal.models import OutgoingMessage
from wardportal.roles import ROLES
from wardportal.sealing import seal

pytestmark = pytest.mark.django_db

NEXT_MONTH = f"{timezone.localdate() + timedelta(days=30):%d/%m/%Y}"
WORDS = "Ông Nguyễn Văn X nhận tiền của dân"


@pytest.fixture(scope="module", autouse=True)
def _own_data_dir(tmp_path_factory):
    """The file of the denunciation stays for the whole module, as its row does."""
    with files_in(tmp_path_factory.mktemp("sealed")):
        yield


@pytest.fixture(scope="module")
def sealed(module_rows):
    petition = confidential_petition(title="Tố cáo nhận tiền", body=WORDS)
    Attachment.objects.create(
        petition=petition,
        event=petition.events.first(),
        is_sealed=True,
        file=ContentFile(seal(b"evidence"), name="x.pdf"),
        name="tep.pdf",
        content_type="application/pdf",
        size=8,
    )
    return petition.pk


@pytest.fixture
def denunciation(sealed):
    return Petition.objects.get(pk=sealed)


def addresses(petition, verbs=("review", "answer", "seal")) -> list[str]:
    """Every page that is about this petition, and those of some decisions."""
    pk = petition.pk
    pages = [
        reverse(f"admin:petitions_petition_{name}", args=[pk])
        for name in ("change", "history", "confidential", "confidential_open", "slip")
    ]
    pages.append(reverse("admin:petitions_petition_file", args=[pk, petition.attachments.get().pk]))
    return pages + [page(petition, verb) for verb in verbs]


def opened(client, petition):
    """Give a reason, and be let in."""
    url = reverse("admin:petitions_petition_confidential_open", args=[petition.pk])
    return client.post(url, {"reason": "Xác minh theo phân công"}, follow=True)


def test_a_superuser_without_grant_finds_no_page_at_all(denunciation, quan_tri, asks):
    client = asks(quan_tri)
    assert {client.get(url).status_code for url in addresses(denunciation)} == {404}
    sent = {client.post(url, {"version": 0}).status_code for url in addresses(denunciation)}
    assert sent <= {404, 405}
    assert client.get(reverse("admin:petitions_petition_confidential_list")).status_code == 404


def test_no_role_replaces_a_grant_nor_do_all_of_them(denunciation, asks):
    everybody = [UserFactory(role=role.code) for role in ROLES]
    everything = UserFactory()
    everything.groups.set(Group.objects.all())
    for user in (*everybody, everything):
        assert not denunciation.is_readable_by(user), user.groups.all()
    assert all(everything.has_perm(f"petitions.{verb}_petition") for verb in DECISIONS)
    assert not {verb for verb in DECISIONS if denunciation.allows(verb, everything)}
    client = asks(everything)
    assert {client.get(url).status_code for url in addresses(denunciation)} == {404}


def test_it_stands_in_no_list_search_desk_or_log(denunciation, quan_tri, as_user):
    client = as_user(quan_tri)
    ordinary = PetitionFactory()
    listing = "/quan-tri/petitions/petition/"
    for url in ("/quan-tri/", f"{listing}?q={denunciation.code}", f"{listing}?q=nhan tien", listing):
        text = client.get(url).text
        assert "Hồ sơ mật" not in text
        assert f"{denunciation.code}</a>" not in text
    assert ordinary.code in text
    assert not LogEntry.objects.filter(object_repr__icontains="tố cáo").exists()


def test_a_grantee_gives_a_reason_before_anything_is_shown(denunciation, minh, grant, as_user):
    grant(minh)
    client = as_user(minh)
    url = reverse("admin:petitions_petition_confidential", args=[denunciation.pk])
    asked = client.get(url, follow=True)
    assert WORDS not in asked.text
    assert client.post(asked.request["PATH_INFO"], {"reason": " "}).status_code == 422
    assert WORDS in opened(client, denunciation).text
    assert ConfidentialView.objects.get().reason == "Xác minh theo phân công"


def test_every_look_is_recorded_also_at_files_and_decisions(denunciation, minh, grant, as_user):
    grant(minh)
    client = as_user(minh)
    opened(client, denunciation)
    served = client.get(
        reverse("admin:petitions_petition_file", args=[denunciation.pk, denunciation.attachments.get().pk])
    )
    assert b"".join(served.streaming_content) == b"evidence"
    client.get(reverse("admin:petitions_petition_confidential", args=[denunciation.pk]))
    assert ConfidentialView.objects.filter(user=minh, petition=denunciation).count() == 3


def test_a_reason_runs_out(denunciation, minh, grant, as_user, time_machine):
    grant(minh)
    client = as_user(minh)
    time_machine.move_to("2026-06-01 08:00+07:00", tick=False)
    opened(client, denunciation)
    time_machine.move_to("2026-06-01 08:31+07:00", tick=False)
    url = reverse("admin:petitions_petition_confidential", args=[denunciation.pk])
    assert WORDS not in client.get(url, follow=True).text


def test_a_grantee_decides_through_the_same_forms(denunciation, lan, grant, as_user):
    grant(lan)
    client = as_user(lan)
    opened(client, denunciation)
    client.post(page(denunciation, "review"), {"version": 0, "staff_note": "Giao ông Y xác minh"})
    event = denunciation.events.get(kind="reviewed")
    assert event.staff_note == "Giao ông Y xác minh"
    assert "ông Y" not in event.note.staff_note


def test_the_list_of_the_lane_names_no_content(denunciation, minh, grant, as_user):
    grant(minh)
    text = as_user(minh).get(reverse("admin:petitions_petition_confidential_list")).text
    assert denunciation.code in text
    assert "nhận tiền" not in text
    assert "Lê Thị Hoa" not in text


def test_a_grant_for_one_petition_opens_no_other(denunciation, minh, grant, as_user):
    grant(minh, confidential_petition())
    assert (
        as_user(minh).get(reverse("admin:petitions_petition_confidential", args=[denunciation.pk])).status_code == 404
    )


def test_an_accused_grantee_never_opens_it(denunciation, minh, grant, lan, asks):
    grant(minh)
    grant(lan)
    denunciation.name_parties(users=[minh], units=[], by=lan)
    client = asks(minh)
    assert {client.get(url).status_code for url in addresses(denunciation)} == {404}


def test_an_ended_grant_opens_nothing(denunciation, minh, grant, as_user):
    ConfidentialGrant.objects.filter(pk=grant(minh).pk).update(valid_to="2020-01-01")
    assert as_user(minh).get(reverse("admin:petitions_petition_confidential_list")).status_code == 404


def test_a_leader_gives_a_grant_to_somebody_else(denunciation, chu_tich, minh, as_user):
    url = reverse("admin:petitions_confidentialgrant_add")
    typed = {"user": minh.pk, "scope": "one", "code": denunciation.code.lower(), "reason": "Xác minh"}
    typed |= {"valid_to": NEXT_MONTH}
    assert as_user(chu_tich).post(url, typed).status_code == 302
    given = ConfidentialGrant.objects.get()
    assert (given.user, given.petition, given.granted_by) == (minh, denunciation, chu_tich)


def test_a_grant_needs_a_person_a_reason_and_an_end(chu_tich, minh, as_user):
    client = as_user(chu_tich)
    typed = {"user": minh.pk, "scope": "all", "code": "", "reason": "Xác minh", "valid_to": NEXT_MONTH}
    for missing in ("user", "reason", "valid_to"):
        client.post(reverse("admin:petitions_confidentialgrant_add"), typed | {missing: ""})
        assert not ConfidentialGrant.objects.exists(), missing


def test_a_grant_ends_within_a_year(chu_tich, minh, as_user):
    typed = {"user": minh.pk, "scope": "all", "code": "", "reason": "Xác minh", "valid_to": "31/12/2126"}
    page = as_user(chu_tich).post(reverse("admin:petitions_confidentialgrant_add"), typed).text
    assert "Ngày này quá xa: muộn nhất là" in page and not ConfidentialGrant.objects.exists()


def test_every_confidential_petition_is_opened_only_where_that_is_said(denunciation, chu_tich, minh, as_user):
    client, url = as_user(chu_tich), reverse("admin:petitions_confidentialgrant_add")
    typed = {"user": minh.pk, "code": "", "reason": "Xác minh", "valid_to": NEXT_MONTH}
    for said in ({}, {"scope": "one"}, {"scope": "all", "code": denunciation.code}):
        client.post(url, typed | said)
        assert not ConfidentialGrant.objects.exists(), said
    client.post(url, typed | {"scope": "all"})
    assert ConfidentialGrant.objects.get().petition is None


def test_the_days_of_a_grant_have_a_calendar_to_pick_from(chu_tich, as_user):
    page = as_user(chu_tich).get(reverse("admin:petitions_confidentialgrant_add")).text
    assert page.count("vDateField") == 2 and "Để trống nếu không rõ" not in page


def test_nobody_grants_themselves(quan_tri, as_user):
    typed = {"user": quan_tri.pk, "scope": "all", "code": "", "reason": "Tò mò", "valid_to": NEXT_MONTH}
    as_user(quan_tri).post(reverse("admin:petitions_confidentialgrant_add"), typed)
    assert not ConfidentialGrant.objects.exists()


def test_nobody_changes_their_own_grant_and_others_are_ended(chu_tich, minh, grant, as_user):
    other = grant(minh)
    own = ConfidentialGrant.objects.create(user=chu_tich, granted_by=minh, reason="Tố cáo", valid_to="2099-12-31")
    client = as_user(chu_tich)
    for row in (own, other):
        client.post(reverse("admin:petitions_confidentialgrant_change", args=[row.pk]), {"valid_to": "01/01/2030"})
    assert str(ConfidentialGrant.objects.get(pk=own.pk).valid_to) == "2099-12-31"
    assert str(ConfidentialGrant.objects.get(pk=other.pk).valid_to) == "2030-01-01"


def test_a_grant_is_ended_but_never_lengthened(chu_tich, minh, grant, as_user):
    given = grant(minh)
    url = reverse("admin:petitions_confidentialgrant_change", args=[given.pk])
    assert "không kéo dài được" in as_user(chu_tich).post(url, {"valid_to": "01/01/2100"}).text
    given.refresh_from_db()
    assert str(given.valid_to) == "2099-12-31"


def test_a_superuser_neither_gives_nor_changes_a_grant(quan_tri, minh, grant, as_user):
    client, given = as_user(quan_tri), grant(minh)
    typed = {"user": UserFactory().pk, "scope": "all", "code": "", "reason": "Tò mò", "valid_to": NEXT_MONTH}
    assert client.post(reverse("admin:petitions_confidentialgrant_add"), typed).status_code == 403
    change = reverse("admin:petitions_confidentialgrant_change", args=[given.pk])
    assert client.post(change, {"valid_to": "01/01/2030"}).status_code == 403


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [({"valid_to": None}, "confidential_grant_ends"), ({"granted_by": "self"}, "confidential_grant_by_somebody_else")],
)
def test_the_database_refuses_a_grant_without_end_or_to_oneself(changes, constraint, minh, chu_tich):
    row = {"user": minh, "granted_by": chu_tich, "reason": "Tố cáo", "valid_to": "2099-12-31"} | changes
    row["granted_by"] = minh if row["granted_by"] == "self" else row["granted_by"]
    with pytest.raises(IntegrityError, match=constraint):
        ConfidentialGrant.objects.create(**row)


def news_of_grants(user) -> str:
    """What the desk tells this person of grants."""
    request = RequestFactory().get("/quan-tri/")
    request.user = user
    (notices,) = ask_at_once([admin.site.get_model_admin(ConfidentialGrant).notices(request)], user)
    return " ".join(notice.text for notice in notices)


def test_leaders_and_grantees_are_told_of_a_new_grant_for_a_week(
    denunciation, chu_tich, minh, lan, quan_tri, grant, as_user, later
):
    grant(minh, denunciation)
    told = "Hồ Văn Chủ đã cấp cho Nguyễn Văn Minh"
    for words in (as_user(chu_tich).get("/quan-tri/").text, news_of_grants(minh)):
        assert told in words
        assert denunciation.code not in words and "Xử lý tố cáo" not in words
    assert [news_of_grants(user) for user in (lan, quan_tri)] == ["", ""]
    later(days=8)
    assert news_of_grants(chu_tich) == ""


def test_reception_gives_no_grants(lan, as_user):
    assert as_user(lan).get(reverse("admin:petitions_confidentialgrant_add")).status_code == 403


def test_looks_are_read_by_the_leader_and_changed_by_nobody(denunciation, minh, chu_tich, quan_tri, grant, as_user):
    grant(minh)
    opened(as_user(minh), denunciation)
    url = reverse("admin:petitions_confidentialview_changelist")
    assert "Xác minh theo phân công" in as_user(chu_tich).get(url).text
    look = ConfidentialView.objects.get()
    change = reverse("admin:petitions_confidentialview_change", args=[look.pk])
    as_user(quan_tri).post(change, {"reason": "khác"})
    assert ConfidentialView.objects.get(pk=look.pk).reason == "Xác minh theo phân công"


def test_sealing_from_the_page_takes_the_words_away_at_once(lan, as_user):
    petition, client = PetitionFactory(body=WORDS), as_user(lan)
    client.post(page(petition, "seal"), {"version": 0, "staff_note": "Có nội dung tố cáo", "sure": "on"})
    assert client.get(reverse("admin:petitions_petition_change", args=[petition.pk])).status_code == 404
    assert Petition.objects.get(pk=petition.pk).body == ""


def test_an_address_from_before_the_sealing_leads_on_only_who_holds_a_grant(denunciation, minh, tuan, grant, asks):
    url = reverse("admin:petitions_petition_change", args=[denunciation.pk])
    grant(minh)
    assert asks(minh).get(url).url == reverse("admin:petitions_petition_confidential", args=[denunciation.pk])
    assert asks(tuan).get(url).status_code == 404


def test_sealing_forgets_whom_earlier_mails_were_for(lan):
    petition = Petition.objects.submit(declared_kind="report", body="Việc Q", email="hoa@example.vn")
    waiting = OutgoingMessage.objects.get(about=petition.code)
    petition.seal(by=lan)
    waiting.refresh_from_db()
    assert (waiting.recipient, waiting.body) == ("", "") and waiting.dropped_at


def test_the_page_of_a_grant_leads_to_nobodys_account(minh, grant, chu_tich, as_user):
    page = as_user(chu_tich).get(reverse("admin:petitions_confidentialgrant_change", args=[grant(minh).pk])).text
    assert str(minh) in page and "/wardportal/user/" not in page
