"""The closed words of powers, as people read them."""

from __future__ import annotations

from datetime import date

from portal.platform.i18n import lazy_gettext as _l
from portal.powers.models import Kind, Power, PowerState, Reach
from portal.powers.policy import is_over

KIND = {
    Kind.MANDATE: _l("Mandate given online"),
    Kind.NATIONAL: _l("Mandate of the national system"),
    Kind.PARENT: _l("Parent of a minor"),
    Kind.GUARDIAN: _l("Guardian (tutore)"),
    Kind.CURATOR: _l("Curator (curatore)"),
    Kind.SUPPORT: _l("Amministratore di sostegno"),
}

REACH = {
    Reach.READ: _l("Read only"),
    Reach.PREPARE: _l("Read, and prepare requests that you send yourself"),
    Reach.SEND: _l("Read, prepare, and send in your name"),
}

#: The same as whoever holds the power reads it.
MAY = {
    Reach.READ: _l("You may read."),
    Reach.PREPARE: _l("You may read and prepare. The person sends."),
    Reach.SEND: _l("You may read, prepare and send."),
}

#: The same as the act of a representative says it.
ACT_SAYS = {
    Reach.READ: _l("Read"),
    Reach.PREPARE: _l("Read and prepare requests"),
    Reach.SEND: _l("Read, prepare and send requests"),
}

DURATION = {
    30: _l("30 days"),
    90: _l("90 days"),
    180: _l("Six months"),
    365: _l("One year"),
}

_STATE = {
    PowerState.OFFERED: ("wait", _l("Waiting for an answer")),
    PowerState.ASKED: ("wait", _l("An officer is looking at the act")),
    PowerState.COPY_WANTED: ("wait", _l("A better copy is needed")),
    PowerState.IN_FORCE: ("good", _l("In force")),
    PowerState.REFUSED: ("stop", _l("Not accepted")),
    PowerState.ENDED: ("", _l("Ended")),
}


def state_of(power: Power, today: date) -> tuple[str, object]:
    """The state of a power as a tone for its tag and the words for it."""
    if power.state in {PowerState.OFFERED, PowerState.IN_FORCE} and is_over(power, today):
        return "", _l("Its time has passed")
    return _STATE[power.state]
