"""Login sessions: a table of ours, so that they can be listed, ended, and hold nothing in cookies."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, TypeVar

from flask import Flask, current_app, g, request
from sqlalchemy import (
    JSON,
    ColumnElement,
    String,
    and_,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.wrappers import Response

from portal.platform import clock, endings
from portal.platform.database import Model, Moment, aside, db

View = TypeVar("View", bound=Callable[..., Any])

COOKIE = "accanto_session"
#: Says only that this browser is at a desk or in a visit: shared pages are then not used.
APART = "accanto_apart"
#: Names a public machine of a desk, whoever sits at it; it outlives every person there.
KIOSK = "accanto_kiosk"
#: How whoever uses this browser reads, and how the person beside them in a visit does (platform/reading.py).
READING = "accanto_reading"
READING_BESIDE = "accanto_reading_beside"
#: At a public machine: so long without a sign of anybody before it asks, and so long it waits for an answer.
KIOSK_IDLE = timedelta(seconds=90)
KIOSK_COUNTDOWN = timedelta(seconds=30)
#: What a page may need to say that somebody is there, before the server ends the session by itself.
_KIOSK_GRACE = timedelta(seconds=30)
_SEEN_EVERY = timedelta(minutes=1)
_SEEN_AT_KIOSK = timedelta(seconds=15)
_REMEMBERED = timedelta(days=1)
#: After so long without a request somebody else may sit at the machine: a proof of who is here has lapsed.
PROOF_LASTS = timedelta(minutes=15)
_NAMED_BY = 16


class LoginSession(Model):
    """One browser that is signed in, or a guest's browser with a draft.

    ``id_hash`` is the SHA-256 of the cookie: who reads the table cannot enter with it.
    ``facts`` holds ids and closed words only: method, provider, level, desk, visit, and whether the
    proof of who is here has lapsed since (only a new login, which is a new session, makes it good).
    """

    __tablename__ = "login_sessions"

    id_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int | None] = mapped_column(index=True)
    csrf_secret: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)


def token_hash(token: str) -> str:
    """The name a session has in the table: the SHA-256 of its cookie."""
    return hashlib.sha256(token.encode()).hexdigest()


def current_session() -> LoginSession | None:
    """The session of this request's cookie, unless it ended; read once per request."""
    if "login_session" not in g:
        token = request.cookies.get(COOKIE)
        g.login_session = _load(token) if token else None
    found: LoginSession | None = g.login_session
    return found


#: Written once: every page of somebody who is here asks it.
_BY_HASH = select(LoginSession).where(LoginSession.id_hash == bindparam("hashed"))


def _load(token: str) -> LoginSession | None:
    row = db.session.scalar(_BY_HASH, {"hashed": token_hash(token)})
    if row is None:
        return None
    # It outlives a rollback, and nobody changes it by accident.
    db.session.expunge(row)
    if row.expires_at <= clock.now():
        return None
    return row if row.seen_at + _idle_time(row) > clock.now() else None


def is_at_kiosk(row: LoginSession) -> bool:
    """Whether a session was opened at a public machine."""
    return "kiosk" in row.facts


def _idle_time(row: LoginSession) -> timedelta:
    """How long a session may lie unused: at a public machine, minutes."""
    if is_at_kiosk(row):
        return KIOSK_IDLE + KIOSK_COUNTDOWN + _KIOSK_GRACE
    minutes: int = current_app.config["SETTINGS"].session_idle_minutes
    return timedelta(minutes=minutes)


def mark_browser(**facts: str) -> None:
    """Say what each session that this request opens shall know of its browser."""
    g.browser_facts = facts


def unattended(view: View) -> View:
    """Mark a view that a page asks by itself: its requests are no sign that somebody is there."""
    view.is_unattended = True  # type: ignore[attr-defined]
    return view


def _is_unattended() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "is_unattended", False)


def open_session(session: Session, person_id: int | None, facts: dict[str, Any]) -> LoginSession:
    """Begin a new session inside the caller's write transaction; the old id never lives on.

    The cookie is set on the response of this request.
    """
    token = secrets.token_urlsafe(32)
    end_session(session, goes_on=facts)
    hours = current_app.config["SETTINGS"].session_hours
    row = LoginSession(
        id_hash=token_hash(token),
        person_id=person_id,
        csrf_secret=secrets.token_hex(32),
        facts={**facts, **g.get("browser_facts", {})},
        created_at=clock.now(),
        seen_at=clock.now(),
        expires_at=clock.after(hours=hours),
    )
    session.add(row)
    g.session_cookie = token
    g.login_session = row
    g.pop("actor", None)
    return row


def keep_fact(session: Session, **facts: Any) -> None:
    """Add to (or, with None, take from) the facts of the current session."""
    row = current_session()
    if row is None:
        return
    kept = {name: v for name, v in {**row.facts, **facts}.items() if v is not None}
    statement = update(LoginSession).where(LoginSession.id_hash == row.id_hash).values(facts=kept)
    session.execute(statement, execution_options={"synchronize_session": False})
    row.facts = kept
    g.pop("actor", None)


