"""Which services exist, where and for whom: found, read, and kept as published revisions."""

from __future__ import annotations

from flask import Flask
from werkzeug.wrappers import Response

from portal.catalogue import serving
from portal.catalogue.commands import catalogue as commands
from portal.catalogue.current import NothingPublished
from portal.catalogue.serving import current, revision, snapshot
from portal.catalogue.texts import read_texts
from portal.catalogue.views import bp, home, listing, place, preparing, sheet, texts
from portal.platform.errors import error_page
from portal.platform.i18n import lazy_gettext as _l

__all__ = [
    "current", "home", "init_app", "listing", "place", "preparing", "revision", "sheet", "snapshot", "texts",
]  # fmt: skip

_UNPUBLISHED = (
    _l("The catalogue is not published yet"),
    _l("The services will be here soon. Until then call your municipality or go to a desk."),
)


def init_app(app: Flask) -> None:
    """Join the area: the shelf of published revisions, the pages, the commands."""
    serving.init_app(app)
    app.extensions[texts.TEXTS] = read_texts(app.config["CONTENT"] / "pages")
    app.register_blueprint(bp)
    app.cli.add_command(commands)

    @app.errorhandler(NothingPublished)
    def nothing_published(_error: NothingPublished) -> Response:
        return error_page(503, *_UNPUBLISHED)
