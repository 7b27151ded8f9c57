"""On the form of a synonym: what it would change."""

from typing import Any

from django import forms
from django.conf import settings
from django.templatetags.static import static
from wagtail.admin.panels import Panel

from search.models.synonym import lines


class TrialPanel(Panel):
    """A query, and its results now and with the synonym as the form says. Nothing of it is saved."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "search/admin/trial_panel.html"

        @property
        def media(self) -> forms.Media:
            return forms.Media(css={"all": [static("search/admin-search.css")]}, js=[static("search/admin-search.js")])

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            sent = self.request.POST or self.request.GET if self.request else {}
            words = lines(self.instance.words)
            return {
                **super().get_context_data(parent_context),
                "text": sent.get("trial-q", "") or (words[0] if words else ""),
                "locale": sent.get("trial-in", settings.LANGUAGE_CODE),
                "back": sent.get("trial-back", ""),
                "languages": settings.WAGTAIL_CONTENT_LANGUAGES,
                "pk": self.instance.pk or "",
                "at_once": bool(self.request and self.request.method == "GET" and self.request.GET.get("add")),
            }
