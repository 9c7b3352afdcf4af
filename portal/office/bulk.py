"""One act on several cases: each is checked for itself, and what cannot be done says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from portal.cases.actions import assigning, handling, proceeding
from portal.office import actions
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere, Situation
from portal.platform.i18n import lazy_gettext as _l

#: So many cases at a time: the write stays short.
MOST = 50


class Bulk(StrEnum):
    """What may be done on several cases at once; decisions never are."""

    TAKE = "take"
    ASSIGN = "assign"
    WRITE = "write"
    CLOSE = "close"


@dataclass(frozen=True)
class Result:
    """What became of one case; ``trouble`` is why nothing was done, in words."""

    reference: str
    trouble: str = ""


def act_on(
    keyring: Keyring, actor: Actor, references: Iterable[str], act: Bulk, text: str, to: int = 0
) -> list[Result]:
    """Do one act on each case, inside the write of the caller: a refused one undoes only itself.

    Always in the same order, so that two officers never wait for each other.
    """
    given = (keyring, actor)
    work: dict[Bulk, Callable[[str], object]] = {
        Bulk.TAKE: lambda one: actions.take(*given, one),
        Bulk.ASSIGN: lambda one: assigning.assign(*given, one, to, text),
        Bulk.WRITE: lambda one: handling.write_to_citizen(*given, one, text),
        Bulk.CLOSE: lambda one: proceeding.close(*given, one, text),
    }
    return [_try(work[act], one) for one in sorted(set(references))[:MOST]]


def _try(work: Callable[[str], object], reference: str) -> Result:
    try:
        with db.session.begin_nested():
            work(reference)
    except NotThere:
        return Result(reference, str(_l("It is not among the cases of your offices.")))
    except Situation as refusal:
        return Result(reference, f"{refusal.title}. {refusal.words}")
    return Result(reference)
