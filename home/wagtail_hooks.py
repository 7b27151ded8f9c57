from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from home.models import Contributor
from home.permissions import ContributorPolicy
from home.viewsets import ContributorViewSet

register_permission_policy(Contributor, ContributorPolicy(Contributor))
register_snippet(ContributorViewSet)
