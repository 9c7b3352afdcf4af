"""The words of control: what a signal asks, and the answers of a coordinator."""

from __future__ import annotations

from portal.office.control.models import SignalKind, Verdict
from portal.platform.i18n import lazy_gettext as _l

SIGNAL = {
    SignalKind.FILES: _l("Many files opened within an hour"),
    SignalKind.VISITS: _l("Many visits opened within an hour"),
    SignalKind.MANDATES: _l("Many mandates recorded within an hour"),
    SignalKind.OUT_OF_HOURS: _l("Work at a desk that was shut"),
    SignalKind.SAME_HOME: _l("A visit for somebody of the same name and street"),
    SignalKind.STOPPED: _l("A person stopped a change typed at a desk"),
}

VERDICT = {
    Verdict.IN_ORDER: _l("In order"),
    Verdict.ASKED: _l("I ask why"),
    Verdict.NOT_IN_ORDER: _l("Not in order"),
}
