from collections.abc import Iterable

from wagtail.models import Locale

from cms.core.menu import MenuItem
from tests.plugin.lending.models import Toy


def menu(locale: Locale) -> Iterable[MenuItem]:
    newest = Toy.objects.filter(locale=locale).last()
    return [MenuItem("新しいおもちゃ", newest.get_absolute_url())] if newest else []
