"""Reading how a request reached us, and the day from which its time counts."""

from __future__ import annotations

from datetime import date

from portal.cases.models import Brought, Case, Channel
from portal.platform import clock
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class NotCalledBack(Situation):
    """Somebody dictated it by telephone, and it is not known that it was the person."""

    status = 403
    title = _l("Call the person back first")
    words = _l(
        "Nothing was sent, and nothing is lost. Call the number we have, then say so on the summary."
    )


def check_called_back(case: Case) -> None:
    """A request by telephone is sent once its person answered at the number we had: a voice proves nothing.

    Raises:
        NotCalledBack: see there.
    """
    found = brought(case)
    if found is not None and found.channel is Channel.PHONE and not found.called_back:
        raise NotCalledBack


def brought(case: Case) -> Brought | None:
    """How a case already loaded through the actor reached the desk; nothing where it was typed by its
    person here, or beside an operator."""
    return db.session.get(Brought, case.id)


def received_day(case: Case) -> date:
    """The day on which the body received a request that is sent now.

    The term runs from the day the request is received (L. 241/1990 art. 2 c. 6), and the day of its
    registration is that on which it was really handed in (art. 18-bis): for a form on paper the day an
    operator of the body took it, neither that of the signature nor that of the typing.
    """
    found = brought(case)
    if found is not None and found.channel is Channel.PAPER and found.handed_in_on is not None:
        return found.handed_in_on
    return clock.today()
