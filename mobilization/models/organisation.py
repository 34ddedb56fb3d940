"""Who and where: bodies of the political system, residential groups, teams, the people in their posts."""

from collections.abc import Iterable
from datetime import date
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from wardportal.models import User
from wardportal.text import fold, name_sort_key, slugify_vi

CODE_HELP = "Chữ không dấu, số và gạch nối. Không đổi được sau khi lưu."
phone_validator = RegexValidator(r"^[0-9+(). -]{3,20}$", "Số điện thoại chỉ gồm chữ số, ví dụ 0912 345 678.")


class ValidityQuerySet(models.QuerySet):
    def valid(self, at: date | None = None) -> Self:
        """Rows that hold on this day (today when not given)."""
        day = at or timezone.localdate()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day)).filter(Q(valid_to=None) | Q(valid_to__gte=day))

    def ended(self, at: date | None = None) -> Self:
        return self.filter(valid_to__lt=at or timezone.localdate())


class Validity(models.Model):
    """Holds from one day to another, both included; None means not known, or still so."""

    valid_from = models.DateField("từ ngày", null=True, blank=True, help_text="Để trống nếu không rõ.")
    valid_to = models.DateField(
        "đến hết ngày",
        null=True,
        blank=True,
        help_text="Để trống nếu còn hiệu lực. Sau ngày này không còn hiện với người dân, nhưng vẫn còn trong lịch sử.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_it_starts",
                violation_error_message="Ngày kết thúc phải từ ngày bắt đầu trở đi.",
            )
        ]

    def is_valid(self, at: date | None = None) -> bool:
        day = at or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Searchable(models.Model):
    """Keeps a folded copy of its names, so that staff find it however they type the marks."""

    folded = models.CharField(max_length=400, editable=False, blank=True)

    class Meta:
        abstract = True

    def save(self, *args: object, update_fields: Iterable[str] | None = None, **kwargs: object) -> None:
        derived = self.derive()
        if update_fields is not None:
            update_fields = {*update_fields, *derived}
        super().save(*args, update_fields=update_fields, **kwargs)  # type: ignore[arg-type]

    def derive(self) -> list[str]:
        """Fill the columns made from other columns and return their names; rows made in bulk need it called."""
        self.folded = fold(" ".join(self.names()))[:400]
        return ["folded"]

    def names(self) -> list[str]:
        raise NotImplementedError


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
        if self.successor and self.successor.pk == self.pk:
            raise ValidationError({"successor": "Một tổ không thể nhập vào chính nó."})
        if self.successor and not self.valid_to:
            raise ValidationError({"valid_to": "Ghi ngày hết hiệu lực của tổ đã nhập vào tổ khác."})

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


class MobilizationTeamQuerySet(ValidityQuerySet):
    def of_head(self, user: User | AnonymousUser, at: date | None = None) -> Self:
        """Teams of this day that the user heads that day."""
        headed = Membership.objects.of_user(user, at).filter(post__is_team_head=True)
        return self.valid(at).filter(pk__in=headed.values("team"))

    def answered_for(self, user: User | AnonymousUser) -> Self:
        """Teams the user heads today, and those that ended in them: somebody goes on with what these reported."""
        headed = MobilizationTeam.objects.of_head(user).values("pk")
        return self.filter(Q(pk__in=headed) | Q(successor__in=headed))

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

    objects = MobilizationTeamQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "tổ dân vận"
        verbose_name_plural = "tổ dân vận"
        ordering = ["residential_group__number", "name"]

    def __str__(self) -> str:
        return self.name

    def names(self) -> list[str]:
        return [self.name, self.code]

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

    def names(self) -> list[str]:
        return [self.full_name]

    def derive(self) -> list[str]:
        if self.user and not self.full_name:
            self.full_name = str(self.user)
        self.sort_key = name_sort_key(self.full_name)
        return [*super().derive(), "full_name", "sort_key"]
