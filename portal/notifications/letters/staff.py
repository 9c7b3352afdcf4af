"""What the administrators of a body are told about the roles of its staff."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

LETTERS = {
    "staff_review": Letter(
        _l("Roles to confirm until %(ends_on)s"),
        (
            _l("Three months have gone by: look at who holds a role in your body."),
            _l("Confirm each role that is still needed, and end the others."),
        ),
        (("ends_on", _l("What nobody confirms by %(ends_on)s is suspended.")),),
        action=_l("Open the roles to confirm"),
        place="/amministrazione/verifica",
    ),
    "staff_paused": Letter(
        _l("Roles suspended in your body, %(day_on)s"),
        (
            _l("Some roles are suspended: nobody confirmed them, or nobody signed in for 90 days."),
            _l("If a person still works with you, lift the suspension. If not, end the role."),
        ),
        action=_l("Open staff and roles"),
        place="/amministrazione/personale",
    ),
}
