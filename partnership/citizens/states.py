"""The states of a report that comes without an account, and what leads from one to another, until it is a page.

Confirmed, it goes the way of a member's: `partnership.my.services`.
"""

from cms.core.transitions import Transition
from partnership.models import SentReport

State = SentReport.State


BEGUN = "nobinobi.citizen.begin"

TRANSITIONS: dict[str, Transition] = {
    "ask": Transition((State.WRITING, State.UNCONFIRMED), State.UNCONFIRMED, "nobinobi.citizen.ask"),
    "confirm": Transition((State.UNCONFIRMED,), State.CONFIRMED, "nobinobi.citizen.confirm"),
    "erase": Transition((State.WRITING, State.UNCONFIRMED, State.CONFIRMED), State.ERASED, "nobinobi.citizen.erase"),
    "expire": Transition((State.WRITING, State.UNCONFIRMED), State.ERASED, "nobinobi.citizen.expire"),
    "follow": Transition((State.CONFIRMED,), State.ERASED, "nobinobi.citizen.follow"),
}
