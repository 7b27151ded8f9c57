from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class SearchConfig(Plugin):
    name = "search"
    verbose_name = _("検索")
