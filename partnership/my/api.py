"""`/api/v2/reports`: published reports for everybody, and one's own with a token."""

from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from ninja import File, Path, Query, Router, Status
from ninja.errors import HttpError
from ninja.files import UploadedFile
from wagtail.api.v2.utils import BadRequestError
from wagtail.api.v3.auth import BearerTokenAuth

from cms.core import services as reviews
from cms.core.api import parameters
from cms.core.api.routes import Id, ListOut
from cms.core.models import Image
from directory.models import Organisation
from partnership.models import CitizenReportPage
from partnership.my import photos, queries, schemas, services
from partnership.my.forms import PhotoForm
from partnership.my.kinds import ReportKind
from partnership.my.senders import Sender, affiliations

PhotoId = Annotated[int, Path(ge=1, le=parameters.LARGEST, description="The id of one of its photos")]
router = Router(tags=["reports"])
TOKEN = BearerTokenAuth()
KIND = ReportKind()
MISSING = "there is no such report of yours"


def refusing(view: Callable[..., Any]) -> Callable[..., Any]:
    """Says in JSON why a step is refused. What is another's is what is not there."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except services.NotYoursError as error:
            raise HttpError(404, MISSING) from error
        except services.IncompleteError as incomplete:
            raise HttpError(409, " ".join(f"{name}: {gap}" for name, gap in incomplete.gaps.items())) from incomplete
        except (services.MyError, reviews.ReviewError, photos.PhotoError) as refused:
            raise HttpError(409, str(refused)) from refused

    return checked


@router.get("", response=ListOut[schemas.ReportOut], summary="Published reports, the newest first", auth=None)
def reports(request: HttpRequest, query: Query[schemas.ReportsQuery]) -> dict[str, Any]:
    """By citizens and member groups."""
    locale = parameters.locale(query.locale)
    if query.first and query.last and query.last < query.first:
        raise BadRequestError("to must not be before from")
    found = queries.public_reports(locale)
    if query.organisation is not None:
        keys = Organisation.objects.public().filter(pk=query.organisation).values("translation_key")
        found = found.filter(organisation__translation_key__in=keys)
    if query.first:
        found = found.filter(happened_on__gte=query.first)
    if query.last:
        found = found.filter(happened_on__lte=query.last)
    shown = list(found[query.offset : query.offset + query.limit])
    return {"meta": {"total_count": found.count()}, "items": schemas.reports_out(shown, _base(request))}


@router.get("/mine", response=ListOut[schemas.OwnReportOut], summary="One's own reports, whatever state they are in", auth=TOKEN)
def mine(request: HttpRequest, query: Query[schemas.OwnQuery]) -> dict[str, Any]:
    """The newest first."""
    found = queries.own_pages_of(KIND, request.user)
    shown = found[query.offset : query.offset + query.limit]
    return {"meta": {"total_count": found.count()}, "items": [schemas.own_out(page) for page in shown]}


@router.get("/mine/{id}", response=schemas.OwnReportDetailOut, summary="A report of one's own, and where it stands", auth=TOKEN)
@refusing
def one_of_mine(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002 (the name in the address)
    return schemas.own_detail_out(_own(request, id))


@router.get("/{id}", response=schemas.ReportDetailOut, summary="One published report", auth=None)
def report(request: HttpRequest, id: Id) -> dict[str, Any]:  # noqa: A002
    found = queries.reports_in_every_language().filter(pk=id).first()
    if found is None:
        raise HttpError(404, "there is no such public thing")
    return schemas.report_detail_out(found, _base(request))


@router.post("", response={201: schemas.OwnReportDetailOut}, summary="Begin a report: it is a draft", auth=TOKEN)
@refusing
def begin(request: HttpRequest, body: schemas.NewReportIn) -> Any:
    """For an organisation that one belongs to."""
    organisations = [tie.organisation for tie in affiliations(request.user)]
    chosen = [each for each in organisations if body.organisation in (None, each.pk)]
    if not chosen:
        raise HttpError(400, "organisation must be one that you belong to")
    sender = Sender(request.user, chosen[0])  # type: ignore[arg-type]
    page = services.begin(KIND, sender, _values(body, everything=True), schemas.source_locale())
    return Status(201, schemas.own_detail_out(page))


@router.patch("/{id}", response=schemas.OwnReportDetailOut, summary="Write into a draft", auth=TOKEN)
@refusing
def write(request: HttpRequest, id: Id, body: schemas.ChangedReportIn) -> Any:  # noqa: A002
    """Of a report that is public, this makes a draft of its next version; the public one stays as it is until approved."""
    page = _own(request, id)
    services.write(KIND, page, _sender(request), _values(body), body.seen)
    if body.photos:
        photos.describe(_own(request, id), _sender(request), {}, body.photos)
    return schemas.own_detail_out(_own(request, id))


@router.delete("/{id}", response={204: None}, summary="Delete a draft that was never public", auth=TOKEN)
@refusing
def discard(request: HttpRequest, id: Id) -> Any:  # noqa: A002
    services.discard(KIND, _own(request, id), _sender(request))
    return Status(204, None)


@router.post("/{id}/photos", response={201: schemas.OwnPhotoOut}, summary="Send a photo", auth=TOKEN)
@refusing
def add_photo(request: HttpRequest, id: Id, photo: File[UploadedFile]) -> Any:  # noqa: A002
    """It is cleaned: whatever it knows of where and when it was taken is gone. Up to 20 for a report.

    The same photo a second time, as after an answer that was lost, is answered with the one that is there.
    """
    page = _own(request, id)
    try:
        image = photos.add(page, _sender(request), photo)
    except ValidationError as error:
        raise HttpError(400, f"photo: {' '.join(error.messages)}") from error
    return Status(201, schemas.own_photo_out(page, _photo(_own(request, id), image.pk)))


@router.patch("/{id}/photos/{photo}", response=schemas.OwnPhotoOut, summary="Say what a photo shows, and who agreed", auth=TOKEN)
@refusing
def describe_photo(request: HttpRequest, id: Id, photo: PhotoId, body: schemas.PhotoIn) -> Any:  # noqa: A002
    page = _own(request, id)
    _photo(page, photo)
    said = body.model_dump(exclude_unset=True)
    if said.get("people", "unknown") not in Image.People.values:
        raise HttpError(400, f"people must be one of {', '.join(Image.People.values)}")
    form = PhotoForm({name: value for name, value in said.items() if not (name == "people" and value == "unknown")})
    if not form.is_valid():
        raise HttpError(400, " ".join(f"{name}: {errors[0]}" for name, errors in form.errors.items()))
    photos.describe(page, _sender(request), {photo: {name: form.cleaned_data[name] for name in said}})
    return schemas.own_photo_out(page, _photo(_own(request, id), photo))


@router.delete("/{id}/photos/{photo}", response={204: None}, summary="Take a photo out of the draft", auth=TOKEN)
@refusing
def remove_photo(request: HttpRequest, id: Id, photo: PhotoId) -> Any:  # noqa: A002
    photos.remove(_own(request, id), _sender(request), photo)
    return Status(204, None)


@router.post(
    "/{id}/photos/{photo}/withdraw", response=schemas.OwnPhotoOut, summary="Consent to a photo was taken back", auth=TOKEN
)
@refusing
def withdraw_photo(request: HttpRequest, id: Id, photo: PhotoId, body: schemas.WithdrawIn) -> Any:  # noqa: A002
    """From now on it is nowhere to be had, whatever state its report is in."""
    page = _own(request, id)
    photos.withdraw(page, _sender(request), photo, body.reason)
    return schemas.own_photo_out(page, _photo(page, photo))


@router.post("/{id}/submit", response=schemas.OwnReportDetailOut, summary="Send a draft on its way to the public", auth=TOKEN)
@refusing
def submit(request: HttpRequest, id: Id, body: schemas.SubmitIn) -> Any:  # noqa: A002
    """To the organisation's lead, then to an approver. 409 names what is missing."""
    services.submit(KIND, _own(request, id), _sender(request), body.answer)
    return schemas.own_detail_out(_own(request, id))


