"""One campaign as it is told: results beside targets, what was mobilised, pictures in pairs, who learned from whom."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from mobilization.campaigns.status import CampaignStatus, PhotoMoment
from mobilization.models import Campaign, CampaignMeasure, CampaignPhoto, CampaignTarget, CampaignUpdate
from wardportal.numbers import percent

TONES = {
    CampaignStatus.DRAFT: "neutral",
    CampaignStatus.DISCARDED: "closed",
    CampaignStatus.REGISTERED: "waiting",
    CampaignStatus.RETURNED: "waiting",
    CampaignStatus.DECLINED: "closed",
    CampaignStatus.RUNNING: "progress",
    CampaignStatus.SELF_SCORED: "waiting",
    CampaignStatus.JUDGED: "waiting",
    CampaignStatus.RECOGNISED: "done",
    CampaignStatus.NOT_RECOGNISED: "closed",
    CampaignStatus.ENDED: "closed",
}
# How the public is told: the steps of the judging are the office's business.
PUBLIC_LABELS = {
    CampaignStatus.SELF_SCORED: "Đang bình xét",
    CampaignStatus.JUDGED: "Đang bình xét",
}

# What somebody types into the rows everybody reads.
TYPED: dict[type, tuple[str, ...]] = {
    CampaignTarget: ("text", "unit"),
    CampaignUpdate: ("text", "goods", "reason"),
    CampaignPhoto: ("caption", "alt"),
}


def tone_of(campaign: Campaign) -> str:
    return TONES[CampaignStatus(campaign.status)]


def public_label(campaign: Campaign) -> str:
    if campaign.status == CampaignStatus.ENDED and campaign.recognised_on:
        return "Đã công nhận, đã kết thúc"
    return PUBLIC_LABELS.get(CampaignStatus(campaign.status), campaign.get_status_display())


@dataclass(frozen=True)
class Result:
    """A target and what has been reached of it; None where nobody measured it yet."""

    target: CampaignTarget
    reached: Decimal | None

    @property
    def percent(self) -> int | None:
        return None if self.reached is None else percent(self.reached, self.target.value)

    @property
    def bar(self) -> int:
        """The share of the bar that is filled, in hundredths: never past its end."""
        return min(self.percent or 0, 100)


@dataclass(frozen=True)
class Story:
    """What was told of a campaign month by month, and what that comes to."""

    campaign: Campaign
    targets: list[Any]  # each with what was `reached` of it
    updates: list[CampaignUpdate]
    photos: list[CampaignPhoto]

    @classmethod
    def public(cls, campaign: Campaign) -> Story:
        """With no name of a person who did not consent to it."""
        story = cls._of(campaign, campaign.updates.published(), campaign.photos.published())
        for row in (*story.targets, *story.updates, *story.photos):
            for name in TYPED[type(row)]:
                setattr(row, name, campaign.public_words(getattr(row, name)))
        return story

    @classmethod
    def whole(cls, campaign: Campaign) -> Story:
        """With what nobody has shown to the public yet."""
        return cls._of(campaign, campaign.updates.current(), campaign.photos.all())

    @classmethod
    def _of(cls, campaign: Campaign, updates: Any, photos: Any) -> Story:
        told = list(updates.select_related("by"))
        shown = list(photos)
        for photo in shown:
            photo.campaign = campaign
        reached = CampaignMeasure.objects.filter(target=OuterRef("pk"), update__in=updates.order_by().values("pk"))
        last = reached.order_by("-update__month").values("value")[:1]
        return cls(campaign, list(campaign.targets.annotate(reached=Subquery(last))), told, shown)

    @property
    def money(self) -> int:
        return sum(update.money for update in self.updates)

    @property
    def workdays(self) -> int:
        return sum(update.workdays for update in self.updates)

    @property
    def people(self) -> int:
        return sum(update.people for update in self.updates)

    @property
    def goods(self) -> list[str]:
        return [update.goods for update in self.updates if update.goods]

    def results(self) -> list[Result]:
        """What was measured last of each target; one that a later month leaves out keeps its number."""
        return [Result(target, target.reached) for target in self.targets]

    def pairs(self) -> list[tuple[CampaignPhoto | None, CampaignPhoto | None]]:
        """Photos of before beside photos of after, in the order they came."""
        before = [photo for photo in self.photos if photo.moment == PhotoMoment.BEFORE]
        after = [photo for photo in self.photos if photo.moment == PhotoMoment.AFTER]
        return list(zip_longest(before, after))


def tree_of(campaign: Campaign) -> SafeString:
    """The public campaigns that go back to the same first one, as a list in a list, by one statement.

    Empty where nobody learned from anybody. Built from the leaves up, so that it may be of any depth.
    """
    rows = list(Campaign.objects.in_tree(campaign).published().select_related("team__residential_group", "unit"))
    if len(rows) < 2:
        return SafeString("")
    known = {row.pk for row in rows}
    below: dict[int | None, list[Campaign]] = {}
    for row in sorted(rows, key=lambda row: (row.year, row.pk)):
        below.setdefault(row.model_id if row.model_id in known else None, []).append(row)
    drawn: dict[int, SafeString] = {}
    # A copy always came after the one it learned from.
    for row in sorted(rows, key=lambda row: row.pk, reverse=True):
        drawn[row.pk] = _branch(row, (drawn[copy.pk] for copy in below.get(row.pk, [])), is_here=row.pk == campaign.pk)
    return format_html('<ul class="campaign-tree">{}</ul>', _joined(drawn[row.pk] for row in below[None]))


def _branch(row: Campaign, copies: Iterable[SafeString], *, is_here: bool) -> SafeString:
    where = f"{row.public_subject}, năm {row.year}"
    name = format_html('<strong aria-current="page">{}</strong>', row.name)
    if not is_here:
        name = format_html('<a href="{}">{}</a>', row.get_absolute_url(), row.name)
    inner = _joined(copies)
    return format_html("<li>{} ({}){}</li>", name, where, format_html("<ul>{}</ul>", inner) if inner else "")


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))
