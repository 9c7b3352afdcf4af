"""Our membership in the federations, for administrators: how we stand, what ends when, the next step."""

from __future__ import annotations

from typing import Any

from flask import current_app
from flask.typing import ResponseReturnValue

from portal.identity.federation.keys import Keys
from portal.identity.membership import keyset, providing, publishing, standings
from portal.identity.membership import words as told
from portal.identity.membership.models import FederationAnchor
from portal.identity.membership.settings import Federation, Membership
from portal.identity.views import bp
from portal.platform.access import administrator
from portal.platform.i18n import format_moment
from portal.platform.pages import render


@bp.get("/amministrazione/federazione")
@administrator
def our_standing() -> ResponseReturnValue:
    """What we publish, what each anchor says of us, our keys and what may be done with them next."""
    ours: Membership | None = current_app.config["MEMBERSHIP"]
    if ours is None:
        return render("identity/membership.html", ours=None)
    keys = keyset.load_keys(current_app.config["KEYRING"], ours.member)
    rows = standings.anchors_of(ours)
    published = publishing.last(ours)
    return render(
        "identity/membership.html",
        ours=ours,
        published=published,
        ends=format_moment(published.expires_at) if published else "",
        anchors=[_anchor(ours, one, rows.get(one.anchor.identifier)) for one in ours.federations],
        keys=_keys(ours, keys),
    )


def _anchor(ours: Membership, one: Federation, row: FederationAnchor | None) -> dict[str, Any]:
    standing = standings.standing_in(row)
    providers = providing.kept_providers(ours, one).values()
    return {
        "name": one.scheme.value.upper(),
        "identifier": one.anchor.identifier,
        "state": told.state_of(row),
        "is_well": bool(row and standing and not row.standing_trouble and not row.trouble),
        "looked_at": format_moment(row.looked_at) if row and row.looked_at else "",
        "refreshed_at": format_moment(row.refreshed_at) if row and row.refreshed_at else "",
        "ends": format_moment(standing.expires_at) if standing else "",
        "marks": told.marks_of(standing),
        "differences": told.differences_of(standing),
        "providers": sorted(provider.name for provider in providers),
        "trouble": told.trouble_words(row.trouble) if row and row.trouble else "",
    }


def _keys(ours: Membership, keys: Keys) -> list[dict[str, object]]:
    of_federation = standings.shown_by_superiors(ours, login_keys=False)
    of_logins = standings.shown_by_superiors(ours, login_keys=True)
    return [told.key_words(keys, held, of_federation, of_logins) for held in keys.held]
