"""The closed words of assisted mode, as people read them."""

from __future__ import annotations

from portal.assisted.models import (
    EndedBy,
    EndedHow,
    IdentifiedBy,
    Mandate,
    Outcome,
    Scope,
    SignedHow,
    Visit,
    WithoutCode,
)
from portal.cases.models.people import Means
from portal.platform.i18n import lazy_gettext as _l

IDENTIFIED = {
    IdentifiedBy.DOCUMENT: _l("Document seen"),
    IdentifiedBy.EXPIRED_DOCUMENT: _l("Document seen, past its date"),
    IdentifiedBy.KNOWN: _l("Known at the desk, no document seen"),
    IdentifiedBy.OWN_CODE: _l("Showed a code of their personal area"),
    IdentifiedBy.OWN_LOGIN: _l("Said it themselves, at the screen of the desk"),
    IdentifiedBy.OWN_PHONE: _l("Said it themselves, on their phone"),
}
#: By which way in people prove who they are; said only of those who did it themselves.
WAYS = {"spid": _l("with SPID"), "cie": _l("with CIE"), "oidc": _l("with their own login")}

ENDED = {
    EndedHow.BUTTON: _l("ended by the operator"),
    EndedHow.TURN: _l("ended with its number"),
    EndedHow.IDLE: _l("ended by itself: nobody used it"),
    EndedHow.SESSION: _l("ended with the session"),
    EndedHow.ROLE: _l("ended with the operator’s role"),
}

#: How an interpreter is with the person and the operator.
INTERPRETERS = {
    "present": _l("Here, in the room"),
    "remote": _l("By phone or video"),
}

SIGNED = {
    SignedHow.PAPER: _l("signed on paper"),
    SignedHow.LOGIN: _l("signed with SPID or CIE"),
    SignedHow.CODE: _l("signed with a code on the phone"),
    SignedHow.OFFICIAL: _l("given before a public official"),
}

ENDED_BY = {
    EndedBy.ONLINE: _l("online, by the person"),
    EndedBy.DESK: _l("at the desk"),
    EndedBy.PHONE: _l("by phone"),
    EndedBy.OFFICE: _l("by the body"),
    EndedBy.REPLACED: _l("a newer mandate took its place"),
    EndedBy.REGISTER: _l("after news from a register"),
}

OUTCOMES = {
    None: _l("Somebody is looking into it"),
    Outcome.ENDED: _l("The mandate was ended"),
    Outcome.RECOGNISED: _l("You recognised it after all"),
}

#: Why somebody is looked for by name, as the operator chooses it.
WITHOUT_CODE = {
    WithoutCode.NONE: _l("The person has no fiscal code"),
    WithoutCode.CARD_ABSENT: _l("The card is not here, and they do not know the code"),
    WithoutCode.REFUSED: _l("The code on the card is refused here"),
}

#: Kinds of document (DPR 445/2000, art. 35), and the word for having seen none.
NO_DOCUMENT = "none"
DOCUMENTS = {
    "identity_card": _l("Identity card"),
    "passport": _l("Passport"),
    "driving_licence": _l("Driving licence"),
    "residence_permit": _l("Residence permit"),
    "other_document": _l("Another document with a photo and a stamp"),
}

DURATION = {
    30: _l("30 days"),
    90: _l("90 days"),
    365: _l("One year"),
}


ENDED_MANDATE = _l("Ended")


def state_of(mandate: Mandate, *, is_over: bool, visit_is_open: bool) -> tuple[str, object]:
    """The state of a mandate as a tone for its tag and the words for it."""
    if mandate.revoked_at is not None:
        return "stop", _l("Taken back")
    if mandate.suspended_at is not None:
        return "stop", _l("Suspended: it does not hold now")
    if is_over or (mandate.scope is Scope.VISIT and not visit_is_open):
        return "", ENDED_MANDATE
    if mandate.signed_at is None:
        if not visit_is_open:
            return "wait", _l("Waiting for the signature: not valid now")
        return "wait", _l("In force for this visit, to be signed")
    return "good", _l("In force, signed")


def how_known(visit: Visit) -> str:
    """How the operator knows who it is, in words; SPID and CIE are named only where they were used."""
    said = str(IDENTIFIED[visit.identified_by])
    return f"{said}, {WAYS[visit.way]}" if visit.way in WAYS else said


#: What stands on the screen of a waiting room, said in two languages.
HALL = {
    "now": _l("Now"),
    "before": _l("Before"),
    "table": _l("Table"),
    "none": _l("No number was called yet"),
    "ended": _l("This screen was ended. Ask at the desk."),
    "lost": _l("The line is down. Listen to the desk."),
}

#: What a request waits for that is not signed yet.
AWAITED = {
    Means.PAPER: _l("the signed paper is missing"),
    Means.OWN_PHONE: _l("a link was offered, nobody declared"),
    Means.PHONE_CODE: _l("a code was sent, nobody said it"),
}