def end_session(session: Session, goes_on: Mapping[str, Any] = MappingProxyType({})) -> None:
    """End the current session, if any, inside the caller's write transaction. What the next one of this
    browser holds just the same (``goes_on``) has not ended."""
    row = current_session()
    if row is not None:
        over = {name: value for name, value in row.facts.items() if goes_on.get(name) != value}
        endings.announce(row.person_id, over)
        _delete(session, LoginSession.id_hash == row.id_hash)
    g.login_session = None
    g.session_cookie = ""
    g.pop("actor", None)


def end_sessions_of(session: Session, person_id: int) -> None:
    """Sign a person out everywhere."""
    _delete(session, LoginSession.person_id == person_id)


def end_session_named(session: Session, person_id: int, name: str) -> None:
    """Sign one other browser of a person out; ``name`` is that of ``name_of``. Of nobody else's."""
    if len(name) == _NAMED_BY:
        _delete(
            session,
            LoginSession.person_id == person_id,
            LoginSession.id_hash.startswith(name, autoescape=True),
        )


def end_session_by_hash(session: Session, id_hash: str) -> None:
    """End one session by its name in the table, whoever's it is."""
    _delete(session, LoginSession.id_hash == id_hash)


def end_sessions_with(session: Session, person_id: int | None = None, **facts: str) -> None:
    """End the sessions that hold these facts, of one person or of whoever it is."""
    where = [LoginSession.facts[name].as_string() == value for name, value in facts.items()]
    if person_id is not None:
        where.append(LoginSession.person_id == person_id)
    _delete(session, *where)


def name_of(row: LoginSession) -> str:
    """What a session may be called in a page: enough to tell one's own apart, no way in."""
    return row.id_hash[:_NAMED_BY]


def seconds_left(row: LoginSession) -> tuple[int, int]:
    """How long a session lasts if nothing is done any more, and whatever is done: seconds."""
    return int(_idle_time(row).total_seconds()), max(
        0, int((row.expires_at - clock.now()).total_seconds())
    )


def is_proof_fresh() -> bool:
    """Whether who signed in here never left the machine alone for as long as a proof lasts."""
    row = current_session()
    return row is not None and not row.facts.get("lapsed", False)


def purge_sessions(session: Session) -> None:
    """Forget sessions that ended by time; a day later, so that a form posted too late is still kept."""
    _delete(session, LoginSession.expires_at <= clock.now() - _REMEMBERED)


def _delete(session: Session, *where: Any) -> None:
    session.execute(
        delete(LoginSession).where(*where), execution_options={"synchronize_session": False}
    )


def is_open() -> ColumnElement[bool]:
    """Whether a session in a query has not ended by time; those of public machines end sooner still."""
    minutes: int = current_app.config["SETTINGS"].session_idle_minutes
    since = clock.now() - timedelta(minutes=minutes)
    return and_(LoginSession.expires_at > clock.now(), LoginSession.seen_at > since)


def sessions_of(person_id: int) -> list[LoginSession]:
    """The open sessions of a person, newest first."""
    query = select(LoginSession).where(LoginSession.person_id == person_id, is_open())
    rows = db.session.scalars(query.order_by(LoginSession.created_at.desc()))
    return [row for row in rows if row.seen_at + _idle_time(row) > clock.now()]


def left_at_kiosks(session: Session) -> list[LoginSession]:
    """The sessions of public machines that ended because nobody was there any more."""
    least = KIOSK_IDLE + KIOSK_COUNTDOWN + _KIOSK_GRACE
    query = select(LoginSession).where(
        LoginSession.seen_at <= clock.now() - least,
        LoginSession.facts["kiosk"].as_string().is_not(None),
    )
    return list(session.scalars(query.limit(500)))


def sessions_at(session: Session, kiosk: str) -> list[LoginSession]:
    """The sessions that were opened at one public machine."""
    query = select(LoginSession).where(LoginSession.facts["kiosk"].as_string() == kiosk)
    return list(session.scalars(query))


def mark_apart(apart: bool) -> None:
    """Keep this browser away from shared pages (a visit, a kiosk), or let it use them again."""
    g.apart_cookie = "1" if apart else ""


def init_app(app: Flask) -> None:
    """Set and clear the cookies, and note when a session was last seen (once a minute)."""

    @app.after_request
    def set_cookies(response: Response) -> Response:
        secure = app.config["SETTINGS"].is_https
        for name, value in ((COOKIE, g.get("session_cookie")), (APART, g.get("apart_cookie"))):
            if value:
                response.set_cookie(name, value, httponly=True, secure=secure, samesite="Lax")
            elif value == "":
                response.delete_cookie(name, httponly=True, secure=secure, samesite="Lax")
        return response

    @app.before_request
    def note_seen() -> None:
        row = current_session()
        if row is None or _is_unattended():
            return
        every = _SEEN_AT_KIOSK if is_at_kiosk(row) else _SEEN_EVERY
        if row.seen_at + every < clock.now():
            values: dict[str, Any] = {"seen_at": clock.now()}
            if row.person_id is not None and row.seen_at + PROOF_LASTS <= clock.now():
                row.facts = values["facts"] = {**row.facts, "lapsed": True}
            where = LoginSession.id_hash == row.id_hash
            with aside() as session:
                session.execute(update(LoginSession).where(where).values(values))
