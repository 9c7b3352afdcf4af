"""What identity holds of a person: who they are, which providers know them, open sessions, the trail."""

from __future__ import annotations

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from portal.identity import queries
from portal.identity.membership import register
from portal.identity.models import Person, ProviderIdentity, StaffGrant
from portal.platform import audit, clock
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.holdings import Afterwards, Consequence, Holder, Part
from portal.platform.i18n import lazy_gettext as _l
from portal.platform.kept import KeptForm
from portal.platform.sessions import end_sessions_of, sessions_of

#: DPCM 24 October 2014, art. 13, paragraph 2, and log_management of the SPID/CIE rules. Nothing in the
#: register leads to a person, so nothing of one person can be taken out of it either.
_REGISTER = _l(
    "The register of logins with SPID and CIE stays for 24 months: the law wants it "
    "(DPCM 24 October 2014, article 13). It is sealed, and nobody can search it by your name."
)
#: So much of the trail goes into the download: more than anybody's life with the portal.
_MOST_ENTRIES = 10_000


def part(keyring: Keyring, actor: Actor) -> Part:
    """Profile with sources, providers, sessions, who did what."""
    person_id = actor.person_id or 0
    profile = queries.get_profile(keyring, actor)
    providers = db.session.scalars(
        select(ProviderIdentity).where(ProviderIdentity.person_id == person_id)
    )
    roles = db.session.scalars(select(StaffGrant).where(StaffGrant.person_id == person_id))
    entries = audit.about(person_id, _MOST_ENTRIES)
    facts = {
        "profile": profile.facts(),
        "providers": [
            {"issuer": one.issuer, "last_login_at": one.last_login_at} for one in providers
        ],
        "roles": [
            {
                "role": one.role,
                "held_in": one.office or one.desk or one.territory or one.body,
                "given_at": one.given_at,
                "suspended_at": one.paused_at,
                "ended_at": one.ended_at,
            }
            for one in roles
        ],
        "sessions": [
            {"since": one.created_at, "last_used": one.seen_at} for one in sessions_of(person_id)
        ],
        "trail": [
            {
                "at": one.at,
                "event": one.event,
                "object": f"{one.kind} {one.object_id}",
                "by_you": one.person_id == person_id,
                "desk": one.desk,
                "purpose": one.purpose,
            }
            for one in entries
        ],
    }
    return Part("identita", _l("Who you are"), facts)


def consequences(_actor: Actor) -> list[Consequence]:
    """What erasing does to who they are."""
    found = [
        Consequence(_l("You are signed out on every device, and the portal forgets your login.")),
        Consequence(
            _l(
                "Who did what with your data stays written down, without your name: "
                "it is the proof that nobody looked without a reason."
            ),
            is_kept=True,
        ),
    ]
    if register.holds_any(db.session):
        found.append(Consequence(_REGISTER, is_kept=True))
    return found


def forget(_keyring: Keyring, actor: Actor, is_last: bool) -> list[Afterwards]:
    """Logins go at once; who the person is goes when nothing needs it any more."""
    person = db.session.get_one(Person, actor.person_id)
    end_sessions_of(db.session, person.id)
    # Who holds a role in force is not forgotten; a suspended one has no holder any more.
    held = (StaffGrant.person_id == person.id, StaffGrant.ended_at.is_(None))
    db.session.execute(update(StaffGrant).where(*held).values(ended_at=clock.now()))
    for kind in (ProviderIdentity, KeptForm):
        db.session.execute(delete(kind).where(kind.person_id == person.id))
    if is_last:
        person.sealed, person.data_key = b"", b""
        person.fiscal_code_hash = person.name_birth_hash = None
        person.email_hash = person.phone_hash = person.phone_read_out_at = None
    return []


def needs(_session: Session, _person_id: int) -> bool:
    """Nothing of identity needs a person by itself."""
    return False


HOLDER = Holder(part, consequences, forget, needs)
