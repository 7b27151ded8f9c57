from wagtail.snippets.models import register_snippet

from home.viewsets import ContributorViewSet

register_snippet(ContributorViewSet)
