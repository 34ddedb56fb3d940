"""The papers of a campaign as files."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.utils import timezone

from mobilization.models import Campaign
from mobilization.papers.campaigns import registration_paper, result_paper
from wardportal.models import Ward
from wardportal.paper_files import DOCX, PDF, paper_response
from wardportal.papers import Paper, to_docx, to_pdf

PAPERS: dict[str, Callable[[Campaign, Ward], Paper]] = {
    "phieu-dang-ky": registration_paper,
    "bao-cao-ket-qua": result_paper,
}


def campaign_file(campaign: Campaign, name: str, extension: str) -> HttpResponse:
    """Return one of `PAPERS` of the ward of the day of registration: PDF is shown, a document for Word is saved."""
    day = campaign.registered_on or timezone.localdate()
    ward = Ward.objects.current(day) or Ward.objects.current()
    if ward is None:
        raise Http404
    paper = PAPERS[name](campaign, ward)
    content, kind = (to_pdf(paper), PDF) if extension == "pdf" else (to_docx(paper), DOCX)
    return paper_response(content, f"{name}-{campaign.slug}.{extension}", kind)
