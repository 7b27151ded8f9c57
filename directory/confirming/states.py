"""The states of a correction, and what leads from one to another (docs/state-machines.md says the same in words)."""

from cms.core.transitions import Transition
from directory.models import PlaceProposal

State = PlaceProposal.State


SENT = "nobinobi.correction.send"
REPLIED = "nobinobi.correction.reply"

TRANSITIONS: dict[str, Transition] = {
    "accept": Transition((State.WAITING,), State.ACCEPTED, "nobinobi.correction.accept"),
    "accept_part": Transition((State.WAITING,), State.PARTLY, "nobinobi.correction.accept_part"),
    "decline": Transition((State.WAITING,), State.DECLINED, "nobinobi.correction.decline"),
    "confirm": Transition((State.UNCONFIRMED,), State.WAITING, "nobinobi.correction.confirm"),
    "release": Transition((State.UNCONFIRMED,), State.WAITING, "nobinobi.correction.release"),
    # A reply leaves it where it is, but for one that was declined.
    "reply": Transition((State.DECLINED,), State.WAITING, REPLIED),
    "withdraw": Transition((State.UNCONFIRMED, State.WAITING), State.WITHDRAWN, "nobinobi.correction.withdraw"),
}
REPLIED_IN = (State.WAITING, State.ACCEPTED, State.DECLINED)
