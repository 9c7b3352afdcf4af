"""The forms of powers: whom one names, for what, for how long."""

from __future__ import annotations

from portal.catalogue import serving
from portal.platform.forms import (
    CheckboxField,
    Choice,
    ChoiceField,
    FiscalCodeField,
    Form,
    MultiChoiceField,
    TextField,
)
from portal.platform.i18n import current_language
from portal.platform.i18n import lazy_gettext as _l
from portal.powers import words
from portal.powers.models import Reach

EVERY_SERVICE = "*"


def _services() -> list[Choice]:
    snapshot, language = serving.snapshot(), current_language().code
    online = [one for one in snapshot.services() if one.questionnaire]
    named = [Choice(one.slug, snapshot.words(one.slug, language)[0].name) for one in online]
    named.sort(key=lambda one: str(one.label).casefold())
    return [Choice(EVERY_SERVICE, _l("All the online services")), *named]


class MandateForm(Form):
    """Whom the person names; the data are somebody else's, so the browser fills in nothing."""

    fiscal_code = FiscalCodeField(
        _l("Fiscal code of the person you name"),
        autocomplete="off",
        hint=_l("It is on their health card. We compare it when they sign in."),
    )
    given_name = TextField(_l("Given name"), autocomplete="off", max_length=80)
    family_name = TextField(_l("Family name"), autocomplete="off", max_length=80)
    services = MultiChoiceField(
        _l("For which services"),
        choices=_services,
        missing=_l("Choose at least one service, or all of them."),
    )
    reach = ChoiceField(
        _l("What they may do"), choices=[(reach.value, said) for reach, said in words.REACH.items()]
    )
    lasts = ChoiceField(
        _l("For how long"),
        choices=[(str(days), said) for days, said in words.DURATION.items()],
        hint=_l("Whatever you choose, you can take it back at any moment."),
    )
    agreed = CheckboxField(
        _l("I know that what they do under this mandate counts as if I had done it"),
        missing=_l("Read it, then tick this box."),
    )

    def is_for_all(self) -> bool:
        """Whether every online service was chosen."""
        return EVERY_SERVICE in (self.services.data or ())

    def chosen(self) -> tuple[str, ...]:
        """The services chosen one by one; none where it is for all."""
        return () if self.is_for_all() else tuple(self.services.data)

    def may(self) -> Reach:
        """How far the mandate goes."""
        return Reach(self.reach.data)
