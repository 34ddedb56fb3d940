"""Bodies of the ward and the people in their posts; numbers and codes stay clear of the reference rows."""

import factory
from factory.django import DjangoModelFactory

from mobilization.models import Membership, MobilizationTeam, Post, ResidentialGroup, SelfManagedGroup, Unit


class UnitFactory(DjangoModelFactory):
    class Meta:
        model = Unit

    code = factory.Sequence(lambda n: f"don-vi-{n}")
    name = factory.Sequence(lambda n: f"Bộ phận {n}")
    kind = Unit.Kind.STATE
    handles_petitions = True


class ResidentialGroupFactory(DjangoModelFactory):
    class Meta:
        model = ResidentialGroup

    number = factory.Sequence(lambda n: n + 5000)
    code = factory.LazyAttribute(lambda group: f"to-{group.number}")
    name = factory.LazyAttribute(lambda group: f"Tổ dân phố {group.number}")


class MobilizationTeamFactory(DjangoModelFactory):
    class Meta:
        model = MobilizationTeam

    code = factory.Sequence(lambda n: f"doi-{n}")
    residential_group = factory.SubFactory(ResidentialGroupFactory)
    name = factory.LazyAttribute(lambda team: f"Tổ dân vận {team.residential_group.number}")


class SelfManagedGroupFactory(DjangoModelFactory):
    class Meta:
        model = SelfManagedGroup

    number = factory.Sequence(lambda n: n + 500)
    code = factory.LazyAttribute(lambda group: f"tu-quan-{group.number}")
    name = factory.LazyAttribute(lambda group: f"Tổ tự quản số {group.number}")
    residential_group = factory.SubFactory(ResidentialGroupFactory)


class PostFactory(DjangoModelFactory):
    class Meta:
        model = Post

    class Params:
        team_head = factory.Trait(name="Tổ trưởng tổ dân vận", is_team_head=True, rank=10)

    code = factory.Sequence(lambda n: f"chuc-danh-{n}")
    name = factory.Sequence(lambda n: f"Chức danh {n}")


class MembershipFactory(DjangoModelFactory):
    """A person in a post of a unit; with `of_team` of a team, with `head` as its head."""

    class Meta:
        model = Membership

    class Params:
        of_team = factory.Trait(unit=None, team=factory.SubFactory(MobilizationTeamFactory))
        head = factory.Trait(
            unit=None,
            team=factory.SubFactory(MobilizationTeamFactory),
            post=factory.SubFactory(PostFactory, team_head=True),
        )

    full_name = factory.Sequence(lambda n: f"Nguyễn Văn Mẫu {n}")
    post = factory.SubFactory(PostFactory)
    unit = factory.SubFactory(UnitFactory)
