from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from petitions.models import Petition
from petitions.models.petition import PetitionQuerySet


class PetitionSitemap(Sitemap):
    limit = 1000

    def items(self) -> PetitionQuerySet:
        rows = Petition.objects.published().select_related("public_summary")
        return rows.only("code", "public_summary__published_at").order_by(
            "-public_summary__published_at", "-public_summary__pk"
        )

    def get_latest_lastmod(self) -> datetime | None:
        newest = self.items().first()
        return self.lastmod(newest) if newest else None

    def location(self, petition: Petition) -> str:
        return reverse("petitions:detail", args=[petition.code])

    def lastmod(self, petition: Petition) -> datetime | None:
        return petition.public_summary.published_at
