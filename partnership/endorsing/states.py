"""The states of an endorsement, and what leads from one to another (docs/state-machines.md says the same in words)."""

from cms.core.transitions import Transition
from partnership.models import Endorsement

State = Endorsement.State


ASKED = "nobinobi.endorsement.ask"
SENT = "nobinobi.endorsement.send"
ENTERED = "nobinobi.endorsement.enter"

TRANSITIONS: dict[str, Transition] = {
    "confirm": Transition((State.UNCONFIRMED,), State.WAITING, "nobinobi.endorsement.confirm"),
    "accept": Transition((State.WAITING,), State.ACCEPTED, "nobinobi.endorsement.accept"),
    "decline": Transition((State.WAITING,), State.DECLINED, "nobinobi.endorsement.decline"),
    "reopen": Transition((State.DECLINED,), State.WAITING, "nobinobi.endorsement.reopen"),
    "hide": Transition((State.ACCEPTED,), State.HIDDEN, "nobinobi.endorsement.hide"),
    "restore": Transition((State.HIDDEN,), State.ACCEPTED, "nobinobi.endorsement.restore"),
    "withdraw": Transition(
        (State.UNCONFIRMED, State.WAITING, State.ACCEPTED, State.DECLINED, State.HIDDEN),
        State.WITHDRAWN,
        "nobinobi.endorsement.withdraw",
    ),
    "expire": Transition((State.UNCONFIRMED,), State.WITHDRAWN, "nobinobi.endorsement.expire"),
}
