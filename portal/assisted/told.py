"""Telling the giver of a mandate what became of it, and the desk what waits: never for which service."""

from __future__ import annotations

from portal.assisted.models import Mandate
from portal.cases import reference as references
from portal.cases.models import Case
from portal.catalogue import serving
from portal.identity.models import Person
from portal.identity.queries import coordinators_in
from portal.notifications.actions import tell
from portal.platform.codes import printed
from portal.platform.crypto import Keyring
from portal.platform.database import db

_ITALIAN = "it"


def tell_giver(keyring: Keyring, event: str, mandate: Mandate, *, once: str | None = None) -> None:
    """Tell who gave a mandate, and only them: whoever acts for them may be whom they are afraid of."""
    tell(
        keyring,
        event,
        person_id=mandate.subject_id,
        address=None,
        language=db.session.get_one(Person, mandate.subject_id).language,
        case_id=None,
        values=values_of(mandate),
        is_for_them_alone=True,
        once=once,
    )


def tell_recorder(keyring: Keyring, event: str, mandate: Mandate) -> None:
    """Tell the operator who recorded a mandate."""
    tell(
        keyring,
        event,
        person_id=mandate.recorded_by,
        address=None,
        language=_ITALIAN,
        case_id=None,
        values=values_of(mandate),
        is_for_them_alone=True,
        once=f"{event}:{mandate.id}",
    )


def tell_typist(keyring: Keyring, operator_id: int, case: Case) -> None:
    """Tell the operator who wrote a request at a desk that nobody has signed it: its code, nothing of it."""
    tell(
        keyring,
        "request_unsigned",
        person_id=operator_id,
        address=None,
        language=_ITALIAN,
        case_id=None,
        values={"spoken_reference": references.spoken(case.reference)},
        is_for_them_alone=True,
        once=f"request_unsigned:{case.id}",
    )


def tell_coordination(keyring: Keyring, event: str, mandate: Mandate) -> None:
    """Tell whoever coordinates the body, and the body itself: where nobody coordinates, somebody reads it."""
    body = serving.snapshot().find_body(mandate.body)
    for person_id in coordinators_in(mandate.body):
        tell(
            keyring, event, person_id=person_id, address=None, language=_ITALIAN, case_id=None,
            values=values_of(mandate), is_for_them_alone=True,
        )  # fmt: skip
    if body is not None:
        tell(
            keyring, event, person_id=None, address=body.email, language=_ITALIAN, case_id=None,
            values=values_of(mandate),
        )  # fmt: skip


def values_of(mandate: Mandate) -> dict[str, str]:
    """What letters about a mandate may say of it."""
    return {
        "spoken_reference": printed(mandate.code),
        "mandate_id": str(mandate.id),
        "last_on": mandate.until.isoformat() if mandate.until else "",
    }
