"""The way from an editor to the translations: one line, one click a language."""

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from wagtail.admin.panels import Panel

if TYPE_CHECKING:
    from cms.core.languages.overview import Language


class TranslationsPanel(Panel):
    """The other languages of what is being edited. Not there before it is saved, nor in a site of one language."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "core/admin/translations_panel.html"

        def is_shown(self) -> bool:
            return bool(super().is_shown() and self.instance.pk and self.languages)

        @cached_property
        def languages(self) -> "list[Language]":
            # Models name this panel, and the overview asks models.
            from cms.core.languages.overview import languages_of

            return languages_of(self.instance, self.request.user) if self.request else []

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            return {**super().get_context_data(parent_context), "languages": self.languages}
