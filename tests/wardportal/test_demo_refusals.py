"""Where somebody already works, or something fails, nothing of the demo ward is left behind."""

import io

import pytest
from django.core.management import CommandError, call_command

from dialogues.models import DialogueSession
from mobilization.models import Membership
from petitions.models import Category, Petition
from petitions.status import Kind
from tests.factories.mobilization import MembershipFactory
from tests.factories.news import EditorFactory, PostFactory
from wardportal.models import User


def a_petition():
    Petition.objects.submit(declared_kind=Kind.REPORT, body="Đèn ngõ tắt.")


def a_topic():
    session = DialogueSession.objects.next()
    session.agenda.place_topic("Quy hoạch đường mới", session)


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (EditorFactory, "1 tài khoản"),
        (a_petition, "1 đơn, kiến nghị"),
        (MembershipFactory, "1 người giữ chức danh"),
        (a_topic, "1 buổi đối thoại"),
    ],
)
def test_demo_refuses_a_database_somebody_works_with(db, make, named):
    make()
    users = User.objects.count()
    with pytest.raises(CommandError, match=f"Không nạp dữ liệu mẫu: cơ sở dữ liệu đã có {named}"):
        call_command("load_demo", stdout=io.StringIO())
    assert User.objects.count() == users


def test_demo_refuses_articles_it_did_not_write(db):
    PostFactory()
    with pytest.raises(CommandError, match="Không nạp dữ liệu mẫu"):
        call_command("load_demo", stdout=io.StringIO())


def test_demo_that_breaks_off_leaves_nothing_and_can_be_loaded_later(db):
    Category.objects.filter(slug="dien-nuoc").update(slug="doi-ten")
    with pytest.raises(KeyError, match="dien-nuoc"):
        call_command("load_demo", stdout=io.StringIO())
    assert not User.objects.exists()
    assert not Petition.objects.exists()
    assert not Membership.objects.exclude(full_name="").exists()
