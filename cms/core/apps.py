from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin


class CoreConfig(Plugin):
    name = "cms.core"
    label = "core"
    verbose_name = _("土台")
    demo = "cms.core.demo.loader.load_core"
    root_urls = "cms.core.root_urls"
    site_urls = "cms.core.urls"
    health_checks: ClassVar = {"database": "cms.core.health.database"}
    api_endpoints: ClassVar = {
        "pages": "cms.core.api.views.PagesAPIViewSet",
        "images": "cms.core.api.views.ImagesAPIViewSet",
        "documents": "cms.core.api.views.DocumentsAPIViewSet",
    }
    setup_steps = (
        "cms.core.setup.site.locales",
        "cms.core.setup.site.site",
    )

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.models import UploadedFile

        from cms.core import collections, version
        from cms.core.languages import follow
        from cms.core.uploads.fields import clean_parked_upload

        collections.connect()
        version.follow_changes()
        follow.connect()
        pre_save.connect(clean_parked_upload, sender=UploadedFile, dispatch_uid="clean parked upload")
