"""What is told about who acts for whom: never who, and never for which service."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

_GIVEN = "/area-personale/deleghe/persone"
_HELD = "/area-personale/per-chi"
_NUMBER = _l("Code of the mandate")
_SEE_GIVEN = _l("See who acts for you")
_SEE_HELD = _l("See for whom you act")
_LAST = ("last_on", _l("Its last day is %(last_on)s."))
_NOT_YOU = _l("If it was not you, take it back at once from the page below and call us.")

LETTERS = {
    "power_given": Letter(
        _l("You gave a mandate"),
        (_l("You named a person who may act for you. It holds once they say yes."),),
        (_LAST,),
        (_l("You can take it back whenever you want."), _NOT_YOU),
        _SEE_GIVEN,
        _GIVEN,
        _NUMBER,
        is_answer=True,
    ),
    "power_offered": Letter(
        _l("Somebody asks you to act for them"),
        (_l("A person named you in a mandate. Sign in to see who, and say yes or no."),),
        (_LAST,),
        (_l("If you do not know them, say no: nothing happens."),),
        _SEE_HELD,
        _HELD,
        _NUMBER,
    ),
    "power_accepted": Letter(
        _l("Your mandate was accepted"),
        (_l("The person you named said yes. They may act for you from now on."),),
        (_LAST,),
        (_l("You see everything they do, and can take the mandate back at once."),),
        _SEE_GIVEN,
        _GIVEN,
        _NUMBER,
    ),
    "power_declined": Letter(
        _l("Your mandate was not accepted"),
        (_l("The person you named said no. Nobody acts for you under this mandate."),),
        then=(_l("You can name somebody else, or ask at a desk."),),
        action=_SEE_GIVEN,
        place=_GIVEN,
        number=_NUMBER,
    ),
    "power_taken_back": Letter(
        _l("You took a mandate back"),
        (_l("It holds no more, from this moment."),),
        action=_SEE_GIVEN,
        place=_GIVEN,
        number=_NUMBER,
        is_answer=True,
    ),
    "power_gone": Letter(
        _l("A mandate you held has ended"),
        (_l("You may no longer act under it. What you sent before stays as it is."),),
        action=_SEE_HELD,
        place=_HELD,
        number=_NUMBER,
    ),
    "power_given_up": Letter(
        _l("Somebody no longer acts for you"),
        (_l("The person who acted for you has stopped. What they sent stays as it is."),),
        then=(_l("You can name somebody else, or ask at a desk."),),
        action=_SEE_GIVEN,
        place=_GIVEN,
        number=_NUMBER,
    ),
}
