"""Signing a mandate: on paper, by a login of its giver, by a code to their phone, before an official."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.assisted import policy, queries, standing
from portal.assisted.actions.revoking import end_service, end_whole
from portal.assisted.models import EndedBy, Mandate, SignedHow, Visit
from portal.assisted.told import tell_giver, values_of
from portal.cases.models import Impediment
from portal.identity.models import Person
from portal.notifications.actions import tell
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.stored.files import names_files

#: A code is good for so long, and so many wrong ones end it.
CODE_LASTS = timedelta(minutes=10)
MOST_TRIES = 5
_DIGITS = 6


class NoPhone(Situation):
    """We know no number that the person proved to be theirs."""

    title = _l("No proved phone number")
    words = _l("A code goes only to a number that the person proved before. Use the paper.")


class NotAnOfficial(Situation):
    """This desk's body charged nobody here with receiving the words of who cannot sign."""

    status = 403
    title = _l("This cannot be attested here")
    words = _l("Only a public official does it, for a person whose valid document they saw.")


class CodeWrong(Exception):
    """Not the code; ``left`` says how many tries there still are, none where it is too late."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


@names_files("MANDATE_FILES")
def named_scans(session: Session) -> Iterable[str]:
    """The signed papers of every mandate."""
    keys = session.scalars(select(Mandate.scan_key).where(Mandate.scan_key.is_not(None)))
    return [key for key in keys if key is not None]


def attach_signed(
    keyring: Keyring, actor: Actor, mandate_id: int, scan_key: str, scan_type: str
) -> Mandate:
    """The signed paper was scanned: the mandate is signed from now on.

    Raises:
        NotThere: not a mandate of this desk that waits for its signature.
    """
    mandate = _held(queries.get_mandate_to_sign(actor, mandate_id))
    mandate.scan_key = scan_key
    mandate.scan_type = scan_type
    _sign(keyring, actor, mandate, SignedHow.PAPER, {})
    return mandate


def sign_by_login(keyring: Keyring, actor: Actor, mandate_id: int) -> Mandate:
    """Its giver signs by themselves, signed in with SPID or CIE; the view asked for level 2.

    Raises:
        NotThere: not theirs, signed already, over or taken back.
    """
    mandate = _held(standing.get_own_mandate(actor, mandate_id))
    if not policy.can_sign(actor, mandate, clock.today()):
        raise NotThere
    proof = actor.authentication
    facts = {"provider": proof.provider, "level": str(proof.level)} if proof else {}
    _sign(keyring, actor, mandate, SignedHow.LOGIN, facts)
    return mandate


def send_code(keyring: Keyring, actor: Actor, mandate_id: int) -> Mandate:
    """Send a code to the proved phone of the person beside the operator; only the last one counts.

    Raises:
        NotThere: not a mandate of this visit that waits for its signature.
        NoPhone.
    """
    mandate, _visit = _beside(actor, mandate_id)
    phone = standing.signing_phone(keyring, actor, mandate.subject_id)
    if not phone:
        raise NoPhone
    code = "".join(secrets.choice("0123456789") for _ in range(_DIGITS))
    mandate.sign_hash = _hash(keyring, mandate, code)
    mandate.sign_tries = 0
    mandate.sign_until = clock.now() + CODE_LASTS
    tell(
        keyring, "mandate_code", person_id=None, address=None, phone=phone,
        language=db.session.get_one(Person, mandate.subject_id).language, case_id=None,
        values={**values_of(mandate), "code": code},
    )  # fmt: skip
    audit.record(actor, "mandate.code_sent", "mandate", mandate.id)
    return mandate


def sign_by_code(keyring: Keyring, actor: Actor, mandate_id: int, code: str) -> Mandate:
    """The person said the code that reached their phone.

    Raises:
        NotThere: see ``send_code``, or no code was sent.
        CodeWrong: see there. The try is counted: the caller keeps this transaction.
    """
    mandate, _visit = _beside(actor, mandate_id)
    if mandate.sign_hash is None or mandate.sign_until is None:
        raise NotThere
    if mandate.sign_until <= clock.now() or mandate.sign_tries >= MOST_TRIES:
        raise CodeWrong(0)
    mandate.sign_tries += 1
    if not secrets.compare_digest(mandate.sign_hash, _hash(keyring, mandate, code)):
        raise CodeWrong(MOST_TRIES - mandate.sign_tries)
    _sign(keyring, actor, mandate, SignedHow.CODE, {})
    return mandate


def attest(keyring: Keyring, actor: Actor, mandate_id: int, impediment: Impediment) -> Mandate:
    """A public official attests that the person gave the mandate before them, and that something keeps
    them from signing; never what (DPR 445/2000 art. 4 c. 1). A relative's word (c. 2) gives no mandate.

    Raises:
        NotThere: not a mandate of this visit that waits for its signature.
        NotAnOfficial: see there.
    """
    mandate, visit = _beside(actor, mandate_id)
    if not policy.may_attest(visit, is_official=standing.is_official(visit.desk)):
        raise NotAnOfficial
    facts = {"official": actor.name, "impediment": impediment.value}
    _sign(keyring, actor, mandate, SignedHow.OFFICIAL, facts)
    return mandate


def _beside(actor: Actor, mandate_id: int) -> tuple[Mandate, Visit]:
    """A mandate that waits for the signature of the person beside the operator, and their visit."""
    return _held(queries.get_mandate_beside(actor, mandate_id)), queries.get_visit(actor)


def _held(mandate: Mandate) -> Mandate:
    """Held until the transaction ends, and read again once held: two signatures at once are one."""
    db.session.refresh(mandate, with_for_update=True)
    if mandate.signed_at is not None or not policy.stands(mandate):
        raise NotThere
    return mandate


def _sign(
    keyring: Keyring, actor: Actor, mandate: Mandate, how: SignedHow, facts: Mapping[str, str]
) -> None:
    mandate.signed_at, mandate.signed_how = clock.now(), how
    mandate.sign_hash = mandate.sign_until = None
    context = standing.signature_context(mandate.code)
    mandate.signature = keyring.seal_json(mandate.data_key, dict(facts), context)
    audit.record(
        actor, "mandate.signed", "mandate", mandate.id, subject_id=mandate.subject_id, purpose=how
    )
    _replace_older(actor, mandate)
    tell_giver(keyring, "mandate_signed", mandate)


def _replace_older(actor: Actor, mandate: Mandate) -> None:
    """What an older mandate of the same body says of the same services is over: the newer one speaks."""
    online = queries.services_of_body(mandate.body)
    for old in standing.standing_mandates(mandate.subject_id, mandate.body):
        taken = policy.overlap(mandate, old, online)
        held = (
            frozenset(online) - frozenset(old.without) if old.every_service else policy.left_of(old)
        )
        if taken and taken == held:
            end_whole(actor, old, EndedBy.REPLACED)
        else:
            for service in sorted(taken):
                end_service(actor, old, service, EndedBy.REPLACED)


def _hash(keyring: Keyring, mandate: Mandate, code: str) -> str:
    return keyring.lookup("mandate_code", f"{mandate.id}:{code}")
