"""What the standards call places more closely than by their kind, so that pages in other languages can say it too.

The words are those of `directory.kinds`; those that say no more than the name of their kind are left to it.
"""

from typing import Final

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

CATEGORIES: Final[dict[str, str | Promise]] = {
    "公立保育所": _("公立保育所"),
    "公立保育園": _("公立保育園"),
    "認可公立保育所": _("認可公立保育所"),
    "私立保育所": _("私立保育所"),
    "私立保育園": _("私立保育園"),
    "認可私立保育所": _("認可私立保育所"),
    "認可保育所": _("認可保育所"),
    "認可外保育所": _("認可外保育所"),
    "認可外保育施設": _("認可外保育施設"),
    "小規模保育": _("小規模保育"),
    "小規模保育事業": _("小規模保育事業"),
    "小規模保育事業所": _("小規模保育事業所"),
    "家庭的保育": _("家庭的保育"),
    "家庭的保育事業": _("家庭的保育事業"),
    "事業所内保育": _("事業所内保育"),
    "事業所内保育事業": _("事業所内保育事業"),
    "企業主導型保育事業": _("企業主導型保育事業"),
    "公立幼稚園": _("公立幼稚園"),
    "私立幼稚園": _("私立幼稚園"),
    "国立幼稚園": _("国立幼稚園"),
    "公立認定こども園": _("公立認定こども園"),
    "私立認定こども園": _("私立認定こども園"),
    "歯科診療所": _("歯科診療所"),
    "歯科": _("歯科"),
}


def category_in_words(category: str, kind: str) -> str:
    """What a place is called: its category, or where there are no words for that in the current language, its kind."""
    if not category or (get_language() or "").split("-")[0] == settings.LANGUAGE_CODE:
        return category or kind
    return str(CATEGORIES.get(category, kind))
