"""Reading the screens of a waiting room, and what stands on them: numbers and tables, never a name."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from sqlalchemy import select

from portal.assisted.hall.models import WaitingScreen
from portal.assisted.models import Turn
from portal.platform import clock, codes
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere

#: 60 bits: nobody guesses an address, and behind it there is nobody's name.
_LENGTH = 12
#: So many numbers fit on a screen that is read from across a room.
_SHOWN = 6


def screens_of(desk: str) -> Sequence[WaitingScreen]:
    """The screens of a desk that are not ended, oldest first."""
    query = select(WaitingScreen).where(
        WaitingScreen.desk == desk, WaitingScreen.ended_at.is_(None)
    )
    return db.session.scalars(query.order_by(WaitingScreen.id)).all()


def code_of(keyring: Keyring, screen: WaitingScreen) -> str:
    """The code in the address of a screen."""
    signature = keyring.sign("waiting.screen", f"{screen.id} {screen.made_at.isoformat()}")
    return codes.code_from(signature, _LENGTH)


def get_screen(keyring: Keyring, number: int, code: str) -> WaitingScreen:
    """The screen with this address; one that was ended too: it must say so, far from anybody.

    Raises:
        NotThere: no such screen, or not its code.
    """
    row = db.session.get(WaitingScreen, number)
    made = code_of(keyring, row) if row is not None else ""
    if row is None or not hmac.compare_digest(made.encode(), codes.normal(code).encode()):
        raise NotThere
    return row


def called_at(desk: str) -> Sequence[Turn]:
    """The numbers of today that were called last, the newest first."""
    query = select(Turn).where(
        Turn.desk == desk, Turn.day == clock.today(), Turn.called_at.is_not(None)
    )
    return db.session.scalars(
        query.order_by(Turn.called_at.desc(), Turn.number).limit(_SHOWN)
    ).all()
