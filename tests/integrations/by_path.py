"""A server of our own that says what the test tells it to, and remembers what it was asked."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response


class Script:
    """The answers by path, how long each waits (seconds), and the questions."""

    def __init__(self) -> None:
        self.answers: dict[str, Response] = {}
        self.waits: dict[str, float] = {}
        self.asked: list[tuple[str, dict[str, str], dict[str, Any]]] = []
        self.url = ""

    def say(self, path: str, status: int, body: object = "", **headers: str) -> None:
        """Answer this from now on; a body that is no text becomes JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.answers[path] = Response(text, status, named)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer one request."""
        request = Request(environ)
        self.asked.append((request.path, dict(request.headers), json.loads(request.get_data())))
        time.sleep(self.waits.get(request.path, 0))
        return self.answers[request.path](environ, start_response)


@contextmanager
def serving() -> Iterator[Script]:
    """A scripted server on a port of its own."""
    script = Script()
    running = make_server("127.0.0.1", 0, script, threaded=True)
    script.url = f"http://127.0.0.1:{running.server_port}"
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield script
    finally:
        running.shutdown()
        thread.join()
        running.server_close()
