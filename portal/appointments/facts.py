"""What a person said of their appointment: a plain value, sealed in the row. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any


@dataclass(frozen=True)
class Facts:
    """Who comes and why; empty strings for what is not said.

    ``topic`` is the id of a need, or empty where the service is the topic. ``token`` is the secret of
    the link in the letter: the row itself holds only its hash. ``contacts_by`` is the number of who typed
    the contacts where it was somebody acting online for the person; empty otherwise.
    """

    token: str
    topic: str = ""
    reason: str = ""
    details: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""
    contacts_by: str = ""

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def has_contact(self) -> bool:
        """Whether the person can be reached."""
        return bool(self.email or self.phone)

    def learn(self, said: Mapping[str, str | None]) -> Facts:
        """The same with what was said now; an answer left empty takes the old one away."""
        return replace(self, **{name: value or "" for name, value in said.items()})

    def without_contacts(self) -> Facts:
        """The same for somebody who does not read how the person is reached."""
        return replace(self, email="", phone="")

    def as_data(self) -> dict[str, Any]:
        """What is sealed."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Facts:
        """What was sealed."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in data.items() if name in known})
