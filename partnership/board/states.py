"""The states of a post, and what leads from one to another (docs/state-machines.md says the same in words)."""

from cms.core.transitions import Transition
from partnership.models import BoardPost

State = BoardPost.State


WRITTEN = "nobinobi.board.write"
WRITTEN_AND_TRUSTED = "nobinobi.board.trust"
REPORTED = "nobinobi.board.report"
DISMISSED = "nobinobi.board.dismiss"
CLOSED = "nobinobi.board.close"
OPENED = "nobinobi.board.open"

TRANSITIONS: dict[str, Transition] = {
    "approve": Transition((State.WAITING,), State.PUBLISHED, "nobinobi.board.approve"),
    "reject": Transition((State.WAITING,), State.REJECTED, "nobinobi.board.reject"),
    "reopen": Transition((State.REJECTED,), State.WAITING, "nobinobi.board.reopen"),
    "hide": Transition((State.PUBLISHED,), State.HIDDEN, "nobinobi.board.hide"),
    "restore": Transition((State.HIDDEN,), State.PUBLISHED, "nobinobi.board.restore"),
    "edit": Transition((State.WAITING, State.PUBLISHED, State.HIDDEN), "", "nobinobi.board.edit"),
    "delete": Transition((State.WAITING, State.PUBLISHED, State.HIDDEN, State.REJECTED), State.DELETED, "nobinobi.board.delete"),
}
