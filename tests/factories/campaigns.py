"""Campaigns with legal histories: each status is reached by the decisions that lead there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from mobilization.campaigns.status import CampaignStatus
from mobilization.models import (
    Campaign,
    CampaignField,
    CampaignTarget,
    CouncilSeat,
    MobilizationTeam,
    NewPhoto,
    ScoringPoint,
    ScoringTemplate,
)
from tests.factories.dialogues import photo_file
from tests.factories.petitions import UserFactory
from tests.factories.reports import a_reader, team_with_head
from wardportal.models import User
from wardportal.uploads import CleanFile

SHEET: dict[str, Any] = {
    "beneficiaries": "Các hộ trong tổ",
    "reason": "Rác để lẫn, ngõ hay ngập.",
    "content": "Phát thùng, nhắc nhau mỗi tuần.",
    "in_charge": "Nguyễn Thị Phụ Trách",
    "in_charge_post": "Chi hội trưởng phụ nữ",
}
RESULT = {
    "effect": "Ngõ sạch hơn.",
    "lessons": "Đi từng nhà.",
    "difficulties": "Thiếu thùng.",
    "proposals": "Thêm thùng.",
}


def a_field() -> CampaignField:
    return CampaignField.objects.get(code="van-hoa-xa-hoi")


def target(text: str = "Hộ phân loại rác", value: int = 40, unit: str = "hộ") -> CampaignTarget:
    return CampaignTarget(text=text, value=Decimal(value), unit=unit)


def new_photo(moment: str = "before", caption: str = "Ngõ trước nhà văn hóa") -> NewPhoto:
    file: CleanFile = photo_file()
    return NewPhoto(file, moment, caption, "Một ngõ có rác hai bên")


def drafted(team: MobilizationTeam, head: User, name: str = "Ngõ sạch", **fields: Any) -> Campaign:
    """A sheet with all it has to say."""
    today = timezone.localdate()
    days = {"starts_on": today - timedelta(days=40), "ends_on": date(today.year + 1, 12, 31)}
    targets = fields.pop("targets", [target()])
    campaign = Campaign.objects.begin(by=head, team=team, name=name, field=a_field(), **SHEET | days | fields)
    campaign.replace_targets(targets)
    return campaign


def seated(number: int = 3) -> list[User]:
    """Officers who sit on the council."""
    members = [UserFactory(role="leader") for _ in range(number)]
    for member in members:
        CouncilSeat.objects.create(user=member)
    return members


def points_of(campaign: Campaign, share: float = 1.0) -> list[ScoringPoint]:
    """So much of what each criterion gives, each shown by the first update or else a paper."""
    update = campaign.updates.first()
    shown: dict[str, Any] = {"update": update} if update else {"paper": "Sổ họp tổ"}
    criteria = ScoringTemplate.objects.current().criteria.all()
    return [ScoringPoint(criterion=one, points=Decimal(one.most) * Decimal(str(share)), **shown) for one in criteria]


STEPS = (
    CampaignStatus.DRAFT,
    CampaignStatus.REGISTERED,
    CampaignStatus.RUNNING,
    CampaignStatus.SELF_SCORED,
    CampaignStatus.JUDGED,
    CampaignStatus.RECOGNISED,
)
ASIDE = {
    CampaignStatus.DISCARDED: CampaignStatus.DRAFT,
    CampaignStatus.RETURNED: CampaignStatus.REGISTERED,
    CampaignStatus.DECLINED: CampaignStatus.REGISTERED,
    CampaignStatus.NOT_RECOGNISED: CampaignStatus.JUDGED,
    CampaignStatus.ENDED: CampaignStatus.RUNNING,
}


def campaign_in(
    status: str,
    *,
    team: MobilizationTeam | None = None,
    head: User | None = None,
    office: User | None = None,
    council: list[User] | None = None,
    **fields: Any,
) -> Campaign:
    """A campaign brought to this status by its team's head, the mobilization bloc and a council of three."""
    if team is None or head is None:
        team, head = team_with_head()
    office = office or a_reader()
    campaign = drafted(team, head, **fields)
    goal = ASIDE.get(CampaignStatus(status), CampaignStatus(status))
    for step in STEPS[1 : STEPS.index(goal) + 1]:
        _step(campaign, step, head, office, council)
    _aside(campaign, status, office)
    return Campaign.objects.get(pk=campaign.pk)


def in_every_status() -> dict[str, Campaign]:
    """A campaign of one team in each status there is."""
    team, head = team_with_head()
    cast: dict[str, Any] = {"team": team, "head": head, "office": a_reader(), "council": seated()}
    return {status: campaign_in(status, **cast) for status in CampaignStatus.values}


def _step(campaign: Campaign, step: str, head: User, office: User, council: list[User] | None) -> None:
    if step == CampaignStatus.REGISTERED:
        campaign.register(by=head)
    elif step == CampaignStatus.RUNNING:
        campaign.approve(office, by=office)
        measures = {row: Decimal(10) for row in campaign.targets.all()}
        campaign.progress(timezone.localdate(), by=head, text="Đã phát thùng.", money=2_000_000, workdays=12, people=30,
                          measures=measures)  # fmt: skip
    elif step == CampaignStatus.SELF_SCORED:
        campaign.self_score(points_of(campaign), by=head, **RESULT)
    elif step == CampaignStatus.JUDGED:
        for member in council or seated():
            campaign.score(points_of(campaign, 0.9), by=member)
        campaign.judge(by=office)
    elif step == CampaignStatus.RECOGNISED:
        campaign.recognise("12/QĐ-ĐU", timezone.localdate(), by=office)


def _aside(campaign: Campaign, status: str, office: User) -> None:
    if status == CampaignStatus.DISCARDED:
        campaign.discard(by=office)
    elif status == CampaignStatus.RETURNED:
        campaign.send_back("Ghi rõ chỉ tiêu.", by=office)
    elif status == CampaignStatus.DECLINED:
        campaign.decline("Trùng mô hình khác.", by=office)
    elif status == CampaignStatus.NOT_RECOGNISED:
        campaign.refuse("Chưa đủ hồ sơ.", by=office)
    elif status == CampaignStatus.ENDED:
        campaign.end("Đã thành nếp.", by=office, **RESULT)
