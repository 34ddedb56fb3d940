"""The invented people of the demo ward: who sits in which unit, team, residential group and self-managed group."""

from collections.abc import Iterator
from datetime import date
from typing import Any, TextIO

from django.db.models import QuerySet
from django.utils import timezone

from mobilization.models import Membership, MobilizationTeam, Post, ResidentialGroup, SelfManagedGroup, Unit
from wardportal.demo import Staff, invented_name

# Unit, post, account.
DESKS = (
    ("ubnd", "chair", "lanhdao"),
    ("khoi-dan-van", "unit-officer", "danvan"),
    ("van-phong", "unit-officer", "tiepdan"),
    ("van-phong", "unit-officer", "bientap"),
    ("dia-chinh", "land-officer", "xuly"),
    ("to-phan-ung-nhanh", "land-officer", "xuly"),
    ("to-phan-ung-nhanh", "guard-team-officer", "phanungnhanh"),
    ("van-hoa-xa-hoi", "unit-officer", "xuly02"),
    ("tu-phap", "justice-officer", "xuly02"),
    ("tai-chinh", "unit-officer", "thuquy"),
)
# Unit, post, number of the invented person; those of the rapid-response team take its seats.
OTHERS = (
    ("dang-uy", "secretary", 500),
    ("ubnd", "vice-chair", 501),
    ("cong-an", "police-officer", 503),
    ("quan-su", "military-officer", 505),
    ("mot-cua", "unit-officer", 506),
    ("to-phan-ung-nhanh", "vice-chair", 501),
    ("to-phan-ung-nhanh", "justice-officer", 507),
    ("to-phan-ung-nhanh", "police-officer", 503),
    ("to-phan-ung-nhanh", "military-officer", 505),
    ("to-phan-ung-nhanh", "guard-board-member", 509),
)
EVERY_FOURTH = 4


def foreign_rows() -> QuerySet[Any]:
    """Seats somebody has been put into."""
    return Membership.objects.exclude(full_name="")


def load_demo(out: TextIO, staff: Staff) -> None:
    posts = {post.code: post for post in Post.objects.all()}
    units = {unit.code: unit for unit in Unit.objects.all()}
    since = date(timezone.localdate().year - 2, 1, 1)
    seated: list[tuple[Unit, Post, dict[str, Any]]]
    seated = [(units[unit], posts[post], {"user": staff[name]}) for unit, post, name in DESKS]
    seated += [(units[unit], posts[post], {"full_name": invented_name(number)}) for unit, post, number in OTHERS]
    for unit, post, person in seated:
        _seat(unit, post, since, person)
    rows = [row for people in (_teams(posts, since, staff), _self_managed(posts, since, staff)) for row in people]
    for row in rows:
        row.derive()
    Membership.objects.bulk_create(rows)
    out.write(f"Người giữ chức danh: {len(seated) + len(rows)}")


def _seat(unit: Unit, post: Post, since: date, person: dict[str, Any]) -> None:
    """Put the person into the seat that waits for somebody, else into a new one."""
    seat = unit.memberships.filter(post=post, full_name="", user=None).first() or Membership(unit=unit, post=post)
    seat.valid_from = since
    for name, value in person.items():
        setattr(seat, name, value)
    seat.save()


def _teams(posts: dict[str, Post], since: date, staff: Staff) -> Iterator[Membership]:
    """In every residential group three posts, whose holders form its team with two more; the head has an account."""
    for number, team in enumerate(MobilizationTeam.objects.select_related("residential_group"), start=1):
        group = team.residential_group
        names = [invented_name(number * 10 + place) for place in range(6)]
        head = staff.engage(f"totruong{number:02}", names[0], "team_head")
        of_group = {"residential_group": group, "valid_from": since}
        of_team = {"team": team, "valid_from": since}
        yield Membership(post=posts["cell-secretary"], full_name=names[0], **of_group)
        yield Membership(post=posts["group-head"], full_name=names[1], **of_group)
        yield Membership(post=posts["front-head"], full_name=names[2], **of_group)
        yield Membership(post=posts["team-head"], user=head, **of_team)
        yield Membership(post=posts["team-deputy"], full_name=names[2], **of_team)
        for name in (names[1], *names[3:5]):
            yield Membership(post=posts["team-member"], full_name=name, **of_team)
        if number % EVERY_FOURTH == 0:
            yield _former(group, posts["group-head"], names[5], since)


def _former(group: ResidentialGroup, post: Post, name: str, since: date) -> Membership:
    """Somebody who held the post before, for the history."""
    ended = since.replace(year=since.year - 1, month=12, day=31)
    return Membership(
        post=post,
        full_name=name,
        residential_group=group,
        valid_from=since.replace(year=since.year - 4),
        valid_to=ended,
    )


def _self_managed(posts: dict[str, Post], since: date, staff: Staff) -> Iterator[Membership]:
    """Every self-managed group has a head; the first one has an account."""
    for number, group in enumerate(SelfManagedGroup.objects.all()):
        name = invented_name(200 + number * 2 + number % 2)
        user = None if number else staff.engage("totuquan01", name, "self_managed_head")
        yield Membership(
            post=posts["self-managed-head"], full_name=name, user=user, self_managed_group=group, valid_from=since
        )
