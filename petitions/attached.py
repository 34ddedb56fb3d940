"""A file of a petition as it is given out, sealed or not."""

from django.http import FileResponse, Http404

from petitions.models import Attachment
from wardportal.uploads import serve_file


def serve_attached(attachment: Attachment, *, inline: bool = False) -> FileResponse:
    try:
        content = attachment.read()
    except FileNotFoundError as error:  # a database was restored without its files
        raise Http404("Không có tệp này.") from error
    return serve_file(content, name=attachment.name, content_type=attachment.content_type, inline=inline)
