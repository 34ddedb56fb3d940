"""The papers and photos of a campaign as files."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone

from mobilization.models import Campaign
from mobilization.papers.campaigns import registration_paper, result_paper
from wardportal.models import Ward
from wardportal.paper_files import issuing_ward, paper_file
from wardportal.papers import Paper
from wardportal.uploads import serve_file

PAPERS: dict[str, Callable[[Campaign, Ward], Paper]] = {
    "phieu-dang-ky": registration_paper,
    "bao-cao-ket-qua": result_paper,
}


def campaign_file(campaign: Campaign, name: str, extension: str) -> HttpResponse:
    """Return one of `PAPERS` as "pdf" or "docx", of the ward of the day of registration; 404 where there is no such."""
    if name not in PAPERS or extension not in ("docx", "pdf"):
        raise Http404
    day = campaign.registered_on or timezone.localdate()
    return paper_file(PAPERS[name](campaign, issuing_ward(day)), f"{name}-{campaign.slug}", extension)


def campaign_photo(campaign: Campaign, pk: int) -> HttpResponseBase:
    """Return a photo of the campaign to who may read all of it."""
    row = get_object_or_404(campaign.photos, pk=pk)
    return serve_file(row.file, name=f"anh-{row.pk}.jpg", content_type=row.content_type, inline=True)
