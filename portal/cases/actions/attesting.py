"""Who cannot sign declares aloud before a public official, who receives it (DPR 445/2000 art. 4 c. 1)."""

from __future__ import annotations

from portal.cases import attested, queries
from portal.cases.actions.declarations import SummaryChanged, declare, digest_of
from portal.cases.models import Case, Impediment, Means
from portal.cases.paper.brought import brought
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class NotReceivedHere(Situation):
    """Nobody at this desk may receive these declarations, or the person is not there."""

    status = 403
    title = _l("The declarations cannot be received here")
    words = _l(
        "Only a public official does it, for a person who is here and whose valid document they saw. "
        "Use paper, or the person’s phone."
    )


def can_receive(actor: Actor, case: Case) -> bool:
    """Whether the operator may receive them: who is on the telephone, or sent a paper, is not there."""
    return attested.may_receive(actor.visit) and brought(case) is None


def receive_declarations(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    *,
    seen_digest: str,
    wording: list[str],
    impediment: Impediment,
) -> Case:
    """The person heard all of it and said aloud that it is true; the official attests that they did.

    Raises:
        NotThere: not a draft of this visit.
        NotReceivedHere: see there.
        SummaryChanged: what was read aloud is not what stands there now.
    """
    case = queries.lock_draft(actor, case_reference)
    if actor.visit is None or not can_receive(actor, case):
        raise NotReceivedHere
    digest = digest_of(keyring, case)
    if seen_digest != digest:
        raise SummaryChanged
    sealed = attested.seal(keyring, case, digest, actor.name, impediment)
    declare(
        case, Means.OFFICIAL, wording, digest,
        made_by=actor.visit.declarer_id, witnessed_by=actor.person_id, attested=sealed,
    )  # fmt: skip
    audit.record(actor, "case.declared_aloud", "case", case.id, subject_id=case.subject_id)
    return case
