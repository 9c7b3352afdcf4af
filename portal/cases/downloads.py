"""Giving out a file of a case: noted in the audit trail first, and never shown inside our pages."""

from __future__ import annotations

from flask import Response, current_app

from portal.cases import queries
from portal.cases.bindings import file_context
from portal.cases.models import Case, Scan
from portal.cases.receipts.request_document import request_of
from portal.platform import audit
from portal.platform.actor import current_actor
from portal.platform.errors import Situation
from portal.platform.i18n import lazy_gettext as _l


class FileInfected(Situation):
    """A virus was found in the file: nobody gets it."""

    title = _l("This file holds a virus")
    words = _l("Nobody can open it. Ask for the file again, from another device.")


class NotScanned(Situation):
    """Nobody looked for viruses in the file yet: staff are asked before they open it."""

    title = _l("This file was not scanned for viruses")
    words = _l("Open it from the page of the case, and only if you know who sent it.")


def send_file_of(
    found: Case,
    attachment_id: int,
    *,
    purpose: str | None = None,
    must_be_clean: bool = False,
) -> Response:
    """The content of a file of a case the caller loaded through the actor. With ``must_be_clean`` only
    a file in which no virus was found.

    Raises:
        NotThere: no such file in this case.
        FileInfected, NotScanned: see there.
    """
    row = queries.get_attachment(found, attachment_id)
    if row.scan is Scan.INFECTED:
        raise FileInfected
    if must_be_clean and row.scan is not Scan.CLEAN:
        raise NotScanned
    keyring = current_app.config["KEYRING"]
    name = keyring.open_text(found.data_key, row.sealed_name, file_context(row.store_key))
    audit.record_read(
        current_actor(),
        "case.file_read",
        "attachment",
        row.id,
        subject_id=found.subject_id,
        purpose=purpose,
    )
    content = current_app.config["FILES"].open(found.data_key, row.store_key)
    answer = Response(content, mimetype=row.media_type)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def send_request_of(found: Case, *, purpose: str | None = None) -> Response:
    """The request of a sent case as one PDF; the caller loaded the case through the actor."""
    audit.record_read(
        current_actor(),
        "case.request_read",
        "case",
        found.id,
        subject_id=found.subject_id,
        purpose=purpose,
    )
    answer = Response(request_of(found), mimetype="application/pdf")
    name = f"domanda-{found.reference}.pdf"
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
