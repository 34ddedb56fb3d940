"""Petitions with legal histories: each status is reached by the decisions that lead there."""

from functools import cache
from typing import Any

import factory
from factory.django import DjangoModelFactory

from mobilization.models import Unit
from petitions.models import Petition
from petitions.status import Kind, Outcome, Status
from tests.factories.mobilization import MembershipFactory, UnitFactory
from wardportal.models import User
from wardportal.roles import group_of

ANSWER = {
    "conclusion": "Phường đã cho thay hai bóng đèn trước nhà văn hóa trong tuần này.",
    "reason": "Tổ kiểm tra đã đến xem và thấy hai bóng đèn cháy như ông/bà phản ánh.",
    "next_step": "Nếu đèn còn tắt, ông/bà gọi đường dây nóng của phường trước ngày 30.",
}


@cache
def key_of_group(role: str) -> int:
    """Groups stand in every test's database, and stay."""
    return group_of(role).pk


class UserFactory(DjangoModelFactory):
    """Somebody of the staff; `role` gives the permissions, `unit` a seat in it."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"can-bo-{n}")
    full_name = factory.Sequence(lambda n: f"Cán Bộ Mẫu {n}")
    is_staff = True

    @factory.post_generation
    def role(user: User, create: bool, role: str | None, **_kwargs: Any) -> None:
        if role:
            User.groups.through.objects.create(user=user, group_id=key_of_group(role))

    @factory.post_generation
    def unit(user: User, create: bool, unit: Unit | None, **_kwargs: Any) -> None:
        if unit:
            MembershipFactory(unit=unit, user=user)


class PetitionFactory(DjangoModelFactory):
    """A petition sent through the portal."""

    class Meta:
        model = Petition

    declared_kind = Kind.REPORT
    body = "Đèn đường trước nhà văn hóa tổ dân phố đã tắt hai tuần nay, đi lại buổi tối rất nguy hiểm."
    full_name = "Lê Thị Hoa (dữ liệu mẫu)"
    phone = "+84912345678"

    @classmethod
    def _create(cls, model_class: type[Petition], *args: Any, **fields: Any) -> Petition:
        return Petition.objects.submit(**fields)


def an_officer(role: str) -> User:
    return UserFactory(role=role)


def petition_in(
    status: str,
    *,
    unit: Unit | None = None,
    reception: User | None = None,
    leader: User | None = None,
    **fields: Any,
) -> Petition:
    """A petition brought to this status by the decisions of a receptionist and a leader."""
    petition = PetitionFactory(**fields)
    if status == Status.RECEIVED:
        return Petition.objects.get(pk=petition.pk)
    reception = reception or an_officer("reception")
    steps = {
        Status.REVIEWING: lambda: petition.review(by=reception),
        Status.ACCEPTED: lambda: petition.accept(by=reception),
        Status.IN_PROGRESS: lambda: petition.assign(unit or UnitFactory(), by=reception),
        Status.ANSWERED: lambda: petition.answer(
            **ANSWER, letter_number="12/TB-UBND", by=leader or an_officer("leader")
        ),
        Status.CLOSED: lambda: petition.close(Outcome.RESOLVED, by=reception),
    }
    asides = {
        Status.WAITING: (Status.REVIEWING, lambda: petition.ask("Đèn nào bị tắt, thưa ông/bà?", by=reception)),
        Status.SUSPENDED: (
            Status.IN_PROGRESS,
            lambda: petition.suspend("Chờ kết quả giám định.", by=leader or an_officer("leader")),
        ),
    }
    reached, aside = asides.get(status, (status, None))
    for step in list(steps)[: list(steps).index(reached) + 1]:
        steps[step]()
    if aside:
        aside()
    return Petition.objects.get(pk=petition.pk)


def confidential_petition(**fields: Any) -> Petition:
    """A denunciation, sealed from the moment it came in."""
    return PetitionFactory(declared_kind=Kind.DENUNCIATION, **fields)
