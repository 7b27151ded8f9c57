"""What a citizen without an account writes: a member's report, by a name of choice."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext

from partnership.citizens.forms import CitizenReportForm
from partnership.my.kinds import ReportKind


class CitizenKind(ReportKind):
    form_class: ClassVar[type[forms.Form]] = CitizenReportForm
    content_paths: ClassVar[Mapping[str, str]] = {**ReportKind.content_paths, "name": "by_name"}

    def said(self, page: Any) -> dict[str, Any]:
        return {**super().said(page), "name": page.by_name}

    def write(self, page: Any, values: Mapping[str, Any]) -> None:
        super().write(page, values)
        if "name" in values:
            page.by_name = values["name"]

    def gaps(self, page: Any) -> dict[str, str]:
        found = super().gaps(page)
        if not page.by_name.strip():
            found["name"] = gettext("載せる名前を書いてください。本名でなくてかまいません。")
        return found


KIND = CitizenKind()
