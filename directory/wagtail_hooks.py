from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.compare import register_comparison_class
from wagtail.snippets.models import register_snippet

from directory import (
    admin_views,
    history,  # noqa: F401 (imported for its hooks)
)
from directory.confirming import hooks as confirming_hooks  # noqa: F401 (imported for its hooks)
from directory.duty import hooks as duty_hooks  # noqa: F401 (imported for its hooks)
from directory.models.codes import CodesField
from directory.panels import CodesComparison
from directory.viewsets import DirectoryViewSetGroup

register_snippet(DirectoryViewSetGroup)
register_comparison_class(CodesField, comparison_class=CodesComparison)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("directory/hours/", admin_views.hours_in_words, name="hours_in_words")]


@hooks.register("register_permissions")
def importing_is_given_in_the_groups_form() -> QuerySet[Permission]:
    """What is imported has viewsets, which register theirs."""
    return Permission.objects.filter(content_type__app_label="directory", codename="import_opendata")
