"""The acts that move a case on between taking charge and its end, each at its own address."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from portal.office.duties import Act
from portal.office.views import bp
from portal.office.views.acts import BOTH, do_act
from portal.platform.access import officer


@bp.route("/ufficio/pratiche/<reference>/documenti", methods=BOTH)
@officer
def ask_for_documents(reference: str) -> ResponseReturnValue:
    """Ask for documents one by one; the clock stands."""
    return do_act(reference, Act.DOCUMENTS)


@bp.route("/ufficio/pratiche/<reference>/altro-ente", methods=BOTH)
@officer
def wait(reference: str) -> ResponseReturnValue:
    """Wait for another body."""
    return do_act(reference, Act.WAIT)


@bp.route("/ufficio/pratiche/<reference>/valutazione", methods=BOTH)
@officer
def assess(reference: str) -> ResponseReturnValue:
    """Begin the assessment."""
    return do_act(reference, Act.ASSESS)


@bp.route("/ufficio/pratiche/<reference>/graduatoria", methods=BOTH)
@officer
def rank(reference: str) -> ResponseReturnValue:
    """Put the case in a ranking or on a waiting list."""
    return do_act(reference, Act.RANK)


@bp.route("/ufficio/pratiche/<reference>/attiva", methods=BOTH)
@officer
def activate(reference: str) -> ResponseReturnValue:
    """Say from when the service is active."""
    return do_act(reference, Act.ACTIVATE)


@bp.route("/ufficio/pratiche/<reference>/chiudi", methods=BOTH)
@officer
def close(reference: str) -> ResponseReturnValue:
    """Close the case, with the reason."""
    return do_act(reference, Act.CLOSE)


@bp.route("/ufficio/pratiche/<reference>/riesame", methods=BOTH)
@officer
def reopen(reference: str) -> ResponseReturnValue:
    """Look at a no again without being asked."""
    return do_act(reference, Act.REOPEN)
