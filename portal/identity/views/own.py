"""What we know of the person, and where they are signed in; closed beside an operator."""

from __future__ import annotations

from flask import current_app
from flask.typing import ResponseReturnValue

from portal.identity import queries
from portal.identity.devices import Device
from portal.identity.views import bp
from portal.identity.words import DEVICE, facts_of
from portal.platform.access import signed_in
from portal.platform.actor import current_actor
from portal.platform.errors import NotThere
from portal.platform.i18n import format_moment
from portal.platform.pages import render
from portal.platform.sessions import current_session, name_of, sessions_of


@bp.get("/area-personale/profilo")
@signed_in
def profile() -> ResponseReturnValue:
    """What we know of the person, with the source of each datum.

    In a visit it is closed: on that page an operator's data would stand beside a citizen's.
    """
    actor = current_actor()
    if actor.acting_for is not None or actor.person_id is None:
        raise NotThere
    return render(
        "identity/profile.html",
        facts=facts_of(queries.get_profile(current_app.config["KEYRING"], actor)),
        sessions=_sessions(actor.person_id),
    )


def _sessions(person_id: int) -> list[dict[str, object]]:
    here = current_session()
    return [
        {
            "device": DEVICE[Device(one.facts.get("device", Device.COMPUTER))],
            "since": format_moment(one.created_at),
            "seen": format_moment(one.seen_at),
            "is_here": here is not None and one.id_hash == here.id_hash,
            "name": name_of(one),
        }
        for one in sessions_of(person_id)
    ]
