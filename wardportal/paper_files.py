"""A paper as the answer to a request."""

from django.http import HttpResponse

from wardportal.downloads import download
from wardportal.papers import Paper, to_docx, to_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def paper_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a paper: PDF is shown, a document for Word is saved."""
    return download(content, name, content_type, shown=content_type == PDF)


def paper_file(paper: Paper, name: str, extension: str) -> HttpResponse:
    """Return a paper as "pdf" or "docx"; the name goes without its ending."""
    content, kind = (to_pdf(paper), PDF) if extension == "pdf" else (to_docx(paper), DOCX)
    return paper_response(content, f"{name}.{extension}", kind)
