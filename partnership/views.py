"""The network's own addresses that belong to no page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from wagtail.models import Locale

from cms.core.navigation import Crumb
from partnership.queries import members


def member_list(request: HttpRequest) -> HttpResponse:
    """Who belongs to the network."""
    heading = gettext("参加団体")
    context = {"members": members(Locale.get_active()), "heading": heading, "crumbs": [Crumb(heading)]}
    return render(request, "partnership/members.html", context)
