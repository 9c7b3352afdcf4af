"""Handing the papers of a case to the body's archive: one package with a manifest, before anything goes.

The package is a BagIt folder in a ZIP file (RFC 8493): the case as JSON, its files as they were given,
and the SHA-256 of each. It lies at the fsspec address of ``ACCANTO_ARCHIVE_URL``, whose owner is the
archive: from there on the papers are theirs to keep (D.Lgs. 82/2005, art. 44).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fsspec.core import url_to_fs

from portal.cases import queries
from portal.cases.bindings import file_context
from portal.cases.models import Attachment, Case
from portal.platform import clock
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.stored.files import FileStore

_BAG = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
#: A fixed moment inside the ZIP: the same papers always make the same bytes.
_STAMP = (1980, 1, 1, 0, 0, 0)


class ArchiveMissing(Exception):
    """The class of the case asks for an archive and the installation has none set."""


def package(keyring: Keyring, files: FileStore, case: Case) -> bytes:
    """The papers of a case as one ZIP file."""
    text = json.dumps(facts_of(keyring, case), ensure_ascii=False, indent=1, sort_keys=True)
    given = contents_of(keyring, files, case)
    held = {"data/case.json": text.encode()}
    held |= {f"data/files/{name}": content() for name, content in given.items()}
    manifest = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sorted(held.items())
    )
    held |= {"bagit.txt": _BAG.encode(), "manifest-sha256.txt": manifest.encode()}
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bag:
        for name, content in sorted(held.items()):
            bag.writestr(zipfile.ZipInfo(name, _STAMP), content)
    return written.getvalue()


def hand_over(url: str, case: Case, content: bytes) -> str:
    """Write a package to the archive and read it back; its SHA-256.

    Raises:
        ArchiveMissing: no archive is set.
        OSError: the archive does not take it, or gives back something else.
    """
    if not url:
        raise ArchiveMissing
    system, root = url_to_fs(url)
    folder = f"{str(root).rstrip('/')}/{case.body}/{clock.today().year}"
    system.makedirs(folder, exist_ok=True)
    path = f"{folder}/{case.reference}.zip"
    system.pipe_file(path, content)
    digest = hashlib.sha256(content).hexdigest()
    if hashlib.sha256(system.cat_file(path)).hexdigest() != digest:
        raise OSError("the archive gives back something else than it was given")
    return digest


def facts_of(keyring: Keyring, case: Case) -> dict[str, Any]:
    """Everything a case says, as plain values."""
    said = queries.answers_of(keyring, case)
    return {
        "reference": case.reference,
        "protocol": [case.protocol_number, str(case.protocol_on or "")],
        "service": case.service,
        "body": case.body,
        "office": case.office,
        "person_in_charge": case.person_in_charge,
        "received_on": str(case.received_on or ""),
        "status": case.status.value,
        "questionnaire": case.questionnaire,
        "sheet": case.sheet,
        "answers": [_answer(key, one) for key, one in said.items()],
        "messages": [_message(one) for one in queries.messages_of(keyring, case)],
        "way": [
            {
                "at": one.at.isoformat(),
                "status": one.status.value,
                "by": one.author.value,
                "words": queries.words_of_happening(keyring, case, one),
            }
            for one in queries.happenings_of(case)
        ],
    }


def _answer(key: tuple[str, int | None], said: queries.Said) -> dict[str, Any]:
    facts = {"question": key[0], "item": key[1], "value": said.value, "source": said.source}
    return {**facts, "note": said.note} if said.note else facts


def _message(one: queries.Words) -> dict[str, str]:
    return {"at": one.at.isoformat(), "by": one.author.value, "text": one.text}


def contents_of(
    keyring: Keyring, files: FileStore, case: Case
) -> Mapping[str, Callable[[], bytes]]:
    """The files of a case by name, each opened when it is asked for."""
    found: dict[str, Callable[[], bytes]] = {}
    for card in queries.attachments_of(keyring, case):
        row = db.session.get_one(Attachment, card.id)
        name = keyring.open_text(case.data_key, row.sealed_name, file_context(row.store_key))
        found[f"{card.id}-{name}"] = partial(files.open, case.data_key, row.store_key)
    return found
