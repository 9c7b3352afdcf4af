"""What a person is told about their own contacts: the code that proves one, and that one was changed."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

PLACE = "/area-personale/profilo/contatti"
_OPEN = _l("Open your contacts")
_NOT_ME = _l("If it was not you, sign in, look at your contacts and call a desk.")
_STOPPING = "/ferma-cambio/%(code)s"
_STOP = _l("Stop the change")
_IN_A_DAY = _l("We wait 24 hours, or for a second operator. If it was you, do nothing.")
_STOP_IT = _l("If it was not you, stop it from the page below, or tell any desk the code %(code)s.")

LETTERS = {
    "contact_code": Letter(
        _l("Your code to confirm this contact"),
        (
            _l("Your code is %(code)s."),
            _l("Write it on the page where you gave this contact. It is good for 30 minutes."),
        ),
        then=(
            _l(
                "If you asked for nothing, do nothing: nobody can use your contact without the code."
            ),
        ),
        action=_OPEN,
        place=PLACE,
        is_answer=True,
        text=_l(
            "Accanto: your code is %(code)s. It is good for 30 minutes. We never ask you for it."
        ),
    ),
    "trial": Letter(
        _l("A trial message from Accanto"),
        (_l("This is a trial. It arrived: news of your request comes to you this way."),),
        then=(_l("You need do nothing."),),
        action=_OPEN,
        place=PLACE,
        is_answer=True,
        text=_l(
            "Accanto: this is a trial. It arrived: news of your request comes to you this way."
        ),
    ),
    "declaration_code": Letter(
        _l("Your code to declare"),
        (
            _l("Your code is %(code)s."),
            _l(
                "Say it to the operator only after you heard what you declare. It is good for 15 minutes."
            ),
        ),
        then=(_l("If you are not at a desk now, say it to nobody."),),
        action=_l("Read who did what"),
        place="/area-personale/accessi",
        is_answer=True,
        text=_l(
            "Accanto: your code to declare is %(code)s. Say it only after you heard what you declare."
        ),
    ),
    "email_changed": Letter(
        _l("The email we write to you at has changed"),
        (_l("From now on we write to another email."),),
        then=(_NOT_ME,),
        action=_OPEN,
        place=PLACE,
        is_answer=True,
    ),
    "email_change_asked": Letter(
        _l("A desk was asked to change your email"),
        (_l("Somebody at a desk asked us to write to another email instead of this one."),),
        then=(_IN_A_DAY, _STOP_IT),
        action=_STOP,
        place=_STOPPING,
        is_answer=True,
    ),
    "phone_change_asked": Letter(
        _l("A desk was asked to change your phone number"),
        (_l("Somebody at a desk asked us to use another number instead of this one."),),
        then=(_IN_A_DAY, _STOP_IT),
        action=_STOP,
        place=_STOPPING,
        is_answer=True,
        text=_l(
            "Accanto: a desk was asked to change your number. Not you? Tell any desk the code "
            "%(code)s, or stop it in your personal area."
        ),
    ),
    "phone_changed": Letter(
        _l("The phone number we reach you at has changed"),
        (_l("From now on we use another number."),),
        then=(_NOT_ME,),
        action=_OPEN,
        place=PLACE,
        is_answer=True,
    ),
}
