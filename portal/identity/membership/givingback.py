"""Giving access tokens back: at a sign-out, and when a session ends by itself. Nobody waits for it.

Rules: revocation_endpoint and logout of the SPID/CIE rules. SPID wants it whenever a session ends, CIE at a
sign-out; a token that nobody needs opens somebody's data until its own end, so both get it back always. It
is kept sealed for this alone.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from portal.identity.federation.entering import Step, send
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import Cause, Refused
from portal.identity.federation.revoking import check_revoked, revocation_form
from portal.identity.login import Access
from portal.identity.membership import keyset, providing, register
from portal.identity.membership.entrance import House
from portal.identity.membership.models import AccessToken
from portal.platform import clock, jobs
from portal.platform.crypto import Keyring
from portal.platform.database import db, writing
from portal.platform.jobs import GiveUp, TryLater
from portal.platform.sessions import LoginSession, is_open

KIND = "federation.give_back"


def keep(keyring: Keyring, member: str, session_hash: str, issuer: str, access: Access) -> None:
    """Keep the token of a login with its session, inside the transaction that opens it."""
    data_key = keyring.new_data_key()
    db.session.add(
        AccessToken(
            member=member,
            session_hash=session_hash,
            issuer=issuer,
            login=access.login,
            data_key=data_key,
            sealed=keyring.seal_text(data_key, access.token, _context(access.login)),
            expires_at=access.expires_at,
        )
    )


def _context(login: str) -> str:
    return f"federation:access:{login}"


def leave(session_hash: str) -> None:
    """A session is over: its token goes back, by a job of the same transaction."""
    query = select(AccessToken).where(
        AccessToken.session_hash == session_hash, AccessToken.ended_at.is_(None)
    )
    _end(db.session.scalars(query))


def leave_ended(session: Session) -> None:
    """The same for sessions that ended elsewhere: by time, from another device, by a new login."""
    living = select(LoginSession.id_hash).where(
        LoginSession.id_hash == AccessToken.session_hash, is_open()
    )
    query = select(AccessToken).where(AccessToken.ended_at.is_(None), ~living.exists())
    _end(session.scalars(query.limit(500)))


def _end(rows: Iterable[AccessToken]) -> None:
    for row in rows:
        row.ended_at = clock.now()
        jobs.enqueue(KIND, f"{KIND}:{row.login}", token=row.id)


def give_back(house: House, number: int) -> None:
    """Tell the provider that a token is no longer needed, note it in the register, and forget the token.

    Raises:
        TryLater: the provider does not answer, or its chain ended and may be renewed.
        GiveUp: it refuses.
    """
    row = db.session.get(AccessToken, number)
    if row is None:
        return
    token = house.keyring.open_text(row.data_key, row.sealed, _context(row.login))
    login = register.Login(row.member, row.issuer, row.login)
    found = providing.find_by_issuer(house.membership, row.issuer)
    if found is None:
        raise TryLater("provider_gone")
    key = keyset.load_keys(house.keyring, row.member).active(Purpose.SIGNATURE).key
    form = revocation_form(found[1], row.member, key, token)
    db.session.rollback()
    notes = register.Notes()
    try:
        if form is not None:
            steps = (Step.REVOCATION_REQUEST, Step.REVOCATION_REPLY)
            check_revoked(send(form, house.wire, notes, *steps))
    except Refused as refusal:
        again = refusal.cause in {Cause.UNREACHABLE, Cause.PROVIDER_TROUBLE}
        raise (TryLater if again else GiveUp)(refusal.code) from refusal
    finally:
        register.write(house.keyring, login, notes)
    with writing():
        forget(number)


def forget(number: int) -> None:
    """Destroy a token that was given back, or that nobody takes."""
    db.session.execute(delete(AccessToken).where(AccessToken.id == number))
