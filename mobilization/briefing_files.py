"""The papers of a briefing as files."""

from django.http import Http404, HttpResponse

from mobilization.models import Briefing
from wardportal.models import Ward
from wardportal.paper_files import DOCX, PDF, paper_response
from wardportal.papers import Paper, to_docx, to_pdf


def ward_of(briefing: Briefing) -> Ward:
    """The ward of the day of the briefing, which issues the paper; else the one of today."""
    ward = Ward.objects.current(briefing.held_on) or Ward.objects.current()
    if ward is None:
        raise Http404
    return ward


def paper_file(paper: Paper, name: str, extension: str) -> HttpResponse:
    """Return a paper: PDF is shown, a document for Word is saved. The name is plain letters."""
    content, kind = (to_pdf(paper), PDF) if extension == "pdf" else (to_docx(paper), DOCX)
    return paper_response(content, f"{name}.{extension}", kind)
