from wagtail.snippets.models import register_snippet

from directory.duty import hooks  # noqa: F401 (imported for its hooks)
from directory.viewsets import DirectoryViewSetGroup

register_snippet(DirectoryViewSetGroup)
