"""A paper as the answer to a request."""

from django.http import HttpResponse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def paper_response(content: bytes, name: str, content_type: str) -> HttpResponse:
    """Return a paper: PDF is shown, a document for Word is saved. The name is plain letters, made of fixed words."""
    shown = "inline" if content_type == PDF else "attachment"
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'{shown}; filename="{name}"'
    return response
