"""The forms of who works here and is bound to somebody: an officer and an operator declare it alike."""

from __future__ import annotations

from portal.cases.models import Tie
from portal.cases.words import TIE
from portal.platform.forms import Choice, ChoiceField, FiscalCodeField, Form
from portal.platform.i18n import lazy_gettext as _l

#: What is said when one asked to take a tie away, or lets it stand after all.
END_SAID = {
    False: _l("Asked. The tie holds until whoever coordinates your body agrees."),
    True: _l("The tie stays."),
}


def _ties() -> list[Choice]:
    return [Choice(one.value, str(TIE[one])) for one in Tie]


class TieForm(Form):
    """What binds who works here to the person of a case, or of a visit."""

    tie = ChoiceField(
        _l("What binds you to this person?"),
        choices=_ties,
        missing=_l("Choose what binds you. Only the coordinator reads it."),
    )


class RelativeForm(Form):
    """Somebody to keep away from, by their fiscal code."""

    fiscal_code = FiscalCodeField(
        _l("Fiscal code"),
        hint=_l("We keep only a trace that cannot be read back."),
        autocomplete="off",
    )
    tie = ChoiceField(_l("What binds you to this person?"), choices=_ties)
