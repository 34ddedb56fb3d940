from datetime import datetime

from django.contrib.sitemaps import Sitemap

from dialogues.models import Commitment, DialogueSession
from dialogues.models.commitment_queries import CommitmentQuerySet
from dialogues.models.session_queries import DialogueSessionQuerySet


class SessionSitemap(Sitemap):
    limit = 1000

    def items(self) -> DialogueSessionQuerySet:
        return DialogueSession.objects.only("slug", "updated_at").order_by("-held_on", "-pk")

    def lastmod(self, session: DialogueSession) -> datetime:
        return session.updated_at


class CommitmentSitemap(Sitemap):
    limit = 1000

    def items(self) -> CommitmentQuerySet:
        return Commitment.objects.published().only("code").order_by("-pk")
