"""The public page of the open data."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from cms.core.navigation import Crumb, absolute
from directory.opendata.exporting.catalogue import ROOT, Entry, catalogue, licence


def datasets(request: HttpRequest) -> HttpResponse:
    """Every dataset in which there is anything, with its files."""
    heading = gettext("オープンデータ")
    found = list(catalogue())
    name, url = licence()
    context = {
        "heading": heading,
        "description": gettext("施設や制度の一覧を、自治体標準オープンデータセットの様式のファイルにしています。"),
        "datasets": found,
        "api_url": absolute(ROOT.rstrip("/")),
        "licence": name,
        "licence_url": url,
        "crumbs": [Crumb(heading)],
        "structured_data": [dataset_data(each) for each in found],
    }
    return render(request, "directory/opendata.html", context)


def dataset_data(entry: Entry) -> dict[str, Any]:
    """A dataset in the words of schema.org."""
    name, url = licence()
    found: dict[str, Any] = {
        "@type": "Dataset",
        "name": str(entry.name),
        "description": gettext("%(site)sの%(name)s（件数：%(count)d）")
        % {"site": settings.SITE_NAME, "name": entry.name, "count": entry.count},
        "url": absolute(reverse("directory:opendata")) + f"#{entry.code}",
        "dateModified": entry.updated_at.isoformat(),
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": settings.SITE_NAME, "url": absolute("/")},
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": form.media_type, "contentUrl": form.url} for form in entry.forms
        ],
        "isBasedOn": [source.url for source in entry.sources if source.url],
        "license": url or name,
    }
    return {key: value for key, value in found.items() if value}
