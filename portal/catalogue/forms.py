"""The forms of the catalogue: where one lives."""

from __future__ import annotations

from portal.catalogue import serving
from portal.platform.forms import Choice, ChoiceField, Form, HiddenField
from portal.platform.i18n import lazy_gettext as _l

FORGET = "dimentica"


def municipality_choices() -> list[Choice]:
    """Every municipality of the installation, by name."""
    return [
        Choice(place.istat, f"{place.name} ({place.province})")
        for place in serving.snapshot().municipalities()
    ]


class MunicipalityForm(Form):
    """The municipality, and the page one came from."""

    municipality = ChoiceField(
        _l("Your municipality"),
        name="comune",
        hint=_l("Write the first letters, then choose from the list."),
        why=_l("Offices, times and prices change from one municipality to the next."),
        missing=_l("Write the name of your municipality."),
        choices=municipality_choices,
    )
    back = HiddenField(name="da")
