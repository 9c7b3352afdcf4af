"""How surely somebody must have proved who they are to ask for a service online, and how old they are.

A guest of a service that needs no login, and an operator beside a person, pass: the one proved nothing and
need not, the other has the person in front of them.
"""

from __future__ import annotations

from datetime import date

from portal.cases.actions.drafting import questionnaire_of
from portal.cases.models import Case
from portal.catalogue import serving
from portal.catalogue.definitions import Login
from portal.identity.queries import profile_of
from portal.platform import clock
from portal.platform.access import StepUpNeeded
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class TooYoung(Situation):
    """The service is not asked for online at this age; a parent or a desk does it with the person."""

    status = 403
    title = _l("You cannot ask for it online by yourself yet")
    words = _l(
        "At your age a parent asks with you, or who has charge of you. You can also call, or go to "
        "a desk: you are listened to, also alone."
    )


class SignInToSend(Situation):
    """Without a login one fills in what a desk handed over; only services that need none are sent so."""

    status = 403
    title = _l("Sign in to send this request")
    words = _l(
        "Your answers are saved. Sign in and send it, or take it to a desk: show the code of the request."
    )


class WeaklyKnown(Situation):
    """Beside an operator who saw no document: the request can be prepared, not sent."""

    status = 403
    title = _l("First show who the person is")
    words = _l(
        "The answers are saved. To send this request, open the visit anew: with a document, or with the "
        "person’s own SPID or CIE."
    )


def check(keyring: Keyring, actor: Actor, slug: str) -> None:
    """Whether this actor may ask for a service as they are here.

    Raises:
        StepUpNeeded, TooYoung: see there.
    """
    service, proof = serving.snapshot().service(slug), actor.authentication
    if service is None or proof is None or actor.person_id is None or actor.visit is not None:
        return
    if proof.level < service.login.level:
        raise StepUpNeeded(service.login.level)
    if actor.acting_for is None and not is_old_enough(
        profile_of(keyring, actor.person_id).birth_date, service.login
    ):
        raise TooYoung


def is_old_enough(birth_date: str, login: Login) -> bool:
    """Whether somebody born on a day (ISO, or empty where nobody vouched for one) has the age today."""
    if not birth_date:
        return True
    born, today = date.fromisoformat(birth_date), clock.today()
    had_birthday = (today.month, today.day) >= (born.month, born.day)
    return today.year - born.year - (not had_birthday) >= login.least_age


def must_sign_in(actor: Actor, case: Case) -> bool:
    """Whether this draft is sent only by somebody who signed in, or beside an operator."""
    return not actor.is_signed_in and not questionnaire_of(case).without_login


def check_sender(actor: Actor, case: Case) -> None:
    """Whether this actor may send a draft: what a desk handed to a phone asks for a login again, and beside
    an operator the person must be known as surely as the service asks of who signs in.

    Raises:
        SignInToSend, WeaklyKnown: see there.
    """
    if must_sign_in(actor, case):
        raise SignInToSend
    service = serving.snapshot().service(case.service)
    if actor.visit is None or service is None or questionnaire_of(case).without_login:
        return
    if actor.visit.level < service.login.level:
        raise WeaklyKnown