@router.post("/{id}/withdraw", response=schemas.OwnReportDetailOut, summary="Take a report back", auth=TOKEN)
@refusing
def withdraw(request: HttpRequest, id: Id, body: schemas.WithdrawIn) -> Any:  # noqa: A002
    """Out of its review, or off the site at once, its photos included. It stays a draft."""
    services.take_back(KIND, _own(request, id), _sender(request), body.reason)
    return schemas.own_detail_out(_own(request, id))


def _own(request: HttpRequest, pk: int) -> CitizenReportPage:
    page = queries.own_page(KIND, request.user, pk)
    if page is None:
        raise services.NotYoursError
    return page


def _photo(page: CitizenReportPage, image_id: int) -> Any:
    found = next((each for each in photos.of(services.draft_of(page)) if each.image_id == image_id), None)
    if found is None:
        raise services.NotYoursError
    return found


def _values(body: schemas.ReportIn, everything: bool = False) -> dict[str, Any]:
    """What was said, as the form would clean it.

    Raises:
        HttpError: something is wrong; the field is named.
    """
    said = body.model_dump(exclude_unset=not everything, exclude={"seen", "organisation", "photos"})
    form = KIND.form_class(said)
    if not form.is_valid():
        raise HttpError(400, " ".join(f"{name}: {errors[0]}" for name, errors in form.errors.items()))
    return {name: form.cleaned_data[name] for name in said}


def _sender(request: HttpRequest) -> Sender:
    return Sender(request.user)  # type: ignore[arg-type]


def _base(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")
