"""What the pages of the team heads' workplace share: who is signed in, and which report they may open."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from mobilization.models import MobilizationTeam, TeamReport
from wardportal.pages import SignedInPage


class ReportsPage(SignedInPage):
    """Mixin: a page of the workplace. Put it first."""

    def teams(self) -> list[MobilizationTeam]:
        """The teams this person reports for today."""
        if not self.user.has_perm("mobilization.write_teamreport"):
            return []
        return list(MobilizationTeam.objects.of_head(self.user).select_related("residential_group"))


class OneReport(ReportsPage):
    """Mixin: a page about one report, for those who may read it; for all others it does not exist."""

    report: TeamReport

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)  # type: ignore[misc]
        if request.user.is_authenticated:
            rows = self.rows().with_reason().select_related("team", "residential_group", "author")
            self.report = get_object_or_404(rows, pk=kwargs["pk"])

    def rows(self) -> Any:
        return TeamReport.objects.visible_to(self.user)

    @cached_property
    def is_own(self) -> bool:
        """Whether this person writes it."""
        return self.report.is_written_by(self.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(report=self.report, **kwargs)  # type: ignore[misc]


class OwnReport(OneReport):
    """Mixin: only for the heads of its team."""

    def rows(self) -> Any:
        return TeamReport.objects.of_head(self.user)
