from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class PageSitemap(Sitemap):
    """The pages there is one of each: where everything else is found from."""

    def items(self) -> list[str]:
        return [
            "home",
            "news:list",
            "petitions:list",
            "dialogues:list",
            "dialogues:board",
            "mobilization:group_list",
            "emulation:home",
            "campaigns:list",
            "inspections:figures",
            "about",
            "contact",
            "information_access",
            "site_map",
        ]

    def location(self, item: str) -> str:
        return reverse(item)
