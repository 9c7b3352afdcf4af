"""What is told about who acts for whom: never who, and never for which service. Pure."""

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
    "representation_accepted": Letter(
        _l("Your act was accepted"),
        (_l("An officer looked at the act. You may act for the person from now on."),),
        (_LAST,),
        (_l("Every page says for whom you act. Choose it each time."),),
        _SEE_HELD,
        _HELD,
        _NUMBER,
    ),
    "representation_copy_wanted": Letter(
        _l("A better copy of your act is needed"),
        (_l("An officer could not read the act, or a page is missing. Read what they wrote."),),
        action=_SEE_HELD,
        place=_HELD,
        number=_NUMBER,
    ),
    "representation_refused": Letter(
        _l("Your act was not accepted"),
        (_l("An officer looked at the act and said no. Read the reason."),),
        then=(_l("You can send another act, or ask at a desk."),),
        action=_SEE_HELD,
        place=_HELD,
        number=_NUMBER,
    ),
    "representation_infected": Letter(
        _l("Your act cannot be opened"),
        (
            _l(
                "In the file you sent there is a virus: a program that does harm. Nobody can open it."
            ),
        ),
        then=(_l("Scan your telephone or computer, then send the act again."),),
        action=_SEE_HELD,
        place=_HELD,
        number=_NUMBER,
    ),
    "representation_ended": Letter(
        _l("You no longer represent somebody here"),
        (_l("An officer ended it. Sign in to read why. What you sent before stays as it is."),),
        then=(_l("If it is not right, call the office. You can also send a new act."),),
        action=_SEE_HELD,
        place=_HELD,
        number=_NUMBER,
    ),
    "represented_no_more": Letter(
        _l("Somebody no longer acts for you by law"),
        (_l("An officer ended it. Sign in to read why."),),
        then=(_l("What was sent before stays as it is. If it is not right, call us."),),
        action=_SEE_GIVEN,
        place=_GIVEN,
        number=_NUMBER,
    ),
    "represented": Letter(
        _l("Somebody acts for you by law"),
        (_l("An officer looked at the act of who acts for you, and accepted it."),),
        (_LAST,),
        (_l("You see who it is and everything they do. If it is not right, call us."),),
        _SEE_GIVEN,
        _GIVEN,
        _NUMBER,
    ),
    "power_ends_soon": Letter(
        _l("You soon act no longer for somebody"),
        (_l("What lets you act for a person ends soon, by itself."),),
        (_LAST,),
        (_l("If it was renewed, send the new act, or ask the person for a new mandate."),),
        _SEE_HELD,
        _HELD,
        _NUMBER,
    ),
    "represented_ends_soon": Letter(
        _l("Somebody soon acts no longer for you"),
        (_l("What lets a person act for you ends soon, by itself."),),
        (_LAST,),
        (_l("If you still need it, give a new mandate, or ask at a desk."),),
        _SEE_GIVEN,
        _GIVEN,
        _NUMBER,
    ),
    "power_more": Letter(
        _l("Much changed today about who acts for whom"),
        (_l("The same person changed it several times today. We write no more about it today."),),
        then=(_l("Sign in and see how it stands now. If you do not know why, call us."),),
        action=_l("See how it stands"),
        place="/area-personale",
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
