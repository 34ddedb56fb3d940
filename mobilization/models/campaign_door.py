"""What may be decided about a campaign, from its registration to its end: one method a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from mobilization.campaigns.status import OWN, CampaignScope, CampaignSubject
from mobilization.models.campaign_judging import FOR_ALL, CampaignJudging, check_result, for_all
from mobilization.models.campaign_queries import SAME_NAME, named_twice, sits_on_council
from mobilization.models.organisation import MobilizationTeam, Unit
from wardportal.models import User
from wardportal.periods import Period

if TYPE_CHECKING:
    from mobilization.models.campaign_parts import CampaignPhoto, CampaignTarget, CampaignUpdate, NewPhoto
    from mobilization.models.campaigns import Campaign
    from mobilization.models.organisation import ResidentialGroup

# What a sheet must say before it goes to the office, and what to tell where it does not.
ASKED = {
    "beneficiaries": "Ghi mô hình làm cho ai.",
    "reason": "Ghi lý do, thực trạng.",
    "content": "Ghi nội dung, giải pháp.",
    "starts_on": "Ghi ngày bắt đầu.",
    "ends_on": "Ghi ngày kết thúc dự kiến.",
    "in_charge": "Ghi người phụ trách.",
}

# What somebody types into a sheet, and what a draft that is given up forgets.
TYPED = ("name", "person_name", "in_charge", "in_charge_post", "partners", "place", "beneficiaries", "reason",
         "content", "planned_goods", "cell_confirmation", "new_content")  # fmt: skip


class CampaignDoor(CampaignJudging):
    """The verbs of `Campaign`, over the one door. They raise PermissionDenied for who may not, ValidationError where
    the state or what is missing forbids it, StaleRow where somebody else was first.
    """

    class Meta:
        abstract = True

    # Who may

    def allows(self, verb: str, by: User | None) -> bool:
        if by is None:
            return self.MOVES[verb].by_anybody
        if verb == "replicate":
            return by.has_perm("mobilization.begin_campaign") or by.has_perm("mobilization.enter_campaigns")
        if verb in OWN and not by.has_perm("mobilization.enter_campaigns"):
            return self.is_own(by)  # whoever writes for a body sees what it registered
        is_seated = verb == "score" and sits_on_council(by)
        return self._may(verb, by, is_own=verb in OWN, is_seated=is_seated) and self.is_visible_to(by)

    def decisions_left(self, user: User) -> list[str]:
        # A row read by `with_all` tells it already.
        is_seated = self.is_seated if hasattr(self, "is_seated") else sits_on_council(user)
        is_own = self.is_own(user)
        return [
            verb for verb in self.MOVES if self.can(verb) and self._may(verb, user, is_own=is_own, is_seated=is_seated)
        ]

    def _may(self: Any, verb: str, by: User, *, is_own: bool, is_seated: bool) -> bool:
        if verb in OWN:
            return is_own
        if verb == "score":
            return is_seated
        if verb == "review" and self.follower_id == by.pk:
            return True
        return by.has_perm(self.permission(verb))

    def is_own(self: Any, user: User) -> bool:
        """Whether this person writes and reports for the body that registered it."""
        if user.has_perm("mobilization.enter_campaigns"):
            return True
        return user.is_active and user.has_perm("mobilization.begin_campaign") and self._is_of(user)

    def _is_of(self: Any, user: User) -> bool:
        if self.team_id:
            return MobilizationTeam.objects.of_head(user).going_on_with(self.team_id).exists()
        return Unit.objects.of_user(user).filter(pk=self.unit_id).exists()

    # Registering

    @transaction.atomic
    def write(
        self: Any,
        *,
        by: User,
        version: int | None = None,
        groups: Iterable[ResidentialGroup] | None = None,
        targets: Sequence[CampaignTarget] | None = None,
        **fields: Any,
    ) -> None:
        """Fill in the sheet. `groups` and `targets` take the place of those that stood there; None leaves them."""
        self._move("write", by=by, version=version, check=lambda: self._check_sheet(fields), **fields)
        self._take_address(type(self).objects.free_slug(self.name, self.year, but=self.pk))
        if groups is not None:
            self.groups.set(groups)
        if targets is not None:
            self.replace_targets(targets)

    def _take_address(self: Any, slug: str) -> None:
        """Stand under the address the name makes."""
        if slug == self.slug:
            return
        self.slug = slug
        try:
            with transaction.atomic():
                self.save(update_fields=["slug"])
        except IntegrityError:
            raise ValidationError(SAME_NAME) from None

    def _check_sheet(self: Any, fields: Mapping[str, Any]) -> None:
        before = {name: getattr(self, name) for name in fields}
        for name, value in fields.items():
            setattr(self, name, value)
        try:
            self.full_clean(exclude=["slug"])
        finally:
            for name, value in before.items():
                setattr(self, name, value)

    def copy_targets(self: Any, other: Campaign) -> None:
        target = self.targets.model
        self.targets.bulk_create(
            [
                target(
                    campaign=self,
                    position=row.position,
                    text=other.without_name(row.text),
                    value=row.value,
                    unit=other.without_name(row.unit),
                )
                for row in other.targets.all()
            ]
        )

    def replace_targets(self: Any, rows: Sequence[CampaignTarget]) -> None:
        """Only while the sheet is written: later, results are measured against them."""
        self.targets.all().delete()
        for position, row in enumerate(rows, 1):
            row.pk, row.campaign, row.position = None, self, position
        self.targets.bulk_create(rows)

    @transaction.atomic
    def discard(self: Any, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Give up a draft nobody was handed: it stands in no list any more, and none of its words stay.

        Raises ValidationError where a result was written down as the campaign's.
        """
        self._move(
            "discard",
            by=by,
            version=version,
            staff_note=staff_note,
            check=self._check_unused,
            slug=f"_{self.pk}",  # no name makes such an address
            name_consented_on=None,
            **dict.fromkeys(TYPED, ""),
        )
        self.targets.all().delete()
        self.groups.clear()

    def _check_unused(self: Any) -> None:
        if self.results.exists():
            raise ValidationError("Đã có kết quả ghi cho mô hình này nên không bỏ bản nháp được.")

    def register(self, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Hand the sheet to the office. Raises ValidationError for what it lacks."""
        self._move(
            "register",
            by=by,
            version=version,
            staff_note=staff_note,
            check=self._check_complete,
            registered_on=timezone.localdate(),
        )

    def _check_complete(self) -> None:
        if lacking := self.lacking():
            raise ValidationError(lacking)

    def lacking(self: Any) -> dict[str, str]:
        """What the sheet still has to say, by its field."""
        lacking = {name: told for name, told in ASKED.items() if not getattr(self, name)}
        if self.pk and not self.targets.exists():
            lacking["targets"] = "Ghi ít nhất một mục tiêu, chỉ tiêu đo được."
        if self.scope == CampaignScope.GROUPS and self.pk and not self.groups.exists():
            lacking["groups"] = "Chọn tổ dân phố nơi làm mô hình."
        if self.without_name(self.name) != self.name:
            lacking["name"] = "Tên mô hình hiện trên địa chỉ trang, xin không ghi tên riêng của cá nhân."
        if self.former_id and not self.new_content.strip():
            lacking["new_content"] = "Mô hình cũ đăng ký lại phải có nội dung mới so với năm trước."
        elif not self.former_id and (same := named_twice(self)):
            lacking["former"] = f"Năm {same.year} đã có mô hình cùng tên. Chọn mô hình ấy và ghi nội dung mới."
        return lacking

    def send_back(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        self._move("send_back", by=by, version=version, staff_note=staff_note, public_note=reason)

    def decline(self, reason: str, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        self._move("decline", by=by, version=version, staff_note=staff_note, public_note=reason)

    def approve(
        self, follower: User, *, by: User, opinion: str = "", version: int | None = None, staff_note: str = ""
    ) -> None:
        """From now on everybody reads of it, and `follower` looks after it. `opinion` is the Party committee's."""
        self._move(
            "approve",
            by=by,
            version=version,
            staff_note=staff_note,
            check=lambda: _check_follower(follower),
            follower=follower,
            committee_opinion=opinion,
            approved_on=timezone.localdate(),
        )

    def assign(
        self, follower: User, reason: str, *, by: User, version: int | None = None, staff_note: str = ""
    ) -> None:
        self._move(
            "assign",
            by=by,
            version=version,
            staff_note=staff_note,
            public_note=reason,
            check=lambda: _check_follower(follower),
            follower=follower,
        )

    # Working

    @transaction.atomic
    def progress(
        self: Any,
        month: date,
        *,
        by: User,
        measures: Mapping[CampaignTarget, Decimal] | None = None,
        photos: Sequence[NewPhoto] = (),
        version: int | None = None,
        submission_id: UUID | None = None,
        **told: Any,
    ) -> CampaignUpdate:
        """Tell what was done in the month of this day. `measures` are what has been reached of each target by then.

        A month that was told already is put right by a further row, which needs a `reason`; the first one stays.
        """
        start = Period.of(month).start
        event = self._move(
            "progress",
            by=by,
            version=version,
            submission_id=submission_id,
            check=lambda: self._check_month(start, told.get("reason", "")),
        )
        revision = self.updates.filter(month=start).count() + 1
        update = self.updates.create(event=event, month=start, revision=revision, by=by, **told)
        for target, value in (measures or {}).items():
            if target.campaign_id != self.pk:
                raise ValueError("A target of another campaign")
            update.measures.create(target=target, value=value)
        self.photos.attach(update, photos, by=by)
        return update

    def _check_month(self: Any, start: date, reason: str) -> None:
        if start > timezone.localdate():
            raise ValidationError({"month": "Tháng này chưa đến."})
        if start < Period.of(self.starts_on or self.approved_on).start:
            raise ValidationError({"month": "Tháng này ở trước khi mô hình bắt đầu."})
        if self.updates.filter(month=start).exists() and not reason.strip():
            raise ValidationError({"reason": "Tháng này đã có tiến độ. Ghi vì sao phải sửa lại."})

    @transaction.atomic
    def show(
        self: Any,
        updates: Iterable[CampaignUpdate],
        photos: Iterable[CampaignPhoto],
        consent_basis: str = "",
        *,
        by: User,
        version: int | None = None,
        staff_note: str = "",
        **result: str,
    ) -> None:
        """Let everybody see these of its updates and photos, and no others. Photos need a ground on which they may
        be shown. Of the result everybody reads these words (columns of `FOR_ALL`); without any it stays as it stands.
        """
        updates, photos = list(updates), list(photos)
        if photos and not consent_basis.strip():
            raise ValidationError({"consent_basis": "Ghi căn cứ để công khai ảnh."})
        self._move("show", by=by, version=version, staff_note=staff_note, **for_all(result))
        self.updates.show_only(updates, by=by)
        self.photos.show_only(photos, consent_basis, by=by)

    @transaction.atomic
    def review(
        self: Any, stands: str, lacks: str, *, by: User, version: int | None = None, staff_note: str = ""
    ) -> None:
        """Note what the one who follows it found half way."""
        event = self._move("review", by=by, version=version, staff_note=staff_note)
        self.reviews.create(stands=stands, lacks=lacks, by=by, reviewed_on=timezone.localdate(), event=event)

    # Spreading, ending

    @transaction.atomic
    def replicate(
        self: Any,
        *,
        by: User,
        team: MobilizationTeam | None = None,
        unit: Unit | None = None,
        version: int | None = None,
        **fields: Any,
    ) -> Campaign:
        """Begin the same elsewhere: a draft of that body which remembers from whom it learned."""
        self._move("replicate", by=by, version=version, public_note=str(team or unit or ""))
        return type(self).objects.begin(by=by, team=team, unit=unit, model=self, **fields)

    def end(
        self: Any, reason: str, *, by: User, version: int | None = None, staff_note: str = "", **result: Any
    ) -> None:
        """End it for a reason, with the report of its result (columns of `RESULT`).

        What whoever registered it reported before stays in their words; everybody reads these, or nothing.
        """
        kept = FOR_ALL if self.self_scored_on else ()
        self._move(
            "end",
            by=by,
            version=version,
            staff_note=staff_note,
            public_note=reason,
            check=lambda: None if self.self_scored_on else check_result(result),
            end_reason=reason,
            ended_on=timezone.localdate(),
            **{name: words for name, words in result.items() if name not in kept},
            **for_all(result),
        )

    # The name of a person

    def consent(self: Any, given_on: date, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        """Note that the person lets everybody read the name."""

        def check() -> None:
            if self.subject != CampaignSubject.INDIVIDUAL:
                raise ValidationError("Chỉ điển hình cá nhân cần ghi sự đồng ý.")
            if given_on > timezone.localdate():
                raise ValidationError({"given_on": "Ngày đồng ý không thể ở sau hôm nay."})

        self._move("consent", by=by, version=version, staff_note=staff_note, check=check, name_consented_on=given_on)

    def withdraw_consent(self: Any, *, by: User, version: int | None = None, staff_note: str = "") -> None:
        def check() -> None:
            if self.name_consented_on is None:
                raise ValidationError("Chưa có sự đồng ý nào để rút.")

        self._move(
            "withdraw_consent", by=by, version=version, staff_note=staff_note, check=check, name_consented_on=None
        )


def _check_follower(follower: User) -> None:
    if not (follower.is_active and follower.is_staff):
        raise ValidationError({"follower": "Chọn một cán bộ đang làm việc."})
