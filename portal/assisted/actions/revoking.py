"""Taking a mandate back, whole or one service of it: at once, for every screen that is open on it."""

from __future__ import annotations

from portal.assisted import policy, queries, standing
from portal.assisted.models import EndedBy, Ending, Mandate
from portal.assisted.told import tell_giver
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere


def revoke_mandate(
    keyring: Keyring, actor: Actor, mandate_id: int, service: str | None = None
) -> Mandate:
    """Take a mandate back, or one service of it, as its giver wants.

    Raises:
        NotThere: not the subject's, taken back already, or the service is not in it.
    """
    mandate = queries.get_mandate_to_revoke(actor, mandate_id)
    _end(keyring, actor, mandate, service, policy.ended_by(actor))
    return mandate


def revoke_by_phone(
    keyring: Keyring, actor: Actor, mandate_id: int, service: str | None = None
) -> Mandate:
    """The operator called the proved number of the giver back, and heard it from them.

    Raises:
        NotThere: not a mandate of the operator's body that stands, their own, or not this service's.
    """
    mandate = standing.get_mandate_by_phone(actor, mandate_id)
    _end(keyring, actor, mandate, service, EndedBy.PHONE)
    return mandate


def _end(
    keyring: Keyring, actor: Actor, mandate: Mandate, service: str | None, how: EndedBy
) -> None:
    db.session.refresh(mandate, with_for_update=True)
    if mandate.revoked_at is not None:
        raise NotThere
    left = standing.left_services(mandate)
    if service is not None and service not in left:
        raise NotThere
    if service is None or left == {service}:
        end_whole(actor, mandate, how)
    else:
        end_service(actor, mandate, service, how)
    tell_giver(keyring, "mandate_revoked", mandate)


def end_whole(actor: Actor, mandate: Mandate, how: EndedBy) -> None:
    """End a mandate; who may do it was asked before."""
    mandate.revoked_at = clock.now()
    mandate.revoked_by = actor.person_id
    _note(actor, mandate, None, how)


def end_service(actor: Actor, mandate: Mandate, service: str, how: EndedBy) -> None:
    """End one service of a mandate; who may do it was asked before."""
    mandate.without = sorted({*mandate.without, service})
    _note(actor, mandate, service, how)


def _note(actor: Actor, mandate: Mandate, service: str | None, how: EndedBy) -> None:
    db.session.add(
        Ending(
            mandate_id=mandate.id,
            service=service,
            how=how,
            at=clock.now(),
            by=actor.person_id,
            desk=actor.desk,
        )
    )
    event = "mandate.revoked" if service is None else "mandate.service_revoked"
    audit.record(actor, event, "mandate", mandate.id, subject_id=mandate.subject_id, purpose=how)
