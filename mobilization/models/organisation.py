"""Who and where: bodies of the political system, residential groups, teams, the people in their posts."""

import re
from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, Prefetch, Q
from django.urls import reverse

from mobilization.models.owing import OwingQuerySet
from mobilization.models.validity import CODE_HELP, Searchable, Validity, ValidityQuerySet
from mobilization.reports.status import ReportKind
from wardportal.models import User
from wardportal.periods import Period
from wardportal.text import name_sort_key, slugify_vi

phone_validator = RegexValidator(r"^[0-9+(). -]{3,20}$", "Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678.")


class UnitQuerySet(ValidityQuerySet):
    def of_user(self, user: User | AnonymousUser, at: date | None = None) -> Self:
        """Units of this day in which the user holds a post that day."""
        return self.valid(at).filter(pk__in=Membership.objects.of_user(user, at).values("unit"))


class Unit(Searchable, Validity):
    """A body of the political system: committee, office, union, task force."""

    class Kind(models.TextChoices):
        PARTY = "party", "Đảng"
        STATE = "state", "Chính quyền"
        FRONT = "front", "Mặt trận"
        UNION = "union", "Đoàn thể"
        TASK_FORCE = "task_force", "Tổ công tác"
        SERVICE = "service", "Bộ phận phục vụ"
        UPPER = "upper", "Cấp trên"

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    name = models.CharField("tên", max_length=160)
    kind = models.CharField("loại", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="trực thuộc"
    )
    duties = models.TextField("chức năng, nhiệm vụ", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True, validators=[phone_validator])
    email = models.EmailField("thư điện tử", blank=True)
    rank = models.PositiveSmallIntegerField("thứ tự", default=100, help_text="Số nhỏ đứng trước.")
    handles_petitions = models.BooleanField(
        "được giao giải quyết đơn",
        default=False,
        help_text="Bật thì chọn được đơn vị này khi phân công giải quyết đơn.",
    )

    objects = UnitQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name

    def names(self) -> list[str]:
        return [self.name, self.code]


class ResidentialGroupQuerySet(ValidityQuerySet):
    def of_team_head(self, user: User | AnonymousUser, at: date | None = None) -> Self:
        """Groups of this day whose mobilization team the user heads that day."""
        return self.valid(at).filter(pk__in=MobilizationTeam.objects.of_head(user, at).values("residential_group"))

    def with_teams(self, at: date | None = None) -> Self:
        """Fetch along the teams of this day and the people in them."""
        return self.prefetch_related(Prefetch("teams", MobilizationTeam.objects.valid(at).with_people(at)))

    def with_people(self, at: date | None = None) -> Self:
        return self.prefetch_related(Prefetch("memberships", Membership.objects.valid(at).select_related("post")))

    def with_self_managed_groups(self, at: date | None = None) -> Self:
        return self.prefetch_related(Prefetch("self_managed_groups", SelfManagedGroup.objects.valid(at)))

    def with_self_managed_count(self, at: date | None = None) -> Self:
        counted = Count("self_managed_groups", filter=Q(self_managed_groups__in=SelfManagedGroup.objects.valid(at)))
        # Grouping queries drop the model's own order.
        return self.annotate(self_managed_count=counted).order_by("former_ward", "number")


