"""What the doors of the invented world share: people, key, memory, mails, phones, register, faults."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import current_app

from demo.faults import FaultBoard
from demo.logins import Logins
from demo.mailbox import Mailbox
from demo.people import Person, read_people
from demo.phones import Phones
from demo.places import Places, Secrets
from demo.register import Register
from demo.signing import Signer


@dataclass
class World:
    """One invented world; it belongs to one process."""

    places: Places
    secrets: Secrets
    people: dict[str, Person]
    signer: Signer
    mailbox: Mailbox
    phones: Phones
    register: Register
    logins: Logins = field(default_factory=Logins)
    faults: FaultBoard = field(default_factory=FaultBoard)

    @classmethod
    def at(cls, places: Places) -> World:
        """Make, or find again, the world of a data folder."""
        return cls(
            places=places,
            secrets=places.secrets(),
            people=read_people(),
            signer=Signer.load(places.folder / "provider-key.json"),
            mailbox=Mailbox(places.mail),
            phones=Phones(places.phones),
            register=Register(places.folder / "register.sqlite3"),
        )


def current_world() -> World:
    """The world this request comes to."""
    found: World = current_app.config["WORLD"]
    return found
