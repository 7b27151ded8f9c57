from collections.abc import Mapping, Sequence
from typing import ClassVar

from django.conf import settings
from django.core import checks
from django.utils.translation import gettext_lazy as _

from cms.core.plugins import Plugin

SECRETARIAT, EDITOR, APPROVER, TRANSLATOR = "secretariat", "editor", "approver", "translator"


class CoreConfig(Plugin):
    name = "cms.core"
    label = "core"
    verbose_name = _("土台")
    needs = (
        "wagtail_localize",
        "wagtail_localize.locales",
        "wagtail_headless_preview",
        "wagtail.api.v2",
        "wagtail.api.v3",
        "wagtail.contrib.table_block",
        "wagtail.documents",
        "wagtail.images",
        "wagtail.search",
        "wagtail.snippets",
        "wagtail.admin",
        "wagtail",
        "rest_framework",
        "django_filters",
        "django_tasks",
        "django.contrib.sitemaps",
    )
    setting_defaults: ClassVar = {
        "SITE_NAME": lambda: getattr(settings, "WAGTAIL_SITE_NAME", "のびのびーの！"),
        "PUBLIC_URL": lambda: getattr(settings, "WAGTAILADMIN_BASE_URL", "http://localhost:8000").rstrip("/"),
        # Empty: `cms.core.checks` asks for it.
        "WAGTAIL_CONTENT_LANGUAGES": (),
        "FRONTEND_URL": "",
        "PRIVATE_FILES_PREFIX": "",
        "REVIEW_LINK_DAYS": 30,
        "REVIEW_REMIND_DAYS": 3,
        "REVIEW_ESCALATE_DAYS": 10,
        "API_CACHE_BYTES": 67_108_864,
        "DIGEST_CONFIRM_DAYS": 7,
        "DIGEST_MAILS": 500,
        "SENDER_HOURS": 24,
        "WAGTAILIMAGES_EXTENSIONS": ["jpg", "jpeg", "png", "webp", "gif", "heic", "heif", "avif"],
        "WAGTAILIMAGES_MAX_UPLOAD_SIZE": 31_457_280,
        "WAGTAILIMAGES_MAX_IMAGE_PIXELS": 50_000_000,
        "WAGTAILIMAGES_IMAGE_FORM_BASE": "cms.core.uploads.forms.ImageForm",
        "WAGTAILDOCS_EXTENSIONS": ["pdf", "docx", "xlsx", "pptx", "odt", "ods", "odp", "csv", "txt", "ics"],
        "WAGTAILDOCS_MAX_UPLOAD_SIZE": 31_457_280,
        "WAGTAILDOCS_DOCUMENT_FORM_BASE": "cms.core.uploads.forms.DocumentForm",
        "WAGTAILDOCS_SERVE_METHOD": "serve_view",
        "WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE": False,
        "WAGTAIL_ENABLE_UPDATE_CHECK": False,
        "WAGTAIL_ENABLE_WHATS_NEW_BANNER": False,
        "WAGTAIL_GRAVATAR_PROVIDER_URL": None,
        "WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS": False,
    }
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
        "cms.core.setup.workflow.entries",
        "cms.core.setup.workflow.replies",
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
            "core.add_announcementchannel",
            "core.change_announcementchannel",
            "core.delete_announcementchannel",
            "core.add_announcement",
            "core.change_announcement",
            "core.view_announcement",
            "core.add_tag",
            "core.change_tag",
            "core.delete_tag",
            "core.add_cannedreply",
            "core.change_cannedreply",
            "core.delete_cannedreply",
            "wagtailredirects.add_redirect",
            "wagtailredirects.change_redirect",
            "wagtailredirects.delete_redirect",
            "wagtail_localize.submit_translation",
            "core.translate_image",
        ),
        # What is public already changes by review or by the secretariat: a tag's name stands on live pages.
        # To add an announcement is to tick a channel in the editor's form.
        EDITOR: (
            "wagtailadmin.access_admin",
            "core.add_tag",
            "core.add_announcement",
            "core.view_announcement",
            "wagtail_localize.submit_translation",
        ),
        APPROVER: (
            "wagtailadmin.access_admin",
            "core.add_announcement",
            "core.change_announcement",
            "core.view_announcement",
            "core.add_cannedreply",
            "core.change_cannedreply",
            "core.delete_cannedreply",
        ),
        TRANSLATOR: ("wagtailadmin.access_admin", "wagtail_localize.submit_translation", "core.translate_image"),
    }

    def ready(self) -> None:
        from django.db.models.signals import pre_save
        from wagtail.models import UploadedFile

        from cms.core import audit, collections, mails, services, version
        from cms.core.announcing import following
        from cms.core.checks import CHECKS
        from cms.core.languages import follow
        from cms.core.permissions import register_policies
        from cms.core.setup import translations
        from cms.core.uploads.fields import clean_parked_upload

        for check in CHECKS:
            checks.register(check)
        register_policies()
        collections.connect()
        version.follow_changes()
        follow.connect()
        audit.connect()
        following.connect()
        mails.connect()
        services.connect()
        translations.connect()
        pre_save.connect(clean_parked_upload, sender=UploadedFile, dispatch_uid="clean parked upload")
