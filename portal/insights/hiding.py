"""Small numbers are hidden: in a small town "one man at this desk in March" has a name. Pure.

Where only one part of a whole is hidden, the whole less the others gives it back: the next smallest goes too.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Fewer than this is not told; none at all is.
FEWEST = 5


def hidden(parts: Mapping[str, int]) -> dict[str, int | None]:
    """The parts of one whole, with nothing (None) in place of what could point to somebody."""
    small = {name for name, count in parts.items() if 0 < count < FEWEST}
    if len(small) == 1:
        others = [(count, name) for name, count in parts.items() if name not in small and count]
        small |= {min(others)[1]} if others else set()
    return {name: None if name in small else count for name, count in parts.items()}


def hidden_beside_the_whole(parts: Mapping[str, int]) -> dict[str, int | None]:
    """The same where the whole is told too: what is hidden together is at least as many as may be told.

    Two hidden parts that make two are one and one.
    """
    found = hidden(parts)
    while (missing := [name for name, value in found.items() if value is None]) and (
        sum(parts[name] for name in missing) <= FEWEST
    ):
        others = [(count, name) for name, count in parts.items() if found[name]]
        if not others:
            break
        found[min(others)[1]] = None
    return found


def told(count: int) -> int | None:
    """One number that stands alone."""
    return None if 0 < count < FEWEST else count
