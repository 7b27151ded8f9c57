from wagtail.snippets.models import register_snippet

from partnership.board import hooks as board_hooks  # noqa: F401 (imported for its hooks)
from partnership.board.viewsets import BoardViewSetGroup
from partnership.citizens import hooks as citizens_hooks  # noqa: F401 (imported for its hooks)
from partnership.endorsing import hooks as endorsing_hooks  # noqa: F401 (imported for its hooks)
from partnership.leaflets import hooks as leaflet_hooks  # noqa: F401 (imported for its hooks)
from partnership.my import group_admin  # noqa: F401 (imported for its hooks)
from partnership.my import hooks as my_hooks  # noqa: F401 (imported for its hooks)
from partnership.outcome import hooks as outcome_hooks  # noqa: F401 (imported for its hooks)
from partnership.viewsets import CouncilViewSetGroup, GrantViewSetGroup

register_snippet(CouncilViewSetGroup)
register_snippet(GrantViewSetGroup)
register_snippet(BoardViewSetGroup)
