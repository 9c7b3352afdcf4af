"""A neighbour of our own for the tests of clients: it says what the test tells it to."""

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
    """What the neighbour does next, and what it was asked."""

    def __init__(self) -> None:
        self.answer = Response("", 500)
        self.waits = 0.0
        self.asked: list[Request] = []
        self.said: list[dict[str, Any]] = []
        self.address = ""

    def answers(self, value: object, status: int = 200) -> None:
        """Answer this as JSON from now on."""
        self.answer = Response(json.dumps(value), status)

    def __call__(self, environ: Any, start_response: Any) -> Any:
        request = Request(environ)
        self.asked.append(request)
        self.said.append(json.loads(request.get_data()))
        time.sleep(self.waits)
        return self.answer(environ, start_response)


@contextmanager
def neighbour() -> Iterator[Script]:
    """Serve on a port of its own until the block ends."""
    script = Script()
    running = make_server("127.0.0.1", 0, script, threaded=True)
    script.address = f"http://127.0.0.1:{running.server_port}/prova/"
    thread = threading.Thread(target=running.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield script
    running.shutdown()
    thread.join()
    running.server_close()
