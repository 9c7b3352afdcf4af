"""The words for roles, for where they are held, and for why one gives nothing for now."""

from __future__ import annotations

from portal.identity import reach
from portal.identity.models import Paused
from portal.identity.reach import Place
from portal.platform.actor import Role
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

ROLE = {
    Role.OPERATOR: _l("Desk: helps people ask"),
    Role.OFFICER: _l("Office: works cases and decides"),
    Role.COORDINATOR: _l("Coordination: gives out cases and looks after deadlines"),
    Role.EDITOR: _l("Editing: writes the service sheets"),
    Role.ADMINISTRATOR: _l("Administration: gives and ends roles"),
}

PAUSED = {
    Paused.NOT_CONFIRMED: _l("Suspended: nobody confirmed it in time"),
    Paused.NOT_USED: _l("Suspended: no sign-in for 90 days"),
}


def place_words(place: Place) -> str:
    """Where a role is held: the office or desk by its name, or the whole of something wider."""
    name = reach.name_of(place)
    if place.is_narrow:
        return name
    if place.territory is not None:
        return _("%(name)s, the whole territory", name=name)
    return _("%(name)s, the whole body", name=name)
