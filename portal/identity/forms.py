"""The forms of identity."""

from __future__ import annotations

from collections.abc import Mapping

from portal.identity.naming import goes_with
from portal.identity.policy import fits
from portal.identity.reach import Place
from portal.identity.role_words import ROLE, place_words
from portal.platform.actor import Role
from portal.platform.forms import (
    ChoiceField,
    DenseChoiceField,
    EmailField,
    FiscalCodeField,
    Form,
    TextField,
)
from portal.platform.i18n import lazy_gettext as _l


class RoleForm(Form):
    """Who gets which role, and where."""

    fiscal_code = FiscalCodeField(_l("Fiscal code"))
    given_name = TextField(_l("Given name"), max_length=80)
    family_name = TextField(_l("Family name"), max_length=80)
    email = EmailField(
        _l("Work e-mail"), hint=_l("Used if we have no other address of this person.")
    )
    role = ChoiceField(_l("Role"), choices=[(role.value, words) for role, words in ROLE.items()])

    def who(self) -> dict[str, str]:
        """The person, as they were typed in."""
        names = ("fiscal_code", "given_name", "family_name", "email")
        return {name: str(self[name].data or "") for name in names}

    def check(self, places: Mapping[str, Place]) -> bool:
        """Whether all is there and goes together; what does not is said beside it."""
        if not self.validate():
            return False
        who = self.who()
        if not goes_with(who["fiscal_code"], who["given_name"], who["family_name"]):
            self.blame(
                "fiscal_code",
                _l("Name and fiscal code do not go together. Look at the document again."),
            )
        if not fits(Role(self.role.data), places[self["place"].data]):
            self.blame(
                "place",
                _l("This role is not held there. Choose an office, a desk, or the whole body."),
            )
        return not self.errors


def key_of(place: Place) -> str:
    """The name a place has in a form."""
    if place.office:
        return f"office:{place.office}"
    if place.desk:
        return f"desk:{place.desk}"
    return f"territory:{place.territory}" if place.territory else f"body:{place.body}"


def role_form(places: Mapping[str, Place]) -> type[RoleForm]:
    """The form with the places in which this administrator gives roles."""
    listed = [(key, place_words(place)) for key, place in places.items()]
    field = DenseChoiceField(_l("Where"), choices=listed)
    return type("RoleFormHere", (RoleForm,), {"place": field})
