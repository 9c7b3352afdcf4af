"""What the person declares of a draft (DPR 445/2000 art. 46 and 47), and the ways that are theirs alone: the
link on their own phone and the paper they sign. By a code read out to the operator: ``declaring``.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from typing import Any

from sqlalchemy import update

from portal.cases import queries
from portal.cases.awaited.actions import await_signature, stop_waiting
from portal.cases.models import Case, Declaration, DeclarationLink, Means
from portal.cases.timeline import CaseStatus
from portal.catalogue.questionnaire.walk import Answers
from portal.identity.queries import names_of
from portal.platform import audit, clock
from portal.platform.acting import Act, ByPower
from portal.platform.actor import NOBODY, Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l
from portal.powers.policy import acting_by
from portal.powers.queries import represented_by

LINK_MINUTES = 15
#: The question under which the scan of the signed summary stands.
SIGNED_SUMMARY = "signed_summary"


class SummaryChanged(Situation):
    """What is about to be declared is not what the person read."""

    title = _l("The answers changed after you read the summary")
    words = _l("Read the summary again, then send. Nothing was sent, and nothing is lost.")


class DeclarationsMissing(Situation):
    """The person has not made the declarations of truth."""

    status = 403
    title = _l("The declarations are the person's own")
    words = _l(
        "An operator cannot make them. The person signs the printed summary, or declares on their "
        "own phone."
    )


def known_answers(keyring: Keyring, case: Case) -> Answers:
    """The answers of a case with its files counted as answers to their questions."""
    values: dict[Any, Any] = {
        key: said.value for key, said in queries.answers_of(keyring, case).items()
    }
    for card in queries.attachments_of(keyring, case):
        if card.question is not None:
            values.setdefault((card.question, None), []).append(card.name)
    return values


def digest_of(keyring: Keyring, case: Case) -> str:
    """The fingerprint of everything the summary shows: what is declared is what was read.

    Keyed: it stands in a form and, open, in a table. Whoever saw a plain hash could try out what was
    answered, also what is hidden from who acts for the person.
    """
    return keyring.lookup("summary", _text_of(keyring, case))


def fits(keyring: Keyring, case: Case, digest: str) -> bool:
    """Whether a fingerprint is that of the case as it stands; those of before they were keyed too."""
    text = _text_of(keyring, case)
    plain = hashlib.sha256(text.encode()).hexdigest()
    return digest in {keyring.lookup("summary", text), plain}


def _text_of(keyring: Keyring, case: Case) -> str:
    files = sorted(
        (card.question or "", card.name, card.size)
        for card in queries.attachments_of(keyring, case)
        if card.question != SIGNED_SUMMARY
    )
    answers = sorted(
        (question, -1 if item is None else item, json.dumps(said.value, sort_keys=True))
        for (question, item), said in queries.answers_of(keyring, case).items()
    )
    return json.dumps([case.reference, case.questionnaire["version"], answers, files])


def offer_declaration_link(keyring: Keyring, actor: Actor, case_reference: str) -> str:
    """A one-time link for the own phone of who declares, good for 15 minutes; older ones stop working.

    Raises:
        NotThere: not a draft of this actor, or nobody is there who may declare.
    """
    case = queries.lock_draft(actor, case_reference)
    if actor.speaker_id is not None and not (actor.visit and actor.may(Act.SEND, case.service)):
        raise NotThere
    now = clock.now()
    db.session.execute(
        update(DeclarationLink)
        .where(DeclarationLink.case_id == case.id, DeclarationLink.used_at.is_(None))
        .values(expires_at=now)
    )
    token = secrets.token_urlsafe(24)
    db.session.add(
        DeclarationLink(
            token_hash=_hashed(token),
            case_id=case.id,
            digest=digest_of(keyring, case),
            expires_at=clock.after(minutes=LINK_MINUTES),
            declarer_id=actor.speaker_id,
        )
    )
    await_signature(actor, case, Means.OWN_PHONE)
    audit.record(actor, "case.declaration_offered", "case", case.id, subject_id=case.subject_id)
    return token


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def case_of_link(token: str) -> Case:
    """The draft behind a one-time link that still works; opening it uses nothing up.

    Raises:
        NotThere: unknown, used, too old, or the draft was sent.
    """
    link = db.session.get(DeclarationLink, _hashed(token))
    if link is None or link.used_at is not None or link.expires_at <= clock.now():
        raise NotThere
    case = db.session.get_one(Case, link.case_id)
    if case.status is not CaseStatus.DRAFT:
        raise NotThere
    return case


def power_behind(keyring: Keyring, token: str) -> ByPower | None:
    """The power by which whoever the link is for declares; nothing where it is the person.

    Raises:
        NotThere: the link no longer works, or who it is for represents the person no more.
    """
    case = case_of_link(token)
    declarer_id = db.session.get_one(DeclarationLink, _hashed(token)).declarer_id
    if declarer_id is None or case.subject_id is None:
        return None
    name = names_of(keyring, {case.subject_id}).get(case.subject_id, "")
    for row in represented_by(declarer_id):
        held = acting_by(row, declarer_id, name, clock.today())
        if held is None or held.subject_id != case.subject_id:
            continue
        if held.may(Act.DECLARE, case.service):
            return held
    raise NotThere


def declare_by_link(keyring: Keyring, token: str, wording: list[str]) -> Case:
    """The person, or who represents them, makes the declarations on their own phone; the link is used up.

    Raises:
        NotThere: the link no longer works, or the power does not.
        SummaryChanged: answers changed after the link was made.
    """
    case, held = case_of_link(token), power_behind(keyring, token)
    link = db.session.get_one(DeclarationLink, _hashed(token), with_for_update=True)
    if link.used_at is not None:
        raise NotThere
    if not fits(keyring, case, link.digest):
        raise SummaryChanged
    link.used_at = clock.now()
    declare(
        case, Means.OWN_PHONE, wording, link.digest, made_by=link.declarer_id or case.subject_id
    )
    by = Actor(acting_for=held) if held else NOBODY
    audit.record(by, "case.declared", "case", case.id, subject_id=case.subject_id)
    return case


def record_paper_declaration(
    keyring: Keyring, actor: Actor, case_reference: str, wording: list[str]
) -> Case:
    """Who declares signed the printed summary and the operator scanned it: the paper is the declaration.

    Raises:
        NotThere: not a draft of this actor.
        DeclarationsMissing: outside a visit, or no scan of the signed paper is attached.
    """
    case = queries.lock_draft(actor, case_reference)
    scans = [
        card for card in queries.attachments_of(keyring, case) if card.question == SIGNED_SUMMARY
    ]
    if actor.visit is None or not scans:
        raise DeclarationsMissing
    digest = digest_of(keyring, case)
    declare(
        case, Means.PAPER, wording, digest,
        made_by=actor.visit.declarer_id, witnessed_by=actor.person_id,
    )  # fmt: skip
    audit.record(actor, "case.declared_on_paper", "case", case.id, subject_id=case.subject_id)
    return case


def declare(
    case: Case,
    means: Means,
    wording: list[str],
    digest: str,
    *,
    made_by: int | None,
    witnessed_by: int | None = None,
    attested: bytes | None = None,
) -> None:
    """Write down that the declarations were made; those made before no longer count. ``attested``: what a
    public official attests of them.
    """
    stop_waiting(case)
    old = queries.declaration_of(case)
    if old is not None:
        db.session.delete(old)
        db.session.flush()
    db.session.add(
        Declaration(
            case_id=case.id,
            means=means,
            wording=wording,
            digest=digest,
            made_at=clock.now(),
            made_by=made_by,
            witnessed_by=witnessed_by,
            attested=attested,
        )
    )
    db.session.flush()
