"""How we stand in the federations, in words for somebody who never read the rules."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from portal.identity.federation import rotation
from portal.identity.federation.keys import HeldKey, Keys, Purpose, State
from portal.identity.federation.refusing import Cause, Refused
from portal.identity.membership.models import FederationAnchor
from portal.identity.membership.standings import KeptStanding
from portal.platform.i18n import format_moment
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

PURPOSE = {
    Purpose.FEDERATION: _l("Signs what we publish"),
    Purpose.SIGNATURE: _l("Signs what we send at a login"),
    Purpose.ENCRYPTION: _l("Opens what providers send"),
}
STATE = {
    State.PUBLISHED: _l("Published, not used"),
    State.ACTIVE: _l("In use"),
    State.RETIRED: _l("Withdrawn"),
}
_TROUBLE = {
    "statement.status": _l("It does not know us yet: register us at its portal."),
    "anchor.not_pinned": _l(
        "It signs with a key that is not in our settings. Have a person compare it before you add it."
    ),
    "configuration.key": _l("It does not know the key we sign with: register it at its portal."),
    "configuration.hints": _l("We do not name it as our superior: look at the settings."),
}
_BY_CAUSE = {
    Cause.UNREACHABLE: _l("It does not answer. What we knew holds until its end."),
    Cause.EXPIRED: _l("What it says is past its time."),
}
_NOT_YET = {
    Cause.NOT_AT_SUPERIOR: _l("Register it at every portal first, then it can be used."),
    Cause.TOO_EARLY: _l("Wait: others may still know us as we were, for 48 hours."),
}
_LONGEST = 200


def trouble_words(code: str) -> object:
    """Why an anchor could not be believed."""
    known = _TROUBLE.get(code) or next(
        (words for cause, words in _BY_CAUSE.items() if code.endswith(f".{cause}")), None
    )
    return known or _("It could not be believed (%(code)s).", code=code)


def state_of(row: FederationAnchor | None) -> object:
    """How we stand with an anchor, in one sentence."""
    if row is None or row.looked_at is None:
        return _("Nobody has asked it about us yet.")
    if row.standing_trouble:
        return trouble_words(row.standing_trouble)
    return _("It knows us and our keys.")


def marks_of(standing: KeptStanding | None) -> list[dict[str, object]]:
    """The marks it gave us, each with its end."""
    return [
        {
            "kind": mark.kind,
            "issuer": mark.issuer,
            "ends": format_moment(mark.expires_at) if mark.expires_at else _("no end"),
        }
        for mark in (standing.marks if standing else ())
    ]


def differences_of(standing: KeptStanding | None) -> list[tuple[str, str, str]]:
    """What we publish and it leaves otherwise: the name in the rules, ours, theirs."""
    return [
        (name, _shown(ours), _shown(theirs))
        for name, ours, theirs in (standing.differences if standing else ())
    ]


def _shown(value: Any) -> str:
    if value is None:
        return _("nothing")
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


Shown = Collection[Collection[str]]


def key_words(
    keys: Keys, held: HeldKey, of_federation: Shown, of_logins: Shown
) -> dict[str, object]:
    """One key: what it is for, where it stands, and what may be done with it next."""
    shown = of_federation if held.purpose is Purpose.FEDERATION else of_logins
    return {
        "purpose": PURPOSE[held.purpose],
        "state": STATE[held.state],
        "is_used": held.state is State.ACTIVE,
        "kid": held.kid,
        "since": format_moment(held.activated_at or held.published_at),
        "next": _next_step(keys, held, shown),
    }


def _next_step(keys: Keys, held: HeldKey, shown: Shown) -> object:
    if held.state is State.RETIRED:
        return _("Nothing: it is gone.")
    if held.state is State.ACTIVE:
        if any(one.state is State.PUBLISHED for one in keys.of(held.purpose)):
            return _("A change is under way: go on with the other key.")
        return _("To change it, publish a new one.")
    try:
        if held.activated_at is None:
            rotation.activate(keys, held.kid, shown_by_superiors=shown)
            return _("It can be used now.")
        rotation.retire(keys, held.kid)
    except Refused as refusal:
        return _NOT_YET.get(refusal.cause) or trouble_words(refusal.code)
    return _("It can be withdrawn now.")
