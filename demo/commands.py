"""Runs commands of the portal one after the other: reading the portal takes longer than most of them.

Each line of the input is a command, as a JSON list of words. The answer is what the command said, then
a line that begins with ``END`` and holds its exit status.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Sequence

import click
from flask import Flask
from flask.cli import ScriptInfo

from portal import create_app
from portal.platform.settings import SettingsInvalid

END = "\x04"


def run(app: Flask, words: Sequence[str]) -> int:
    """Run one command as ``flask`` would; its exit status."""
    info = ScriptInfo(create_app=lambda: app)
    try:
        app.cli.main(args=list(words), prog_name="flask", obj=info, standalone_mode=False)
    except click.ClickException as problem:
        problem.show(sys.stdout)
        return problem.exit_code
    except Exception:
        traceback.print_exc(file=sys.stdout)
        return 1
    return 0


def main() -> None:
    """Answer until the input ends."""
    try:
        app = create_app()
    except SettingsInvalid as problem:
        print(f"✗ {problem}")
        sys.exit(1)
    for line in sys.stdin:
        status = run(app, json.loads(line))
        print(f"{END}{status}", flush=True)


if __name__ == "__main__":
    main()
