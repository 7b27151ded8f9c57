from wagtail.snippets.models import register_snippet

from tests.plugin.lending.models import Toy

register_snippet(Toy)
