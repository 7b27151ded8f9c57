"""What being one of several languages asks of a page."""

from typing import Any

from django.conf import settings
from wagtail.models import Locale, Page, Workflow


class TranslatedPageMixin:
    """A page whose translations go through the review of the original, and never drag untranslated parents into the open."""

    def get_workflow(self) -> Workflow | None:
        """The workflow that is assigned in its own language's tree, else that of its original, else the root's."""
        original = None if self._has_workflow_in_its_tree() else self._nearest_original()
        return original.get_workflow() if original else super().get_workflow()  # type: ignore[misc]

    @property
    def has_workflow(self) -> bool:
        if super().has_workflow:  # type: ignore[misc]
            return True
        original = self._nearest_original()
        return bool(original and original.has_workflow)

    def _has_workflow_in_its_tree(self) -> bool:
        above = self.get_ancestors(inclusive=True)  # type: ignore[attr-defined]
        return above.filter(depth__gt=1, workflowpage__workflow__active=True).exists()

    def _nearest_original(self) -> Page | None:
        """The page, or the nearest above it, in the source language; None for a page of the source language itself."""
        if self.locale.language_code == settings.LANGUAGE_CODE:  # type: ignore[attr-defined]
            return None
        keys = self.get_ancestors(inclusive=True).values("translation_key")  # type: ignore[attr-defined]
        originals = Page.objects.filter(translation_key__in=keys, locale__language_code=settings.LANGUAGE_CODE)
        return originals.order_by("-depth").first()

    def copy_for_translation(
        self, locale: Locale, copy_parents: bool = False, alias: bool = False, exclude_fields: list[str] | None = None
    ) -> Any:
        """As Wagtail's own, but parents without a translation become drafts to translate.

        Wagtail makes them aliases, which are as live as their originals: Japanese pages below /en/.
        """
        parent = self.get_parent()  # type: ignore[attr-defined]
        if copy_parents and not alias and not parent.is_root() and not parent.has_translation(locale):
            from wagtail_localize.operations import translate_object

            translate_object(parent.specific, [locale])
        translation = super().copy_for_translation(locale, copy_parents, alias, exclude_fields)  # type: ignore[misc]
        self._stand_as_here(translation)
        return translation

    def _stand_as_here(self, translation: Page) -> None:
        """Puts a new translation where its original stands among its siblings, so that menus agree from language to language."""
        if translation.is_sibling_of(self):  # the roots of the languages, which stand beside each other
            return
        order = list(self.get_siblings().values_list("translation_key", flat=True))  # type: ignore[attr-defined]
        place = order.index(self.translation_key)  # type: ignore[attr-defined]
        others = translation.get_siblings(inclusive=False).order_by("path")
        later = next((page for page in others if page.translation_key in order[place + 1 :]), None)
        if later is not None and later.path < translation.path:
            translation.move(later, pos="left")
            translation.refresh_from_db(fields=["path", "depth", "numchild", "url_path"])
