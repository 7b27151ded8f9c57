from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class DirectoryConfig(Plugin):
    name = "directory"
    site_root = "directory.DirectoryPage"
    verbose_name = _("施設と団体")
    setup_steps = ("directory.setup.sections",)
    demo = "directory.demo.load"
    search_adapters = (
        "directory.search.DirectoryPageAdapter",
        "directory.search.OrganisationAdapter",
        "directory.search.PlaceAdapter",
    )
