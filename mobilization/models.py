"""Who and where: bodies of the political system, residential groups, teams, the people in their posts."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from wardportal.models import User
from wardportal.text import name_sort_key


class ValidityQuerySet(models.QuerySet):
    def valid(self, at: date | None = None) -> "ValidityQuerySet":
        """Rows that hold on this day (today when not given)."""
        day = at or timezone.localdate()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day)).filter(Q(valid_to=None) | Q(valid_to__gte=day))


class Validity(models.Model):
    """Holds from one day to another, both included; None means not known, or still so."""

    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến ngày", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="%(class)s_ends_after_it_starts",
            )
        ]

    def is_valid(self, at: date | None = None) -> bool:
        day = at or timezone.localdate()
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Unit(Validity):
    """A body of the political system: committee, office, union, task force."""

    class Kind(models.TextChoices):
        PARTY = "party", "Đảng"
        STATE = "state", "Chính quyền"
        FRONT = "front", "Mặt trận"
        UNION = "union", "Đoàn thể"
        TASK_FORCE = "task_force", "Tổ công tác"
        SERVICE = "service", "Bộ phận phục vụ"
        UPPER = "upper", "Cấp trên"

    code = models.SlugField("mã", unique=True)
    name = models.CharField("tên", max_length=160)
    kind = models.CharField("loại", max_length=20, choices=Kind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="trực thuộc"
    )
    duties = models.TextField("chức năng, nhiệm vụ", blank=True)
    phone = models.CharField("điện thoại", max_length=20, blank=True)
    email = models.EmailField("thư điện tử", blank=True)
    rank = models.PositiveSmallIntegerField("thứ tự", default=100)
    handles_petitions = models.BooleanField("được giao giải quyết đơn", default=False)

    objects = ValidityQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class ResidentialGroup(Validity):
    """A neighbourhood of the ward (tổ dân phố, khối), the smallest place people say they live in."""

    code = models.SlugField("mã", unique=True)
    slug = models.SlugField("địa chỉ trang", unique=True)
    number = models.PositiveSmallIntegerField("số")
    name = models.CharField("tên", max_length=80)
    alias = models.CharField("tên gọi khác", max_length=120, blank=True)
    former_ward = models.CharField("thuộc phường, xã cũ", max_length=80, blank=True)
    is_special_area = models.BooleanField("thuộc vùng đặc thù", default=False, help_text="Chỉ cán bộ thấy.")
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name="nhập vào"
    )

    objects = ValidityQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "tổ dân phố"
        verbose_name_plural = "tổ dân phố"
        ordering = ["former_ward", "number"]

    def __str__(self) -> str:
        return f"{self.name} ({self.former_ward})" if self.former_ward else self.name

    def get_absolute_url(self) -> str:
        return reverse("mobilization:group", args=[self.slug])


class MobilizationTeam(Validity):
    """The tổ dân vận of a residential group: the people who listen, explain and report."""

    code = models.SlugField("mã", unique=True)
    name = models.CharField("tên", max_length=120)
    residential_group = models.ForeignKey(
        ResidentialGroup, models.PROTECT, related_name="teams", verbose_name="tổ dân phố"
    )

    objects = ValidityQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "tổ dân vận"
        verbose_name_plural = "tổ dân vận"
        ordering = ["residential_group__number", "name"]

    def __str__(self) -> str:
        return self.name


class SelfManagedGroup(Validity):
    """A tổ tự quản: some households of one street that keep it in order together."""

    code = models.SlugField("mã", unique=True)
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


class Post(models.Model):
    """A post somebody holds: chair, land officer, head of a team. Ranked, since leaders are not listed by name."""

    code = models.SlugField("mã", unique=True)
    name = models.CharField("chức danh", max_length=120)
    rank = models.PositiveSmallIntegerField("thứ tự", default=100)
    is_team_head = models.BooleanField("là người đứng đầu tổ dân vận", default=False)

    class Meta:
        verbose_name = "chức danh"
        verbose_name_plural = "chức danh"
        ordering = ["rank", "name"]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(ValidityQuerySet):
    def of_user(self, user: User, at: date | None = None) -> "MembershipQuerySet":
        return self.valid(at).filter(user=user)  # type: ignore[return-value]


class Membership(Validity):
    """A person in a post of exactly one unit, team, residential group or self-managed group, from one day to another.

    A seat nobody holds yet has no name and no account.
    """

    full_name = models.CharField("họ và tên", max_length=120, blank=True)
    sort_key = models.CharField(max_length=400, editable=False, blank=True, db_index=True)
    user = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name="tài khoản"
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
    phone = models.CharField("điện thoại công vụ", max_length=20, blank=True, help_text="Được công khai.")

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

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = name_sort_key(self.full_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    @property
    def body(self) -> Unit | MobilizationTeam | ResidentialGroup | SelfManagedGroup | None:
        return self.unit or self.team or self.residential_group or self.self_managed_group
