"""What the ground adds to Wagtail."""

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.rich_text.feature_registry import FeatureRegistry

from cms.core import admin_dates, comparing, picture_hooks, review_hooks, site_summary  # noqa: F401 (imported for their hooks)
from cms.core.announcing import hooks as announcing_hooks  # noqa: F401 (imported for its hooks)
from cms.core.languages import hooks as language_hooks  # noqa: F401 (imported for its hooks)
from cms.core.links import PublicDocumentLinkHandler, PublicPageLinkHandler

admin_dates.register()
comparing.register()


# After Wagtail's own, which registers the same kind of link.
@hooks.register("register_rich_text_features", order=10)
def links_of_the_readers_language(features: FeatureRegistry) -> None:
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(PublicDocumentLinkHandler)


@hooks.register("insert_global_admin_js")
def dates_stay_as_they_were_typed() -> SafeString:
    return format_html('<script src="{}"></script>', static("core/admin-dates.js"))
