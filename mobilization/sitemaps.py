from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from mobilization.models import ResidentialGroup


class GroupSitemap(Sitemap):
    def items(self) -> QuerySet[ResidentialGroup]:
        return ResidentialGroup.objects.valid()
