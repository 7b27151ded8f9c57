from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from directory import admin_views
from directory.duty import hooks as duty_hooks  # noqa: F401 (imported for its hooks)
from directory.viewsets import DirectoryViewSetGroup

register_snippet(DirectoryViewSetGroup)


@hooks.register("register_admin_urls")
def urls() -> list[URLPattern]:
    return [path("directory/hours/", admin_views.hours_in_words, name="hours_in_words")]


@hooks.register("register_permissions")
def importing_is_given_in_the_groups_form() -> QuerySet[Permission]:
    """What is imported has viewsets, which register theirs."""
    return Permission.objects.filter(content_type__app_label="directory", codename="import_opendata")