class ResidentialGroup(Searchable, Validity):
    """A neighbourhood of the ward (tổ dân phố, khối), the smallest place people say they live in."""

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    slug = models.SlugField(
        "địa chỉ trang", unique=True, blank=True, help_text="Để trống thì đặt theo tên. Không đổi được sau khi lưu."
    )
    number = models.PositiveSmallIntegerField("số", help_text="Các danh sách xếp theo số này.")
    name = models.CharField("tên", max_length=80)
    alias = models.CharField("tên gọi khác", max_length=120, blank=True, help_text="Được công khai, để bà con dễ tìm.")
    former_ward = models.CharField(
        "thuộc phường, xã cũ", max_length=80, blank=True, help_text="Ghi khi sau sáp nhập có nhiều tổ trùng số."
    )
    is_special_area = models.BooleanField("thuộc vùng đặc thù", default=False, help_text="Chỉ cán bộ thấy.")
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="nhập vào",
        help_text="Chỉ ghi khi tổ đã hết hiệu lực do sáp nhập.",
    )

    objects = ResidentialGroupQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "tổ dân phố"
        verbose_name_plural = "tổ dân phố"
        ordering = ["former_ward", "number"]
        permissions = [("reorganise_residentialgroup", "Sáp nhập, chia tách, đổi tên, đổi số tổ dân phố")]

    def __str__(self) -> str:
        return f"{self.name} ({self.former_ward})" if self.former_ward else self.name

    def get_absolute_url(self) -> str:
        return reverse("mobilization:group", args=[self.slug])

    def clean(self) -> None:
        self.derive()
        if not self.slug:
            raise ValidationError({"name": "Xin đặt tên có chữ cái hoặc chữ số, để có địa chỉ trang."})
        if self.successor and self.successor.pk == self.pk:
            raise ValidationError({"successor": "Một tổ không thể nhập vào chính nó."})
        if self.successor and not self.valid_to:
            raise ValidationError({"valid_to": "Ghi ngày hết hiệu lực của tổ đã nhập vào tổ khác."})

    def of_today(self) -> "ResidentialGroup":
        """The group that has its work now: what it was merged into, or the main one of those it was split into."""
        group, seen = self, set()
        while not group.is_valid() and group.pk not in seen:
            seen.add(group.pk)
            group = group.successor or group._taken_on_by() or group
        return group

    def _taken_on_by(self) -> "ResidentialGroup | None":
        """Of a split: the group of the team that went on; None where it had no team."""
        teams = self.teams.filter(successor__isnull=False).select_related("successor__residential_group")
        team = teams.order_by("-valid_to", "-pk").first()
        return team.successor.residential_group if team and team.successor else None

    def team_heads(self) -> "list[Membership]":
        return [head for team in self.teams.all() if team.is_valid() for head in team.heads()]

    def former_names(self) -> list[str]:
        """What people also call this group: its other name, what it was called, and the groups merged into it."""
        before = [str(past) for past in self.past_names.all()]
        names = (self.alias, *before, *map(str, self.predecessors.all()))
        return [name for name in dict.fromkeys(names) if name and name != str(self)]

    def names(self) -> list[str]:
        return [self.name, self.alias, self.former_ward, self.code]

    def derive(self) -> list[str]:
        self.slug = self.slug or slugify_vi(f"{self.name} {self.former_ward}")[:50].strip("-")
        return [*super().derive(), "slug"]


class MobilizationTeamQuerySet(OwingQuerySet):
    def of_head(self, user: User | AnonymousUser, at: date | None = None) -> Self:
        """Teams of this day that the user heads that day."""
        headed = Membership.objects.of_user(user, at).filter(post__is_team_head=True)
        return self.valid(at).filter(pk__in=headed.values("team"))

    def answered_for(self, user: User | AnonymousUser) -> Self:
        """Teams the user heads today, and those that ended in them: somebody goes on with what these reported."""
        headed = MobilizationTeam.objects.of_head(user).values("pk")
        return self.filter(Q(pk__in=headed) | Q(successor__in=headed))

    def going_on_with(self, team: int) -> Self:
        """The team with this key and its successor. May repeat rows: use `.exists()`."""
        return self.filter(Q(pk=team) | Q(predecessors=team))

    def with_people(self, at: date | None = None) -> Self:
        return self.prefetch_related(Prefetch("memberships", Membership.objects.valid(at).select_related("post")))


class MobilizationTeam(Searchable, Validity):
    """The tổ dân vận of a residential group: the people who listen, explain and report."""

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    name = models.CharField("tên", max_length=120)
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, related_name="teams", verbose_name="tổ dân phố"
    )
    # The team of today that goes on with its work, however often groups were merged since.
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="predecessors", verbose_name="tổ kế tục"
    )
    # What the portal counted for it as it ended, of the months it may still report on: its open work moved on then.
    counted_at_end = models.JSONField(default=dict, editable=False)

    objects = MobilizationTeamQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "tổ dân vận"
        verbose_name_plural = "tổ dân vận"
        ordering = ["residential_group__number", "name"]

    def __str__(self) -> str:
        return self.name

    def names(self) -> list[str]:
        return [self.name, self.code]

    @property
    def sort_key(self) -> tuple[str, int, str]:
        """By which lists of teams are sorted: in the order of the groups."""
        return self.residential_group.former_ward, self.residential_group.number, self.name

    def reports_on(self, period: Period, kind: str, at: date) -> bool:
        """Whether a report of this period is the team's to write; the rule is told at `owed`."""
        if kind == ReportKind.HALF_YEAR and period.start.month > 1:
            return False  # the second half is in the review of the year
        last = min(period.end, at)
        return self.is_within(period.start, last) if kind == ReportKind.MONTH else self.is_valid(last)

    def own_days(self, period: Period) -> tuple[date, date]:
        """The days of the period on which it worked: what its monthly report is about."""
        return max(period.start, self.valid_from or period.start), min(period.end, self.valid_to or period.end)

    def of_today(self) -> "MobilizationTeam":
        """The team that goes on with its work."""
        return self.successor or self

    def heads(self, at: date | None = None) -> "list[Membership]":
        return [person for person in self.memberships.all() if person.post.is_team_head and person.is_valid(at)]


