import json
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BooleanField, F, Func, Q
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from mobilization.models import Validity, ValidityQuerySet
from wardportal.models import User
from wardportal.sealing import seal, unseal

# What a confidential petition keeps sealed instead of in its own columns.
SEALED_FIELDS = (
    "title",
    "body",
    "place",
    "full_name",
    "phone",
    "email",
    "address",
    "complained_of",
    "decision_or_act",
    "demand",
)
SEALED_DAYS = ("occurred_on", "known_on")
SEALED_LINKS = (*SEALED_DAYS, "residential_group", "team", "raised_in_report")
# For how long leaders and grantees are told of a new grant.
NEWS_OF_GRANTS = timedelta(days=7)


class ConfidentialIdentity(models.Model):
    """Words and identity of a confidential petition, encrypted: Luật Tố cáo 2018 art. 56 keeps the denouncer secret."""

    petition = models.OneToOneField("petitions.Petition", models.PROTECT, related_name="confidential_identity")
    sealed = models.BinaryField("dữ liệu mã hóa")

    class Meta:
        verbose_name = "nội dung mật"
        verbose_name_plural = "nội dung mật"

    def __str__(self) -> str:
        return f"#{self.pk}"

    @classmethod
    def pack(cls, fields: dict[str, Any]) -> bytes:
        return seal(json.dumps(fields, ensure_ascii=False).encode())

    def open(self) -> dict[str, str]:
        """Return the fields in clear. Call it only after `ConfidentialView` has recorded who looks and why."""
        return json.loads(unseal(bytes(self.sealed)))


class ConfidentialGrantQuerySet(ValidityQuerySet):
    def of_user(self, user: User) -> "ConfidentialGrantQuerySet":
        return self.valid().filter(user=user)

    def running_of(self, user: User) -> "ConfidentialGrantQuerySet":
        """Grants of this person that have not ended, be they in force or still to come."""
        return self.filter(user=user, valid_to__gte=timezone.localdate())

    def given_lately(self) -> "ConfidentialGrantQuerySet":
        since = timezone.now() - NEWS_OF_GRANTS
        return self.filter(granted_at__gte=since).select_related("user", "granted_by")


class ConfidentialGrant(Validity):
    """One person may open confidential petitions, for a reason and a time. No permission and no role replaces it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người được xem")
    petition = models.ForeignKey(
        "petitions.Petition",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name="chỉ hồ sơ",
        help_text="Để trống: mọi hồ sơ mật, trừ hồ sơ nêu chính người đó hoặc đơn vị của người đó.",
    )
    reason = models.CharField("lý do", max_length=200)
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người cấp quyền"
    )
    granted_at = models.DateTimeField("cấp lúc", auto_now_add=True)

    objects = ConfidentialGrantQuerySet.as_manager()

    class Meta(Validity.Meta):
        verbose_name = "quyền xem hồ sơ mật"
        verbose_name_plural = "quyền xem hồ sơ mật"
        ordering = ["-pk"]
        constraints = [
            *Validity.Meta.constraints,
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False),
                name="confidential_grant_ends",
                violation_error_message="Quyền xem hồ sơ mật phải có ngày kết thúc.",
            ),
            models.CheckConstraint(
                condition=~Q(user=F("granted_by")),
                name="confidential_grant_by_somebody_else",
                violation_error_message="Không ai tự cấp quyền cho mình.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}"

    def clean(self) -> None:
        if self.valid_to is None:
            raise ValidationError({"valid_to": "Quyền xem hồ sơ mật phải có ngày kết thúc."})


class ConfidentialView(models.Model):
    """Who opened a confidential petition, when and why."""

    petition = models.ForeignKey("petitions.Petition", models.PROTECT, related_name="views", verbose_name="hồ sơ")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người xem")
    reason = models.CharField("lý do xem", max_length=200)
    at = models.DateTimeField("lúc", auto_now_add=True)

    class Meta:
        verbose_name = "lượt xem hồ sơ mật"
        verbose_name_plural = "lượt xem hồ sơ mật"
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.user} {timezone.localtime(self.at):%d/%m/%Y %H:%M}"


class ConcernedParty(models.Model):
    """A person or unit the petition complains of or accuses: they never see it."""

    petition = models.ForeignKey("petitions.Petition", models.CASCADE, related_name="parties", verbose_name="đơn")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người bị nêu"
    )
    unit = models.ForeignKey(
        "mobilization.Unit", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="đơn vị bị nêu"
    )

    class Meta:
        verbose_name = "người, đơn vị bị nêu"
        verbose_name_plural = "người, đơn vị bị nêu"
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, unit=None) | Q(user=None, unit__isnull=False),
                name="concerned_party_is_a_person_or_a_unit",
            )
        ]

    def __str__(self) -> str:
        return str(self.user or self.unit)


# Every gate asks this: written out, since to make it from models takes longer than to answer it.
NAMES = """EXISTS (
    SELECT 1 FROM petitions_concernedparty AS party
    WHERE party.petition_id = %(petition)s AND (party.user_id = %(person)s OR party.unit_id IN (
        SELECT unit_id FROM mobilization_membership WHERE user_id = %(person)s
    ))
)"""


class Names(Func):
    """Whether a petition names a person, or a unit they hold or ever held a post in: `Names(F("pk"), Value(5))`."""

    output_field = BooleanField()

    def as_sql(self, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, tuple[str | int, ...]]:  # type: ignore[override]
        (petition, of_petition), (person, of_person) = map(compiler.compile, self.get_source_expressions())
        return NAMES % {"petition": petition, "person": person}, (*of_petition, *of_person, *of_person)
