"""An operator beside a citizen: visits at a desk, mandates people give, and the desk's public machines."""

from __future__ import annotations

from flask import Flask, g
from werkzeug.wrappers import Response

from portal.assisted import holding, queries, unsigned, warning
from portal.assisted.actions.ending import end_with_session, end_without_role
from portal.assisted.actor import for_whom
from portal.assisted.kiosk import dressing, here, rounds
from portal.assisted.laying import translators_in
from portal.assisted.remembering import without_memory
from portal.assisted.screen.queries import screen_of
from portal.assisted.takeover import tell_what_was_done
from portal.assisted.turns.queries import waits_of
from portal.assisted.views import (
    bp,
    calling,
    checking,
    contacts,
    coordinating,
    desk,
    fairness,
    hall,
    kiosks,
    knowing,
    mandates,
    notes,
    on_paper,
    own,
    recognising,
    representing,
    revealing,
    rules,
    saying,
    screens,
    signing,
    sitting,
    taking,
    training,
    turns,
    visit,
)  # fmt: skip
from portal.assisted.wording import read_wordings
from portal.cases.translators import names_translators
from portal.identity.arrivals import hears_newcomers
from portal.identity.tidings import hears_of_roles
from portal.platform import holdings
from portal.platform.actor import completes_actor, current_actor
from portal.platform.endings import hears_endings
from portal.platform.queues import measures_waits
from portal.platform.settings import Settings
from portal.platform.stored.files import FileStore

__all__ = [
    "calling", "checking", "contacts", "coordinating", "desk", "fairness", "hall", "kiosks", "knowing",
    "mandates", "notes", "on_paper", "own", "recognising", "representing", "revealing", "rounds", "rules",
    "saying", "screens", "signing", "sitting", "taking", "training", "turns", "unsigned", "visit", "warning",
]  # fmt: skip


def init_app(app: Flask) -> None:
    """Join the area: its pages, its file store, the second step of the actor."""
    settings: Settings = app.config["SETTINGS"]
    app.config["MANDATE_WORDINGS"] = read_wordings(app.config["CONTENT"] / "wordings" / "mandate")
    app.config["DESK_RULES"] = read_wordings(app.config["CONTENT"] / "wordings" / "desk")
    # A store of its own: each store sweeps away what its own rows do not name.
    app.config["MANDATE_FILES"] = FileStore(
        f"{settings.files.rstrip('/')}-mandates", app.config["KEYRING"]
    )
    completes_actor(for_whom)
    holdings.register(holding.HOLDER)
    names_translators(translators_in)
    hears_of_roles(end_without_role)
    hears_endings(end_with_session)
    hears_newcomers(tell_what_was_done)
    measures_waits(waits_of)
    app.register_blueprint(bp)
    app.jinja_env.globals["desk_here"] = queries.desk_here
    here.init_app(app)
    app.jinja_env.globals["is_on_screen"] = lambda: screen_of(current_actor()) is not None
    dressing.init_app(app)

    @app.after_request
    def forget_what_is_typed(response: Response) -> Response:
        # The browser is the operator's: it must not offer what one person typed to the next.
        is_page = response.mimetype == "text/html" and not response.direct_passthrough
        if is_page and "actor" in g and g.actor.visit is not None:
            response.set_data(without_memory(response.get_data(as_text=True)))
        return response

    @app.after_request
    def wipe_when_over(response: Response) -> Response:
        if g.get("visit_is_over"):
            response.headers["Clear-Site-Data"] = visit.WIPE
        return response
