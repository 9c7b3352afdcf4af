"""What was typed into a form whose session had ended: kept sealed for 15 minutes, for the same person.

In a visit or at a kiosk it is dropped instead: the next person must never meet it.
"""

from __future__ import annotations

import json
from datetime import datetime

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import LargeBinary, Select, String, bindparam, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from werkzeug.datastructures import MultiDict

from portal.platform import clock
from portal.platform.crypto import Keyring
from portal.platform.csrf import FIELD
from portal.platform.database import Model, Moment, aside, db, reading
from portal.platform.sessions import COOKIE, LoginSession, current_session, token_hash

KEPT_MINUTES = 15
_LARGEST = 200_000
#: So many forms of one person; more come from a program that has an old cookie.
_MOST_KEPT = 20
_LONGEST_PATH = 300


class KeptForm(Model):
    """One posted form, sealed with a data key of its own."""

    __tablename__ = "kept_forms"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(index=True)
    path: Mapped[str] = mapped_column(String(_LONGEST_PATH))
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(Moment)


def _ended_session() -> LoginSession | None:
    token = request.cookies.get(COOKIE)
    if token is None or current_session() is not None:
        return None
    with reading(db.engine) as session:
        return session.get(LoginSession, token_hash(token))


def keep_posted_form() -> bool:
    """Keep what this request posted if its session ended by time; whether it was kept."""
    ended = _ended_session()
    if ended is None or ended.person_id is None or {"visit", "kiosk"} & ended.facts.keys():
        return False
    return keep_for(ended.person_id)


def keep_for(person_id: int) -> bool:
    """Keep what this request posted until this person has signed in again; whether it was kept."""
    typed = [(k, v) for k, v in request.form.items(multi=True) if k != FIELD]
    words = json.dumps(typed)
    is_strange = request.endpoint is None or len(request.path) > _LONGEST_PATH
    if not typed or is_strange or len(words) > _LARGEST:
        return False
    keyring: Keyring = current_app.config["KEYRING"]
    data_key = keyring.new_data_key()
    with aside() as session:
        session.execute(delete(KeptForm).where(KeptForm.id.in_(_beyond(person_id))))
        session.add(
            KeptForm(
                person_id=person_id,
                path=request.path,
                data_key=data_key,
                sealed=keyring.seal(data_key, words.encode(), f"kept:{person_id}"),
                expires_at=clock.after(minutes=KEPT_MINUTES),
            )
        )
    return True


def _beyond(person_id: int) -> Select[int]:
    """The oldest forms of a person, for which one more leaves no room."""
    own = select(KeptForm.id).where(KeptForm.person_id == person_id)
    return own.order_by(KeptForm.id.desc()).offset(_MOST_KEPT - 1)


#: Written once: every step of a request asks it.
_NEWEST = (
    select(KeptForm)
    .where(
        KeptForm.person_id == bindparam("person_id"),
        KeptForm.path == bindparam("path"),
        KeptForm.expires_at > bindparam("now"),
    )
    .order_by(KeptForm.id.desc())
    .limit(1)
)


def kept_form(person_id: int | None) -> MultiDict[str, str] | None:
    """What this person had typed on this page before the session ended, newest first."""
    if person_id is None:
        return None
    asked = {"person_id": person_id, "path": request.path, "now": clock.now()}
    row = db.session.scalar(_NEWEST, asked)
    if row is None:
        return None
    keyring: Keyring = current_app.config["KEYRING"]
    opened = keyring.open(row.data_key, row.sealed, f"kept:{person_id}")
    return MultiDict([(name, value) for name, value in json.loads(opened)])


def forget_kept_forms(session: Session, person_id: int, path: str) -> None:
    """The step was saved: what was kept for it is no longer needed."""
    where = (KeptForm.person_id == person_id, KeptForm.path == path)
    session.execute(delete(KeptForm).where(*where))


def purge_kept_forms(session: Session) -> None:
    """Erase what nobody came back for."""
    session.execute(delete(KeptForm).where(KeptForm.expires_at <= clock.now()))


def init_app(app: Flask) -> None:
    """Before the token is asked for: a post of an ended session is kept, then the login is offered."""

    @app.before_request
    def keep_before_login() -> ResponseReturnValue | None:
        if request.method == "POST" and keep_posted_form():
            back = request.script_root + request.path
            return redirect(url_for("identity.sign_in", da=back, scaduta=1))
        return None
