from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from search.viewsets import SearchViewSetGroup

register_snippet(SearchViewSetGroup)


@hooks.register("register_permissions")
def looking_at_searches_is_given_in_the_groups_form() -> QuerySet[Permission]:
    """Synonyms' own viewset registers theirs."""
    return Permission.objects.filter(content_type__app_label="search", codename="view_searchedquery")
