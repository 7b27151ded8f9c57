"""What the views of `/my/` share: who is there, and what is answered to whom it is not."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.views.decorators.cache import never_cache

from cms.core.navigation import Crumb
from partnership.my.services import NotYoursError

MY = reverse_lazy("partnership:my_home")


def signed_in(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for whoever is signed in. What is another's is answered as what is not there."""

    @never_cache
    @login_required(login_url=reverse_lazy("partnership:my_login"))
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NotYoursError as error:
            raise Http404 from error

    return checked


def frame(heading: str, *above: Crumb) -> dict[str, Any]:
    """What stands around each page of `/my/`."""
    from django.utils.translation import gettext

    crumbs = [*above, Crumb(heading)] if above else [Crumb(gettext("団体のページ"), str(MY)), Crumb(heading)]
    return {"heading": heading, "noindex": True, "crumbs": crumbs}
