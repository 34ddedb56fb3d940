"""A paper as the answer to a request."""

from django.http import HttpResponse

from wardportal.papers import Paper, to_docx, to_pdf

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def paper_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a paper: PDF is shown, a document for Word is saved. The name is plain letters, made of fixed words."""
    shown = "inline" if content_type == PDF else "attachment"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    return response


def paper_file(paper: Paper, name: str, extension: str) -> HttpResponse:
    """Return a paper as "pdf" or "docx"; the name goes without its ending."""
    content, kind = (to_pdf(paper), PDF) if extension == "pdf" else (to_docx(paper), DOCX)
    return paper_response(content, f"{name}.{extension}", kind)
