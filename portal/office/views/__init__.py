"""The pages of the office; all of them are closed while a visit is open on this machine."""

from __future__ import annotations

from flask import Blueprint

from portal.platform.actor import current_actor
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l

bp = Blueprint("office", __name__)


class VisitOpen(Situation):
    """Somebody sits beside this screen: what others asked for must not be seen here."""

    status = 403
    title = _l("End the visit first")
    words = _l(
        "A person is beside you. The cases of the office open again when the visit has ended."
    )


@bp.before_request
def keep_from_visitors() -> None:
    """No case of anybody else on a screen that a citizen can see."""
    if current_actor().visit is not None:
        raise VisitOpen
