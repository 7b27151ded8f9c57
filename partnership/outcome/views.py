"""An outcome report to take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from cms.core.headers import kept
from cms.core.queries import public_pages
from partnership.models import OutcomeReportPage
from partnership.outcome.word import CONTENT_TYPE, word_file

NOT_TO_INDEX = "noindex"


def word(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The public report as a Word file, in its own language."""
    page = public_pages(OutcomeReportPage).select_related("locale").filter(pk=pk).first()
    if page is None:
        raise Http404
    return kept(request, as_download(page))


def as_download(page: OutcomeReportPage) -> HttpResponse:
    """A report, public or not, as an answer."""
    response = HttpResponse(word_file(page), content_type=CONTENT_TYPE)
    response["Content-Disposition"] = content_disposition_header(True, f"{page.slug or 'outcome'}.docx")
    response["X-Robots-Tag"] = NOT_TO_INDEX
    return response
