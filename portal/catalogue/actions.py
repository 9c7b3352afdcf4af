"""Publishing: the files of content/ become an immutable revision in the database."""

from __future__ import annotations

import gzip
import hashlib

from sqlalchemy import select

from portal.catalogue.models import CatalogueRevision, Origin
from portal.catalogue.snapshot import Snapshot
from portal.platform import clock
from portal.platform.database import db


class RevisionIsTheTruth(Exception):
    """Editors changed the catalogue here: files may no longer replace it without being asked to."""


def publish(snapshot: Snapshot, *, replace: bool = False) -> int | None:
    """Publish a validated catalogue from files; its revision number, or nothing if it is unchanged.

    Raises:
        RevisionIsTheTruth: the current revision came from editors and ``replace`` is not set.
    """
    text = snapshot.to_json()
    digest = hashlib.sha256(text.encode()).hexdigest()
    query = select(CatalogueRevision).order_by(CatalogueRevision.number.desc()).limit(1)
    current = db.session.scalar(query)
    if current is not None and current.digest == digest:
        return None
    if current is not None and current.origin is not Origin.FILES and not replace:
        raise RevisionIsTheTruth
    number = current.number + 1 if current else 1
    db.session.add(
        CatalogueRevision(
            number=number,
            published_at=clock.now(),
            origin=Origin.FILES,
            digest=digest,
            payload=gzip.compress(text.encode(), 6, mtime=0),
        )
    )
    return number
