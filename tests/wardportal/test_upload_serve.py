import pytest
from csp.middleware import CSPMiddleware
from django.core.files.base import ContentFile
from django.http import Http404

from wardportal.models import WaitingUpload
from wardportal.uploads import serve_file


def test_a_file_is_given_as_a_download_under_its_vietnamese_name():
    response = serve_file(b"%PDF-1.4", name="Đơn kiến nghị.pdf", content_type="application/pdf")
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%C4%90%C6%A1n%20ki")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == "8"
    assert response.getvalue() == b"%PDF-1.4"


def test_a_file_can_do_nothing_and_is_kept_by_no_cache(rf):
    request = rf.get("/")
    response = CSPMiddleware(lambda _request: serve_file(b"x", name="a.pdf", content_type="application/pdf"))(request)
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def test_only_remade_pictures_are_shown_in_the_page():
    shown = serve_file(b"x", name="a.jpg", content_type="image/jpeg", inline=True)
    assert shown["Content-Disposition"].startswith("inline")
    for content_type in ("application/pdf", "text/html", "image/svg+xml", "image/png"):
        response = serve_file(b"x", name="a", content_type=content_type, inline=True)
        assert response["Content-Disposition"].startswith("attachment")


def test_a_name_cannot_break_out_of_the_header():
    response = serve_file(b"x", name='a"; filename="b.exe\r\nX-Evil: 1', content_type="application/pdf")
    assert "X-Evil" not in response.headers
    assert "\n" not in response["Content-Disposition"]


@pytest.mark.django_db
def test_a_stored_file_is_streamed_and_a_lost_one_is_not_found():
    waiting = WaitingUpload(name="a.pdf")
    waiting.file.save("a.pdf", ContentFile(b"abc"), save=False)
    response = serve_file(waiting.file, name="a.pdf", content_type="application/pdf")
    assert response.getvalue() == b"abc"
    response.close()
    waiting.file.storage.delete(waiting.file.name)
    with pytest.raises(Http404):
        serve_file(waiting.file, name="a.pdf", content_type="application/pdf")


def test_a_row_without_file_is_not_found():
    with pytest.raises(Http404):
        serve_file(WaitingUpload().file, name="a.pdf", content_type="application/pdf")
