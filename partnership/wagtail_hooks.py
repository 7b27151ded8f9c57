from wagtail.snippets.models import register_snippet

from partnership.viewsets import MembershipViewSet

register_snippet(MembershipViewSet)
