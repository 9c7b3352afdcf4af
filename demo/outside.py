"""The process of the invented world: web doors on one port, SMTP on another, a virus scanner on a third."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from flask import Flask, Response, render_template
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

from demo import (
    control,
    mail_pages,
    phone_doors,
    phone_pages,
    provider,
    provider_tokens,
    public_registers,
    register_door,
)
from demo.faults import FaultBoard, Faults
from demo.mailbox import mail_server
from demo.places import HOST, Places
from demo.virus_scanner import DemoScanner
from demo.world import World
from portal.integrations.scanner.fake import clamd

_DOORS = (
    control, provider, provider_tokens, mail_pages, phone_doors, phone_pages, register_door,
    public_registers,
)  # fmt: skip
_PROBLEMS = {
    403: ("Qui non puoi entrare", "Questa pagina si apre solo dal computer della demo."),
    404: ("Questa pagina non c'è", "Controlla l'indirizzo, o torna all'inizio."),
}


def create_outside(world: World) -> Flask:
    """The pages and doors of the invented world."""
    app = Flask("demo", root_path=str(Path(__file__).parent))
    app.config.update(WORLD=world, MAX_CONTENT_LENGTH=1024 * 1024, TRAP_HTTP_EXCEPTIONS=False)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    for module in _DOORS:
        app.register_blueprint(module.bp)
    portal = world.places.portal
    # The answer to the form is a redirect to the portal: browsers count it as part of the form.
    policy = (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
        f"form-action 'self' {portal}; frame-ancestors 'none'"
    )

    @app.context_processor
    def everywhere() -> dict[str, str]:
        return {"portal": portal}

    @app.after_request
    def add_headers(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = policy
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @app.errorhandler(HTTPException)
    def explain(error: HTTPException) -> tuple[str, int]:
        usual = ("Qualcosa non va", "La richiesta non è completa. Torna indietro e riprova.")
        title, words = _PROBLEMS.get(error.code or 0, usual)
        return render_template("message.html", title=title, words=words), error.code or 500

    return app


class _Quiet(WSGIRequestHandler):
    """No line per request: addresses hold codes and states."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def serve(places: Places) -> None:
    """Serve until asked to stop (SIGTERM or SIGINT)."""
    world = World.at(places)
    given = os.environ.get("DEMO_FAULTS")
    if given:
        world.faults = FaultBoard(Faults.model_validate_json(given))
    post = mail_server(world.mailbox, places.mail_port, lambda: world.faults.now.mail)
    web = make_server(
        HOST, places.port + 1, create_outside(world), threaded=True, request_handler=_Quiet
    )

    def stop(_number: int, _frame: FrameType | None) -> None:
        # From a thread: the server waits for its own loop to end.
        threading.Thread(target=web.shutdown).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    post.start()
    try:
        with clamd(DemoScanner(world.faults), places.scanner_port):
            web.serve_forever()
    finally:
        web.server_close()
        post.stop()


def main() -> int:
    """Read the command line and serve."""
    reader = argparse.ArgumentParser(prog="demo.outside", description=__doc__)
    reader.add_argument("--port", type=int, required=True, help="the portal's port")
    reader.add_argument("--data", type=Path, required=True, help="the portal's data folder")
    given = reader.parse_args()
    serve(Places(given.port, given.data))
    return 0


if __name__ == "__main__":
    sys.exit(main())
