"""What a person is told about their case. Nothing about health, never the service's name. Pure."""

from __future__ import annotations

from portal.notifications.letters.letter import NEWS as _NEWS
from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

LETTERS = {
    "case_sent": Letter(
        _l("Case %(spoken_reference)s: we received it"),
        (_l("We received your request. The receipt is in your case."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
        (
            _l("You need not do anything now. If something is missing, we write to you."),
            _l("Keep the number of the case: say it when you call or come to the desk."),
        ),
        _l("Open the case and the receipt"),
        is_answer=True,
    ),
    "account_typed": Letter(
        _NEWS,
        (
            _l("An operator typed the account to which money of this request would go."),
            _l("It counts in 24 hours, or once a second operator looked at it."),
        ),
        then=(
            _l("If it is your account, do nothing."),
            _l("If it is not, stop it from the page below, or tell any desk the code %(code)s."),
        ),
        action=_l("Stop the account"),
        place="/ferma-cambio/%(code)s",
        is_answer=True,
    ),
    "account_reopened": Letter(
        _NEWS,
        (
            _l("The account of this request had been stopped. The office says it was by mistake."),
            _l("It counts again in 24 hours. Read in your request why."),
        ),
        then=(
            _l("If it is your account, do nothing."),
            _l("If it is not, stop it from the page below, or tell any desk the code %(code)s."),
        ),
        action=_l("Stop the account"),
        place="/ferma-cambio/%(code)s",
    ),
    "case_taken": Letter(
        _NEWS,
        (_l("The office has begun to look at your request."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
        (_l("You need not do anything now."),),
    ),
    "case_goes_on": Letter(
        _NEWS,
        (_l("The office goes on with your request."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
        (_l("If you still have something to send, you can send it in your case."),),
    ),
    "case_asks": Letter(
        _l("Case %(spoken_reference)s: we need something from you"),
        (_l("To go on, the office needs something from you. What it is stands in your case."),),
        (("asks_until", _l("Answer by %(asks_until)s.")),),
        (_l("If you cannot do it, write to the office or go to a desk: they help you."),),
        _l("Read and answer"),
        own_day="asks_until",
    ),
    "case_message": Letter(
        _l("Case %(spoken_reference)s: there is a message for you"),
        (_l("The office wrote you a message. You read it in your case."),),
        action=_l("Read the message"),
    ),
    "case_refusal_notice": Letter(
        _NEWS,
        (
            _l("There is an important notice in your case. The office has not decided yet."),
            _l("You have 10 days to answer and add documents. Read the notice today."),
        ),
        then=(_l("If you want help with the answer, go to a desk: it is free."),),
        action=_l("Read the notice and answer"),
    ),
    "case_accepted": Letter(
        _NEWS,
        (_l("The office decided on your request. You find the decision in your case."),),
        then=(_l("There you also read what happens next."),),
        action=_l("Read the decision"),
    ),
    "case_refused": Letter(
        _NEWS,
        (_l("The office decided on your request. You find the decision in your case."),),
        then=(_l("There you also read the reasons, and what you can do if you do not agree."),),
        action=_l("Read the decision"),
    ),
    "case_waiting": Letter(
        _NEWS,
        (_l("To go on, the office needs the answer of another office."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
        (_l("You need not do anything now."),),
    ),
    "case_assessment": Letter(
        _NEWS,
        (_l("The office has begun to assess your request. Your case says who does it."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
        (_l("If they need to meet you, they call you."),),
    ),
    "case_ranking": Letter(
        _NEWS,
        (_l("Your request now waits for its turn. Your case says how."),),
        then=(_l("You need not do anything now."),),
    ),
    "case_active": Letter(
        _NEWS,
        (_l("Your case says from which day, and how."),),
        then=(_l("If something is not right, call the office."),),
    ),
    "case_closed": Letter(
        _NEWS,
        (_l("The office closed your case. You find the reason in it."),),
        then=(_l("If you do not agree, write to the office or go to a desk."),),
    ),
    "case_review": Letter(
        _NEWS,
        (_l("The office looks at its decision again. Somebody else decides this time."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
    ),
    "case_unanswered": Letter(
        _NEWS,
        (_l("The day to answer the office is over. The office goes on with what it has."),),
        (("due_on", _l("You will have an answer by %(due_on)s.")),),
        (_l("You can still write to the office and send what it asked for."),),
    ),
    "case_withdrawn": Letter(
        _l("Case %(spoken_reference)s: withdrawn"),
        (_l("You withdrew your request: the office stops working on it."),),
        then=(
            _l("You can ask again whenever you want, with a new request."),
            _l("If it was not you, call the office at once."),
        ),
        is_answer=True,
    ),
}