class SelfManagedGroup(Searchable, Validity):
    """A tổ tự quản: some households of one street that keep it in order together."""

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    number = models.PositiveSmallIntegerField("số")
    name = models.CharField("tên", max_length=120)
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, related_name="self_managed_groups", verbose_name="tổ dân phố"
    )
    household_count = models.PositiveSmallIntegerField("số hộ", null=True, blank=True)

    objects = ValidityQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "tổ tự quản"
        verbose_name_plural = "tổ tự quản"
        ordering = ["residential_group__number", "number"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("emulation:group", args=[self.code])

    def names(self) -> list[str]:
        return [self.name, self.code]


class Post(Searchable):
    """A post somebody holds: chair, land officer, head of a team. Ranked, since leaders are not listed by name."""

    code = models.SlugField("mã", unique=True, help_text=CODE_HELP)
    name = models.CharField("chức danh", max_length=120)
    rank = models.PositiveSmallIntegerField(
        "thứ tự", default=100, help_text="Số nhỏ đứng trước; cùng số thì xếp theo tên người."
    )
    is_team_head = models.BooleanField(
        "là người đứng đầu tổ dân vận",
        default=False,
        help_text="Bật thì người giữ chức danh này nộp báo cáo của tổ và thấy đơn thư của tổ dân phố mình.",
    )
    is_self_managed_head = models.BooleanField(
        "là người đứng đầu tổ tự quản",
        default=False,
        help_text="Bật thì người giữ chức danh này tự đánh giá cho tổ tự quản của mình.",
    )

    class Meta:
        verbose_name = "chức danh"
        verbose_name_plural = "chức danh"
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name

    def names(self) -> list[str]:
        return [self.name, self.code]


class MembershipQuerySet(ValidityQuerySet):
    def of_user(self, user: User | AnonymousUser, at: date | None = None) -> Self:
        """Posts the user holds this day; a visitor without account holds none."""
        # Without this a missing key would match the seats nobody holds.
        return self.valid(at).filter(user=user.pk) if user.pk else self.none()


class Membership(Searchable, Validity):
    """A person in a post of exactly one unit, team, residential group or self-managed group, from one day to another.

    A seat nobody holds yet has no name and no account.
    """

    full_name = models.CharField(
        "họ và tên",
        max_length=120,
        blank=True,
        help_text="Được công khai. Để trống nếu chưa có người; có tài khoản thì lấy tên của tài khoản.",
    )
    sort_key = models.CharField(max_length=400, editable=False, blank=True, db_index=True, db_collation="C")
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="tài khoản",
        help_text="Người đăng nhập bằng tài khoản này thấy công việc của đơn vị hoặc tổ.",
    )
    post = models.ForeignKey(Post, models.PROTECT, related_name="memberships", verbose_name="chức danh")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="đơn vị"
    )
    team = models.ForeignKey(
        MobilizationTeam, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="tổ dân vận"
    )
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="tổ dân phố"
    )
    self_managed_group = models.ForeignKey(
        SelfManagedGroup, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="tổ tự quản"
    )
    phone = models.CharField(
        "điện thoại công vụ", max_length=20, blank=True, validators=[phone_validator], help_text="Được công khai."
    )

    objects = MembershipQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "người giữ chức danh"
        verbose_name_plural = "người giữ chức danh"
        ordering = ["post__rank", "sort_key"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                condition=(
                    Q(unit__isnull=False, team=None, residential_group=None, self_managed_group=None)
                    | Q(unit=None, team__isnull=False, residential_group=None, self_managed_group=None)
                    | Q(unit=None, team=None, residential_group__isnull=False, self_managed_group=None)
                    | Q(unit=None, team=None, residential_group=None, self_managed_group__isnull=False)
                ),
                name="membership_of_exactly_one_body",
                violation_error_message="Chọn đúng một: đơn vị, tổ dân vận, tổ dân phố hoặc tổ tự quản.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post}: {self.full_name or 'chưa có người'}"

    @property
    def body(self) -> Unit | MobilizationTeam | ResidentialGroup | SelfManagedGroup | None:
        return self.unit or self.team or self.residential_group or self.self_managed_group

    def is_same_person(self, other: "Membership") -> bool:
        """Whether both seats are surely one person's: of one account, or of one name and one telephone.

        A name alone says nothing: two people may have it, and names that differ by a mark are two names.
        """
        if self.user_id and other.user_id:
            return self.user_id == other.user_id
        phones = [re.sub(r"\D", "", seat.phone) for seat in (self, other)]
        return self.full_name == other.full_name and bool(phones[0]) and phones[0] == phones[1]

    def names(self) -> list[str]:
        return [self.full_name]

    def derive(self) -> list[str]:
        if self.user and not self.full_name:
            self.full_name = str(self.user)
        self.sort_key = name_sort_key(self.full_name)
        return [*super().derive(), "full_name", "sort_key"]
