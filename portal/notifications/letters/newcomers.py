"""What is told to somebody who signs in for the first time, and was helped at a desk before."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

LETTERS = {
    "taken_over": Letter(
        _l("What a desk did for you is in your area"),
        (
            _l("You signed in for the first time. Before, a desk helped you."),
            _l("Requests, drafts and mandates from there are yours: you read and change them."),
        ),
        (
            ("desk", _l("The first time it was at this desk: %(desk)s, of %(body)s.")),
            ("since_on", _l("That was on %(since_on)s.")),
        ),
        (
            _l("From now on no desk changes your name, date of birth or fiscal code."),
            _l("If you were not there, call us at once: the page below says who did what."),
        ),
        _l("See who did what for you"),
        place="/area-personale/accessi",
        is_answer=True,
    ),
}
