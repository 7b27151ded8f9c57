"""What pictures add to the admin."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.images.rich_text import ImageEmbedHandler
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms.core import consent, consent_views
from cms.core.models import Image
from cms.core.pictures import pictures_in


@hooks.register("register_admin_urls")
def consent_urls() -> list[URLPattern]:
    report = consent_views.ConsentReport
    return [
        path("images/<int:image_id>/consent/withdraw/", consent_views.withdraw, name="core_withdraw_consent"),
        path("images/<int:image_id>/consent/restore/", consent_views.restore, name="core_restore_consent"),
        path("reports/consent/", report.as_view(), name="core_consent_report"),
        path("reports/consent/results/", report.as_view(results_only=True), name="core_consent_report_results"),
    ]


class ConsentReportItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return policy_registry.get_by_type(Image).user_has_permission(request.user, "change")


@hooks.register("register_reports_menu_item")
def consent_report_item() -> MenuItem:
    return ConsentReportItem(gettext_lazy("写真の同意"), reverse("core_consent_report"), icon_name="image", order=200)


@hooks.register("register_log_actions")
def consent_log_actions(actions: Any) -> None:
    for action, label, message in (
        (consent.WITHDRAWN, gettext_lazy("同意の取り消し"), gettext_lazy("写真の同意の取り消しを記録しました")),
        (consent.RESTORED, gettext_lazy("同意の取り消しの解除"), gettext_lazy("写真の同意の取り消しを解除しました")),
    ):
        actions.register_action(action, label, message)


@hooks.register("insert_global_admin_css")
def not_public_badge() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("core/admin.css"))


class PublicImageEmbedHandler(ImageEmbedHandler):
    """A picture within rich text follows the rule, too: what is not public leaves nothing."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict]) -> list[str]:
        images = cls.get_many(attrs_list)
        tags = super().expand_db_attributes_many(attrs_list)
        return [tag if image and image.is_public else "" for tag, image in zip(tags, images, strict=True)]


# After Wagtail's own registration, which it replaces.
@hooks.register("register_rich_text_features", order=100)
def guard_rich_text_images(features: Any) -> None:
    features.register_embed_type(PublicImageEmbedHandler)


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def warn_of_hidden_pictures(request: HttpRequest, page: Page) -> None:
    """Tells the editor which of the page's pictures readers will not see, and why."""
    if request.accepts("text/html"):  # autosave asks for JSON, and would pile the warnings up
        hidden = [image for image in pictures_of(page) if not image.is_public]
        if hidden:
            links = format_html_join(
                "、",
                '<a href="{}">{}</a>（{}）',
                ((reverse("wagtailimages:edit", args=[image.pk]), image.title, image.standing.label) for image in hidden),
            )
            words = _("このページには、まだ公開されない写真があります：{}。読む人には表示されません。")
            messages.warning(request, format_html(words, links))


def pictures_of(page: Page) -> list[Image]:
    """The images that a page, as it is in memory, refers to: its fields, its blocks and its children's."""
    ids = pictures_in(page)
    return list(Image.objects.filter(pk__in=ids)) if ids else []
