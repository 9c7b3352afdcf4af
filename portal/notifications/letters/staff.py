"""What is told about roles of staff: to who holds one, and to the administrators of a body. Pure."""

from __future__ import annotations

from portal.notifications.letters.letter import FIRST_PAGE_OF_WORK, Letter
from portal.platform.i18n import lazy_gettext as _l

#: Which role it is, by its name among the values, and where.
_WHICH = (
    ("operator", _l("The role: at the desk, beside people who ask.")),
    ("officer", _l("The role: in the office, working cases and deciding.")),
    ("coordinator", _l("The role: coordination, giving out cases and looking after deadlines.")),
    ("editor", _l("The role: editing, writing the service sheets.")),
    ("administrator", _l("The role: administration, giving and ending roles.")),
    ("place", _l("Where: %(place)s.")),
)
_WHY = (
    ("not_confirmed", _l("Nobody confirmed in time that it is still needed.")),
    ("not_used", _l("You did not sign in for 90 days.")),
)
_ASK = _l("If this is not right, talk to who administers the roles of your body.")
_SIGN_IN = _l("Sign in")

LETTERS = {
    "role_given": Letter(
        _l("You have a new role in the portal"),
        (_l("You can work in the portal from now on."),),
        _WHICH,
        (_l("You sign in with your own digital identity and a second proof."), _ASK),
        action=_SIGN_IN,
        place=FIRST_PAGE_OF_WORK,
    ),
    "role_paused": Letter(
        _l("A role of yours in the portal is suspended"),
        (_l("Until it is in force again, you cannot use it."),),
        (*_WHICH, *_WHY),
        (_l("If you still need it, talk to who administers the roles of your body."),),
        action=_SIGN_IN,
        place=FIRST_PAGE_OF_WORK,
    ),
    "role_lifted": Letter(
        _l("A role of yours in the portal is in force again"),
        (_l("It was suspended. You can use it from now on."),),
        _WHICH,
        action=_SIGN_IN,
        place=FIRST_PAGE_OF_WORK,
    ),
    "role_ended": Letter(
        _l("A role of yours in the portal has ended"),
        (_l("You cannot use it any more."),),
        _WHICH,
        (_l("Your own requests and data as a citizen stay as they are."), _ASK),
        action=_SIGN_IN,
        place=FIRST_PAGE_OF_WORK,
    ),
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
    "staff_signal": Letter(
        _l("Something to look at, %(day_on)s"),
        (_l("The work of somebody raises a question. It is a question, not a fault."),),
        then=(_l("Speak with the person, then say what came out."),),
        action=_l("Open what there is to look at"),
        place="/ufficio/controlli",
    ),
    "staff_tie_to_end": Letter(
        _l("A declared tie to look at, %(day_on)s"),
        (_l("Somebody who works with you says that a tie they declared is over."),),
        then=(_l("It holds until you agree. Speak with them, then say yes or no."),),
        action=_l("Open what there is to look at"),
        place="/ufficio/controlli",
    ),
    "staff_asked_why": Letter(
        _l("Case %(spoken_reference)s: why did you open it?"),
        (_l("Who coordinates the office looks at some openings every week. Yours is among them."),),
        (("day_on", _l("You opened it on %(day_on)s.")),),
        (_l("Tell them why. It is a question, not a fault."),),
        _l("Open your office"),
        "/ufficio",
    ),
}
