"""The request as one document: set as PDF, sealed in the store, digested; what the register is told of."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.cases import attested, papers, queries, shelter, summary
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.hands import hands_of
from portal.cases.models import Case, RequestDocument
from portal.platform import clock
from portal.platform.actor import NOBODY, Actor
from portal.platform.database import db
from portal.platform.i18n import force_locale
from portal.platform.stored.files import names_files


@dataclass(frozen=True)
class SealedDocument:
    """A document that lies sealed in the store and waits for its row; ``digest`` is its SHA-256."""

    store_key: str
    size: int
    digest: str

    def row(self, case: Case) -> RequestDocument:
        """The row that names it."""
        return RequestDocument(
            case_id=case.id,
            store_key=self.store_key,
            size=self.size,
            digest=self.digest,
            made_at=clock.now(),
        )


@names_files("FILES")
def named_documents(session: Session) -> Iterable[str]:
    """The documents of every case."""
    return session.scalars(select(RequestDocument.store_key))


def seal_request(case: Case, wording: Sequence[str], actor: Actor | None = None) -> SealedDocument:
    """Set the request as it is now with its declarations, and seal it, before any transaction begins.
    ``actor``: who is about to send it; later the trail says who did."""
    content = _set(case, wording, actor)
    return SealedDocument(
        store_key=current_app.config["FILES"].save(case.data_key, content),
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
    )


def _set(
    case: Case,
    wording: Sequence[str],
    actor: Actor | None = None,
    reader: Actor = NOBODY,
) -> bytes:
    """The request as a PDF, in the language it was written in; without what ``reader`` does not read."""
    keyring = current_app.config["KEYRING"]
    questionnaire = questionnaire_of(case)
    with force_locale(case.language):
        sections = summary.lay_out(
            questionnaire,
            shelter.as_read_by(reader, questionnaire, queries.answers_of(keyring, case)),
            queries.attachments_of(keyring, case),
            case.language,
        )
        hands = hands_of(keyring, case, actor)
        received = attested.attestation_of(keyring, case) if hands.declared else None
        return papers.request_pdf(case, sections, wording, hands, received)


def request_of(case: Case) -> bytes:
    """The request of a sent case: the PDF as it was sealed; until it is, as it stands now."""
    document = document_of(case)
    if document is not None:
        return content_of(case, document)
    return _set(case, declared_in(case))


def request_for(case: Case, reader: Actor) -> bytes:
    """The same for somebody in particular: whoever acts in the person's place gets a copy set anew,
    without what they do not read.
    """
    if reader.speaker_id is None:
        return request_of(case)
    return _set(case, declared_in(case), reader=reader)


def declared_in(case: Case) -> list[str]:
    """The declarations the person made, wherever they made them."""
    declaration = queries.declaration_of(case)
    return declaration.wording if declaration else []


def document_of(case: Case) -> RequestDocument | None:
    """The document of a sent case; a case sent before documents were kept has none until it is registered."""
    return db.session.get(RequestDocument, case.id)


def content_of(case: Case, document: RequestDocument) -> bytes:
    """The PDF as it was sealed."""
    content: bytes = current_app.config["FILES"].open(case.data_key, document.store_key)
    return content
