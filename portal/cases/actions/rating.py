"""Saying how easy it was: once for each case, kept apart from it and from the person."""

from __future__ import annotations

from portal.cases import queries
from portal.cases.bindings import rating_context
from portal.cases.events import NotNow
from portal.cases.models import Case, Rating
from portal.cases.timeline import CaseStatus
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere

LONGEST_DETAILS = 200


def rate_case(
    keyring: Keyring,
    actor: Actor,
    case_reference: str,
    stars: int,
    aspect: str | None,
    details: str,
) -> Case:
    """Rate the use of a service, with one to five stars. The case only remembers the day, so that it
    is rated once; no audit row names who did it, because that would end the anonymity.

    Raises:
        NotThere: not the actor's case, or still a draft; in a visit, where an operator would answer.
        NotNow: it was rated already.
    """
    case = queries.get_case(actor, case_reference)
    if case.status is CaseStatus.DRAFT or actor.acting_for is not None:
        raise NotThere
    db.session.refresh(case, with_for_update=True)
    if case.rated_on is not None:
        raise NotNow
    case.rated_on = clock.today()
    add_rating(keyring, "service", case.service, stars, aspect, details, territory=case.territory)
    return case


def add_rating(
    keyring: Keyring,
    subject: str,
    about: str,
    stars: int,
    aspect: str | None,
    details: str,
    territory: str = "",
) -> None:
    """Keep one rating of a service or of the words of a page: a day, and nothing that leads to a person."""
    row = Rating(
        subject=subject,
        service=about,
        territory=territory,
        given_on=clock.today(),
        stars=min(5, max(1, stars)),
        aspect=aspect or None,
    )
    if details.strip():
        row.data_key = keyring.new_data_key()
        text = details.strip()[:LONGEST_DETAILS]
        row.sealed = keyring.seal_text(row.data_key, text, rating_context())
    db.session.add(row)
