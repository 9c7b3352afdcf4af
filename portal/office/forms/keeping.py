"""The form that keeps the papers of a case, whatever their class says."""

from __future__ import annotations

from portal.cases.models import HoldReason
from portal.office import words
from portal.platform.forms import Choice, ChoiceField, Form, TextField
from portal.platform.i18n import lazy_gettext as _l


class HoldForm(Form):
    """Which case must stay, and why: closed words, since they stand in the trail."""

    reference = TextField(
        _l("Reference"),
        hint=_l("Write the whole number of the case. Spaces do not matter."),
        missing=_l("Write the number of the case."),
        max_length=40,
    )
    reason = ChoiceField(
        _l("Why its papers must stay"),
        choices=lambda: [Choice(one.value, str(words.HOLD[one])) for one in HoldReason],
        missing=_l("Choose why the papers must stay."),
    )
