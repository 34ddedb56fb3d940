"""Names are taken out of a promise that everybody reads: both wordings are seen first, and that it was stays known."""

import pytest
from django.core.exceptions import ValidationError

from dialogues.masks import REMOVED
from dialogues.models import Commitment
from tests.dialogues.test_admin_decide_commitments import form_of, fresh, looked_at, page
from tests.factories.dialogues import commitment_of, photo_file

pytestmark = pytest.mark.django_db


def test_nothing_is_blanked_before_both_wordings_were_seen(chu_tich, drain, as_user):
    Commitment.objects.filter(pk=drain.pk).update(text="Thăm bà Nguyễn Thị Mẫu ở ngõ 5.")
    client, typed = as_user(chu_tich), form_of(drain, text="Thăm […] ở ngõ 5.", sure="on")
    shown = client.post(page(drain, "blank"), typed)
    assert "Thăm <del>bà Nguyễn Thị Mẫu</del> ở ngõ 5." in shown.text and "Thăm <ins>[…]</ins> ở ngõ 5." in shown.text
    assert "Chưa xóa gì." in shown.text and "chỗ cần sửa" not in shown.text
    assert shown.context["form"].button == "Xóa tên riêng" and 'name="sure"' in shown.text
    mark = shown.context["form"]["previewed"].value()
    for lacking in ({"previewed": mark, "sure": ""}, {"previewed": mark, "text": "Thăm một hộ dân ở ngõ 5."}):
        assert client.post(page(drain, "blank"), typed | lacking).status_code == 422
        assert fresh(drain).text == "Thăm bà Nguyễn Thị Mẫu ở ngõ 5."
    assert looked_at(client, drain, typed).status_code == 302


def test_a_name_is_blanked_and_that_it_was_stays_known(chu_tich, session, drain, as_user):
    Commitment.objects.filter(pk=drain.pk).update(text="Thăm bà Nguyễn Thị Mẫu ở ngõ 5.")
    typed = form_of(drain, text="Thăm một hộ dân ở ngõ 5.")
    looked_at(as_user(chu_tich), drain, typed)
    assert fresh(drain).text == "Thăm một hộ dân ở ngõ 5."
    assert fresh(drain).events.last().kind == "blanked"
    titles = set(drain.agenda_items.values_list("title", flat=True))
    assert titles == {"Thăm một hộ dân ở ngõ 5."}


def test_a_promise_is_not_rewritten_under_that_name(chu_tich, drain, as_user):
    typed = form_of(drain, text="Nghiên cứu việc nạo vét cống.", sure="on")
    answer = as_user(chu_tich).post(page(drain, "blank"), typed)
    assert "không sửa lời hứa" in " ".join(answer.context["form"].errors["text"])
    assert fresh(drain).text == drain.text


def test_what_changes_nothing_is_no_event(chu_tich, drain, as_user):
    client = as_user(chu_tich)
    shown = client.post(page(drain, "blank"), form_of(drain, text=drain.text))
    assert shown.context["form"].errors["text"] == ["Nội dung chưa thay đổi."]
    with pytest.raises(ValidationError, match="chưa thay đổi"):
        drain.blank(drain.text, by=chu_tich)
    assert fresh(drain).version == drain.version


def test_a_name_is_blanked_wherever_else_it_stands(lan, chu_tich, session, unit_a, as_user):
    drain = commitment_of(session, unit=unit_a, milestones=[(session.held_on, "Gặp bà Mẫu")])
    drain.report_progress("Đã đến nhà bà Mẫu.", by=lan, files=[photo_file("ba-mau.jpg")], caption="Nhà bà Mẫu")
    drain.report_progress("Đã xong 20 m.", by=lan)
    client = as_user(chu_tich)
    choices = client.get(page(drain, "blank")).context["form"].fields["places"].choices
    named = [key for key, label in choices if "bà Mẫu" in label]
    assert len(choices) == 4 and len(named) == 3
    looked_at(client, drain, form_of(drain, text=drain.text, places=named))
    notes = [event.public_note for event in fresh(drain).events.all() if event.public_note]
    assert notes == [REMOVED, "Đã xong 20 m."]
    assert [row.text for row in drain.milestones.all()] == [REMOVED]
    assert [(row.name, row.caption) for row in drain.evidence.all()] == [(f"{REMOVED}.jpg", REMOVED)]
    assert fresh(drain).events.last().kind == "blanked"


def test_places_of_another_promise_are_refused(lan, chu_tich, session, drain, as_user):
    other = commitment_of(session, milestones=[(session.held_on, "Khảo sát")])
    typed = form_of(drain, text=drain.text, sure="on", places=[f"milestone-{other.milestones.get().pk}"])
    drain.report_progress("Đã khảo sát.", by=lan)
    drain.refresh_from_db()
    answer = as_user(chu_tich).post(page(drain, "blank"), typed | {"version": drain.version})
    assert "places" in answer.context["form"].errors
    assert other.milestones.get().text == "Khảo sát"
