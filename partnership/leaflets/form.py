"""The form with which a leaflet is edited."""

from django.utils.translation import gettext as _

from cms.core.forms import BasePageForm


class LeafletPageForm(BasePageForm):
    """Sees to it that a language has one file."""

    def is_valid(self) -> bool:
        return super().is_valid() and self._one_a_language()

    def _one_a_language(self) -> bool:
        if "editions" not in self.formsets:
            return True
        seen: set[str] = set()
        fit = True
        for line in self.formsets["editions"].forms:
            if not line.cleaned_data or line.cleaned_data.get("DELETE"):
                continue
            language = line.cleaned_data["language"]
            if language in seen:
                line.add_error("language", _("この言語の資料は、もう選ばれています。1つの言語に1つにしてください。"))
                fit = False
            seen.add(language)
        return fit
