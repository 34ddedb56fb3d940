"""A paper as the answer to a request."""

from datetime import date

from django.http import Http404, HttpResponse

from wardportal.downloads import download
from wardportal.models import Ward
from wardportal.papers import Paper, to_docx, to_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def issuing_ward(day: date | None) -> Ward:
    """Return the ward that issues the papers of this day: the one of then, else of today; 404 before there is one."""
    ward = Ward.objects.current(day) or Ward.objects.current()
    if ward is None:
        raise Http404
    return ward


def paper_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a paper: PDF is shown, a document for Word is saved."""
    return download(content, name, content_type, shown=content_type == PDF)


def paper_file(paper: Paper, name: str, extension: str) -> HttpResponse:
    """Return a paper as "pdf" or "docx"; the name goes without its ending."""
    content, kind = (to_pdf(paper), PDF) if extension == "pdf" else (to_docx(paper), DOCX)
    return paper_response(content, f"{name}.{extension}", kind)
