"""Which campaigns: the one gate of visibility, what waits for whom, the search, and the taking in."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import JSONObject
from django.utils import timezone

from mobilization.campaigns.status import PUBLIC, CampaignEventKind, CampaignScope, CampaignStatus
from mobilization.models.organisation import MobilizationTeam, ResidentialGroup, Unit
from wardportal.models import User
from wardportal.text import fold, slugify_vi

if TYPE_CHECKING:
    from mobilization.models.campaigns import Campaign

SEARCH_VECTOR = SearchVector("folded", config="simple")
SLUG_LENGTH = 70
SAME_NAME = "Vừa có người lập một phiếu cùng tên. Xin bấm lần nữa."
# What a copy takes from the one it learns from, to start with: no name of a person, which its own page would not hide.
LEARNED = ("name", "beneficiaries", "reason", "content")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    # Who sees what

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """All for those who look after the movement; else what one's own body registered, what one follows, and for
        the council what was approved.
        """
        return self._seen_by(user, as_writer=True)

    def read_by_office(self, user: User | AnonymousUser) -> Self:
        """As `visible_to`, without what one sees as the one who writes it: that has pages of its own."""
        return self._seen_by(user, as_writer=False)

    def _seen_by(self, user: User | AnonymousUser, *, as_writer: bool) -> Self:
        if user.has_perm("mobilization.view_all_campaigns"):
            return self.kept()
        if not (user.pk and user.is_active):
            return self.none()
        judged = Q(status__in=sorted(PUBLIC)) if sits_on_council(user) else Q(pk=None)
        written = _own(user) if as_writer else Q(pk=None)
        return self.kept().filter(written | judged | Q(follower=user.pk))

    def kept(self) -> Self:
        """All but the drafts that were given up: those stand in no list any more."""
        return self.exclude(status=CampaignStatus.DISCARDED)

    def of_body(self, user: User | AnonymousUser) -> Self:
        """What the person's own team or unit registered."""
        return self.filter(_own(user)) if user.pk and user.is_active else self.none()

    def published(self) -> Self:
        """What everybody may read of: approved once, whatever came after."""
        return self.filter(status__in=sorted(PUBLIC))

    # Which

    def of_group(self, group: ResidentialGroup) -> Self:
        """Those told of this group by name, and of the groups that became it."""
        return self.filter(
            Q(pk__in=self.model.groups.through.objects.filter(residentialgroup=group).values("campaign"))
            | Q(pk__in=self.model.groups.through.objects.filter(residentialgroup__successor=group).values("campaign")),
            scope=CampaignScope.GROUPS,
        )

    def earlier_of(self, campaign: Campaign) -> Self:
        """Those of former years it may go on from: of its own body, or of a team that ended in it."""
        team = Q(team=campaign.team_id) | Q(team__successor=campaign.team_id) if campaign.team_id else Q(team=None)
        return self.published().filter(team, unit=campaign.unit_id, year__lt=campaign.year)

    def recognised(self) -> Self:
        return self.filter(recognised_on__isnull=False)

    def running(self, at: date | None = None) -> Self:
        """Approved by this day and not ended by then; one of a former year only while its own time lasts."""
        day = at or timezone.localdate()
        lasting = Q(year=day.year) | Q(ends_on__gte=day)
        return self.filter(lasting, approved_on__lte=day).filter(Q(ended_on=None) | Q(ended_on__gt=day))

    def named_like(self, text: str) -> Self:
        """Those with every word in their name, however the marks are typed; the last word may be a beginning."""
        words = re.findall(r"\w+", fold(text))[:8]
        if not words:
            return self
        query = SearchQuery(" & ".join([*words[:-1], f"{words[-1]}:*"]), config="simple", search_type="raw")
        return self.annotate(found=SEARCH_VECTOR).filter(found=query)

    def in_tree(self, campaign: Campaign) -> Self:
        """All that go back to the same first model, however far."""
        root = campaign.root_id_of_tree
        return self.filter(Q(pk=root) | Q(root=root))

    def with_bodies(self) -> Self:
        return self.select_related("team__residential_group", "unit", "field").prefetch_related("groups")

    def with_all(self, user: User) -> Self:
        """A campaign annotated for its page in a single query: whether this user sits on the council, the names of its
        groups, its awards.
        """
        seats: Any = apps.get_model("mobilization", "CouncilSeat").objects
        awards: Any = apps.get_model("mobilization", "Award").objects.filter(campaign=OuterRef("pk"))
        groups = ResidentialGroup.objects.filter(campaigns=OuterRef("pk")).order_by("former_ward", "number")
        columns = {name: name for name in ("kind", "level", "title", "decision_no", "decided_on")}
        rows = self.select_related("team__residential_group", "unit", "field", "follower", "model", "former", "street")
        return rows.annotate(
            is_seated=Exists(seats.of_user(user)),
            group_rows=ArraySubquery(groups.values(row=JSONObject(name="name", former_ward="former_ward"))),
            award_rows=ArraySubquery(awards.order_by("decided_on", "pk").values(row=JSONObject(**columns))),
        )

    # Taking in

    @transaction.atomic
    def begin(
        self,
        *,
        by: User,
        team: MobilizationTeam | None = None,
        unit: Unit | None = None,
        model: Campaign | None = None,
        former: Campaign | None = None,
        submission_id: UUID | None = None,
        **fields: Any,
    ) -> Campaign:
        """Make the draft of a registration sheet for a team or a unit.

        `model` is the one it learns from, `former` the same of an earlier year; both give what they say to start
        with. Raises PermissionDenied for who may not, ValidationError where the sheet is of nobody or of both.
        """
        source = former or model
        learned: dict[str, Any] = (
            {name: source.without_name(getattr(source, name)) for name in LEARNED} if source else {}
        )
        learned |= {"field": source.field} if source else {}
        campaign = self.model(**learned | {"year": timezone.localdate().year} | fields, team=team, unit=unit)
        if not may_begin(by, team, unit):
            raise PermissionDenied
        campaign.model, campaign.former = model, former
        if former and not self.earlier_of(campaign).filter(pk=former.pk).exists():
            raise ValidationError({"body": f"“{former.name}” không phải mô hình năm trước của nơi đăng ký này."})
        campaign.root_id = model.root_id_of_tree if model else None
        campaign.slug = self.free_slug(campaign.name, campaign.year)
        campaign.full_clean(exclude=["slug"])
        try:
            with transaction.atomic():
                campaign.save(force_insert=True)
        except IntegrityError:
            raise ValidationError(SAME_NAME) from None
        if team:
            campaign.groups.add(team.residential_group)
        campaign.record(CampaignEventKind.STARTED, by=by, submission_id=submission_id)
        if source:
            campaign.copy_targets(source)
        return campaign

    def free_slug(self, name: str, year: int, *, but: int | None = None) -> str:
        """An address made of name and year that no other campaign has."""
        stem = f"{slugify_vi(name)[:SLUG_LENGTH].strip('-')}-{year}"
        others: Any = self.model._default_manager.filter(slug__startswith=stem)
        taken = set(others.exclude(pk=but).values_list("slug", flat=True))
        return next(slug for slug in _numbered(stem) if slug not in taken)


