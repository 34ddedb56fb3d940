from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse

from mobilization.models import Campaign, CampaignQuerySet, ResidentialGroup, SelfManagedGroup
from mobilization.views.results import published_years


class GroupSitemap(Sitemap):
    def items(self) -> QuerySet[ResidentialGroup]:
        return ResidentialGroup.objects.valid()


class ResultSitemap(Sitemap):
    """The years of which there are results, and the pages beside them."""

    def items(self) -> list[str]:
        others = [reverse(f"results:{name}") for name in ("latest", "lasting", "compare", "streets")]
        return [*others, *(reverse("results:year", args=[year]) for year in published_years())]

    def location(self, item: str) -> str:
        return item


class SelfManagedGroupSitemap(Sitemap):
    def items(self) -> QuerySet[SelfManagedGroup]:
        return SelfManagedGroup.objects.valid()


class CampaignSitemap(Sitemap):
    limit = 5000

    def items(self) -> CampaignQuerySet:
        return Campaign.objects.published().order_by("-year", "-pk")
