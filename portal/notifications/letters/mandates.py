"""What is told about mandates given at a desk: never who helps, and never for which service. Pure."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

_MINE = "/area-personale/deleghe/%(mandate_id)s"
_BOARD = "/ufficio/deleghe"
_NUMBER = _l("Code of the mandate")
_SEE = _l("See the mandate")
_LAST = ("last_on", _l("Its last day is %(last_on)s."))
_NOT_YOU = _l("If you did not ask for it, say so on the page below: it stops at once.")

LETTERS = {
    "mandate_given": Letter(
        _l("A mandate was recorded for you"),
        (_l("At a desk you let an operator write and read requests for you."),),
        (_LAST,),
        (_l("You can take it back whenever you want."), _NOT_YOU),
        _SEE,
        _MINE,
        _NUMBER,
        is_answer=True,
    ),
    "mandate_code": Letter(
        _l("Your code to sign the mandate"),
        (
            _l("Your code is %(code)s."),
            _l("Say it to the operator beside you only if you want to give the mandate."),
        ),
        then=(_l("If nobody is beside you, do nothing: without the code it is not signed."),),
        action=_SEE,
        place=_MINE,
        number=_NUMBER,
        is_answer=True,
        text=_l(
            "Accanto: %(code)s signs the mandate %(spoken_reference)s. Say it only to the operator "
            "beside you, only if you want it."
        ),
    ),
    "mandate_signed": Letter(
        _l("Your mandate is signed"),
        (_l("The mandate you gave at a desk is signed, and holds."),),
        (_LAST,),
        (_l("You can take it back whenever you want."), _NOT_YOU),
        _SEE,
        _MINE,
        _NUMBER,
    ),
    "mandate_revoked": Letter(
        _l("A mandate was taken back"),
        (_l("A mandate you gave at a desk, or a part of it, was taken back. It holds no more."),),
        then=(_l("What was sent before stays as it is. If it was not you, call the desk."),),
        action=_SEE,
        place=_MINE,
        number=_NUMBER,
        is_answer=True,
    ),
    "mandate_ends_soon": Letter(
        _l("A mandate you gave ends soon"),
        (_l("A mandate you gave at a desk ends soon, by itself."),),
        (_LAST,),
        (_l("If you still need help, go to the desk and give it again. Otherwise do nothing."),),
        _SEE,
        _MINE,
        _NUMBER,
    ),
    "mandate_contested": Letter(
        _l("Your mandate is stopped"),
        (
            _l("You said that you did not ask for it. Nobody can act under it any more."),
            _l("Somebody who did not record it looks into it, and writes to you."),
        ),
        action=_SEE,
        place=_MINE,
        number=_NUMBER,
        is_answer=True,
    ),
    "mandate_answered": Letter(
        _l("There is an answer about your mandate"),
        (_l("We looked into the mandate you did not ask for. It has ended. Read the answer."),),
        action=_SEE,
        place=_MINE,
        number=_NUMBER,
    ),
    "mandate_to_look_into": Letter(
        _l("A person does not recognise a mandate"),
        (
            _l(
                "The mandate is suspended and its drafts are out of reach of the desk. Look into it."
            ),
        ),
        action=_l("Open the mandates of your body"),
        place=_BOARD,
        number=_NUMBER,
    ),
    "mandate_lost": Letter(
        _l("A mandate is suspended after news from a register"),
        (_l("The civic register no longer knows who gave it. Nobody can act under it."),),
        then=(_l("If the person comes, they give a new mandate. There is nothing else to do."),),
        action=_l("Open the mandates of your body"),
        place=_BOARD,
        number=_NUMBER,
    ),
    "request_unsigned": Letter(
        _l("A request you wrote at the desk is not signed yet"),
        (
            _l(
                "Until who declares has signed, it is not sent, and the days of the office do not begin."
            ),
        ),
        then=(_l("If the person comes, open a visit: the signed paper or their phone is enough."),),
        action=_l("Open the desk"),
        place="/sportello",
        number=_NUMBER,
    ),
    "mandate_unsigned": Letter(
        _l("A mandate you recorded is not signed yet"),
        (_l("Until the signed paper is attached, the mandate does not hold."),),
        then=(_l("Attach the paper, or ask the person to sign at their next visit."),),
        action=_l("Attach the signed mandate"),
        place="/sportello/deleghe/%(mandate_id)s/firma",
        number=_NUMBER,
    ),
}
