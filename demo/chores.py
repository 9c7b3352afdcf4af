"""What the portal must do before it can serve, done by one process that is started when first needed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import TracebackType

from demo.processes import ROOT

#: Begins the line after a command's words; ``demo.commands`` says it.
_END = "\x04"


@dataclass
class Chores:
    """The process, from its first command until the block ends."""

    environ: Mapping[str, str]
    program: Sequence[str] = (sys.executable, "-m", "demo.commands")
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    def __enter__(self) -> Chores:
        """Nothing is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the process; one that is in the middle of a command is stopped."""
        process = self._process
        if process is None:
            return
        if error is not None:
            process.terminate()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(BrokenPipeError):
                    pipe.close()
        process.wait()

    def run(self, words: Sequence[str]) -> tuple[int, str]:
        """Do one command; its exit status and what it said."""
        if self._process is None:
            self._process = self._start()
        given, told = self._process.stdin, self._process.stdout
        if given is None or told is None:
            raise RuntimeError("The process was started without pipes.")
        # Where it ended before it could hear us, what it said tells why.
        with suppress(BrokenPipeError):
            print(json.dumps(list(words)), file=given, flush=True)
        said: list[str] = []
        for line in told:
            if line.startswith(_END):
                return int(line.removeprefix(_END)), "".join(said).strip()
            said.append(line)
        return self._process.wait() or 1, "".join(said).strip()

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            self.program, cwd=ROOT, env=dict(self.environ), text=True, encoding="utf-8",
            errors="replace", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )  # fmt: skip