def _numbered(stem: str) -> Any:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _own(user: User | AnonymousUser) -> Q:
    own = Q(pk=None)
    if user.has_perm("mobilization.begin_campaign"):
        own |= Q(team__in=MobilizationTeam.objects.answered_for(user)) | Q(unit__in=Unit.objects.of_user(user))
    return own


def sits_on_council(user: User | AnonymousUser) -> bool:
    seats: Any = apps.get_model("mobilization", "CouncilSeat").objects
    return seats.of_user(user).exists()


def bodies_of(user: User) -> tuple[list[MobilizationTeam], list[Unit]]:
    """The teams and units this person may register for: one's own, or all for who enters what came on paper."""
    if user.has_perm("mobilization.enter_campaigns"):
        return list(MobilizationTeam.objects.valid()), list(Unit.objects.valid().exclude(kind=Unit.Kind.UPPER))
    if not user.has_perm("mobilization.begin_campaign"):
        return [], []
    return list(MobilizationTeam.objects.of_head(user)), list(Unit.objects.of_user(user))


def may_begin(user: User, team: MobilizationTeam | None, unit: Unit | None) -> bool:
    if (team is None) == (unit is None):
        raise ValidationError("Chọn tổ dân vận hoặc đơn vị đăng ký.")
    if user.has_perm("mobilization.enter_campaigns"):
        return True
    if not user.has_perm("mobilization.begin_campaign"):
        return False
    if team:
        return MobilizationTeam.objects.of_head(user).filter(pk=team.pk).exists()
    return unit in Unit.objects.of_user(user)


def named_twice(campaign: Campaign) -> Campaign | None:
    """The same body's campaign of an earlier year with the same name, which it should go on from; None where none."""
    rows: Any = campaign._meta.model._default_manager
    same = rows.filter(folded=fold(campaign.name), team=campaign.team_id, unit=campaign.unit_id, year__lt=campaign.year)
    return same.exclude(status__in=(CampaignStatus.DRAFT, CampaignStatus.DECLINED)).order_by("-year").first()
