from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from directory.viewsets import DirectoryViewSetGroup

register_snippet(DirectoryViewSetGroup)


@hooks.register("register_permissions")
def importing_is_given_in_the_groups_form() -> QuerySet[Permission]:
    """What is imported has viewsets, which register theirs."""
    return Permission.objects.filter(content_type__app_label="directory", codename="import_opendata")
