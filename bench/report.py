"""The tables of a run: each figure, its bar, and a mark where the bar is missed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MISSED = "  ◀ misses its bar"


@dataclass(frozen=True)
class Line:
    """One figure; without a bar it only informs."""

    name: str
    value: float
    unit: str
    bar: float | None = None
    note: str = ""

    @property
    def is_missed(self) -> bool:
        """Whether the figure is over its bar."""
        return self.bar is not None and round(self.value, 2) > self.bar


def table(title: str, lines: Sequence[Line]) -> str:
    """A title and its lines, in columns."""
    width = max(len(line.name) for line in lines)
    return "\n".join([title, *_rows(lines, width), ""])


def _rows(lines: Iterable[Line], width: int) -> Iterable[str]:
    for line in lines:
        value = f"{line.value:8.2f}" if line.value < 1000 else f"{line.value:8.0f}"
        bar = f"≤ {line.bar:g}" if line.bar is not None else ""
        missed = MISSED if line.is_missed else ""
        yield f"  {line.name:<{width}} {value} {line.unit:<7} {bar:<7} {line.note}{missed}".rstrip()
