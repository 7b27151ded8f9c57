from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin

SECRETARIAT, EDITOR, APPROVER, TRANSLATOR = "secretariat", "editor", "approver", "translator"


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
    api_routers: ClassVar = {"site": "cms.core.api.site.router"}
    setup_steps = (
        "cms.core.setup.site.locales",
        "cms.core.setup.site.site",
        "cms.core.setup.roles.groups",
        "cms.core.setup.roles.permissions",
        "cms.core.setup.workflow.workflow",
    )
    role_permissions: ClassVar[Mapping[str, Sequence[str]]] = {
        SECRETARIAT: (
            "wagtailadmin.access_admin",
            "auth.add_user",
            "auth.change_user",
            "auth.delete_user",
            "core.add_delegation",
            "core.change_delegation",
            "core.delete_delegation",
            "core.add_tag",
            "core.change_tag",
            "core.delete_tag",
            "wagtail_localize.submit_translation",
        ),
        EDITOR: ("wagtailadmin.access_admin", "core.add_tag", "core.change_tag", "wagtail_localize.submit_translation"),
        APPROVER: ("wagtailadmin.access_admin",),
        TRANSLATOR: ("wagtailadmin.access_admin", "wagtail_localize.submit_translation"),
    }

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.models import UploadedFile

        from cms.core import audit, collections, mails, version
        from cms.core.languages import follow
        from cms.core.setup import translations
        from cms.core.uploads.fields import clean_parked_upload

        collections.connect()
        version.follow_changes()
        follow.connect()
        audit.connect()
        mails.connect()
        translations.connect()
        pre_save.connect(clean_parked_upload, sender=UploadedFile, dispatch_uid="clean parked upload")
