"""What we know of a person, each datum with its source: a plain value, no database, no web. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from portal.platform import clock
from portal.platform.identifiers import (
    normalise_email,
    normalise_fiscal_code,
    normalise_phone,
)


class Source(StrEnum):
    """Where a datum comes from, from the weakest to the strongest.

    ``DESK``: a contact that an operator typed, and whose code was read out to them.
    """

    SAID = "said"
    DOCUMENT = "document"
    PROVIDER = "provider"
    DESK = "desk"
    CHOSEN = "chosen"


#: What the person chose (only contacts can be chosen) stays, whatever a provider says later.
_STRENGTH = {
    Source.SAID: 0,
    Source.DOCUMENT: 1,
    Source.PROVIDER: 2,
    Source.DESK: 3,
    Source.CHOSEN: 3,
}
#: Of one change, the moment in the profile and that in its row lie so near.
_SOON = timedelta(seconds=10)
CONTACTS = frozenset({"email", "phone"})
#: What a person proved to be theirs, by themselves: who types a number at a desk could type their own.
_PROVED = frozenset({Source.PROVIDER.value, Source.CHOSEN.value})


@dataclass(frozen=True)
class Profile:
    """A person's data in their normal forms; empty strings where we do not know.

    ``sources`` says of each datum where it comes from, ``learnt`` since when (ISO, UTC) we have it so.
    """

    given_name: str = ""
    family_name: str = ""
    birth_date: str = ""
    birth_place: str = ""
    gender: str = ""
    fiscal_code: str = ""
    email: str = ""
    phone: str = ""
    street: str = ""
    postal_code: str = ""
    locality: str = ""
    province: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)
    learnt: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Given name, then family name."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def own_email(self) -> str:
        """The e-mail for what is theirs: not one that whoever gave them a role wrote for their work."""
        is_for_work = self.sources.get("email") == Source.DOCUMENT
        return "" if is_for_work else self.email

    @property
    def is_name_certified(self) -> bool:
        """Whether a provider vouched for the name."""
        return self.sources.get("family_name") == Source.PROVIDER

    @property
    def proved_phone(self) -> str:
        """The number that is theirs: a provider vouched for it, or they sent its code back themselves; else
        empty. What comes from it may count as their signature."""
        return self.phone if self.has_proved("phone") else ""

    @property
    def answered_phone(self) -> str:
        """The number at which somebody read a code out, be it to a desk: enough to call back, not to sign."""
        is_read_out = self.sources.get("phone") == Source.DESK
        return self.phone if is_read_out else self.proved_phone

    def has_proved(self, contact: str) -> bool:
        """Whether a contact is theirs by their own doing."""
        return self.sources.get(contact) in _PROVED

    def doubting_phone(self, until: datetime) -> Profile:
        """The same, where a number of the time until then was read out to an operator: it proves nothing."""
        since = self.learnt.get("phone", "")
        is_newer = bool(since) and datetime.fromisoformat(since) > until + _SOON
        if is_newer or self.sources.get("phone") != Source.CHOSEN:
            return self
        return replace(self, sources={**self.sources, "phone": Source.DESK.value})

    def facts(self) -> dict[str, Any]:
        """What is sealed in the database."""
        return asdict(self)

    def learn(self, facts: Mapping[str, str], source: Source) -> Profile:
        """Take new data in: an empty or weaker datum never replaces a stronger one; what is told again
        by the same source keeps the day it was first told.
        """
        changes: dict[str, str] = {}
        sources = dict(self.sources)
        for name, value in facts.items():
            known = Source(sources[name]) if name in sources else None
            stronger = known is None or _STRENGTH[source] >= _STRENGTH[known]
            is_same = value == getattr(self, name)
            # The provider vouches for what a desk typed: from then on it is proved.
            confirms = is_same and (known, source) == (Source.DESK, Source.PROVIDER)
            is_news = not is_same or source is not known
            if value and (stronger or confirms) and is_news:
                changes[name] = value
                sources[name] = source.value
        return replace(self, **changes, sources=sources, learnt=self._since_now(changes))

    def _since_now(self, names: Iterable[str]) -> dict[str, str]:
        moment = clock.now().isoformat(timespec="seconds")
        return {**self.learnt, **dict.fromkeys(names, moment)}

    def choose(self, facts: Mapping[str, str], source: Source = Source.CHOSEN) -> Profile:
        """Take the contacts a person chose, by themselves or at a desk (``source``); an empty one takes the
        old one away. What they proved by themselves stays so, also where a desk types it again.

        Raises:
            ValueError: something else than contacts was given.
        """
        if not facts.keys() <= CONTACTS:
            raise ValueError("Only contacts can be chosen.")
        changed = {
            name: v
            for name, v in facts.items()
            if v != getattr(self, name) or not self.has_proved(name)
        }
        sources = {**self.sources, **dict.fromkeys(changed, source.value)}
        return replace(self, **changed, sources=sources, learnt=self._since_now(changed))

    def name_and_birth(self) -> str:
        """The normal form of surname with birth date, one of the whole values staff search by."""
        if not (self.family_name and self.birth_date):
            return ""
        return f"{' '.join(self.family_name.casefold().split())}|{self.birth_date}"


def claims_to_facts(claims: Mapping[str, Any]) -> dict[str, str]:
    """Read the claims of an OpenID provider; names as in the SPID and CIE profiles."""
    given = claims.get("address")
    address: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    number = str(claims.get("https://attributes.eid.gov.it/fiscal_number") or "").upper()
    facts = {
        "given_name": claims.get("given_name"),
        "family_name": claims.get("family_name"),
        "birth_date": claims.get("birthdate"),
        "birth_place": claims.get("place_of_birth"),
        "gender": claims.get("gender"),
        "fiscal_code": normalise_fiscal_code(number.removeprefix("TINIT-")),
        "email": normalise_email(str(claims.get("email") or "")),
        "phone": normalise_phone(str(claims.get("phone_number") or "")),
        "street": address.get("street_address"),
        "postal_code": address.get("postal_code"),
        "locality": address.get("locality"),
        "province": address.get("region"),
    }
    return {name: _words(value) for name, value in facts.items() if value}


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        value = value.get("locality") or value.get("name") or ""
    return " ".join(str(value).split())[:200]
