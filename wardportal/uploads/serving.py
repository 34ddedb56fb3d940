import io

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

# Only what was decoded and made anew here is ever shown inside the browser.
REMADE = "image/jpeg"


def serve_file(file: FieldFile | bytes, *, name: str, content_type: str, inline: bool = False) -> FileResponse:
    """Return a file from outside in a way that it can do nothing but be looked at or saved."""
    try:
        opened = io.BytesIO(file) if isinstance(file, bytes) else file.storage.open(file.name or "")
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Http404("Không có tệp này.") from error
    response = FileResponse(
        opened, as_attachment=not (inline and content_type == REMADE), filename=name, content_type=content_type
    )
    # A header that stands already is left alone by the middleware that writes the portal's own.
    response["Content-Security-Policy"] = "default-src 'none'; sandbox; frame-ancestors 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
