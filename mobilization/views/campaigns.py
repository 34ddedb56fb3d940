"""Campaigns of "Dân vận khéo" as everybody reads them: the list, one of them, its photos."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.generic import DetailView, ListView, View

from mobilization.campaigns.status import CampaignScope, PhotoMoment
from mobilization.campaigns.story import Story, public_label, tone_of, tree_of
from mobilization.models import Campaign, CampaignField, CampaignPhoto, CampaignQuerySet, ResidentialGroup
from wardportal.models import Ward
from wardportal.numbers import plain_number
from wardportal.pages import ReadPage
from wardportal.text import normalize_line
from wardportal.uploads import serve_picture

PER_PAGE = 12
LONGEST_SEARCH = 80
CLAIMS_SHOWN = 12
WORDS = (
    "place", "partners", "beneficiaries", "reason", "content", "new_content", "public_effect", "public_lessons",
    "decision_no",
)  # fmt: skip


@dataclass(frozen=True)
class Narrowed:
    """What of the list somebody asked to see; what nobody offered counts as nothing."""

    words: str
    field: str
    group: str
    year: int | None
    is_recognised: bool
    after: tuple[int, int] | None

    @classmethod
    def of(cls, asked: Any) -> Narrowed:
        return cls(
            words=normalize_line(asked.get("q", ""))[:LONGEST_SEARCH],
            field=asked.get("linh-vuc", "")[:50],
            group=asked.get("to", "")[:50],
            year=_number(asked.get("nam", "")),
            is_recognised=asked.get("cong-nhan") == "1",
            after=_cursor(asked.get("truoc", "")),
        )

    def rows(self, groups: list[ResidentialGroup], fields: list[CampaignField]) -> CampaignQuerySet:
        """The public campaigns it names, the newest year first, from where the page before ended."""
        rows = Campaign.objects.published().named_like(self.words)
        if field := next((one for one in fields if one.code == self.field), None):
            rows = rows.filter(field=field)
        if group := next((one for one in groups if one.slug == self.group), None):
            rows = rows.of_group(group)
        if self.year:
            rows = rows.filter(year=self.year)
        if self.is_recognised:
            rows = rows.recognised()
        if self.after:
            year, pk = self.after
            rows = rows.filter(Q(year__lt=year) | Q(year=year, pk__lt=pk))
        return rows.order_by("-year", "-pk")

    def address(self, last: Campaign | None = None) -> str:
        """The query of the same list; with `last`, of what comes after it."""
        asked = {
            "q": self.words,
            "linh-vuc": self.field,
            "to": self.group,
            "nam": str(self.year or ""),
            "cong-nhan": "1" if self.is_recognised else "",
            "truoc": f"{last.year}-{last.pk}" if last else "",
        }
        return f"?{urlencode({name: value for name, value in asked.items() if value})}"

    @property
    def is_narrow(self) -> bool:
        return bool(self.words or self.field or self.group or self.year or self.is_recognised)


def _number(text: str) -> int | None:
    return plain_number(text, 4) if len(text) == 4 else None


def _cursor(text: str) -> tuple[int, int] | None:
    year, _, pk = text.partition("-")
    key, number = plain_number(pk), _number(year)
    return (number, key) if key is not None and number else None


class CampaignListView(ReadPage, ListView):
    """Every campaign that was approved, twelve a page; `?truoc=` continues below the one last seen."""

    template_name = "mobilization/campaigns/list.html"
    context_object_name = "campaigns"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.narrowed = Narrowed.of(request.GET)
        self.groups = list(ResidentialGroup.objects.valid())
        self.fields = list(CampaignField.objects.valid())

    def get_queryset(self) -> CampaignQuerySet:
        photos = CampaignPhoto.objects.published().filter(moment=PhotoMoment.AFTER).select_related("campaign")
        rows = self.narrowed.rows(self.groups, self.fields).with_bodies()
        return rows.prefetch_related(Prefetch("photos", photos, to_attr="shown_photos"))[: PER_PAGE + 1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, narrowed = list(self.object_list), self.narrowed
        shown = found[:PER_PAGE]
        years = Campaign.objects.published().order_by("-year").values_list("year", flat=True).distinct()
        return super().get_context_data(
            object_list=shown,
            cards=[(row, public_label(row), tone_of(row)) for row in shown],
            narrowed=narrowed,
            fields=self.fields,
            groups=self.groups,
            years=list(years),
            older_url=narrowed.address(shown[-1]) if len(found) > PER_PAGE else "",
            newer_url=self.request.path + narrowed.address() if narrowed.after else "",
            **kwargs,
        )


class CampaignView(ReadPage, DetailView):
    """One campaign: pictures, results beside targets, what was mobilised, what others can learn, who did."""

    template_name = "mobilization/campaigns/detail.html"
    context_object_name = "campaign"

    def get_queryset(self) -> CampaignQuerySet:
        return Campaign.objects.published().with_bodies().select_related("model", "former", "street")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        campaign: Campaign = self.object
        story, ward = Story.public(campaign), Ward.objects.current()
        town = ward.former_district if ward else ""
        return super().get_context_data(
            label=public_label(campaign),
            tone=tone_of(campaign),
            story=story,
            results=story.results(),
            pairs=story.pairs(),
            timeline=story.updates,
            words={name: campaign.public_part(name) for name in WORDS},
            awards=[
                (award, award.level_shown(town), *map(campaign.public_words, (award.title, award.decision_no)))
                for award in campaign.awards.all()
            ],
            claims=campaign.results.published().select_related("measure", "unit")[:CLAIMS_SHOWN],
            named_groups=campaign.groups.all() if campaign.scope == CampaignScope.GROUPS else [],
            tree=tree_of(campaign),
            **kwargs,
        )


class PhotoView(ReadPage, View):
    """A photo of a public campaign, while it is shown."""

    def get(self, request: HttpRequest, slug: str, pk: int) -> HttpResponseBase:
        photo = get_object_or_404(CampaignPhoto.objects.published(), pk=pk, campaign__slug=slug)
        asked, kind = request.GET.get("rong", ""), photo.content_type
        response = serve_picture(photo.file, asked, name=f"{slug}-{pk}.jpg", content_type=kind)
        response["Cache-Control"] = "public"
        return response
