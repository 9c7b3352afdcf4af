"""What a person is told about their own contacts: the code that proves one, and that one was changed."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

PLACE = "/area-personale/profilo/contatti"
_OPEN = _l("Open your contacts")
_NOT_ME = _l("If it was not you, sign in, look at your contacts and call a desk.")

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
    "email_changed": Letter(
        _l("The email we write to you at has changed"),
        (_l("From now on we write to another email."),),
        then=(_NOT_ME,),
        action=_OPEN,
        place=PLACE,
        is_answer=True,
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
