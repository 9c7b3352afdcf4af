"""What the house holds of a person: each area says its part, to be taken away in one file or to be erased.

Access and portability are GDPR art. 15 and 20, erasure is art. 17; what the law keeps in spite of it
(art. 17 c. 3 b) each area says in words.
"""

from __future__ import annotations

import json
import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any, cast

from sqlalchemy.orm import Session

from portal.platform.actor import Actor
from portal.platform.crypto import Keyring

#: Bytes of a download that are held in memory; more goes to the disk.
_IN_MEMORY = 8 * 1024 * 1024
#: A fixed moment inside the ZIP: when it was made stands in its first page.
_STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Part:
    """What one area holds: a name for its folder, words, plain facts, and files opened to be packed."""

    name: str
    title: object
    facts: Any = field(repr=False)
    files: Mapping[str, Callable[[], bytes]] = field(default_factory=dict, repr=False)


@dataclass(frozen=True)
class Consequence:
    """One thing that erasing does, or that stays in spite of it, in words."""

    words: object
    is_kept: bool = False


#: Something outside the database, done once the erasing is kept.
Afterwards = Callable[[], None]


@dataclass(frozen=True)
class Holder:
    """An area that holds something of people.

    ``forget`` erases what may go now; ``is_last``: the person goes with it, so that nothing may be
    left. ``needs``: whether the person must still be known, for the law or for work under way.
    """

    part: Callable[[Keyring, Actor], Part]
    consequences: Callable[[Actor], Iterable[Consequence]]
    forget: Callable[[Keyring, Actor, bool], list[Afterwards]]
    needs: Callable[[Session, int], bool]


_holders: list[Holder] = []


def register(holder: Holder) -> None:
    """Add an area, in the order in which a person reads it."""
    if holder not in _holders:
        _holders.append(holder)


def parts_of(keyring: Keyring, actor: Actor) -> list[Part]:
    """All that is held of the person at the keyboard."""
    return [holder.part(keyring, actor) for holder in _holders]


def consequences_for(actor: Actor) -> list[Consequence]:
    """What erasing would do for this person."""
    return [one for holder in _holders for one in holder.consequences(actor)]


def forget(keyring: Keyring, actor: Actor, *, is_last: bool) -> list[Afterwards]:
    """Erase what may go, area by area, those above first: they point to those below."""
    return [
        after for holder in reversed(_holders) for after in holder.forget(keyring, actor, is_last)
    ]


def is_needed(session: Session, person_id: int) -> bool:
    """Whether some area must still know the person."""
    return any(holder.needs(session, person_id) for holder in _holders)


def pack(parts: Iterable[Part], readme: str) -> IO[bytes]:
    """One ZIP file: a page that explains it, everything as JSON, and the files, one in memory at a time.

    What is large lies in a file without a name, which is gone as soon as it is closed.
    """
    written = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 the caller sends it
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as packed:
        _put(packed, "leggimi.txt", readme.encode())
        found = list(parts)
        facts = {part.name: part.facts for part in found}
        text = json.dumps(facts, ensure_ascii=False, indent=1, default=_plain)
        _put(packed, "dati.json", text.encode())
        for part in found:
            for name, content in part.files.items():
                _put(packed, f"{part.name}/{safe_name(name)}", content())
    written.seek(0)
    return cast(IO[bytes], written)


def safe_name(name: str) -> str:
    """A file name that stays inside its folder on every computer, whatever the file was called."""
    parts = (re.sub(r'[\x00-\x1f<>:"|?*\\]', "_", part).strip(". ") for part in name.split("/"))
    return "/".join(part for part in parts if part)[:200] or "file"


def _put(packed: zipfile.ZipFile, name: str, content: bytes) -> None:
    packed.writestr(zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED)


def _plain(value: object) -> str:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)
