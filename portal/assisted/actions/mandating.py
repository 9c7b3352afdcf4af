"""Recording what a person heard and agreed to, or that they do not want it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from portal.assisted import policy, queries, standing
from portal.assisted.models import Mandate, Scope, Visit
from portal.assisted.told import tell_giver
from portal.assisted.wording import fingerprint
from portal.platform import audit, clock, codes
from portal.platform.actor import Actor, with_visit
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l

_CODE_LENGTH = 12


class TooLong(Situation):
    """The mandate may not last as long as was asked."""

    status = 422
    title = _l("This mandate cannot last that long")
    words = _l("A mandate lasts one year at most. Without a document it lasts only for this visit.")


class NothingChosen(Situation):
    """A mandate for nothing is none."""

    status = 422
    title = _l("No service was chosen")
    words = _l("Choose at least one service, or all of them.")


class NotAllowedHere(Situation):
    """The body does not let its operators act for this service."""

    status = 422
    title = _l("Your body does not do this for others")
    words = _l("Choose only services for which your body lets its operators act.")


class RefusedBefore(Situation):
    """Who said no is not asked again in the same visit."""

    status = 409
    title = _l("The person said no")
    words = _l("Do not ask again in this visit. If they ask for it themselves, say so on the page.")


class InDoubt(Situation):
    """Who recorded a mandate that its giver does not recognise records no other until that is answered."""

    status = 403
    title = _l("A colleague does this")
    words = _l(
        "The person says that they did not ask for a mandate you recorded. Until that is answered a "
        "colleague records the next one."
    )


@dataclass(frozen=True)
class Given:
    """What the person agreed to, and the text they heard.

    ``days`` is None for this visit only. ``text`` holds every word of the paper: the passages in
    each language, who gives, who receives, what for. ``asked_again``: after a no, the person came back to
    it by themselves. ``renews`` is a mandate they give once more.
    """

    services: tuple[str, ...]
    every_service: bool
    days: int | None
    wording_version: str
    language: str
    text: Mapping[str, Any]
    asked_again: bool = False
    renews: int | None = None


def record_mandate(keyring: Keyring, actor: Actor, given: Given) -> Mandate:
    """Record the mandate of the person beside the operator; it holds at once, its paper follows.

    Raises:
        NotThere: no visit is open, or what is given again may not be.
        InDoubt, NothingChosen, NotAllowedHere, RefusedBefore, TooLong.
    """
    visit = queries.get_visit(actor)
    _check(visit, given)
    if given.renews is not None:
        standing.get_mandate_to_renew(visit, given.renews)
    until = clock.today() + timedelta(days=given.days) if given.days else None
    code, moment = codes.new_code(_CODE_LENGTH), clock.now()
    text = {
        **given.text,
        "code": code,
        "recorded_at": moment.isoformat(),
        "until": until.isoformat() if until else None,
        "wording_version": given.wording_version,
    }
    data_key = keyring.new_data_key()
    mandate = Mandate(
        code=code,
        visit_id=visit.id,
        subject_id=visit.subject_id,
        body=visit.body,
        desk=visit.desk,
        services=[] if given.every_service else sorted(given.services),
        every_service=given.every_service,
        scope=Scope.UNTIL if until else Scope.VISIT,
        until=until,
        wording_version=given.wording_version,
        language=given.language,
        digest=fingerprint(text),
        data_key=data_key,
        sealed=keyring.seal_json(data_key, text, queries.mandate_context(code)),
        recorded_at=moment,
        recorded_by=visit.operator_id,
        renews=given.renews,
    )
    db.session.add(mandate)
    db.session.flush()
    visit.mandate_refused_at = None
    audit.record(_under(actor, mandate), "mandate.recorded", "mandate", mandate.id)
    tell_giver(keyring, "mandate_given", mandate)
    return mandate


def check_doubt(visit: Visit) -> None:
    """Whether the operator of a visit may record a mandate of its person.

    Raises:
        InDoubt: see there.
    """
    if standing.is_in_doubt(visit):
        raise InDoubt


def _check(visit: Visit, given: Given) -> None:
    check_doubt(visit)
    if visit.mandate_refused_at is not None and not given.asked_again:
        raise RefusedBefore
    if not given.every_service and not given.services:
        raise NothingChosen
    if not set(given.services) <= set(queries.services_of_body(visit.body)):
        raise NotAllowedHere
    if given.days is None:
        return
    if given.days not in policy.DURATIONS or not policy.may_last(visit.identified_by):
        raise TooLong


def _under(actor: Actor, mandate: Mandate) -> Actor:
    """The same actor under this very mandate, as the audit trail must say."""
    visit = actor.visit
    return with_visit(actor, replace(visit, mandate_id=mandate.id)) if visit else actor


def record_refusal(actor: Actor) -> None:
    """The person heard the text and does not want to give a mandate: the visit goes on without.

    Raises:
        NotThere: no visit is open.
    """
    visit = queries.get_visit(actor)
    visit.mandate_refused_at = clock.now()
    audit.record(actor, "mandate.refused", "visit", visit.id)
