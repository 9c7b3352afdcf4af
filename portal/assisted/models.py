"""The rows of assisted mode: visits, the turns of a desk, mandates, the public machines of a desk."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.platform.database import Model, Moment, word


class IdentifiedBy(StrEnum):
    """How the operator came to know who is in front of them. Only the last three are the person's own word,
    proved to a provider; none opens a session for them in the operator's browser.
    """

    DOCUMENT = "document"
    EXPIRED_DOCUMENT = "expired_document"
    KNOWN = "known"
    OWN_CODE = "own_code"
    OWN_LOGIN = "own_login"
    OWN_PHONE = "own_phone"


class WithoutCode(StrEnum):
    """Why a person was looked for by name: the fiscal code comes first, so that nobody is known twice."""

    NONE = "none"
    CARD_ABSENT = "card_absent"
    REFUSED = "refused"


class EndedHow(StrEnum):
    """What ended a visit."""

    BUTTON = "button"
    TURN = "turn"
    IDLE = "idle"
    SESSION = "session"
    ROLE = "role"


class TurnEnded(StrEnum):
    """What became of a number that was called: somebody was seen, or nobody came."""

    SERVED = "served"
    ABSENT = "absent"


class Scope(StrEnum):
    """How long a mandate lasts."""

    VISIT = "visit"
    UNTIL = "until"


class SignedHow(StrEnum):
    """How a mandate was signed.

    ``LOGIN``: its giver signed in by themselves with SPID or CIE (CAD art. 65 c. 1 lett. b). ``OFFICIAL``:
    a public official received the words of who cannot sign (DPR 445/2000 art. 4).
    """

    PAPER = "paper"
    LOGIN = "login"
    CODE = "code"
    OFFICIAL = "official"


class EndedBy(StrEnum):
    """By which way a mandate, or a service of it, was taken back."""

    ONLINE = "online"
    DESK = "desk"
    PHONE = "phone"
    OFFICE = "office"
    REPLACED = "replaced"
    REGISTER = "register"


class Outcome(StrEnum):
    """What became of a mandate its giver did not recognise."""

    ENDED = "ended"
    RECOGNISED = "recognised"


class Visit(Model):
    """One citizen with one operator at one desk.

    ``open_key`` is unique while the visit is open: an operator has one citizen at a time. What the
    document showed lies sealed under the visit's own data key.
    """

    __tablename__ = "visits"

    id: Mapped[int] = mapped_column(primary_key=True)
    open_key: Mapped[str | None] = mapped_column(String(40), unique=True)
    operator_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    desk: Mapped[str] = mapped_column(String(80), index=True)
    body: Mapped[str] = mapped_column(String(80))
    subject_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    identified_by: Mapped[IdentifiedBy] = mapped_column(word(IdentifiedBy))
    #: How surely a person who said it themselves had proved it, and by which way in; else empty.
    level: Mapped[int | None]
    way: Mapped[str | None] = mapped_column(String(12))
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    language: Mapped[str] = mapped_column(String(8))
    opened_at: Mapped[datetime] = mapped_column(Moment, index=True)
    mandate_refused_at: Mapped[datetime | None] = mapped_column(Moment)
    without_code: Mapped[WithoutCode | None] = mapped_column(word(WithoutCode))
    turn_id: Mapped[int | None]
    appointment_id: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_how: Mapped[EndedHow | None] = mapped_column(word(EndedHow))


class VisitScreen(Model):
    """What stands on the screen of the person beside the operator; it ends with the visit.

    ``code_hash`` waits for one other device, ``session_hash`` is the one that came. ``step`` is a step of
    the case or the word for its summary, ``question`` the field the operator is in: names, never answers.
    """

    __tablename__ = "visit_screens"

    visit_id: Mapped[int] = mapped_column(
        ForeignKey("visits.id"), primary_key=True, autoincrement=False
    )
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_until: Mapped[datetime | None] = mapped_column(Moment)
    session_hash: Mapped[str | None] = mapped_column(String(64))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id", ondelete="SET NULL"))
    step: Mapped[str | None] = mapped_column(String(80))
    question: Mapped[str | None] = mapped_column(String(80))
    shown_at: Mapped[datetime | None] = mapped_column(Moment)


class Recognition(Model):
    """A person says themselves who they are: by a code from their own area, at the operator's screen, or on
    their own phone. It works once and for minutes.

    Links and codes lie here as hashes and are made of the row, stored nowhere. ``operator_id`` is who asked;
    of a code that was shown, who took it. ``person_id`` is who answered.
    """

    __tablename__ = "recognitions"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[IdentifiedBy] = mapped_column(word(IdentifiedBy))
    secret_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    desk: Mapped[str | None] = mapped_column(String(80))
    turn_id: Mapped[int | None]
    appointment_id: Mapped[int | None]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    level: Mapped[int | None]
    way: Mapped[str | None] = mapped_column(String(12))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment, index=True)
    taken_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Turn(Model):
    """A number drawn by somebody who came without an appointment; it never says who.

    How long people wait, and how long they are served, is read from its moments.
    """

    __tablename__ = "turns"
    __table_args__ = (UniqueConstraint("desk", "day", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(String(80))
    day: Mapped[date]
    number: Mapped[int]
    drawn_at: Mapped[datetime] = mapped_column(Moment)
    called_at: Mapped[datetime | None] = mapped_column(Moment)
    called_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    place: Mapped[str | None] = mapped_column(String(20))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_how: Mapped[TurnEnded | None] = mapped_column(word(TurnEnded))


class Mandate(Model):
    """The recorded permission a person gives to a body, exactly as it was read to them.

    ``sealed`` holds the whole text and ``digest`` its fingerprint; the paper is made from nothing
    else. ``scan_key`` names the signed paper in the file store. ``signature``: who signed how, sealed;
    until then it is unsigned. ``without`` are services taken back alone, ``renews`` the mandate before.
    ``suspended_at`` stands while its giver says that they did not ask for it, or a register that they are
    gone. ``sign_hash`` is the code on its way to their phone.
    """

    __tablename__ = "mandates"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(String(80))
    desk: Mapped[str] = mapped_column(String(80), index=True)
    services: Mapped[list[str]] = mapped_column(JSON)
    every_service: Mapped[bool]
    scope: Mapped[Scope] = mapped_column(word(Scope))
    until: Mapped[date | None]
    wording_version: Mapped[str] = mapped_column(String(20))
    language: Mapped[str] = mapped_column(String(8))
    digest: Mapped[str] = mapped_column(String(64))
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    scan_key: Mapped[str | None] = mapped_column(String(80))
    scan_type: Mapped[str | None] = mapped_column(String(60))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    signed_how: Mapped[SignedHow | None] = mapped_column(word(SignedHow))
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_hash: Mapped[str | None] = mapped_column(String(64))
    sign_tries: Mapped[int] = mapped_column(default=0, server_default="0")
    sign_until: Mapped[datetime | None] = mapped_column(Moment)
    without: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    renews: Mapped[int | None]
    suspended_at: Mapped[datetime | None] = mapped_column(Moment)
    warned_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Ending(Model):
    """That a mandate was taken back, or one service of it: when, by which way, recorded by whom."""

    __tablename__ = "mandate_endings"

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    service: Mapped[str | None] = mapped_column(String(80))
    how: Mapped[EndedBy] = mapped_column(word(EndedBy))
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    desk: Mapped[str | None] = mapped_column(String(80))


class Contest(Model):
    """A person says that they did not ask for a mandate: whoever coordinates its body looks into it.

    ``sealed`` holds what the person wrote, and what they were answered.
    """

    __tablename__ = "mandate_contests"

    id: Mapped[int] = mapped_column(primary_key=True)
    mandate_id: Mapped[int] = mapped_column(ForeignKey("mandates.id"), index=True)
    subject_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    body: Mapped[str] = mapped_column(String(80), index=True)
    data_key: Mapped[bytes] = mapped_column(LargeBinary)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[Outcome | None] = mapped_column(word(Outcome))
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    answered_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))


class Kiosk(Model):
    """A public machine of a desk: one browser that was enrolled with a code, until somebody ends it.

    Both secrets lie here as hashes: the code is used once, the token is the cookie of the browser.
    ``called_at`` stands while a person there waits for somebody of the desk.
    """

    __tablename__ = "kiosks"

    id: Mapped[int] = mapped_column(primary_key=True)
    desk: Mapped[str] = mapped_column(String(80), index=True)
    name: Mapped[str] = mapped_column(String(60))
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    code_until: Mapped[datetime] = mapped_column(Moment)
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime] = mapped_column(Moment)
    enrolled_at: Mapped[datetime | None] = mapped_column(Moment)
    seen_at: Mapped[datetime | None] = mapped_column(Moment)
    called_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
