"""Trust marks: what an accreditation body signed about a member, ours included.

Rules: trust_marks of the SPID/CIE rules (static validation); OpenID Federation 1.0, 7. Older registries
write ``id``, newer ones ``trust_mark_type``: both are read, and a mark is published again as it came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from joserfc.jwk import Key

from portal.identity.federation import signing
from portal.identity.federation.addresses import with_query
from portal.identity.federation.fetching import Reader
from portal.identity.federation.refusing import About, Cause, Refused
from portal.identity.federation.statements import Statement
from portal.platform import clock

_TYPES = ("trust-mark+jwt", "jwt", None)
_STATUS_TYPE = "trust-mark-status-response+jwt"
_MEMBER = "federation_entity"
KeysOf = Callable[[str], Mapping[str, Key] | None]


@dataclass(frozen=True)
class Mark:
    """A mark that holds; ``entry`` is how it was written, to the letter."""

    entry: Mapping[str, Any]
    kind: str
    issuer: str
    subject: str
    issued_at: datetime
    expires_at: datetime | None

    def ends_within(self, time: timedelta) -> bool:
        """Whether somebody should ask for a new one by now."""
        return self.expires_at is not None and self.expires_at <= clock.now() + time


def read_mark(
    entry: Mapping[str, Any], subject: str, top: Statement, keys_of: KeysOf = lambda _issuer: None
) -> Mark:
    """A mark of a member, checked against what the anchor says about who may give it.

    Args:
        top: the anchor's own statement: its ``trust_mark_issuers`` counts.
        keys_of: the federation keys of an issuer other than the anchor, from a chain of its own.

    Raises:
        Refused: another kind is written on it, its issuer may not give it, it is about somebody else
            (the reference takes those), it is not signed by its issuer, or its time is over.
    """
    raw, kind = entry.get("trust_mark"), kind_of(entry)
    if not isinstance(raw, str) or not kind:
        raise Refused(About.MARK, Cause.FORM)
    claimed = signing.look_into(raw, About.MARK).claims
    issuer = claimed.get("iss")
    if not isinstance(issuer, str) or issuer not in issuers_of(kind, top):
        raise Refused(About.MARK, Cause.NOT_ALLOWED)
    keys = top.keys if issuer == top.subject else keys_of(issuer)
    if not keys:
        raise Refused(About.MARK, Cause.KEYS)
    claims = signing.verify(raw, keys, About.MARK, types=_TYPES).claims
    if kind_of(claims) != kind:
        raise Refused(About.MARK, Cause.IDENTIFIER)
    if claims.get("sub") != subject:
        raise Refused(About.MARK, Cause.SUBJECT)
    issued = signing.moment(claims, "iat", About.MARK, Cause.ISSUED_AT)
    signing.check_times(claims, About.MARK, strict=False)
    ends = datetime.fromtimestamp(int(claims["exp"]), UTC) if "exp" in claims else None
    return Mark(dict(entry), kind, issuer, subject, datetime.fromtimestamp(issued, UTC), ends)


def good_marks(
    statement: Statement, top: Statement, keys_of: KeysOf = lambda _issuer: None
) -> tuple[Mark, ...]:
    """The marks in a statement that hold now; the others are left out, as if they were not there.

    Our own are pulled so from what the superior says of us: nobody has to paste one.
    """
    return tuple(_holding(statement.marks, statement.subject, top, keys_of))


def check_active(mark: Mark, issuer: Statement, reader: Reader) -> None:
    """Ask who issued a mark whether it still stands (dynamic validation; 8.4 and the older JSON answer).

    Args:
        issuer: what the issuer says of itself, verified: it names the place, and signs the answer.

    Raises:
        Refused: it does not (``status`` where the issuer knows no such mark), or cannot be asked.
    """
    place = issuer.metadata.get(_MEMBER, {}).get("federation_trust_mark_status_endpoint")
    if mark.issuer != issuer.subject or not isinstance(place, str):
        raise Refused(About.MARK, Cause.ADDRESS)
    token = str(mark.entry["trust_mark"])
    asked = with_query(place, {"sub": mark.subject, "id": mark.kind, "trust_mark": token})
    text = reader.read(asked, About.MARK, ("application/json", f"application/{_STATUS_TYPE}"))
    if text.startswith("{"):
        active = signing.read_object(text, About.MARK).get("active") is True
    else:
        said = signing.verify(text, issuer.keys, About.MARK, types=(_STATUS_TYPE,)).claims
        signing.check_times(said, About.MARK, strict=False)
        active = said.get("status") == "active" and said.get("trust_mark") == token
        active = active and said.get("iss") == issuer.subject
    if not active:
        raise Refused(About.MARK, Cause.WITHDRAWN)


def kind_of(found: Mapping[str, Any]) -> str:
    """What a mark says, by either of its two names; empty where it says nothing, or two things."""
    names = {found[name] for name in ("trust_mark_type", "id") if isinstance(found.get(name), str)}
    return names.pop() if len(names) == 1 else ""


def issuers_of(kind: str, top: Statement) -> tuple[str, ...]:
    """Who may give a mark of this kind, as the anchor says; nobody where it says nothing."""
    named = top.claims.get("trust_mark_issuers")
    found = named.get(kind) if isinstance(named, Mapping) else None
    return tuple(one for one in found if isinstance(one, str)) if isinstance(found, list) else ()


def _holding(
    entries: Iterable[Mapping[str, Any]], subject: str, top: Statement, keys_of: KeysOf
) -> Iterable[Mark]:
    for entry in entries:
        try:
            yield read_mark(entry, subject, top, keys_of)
        except Refused:
            continue
