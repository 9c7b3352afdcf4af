"""Named events with keyword data, one JSON line each; never a name, a value or an address of a person."""

from __future__ import annotations

import json
import logging
import sys
from typing import Any

from portal.platform import clock

_log = logging.getLogger("accanto")


def event(name: str, level: int = logging.INFO, **data: str | int | float | bool | None) -> None:
    """Log that something happened, for instance ``event("case.sent", case_id=17)``.

    Only ids, closed words and figures are data; text that a person wrote never is.
    """
    line: dict[str, Any] = {"at": clock.now().isoformat(timespec="milliseconds"), "event": name}
    _log.log(level, json.dumps({**line, **data}, ensure_ascii=False))


def failure(name: str, error: BaseException, **data: str | int | None) -> None:
    """Log a failure by its kind and place; its message might carry what a person typed."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    event(name, logging.ERROR, error=type(error).__name__, place=place, **data)


def configure() -> None:
    """Write events to standard error, one line each."""
    if not _log.handlers:
        out = logging.StreamHandler(sys.stderr)
        out.setFormatter(logging.Formatter("%(message)s"))
        _log.addHandler(out)
        _log.setLevel(logging.INFO)
        _log.propagate = False
