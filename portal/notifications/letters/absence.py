"""What is told to who has not been here for long: until when they are known. Pure."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

LETTERS = {
    "away_for_long": Letter(
        _l("You have not been here for a long time"),
        (_l("You have not used the portal for a long time."),),
        (("stays_until", _l("After %(stays_until)s we erase your data.")),),
        (
            _l("To keep them, sign in once by that day, or come to a desk."),
            _l("If you want them erased, do nothing."),
        ),
        action=_l("Sign in"),
        place="/area-personale/profilo",
    ),
}
