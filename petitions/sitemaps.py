from datetime import datetime

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from petitions.models import Petition
from petitions.models.petition import PetitionQuerySet


class PetitionSitemap(Sitemap):
    limit = 5000

    def items(self) -> PetitionQuerySet:
        return Petition.objects.published().select_related("public_summary").order_by("-public_summary__published_at")

    def location(self, petition: Petition) -> str:
        return reverse("petitions:detail", args=[petition.code])

    def lastmod(self, petition: Petition) -> datetime | None:
        return petition.public_summary.published_at
