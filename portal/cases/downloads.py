"""Giving out a file of a case: noted in the audit trail first, and never shown inside our pages."""

from __future__ import annotations

from flask import Response, current_app

from portal.cases import queries
from portal.cases.bindings import file_context
from portal.cases.models import Case
from portal.cases.request_document import request_of
from portal.platform import audit
from portal.platform.actor import current_actor


def send_file_of(found: Case, attachment_id: int, *, purpose: str | None = None) -> Response:
    """The content of a file of a case the caller loaded through the actor.

    Raises:
        NotThere: no such file in this case.
    """
    row = queries.get_attachment(found, attachment_id)
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
