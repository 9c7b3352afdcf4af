"""Cases for tests without a browser: drafted, answered, sent and handled through the actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portal import catalogue
from portal.cases import queries
from portal.cases.actions import declarations, drafting, submission
from portal.cases.actions.attaching import StoredFile, attach_to_draft, store
from portal.cases.actions.drafting import Typed
from portal.cases.models import Attachment, Case, Scan
from portal.cases.plan import Plan, plan_for
from portal.cases.sheets import as_it_stands
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.platform import clock
from portal.platform.actor import Actor
from portal.platform.audit import AuditEntry
from portal.platform.database import db, writing
from portal.platform.jobs import Job
from portal.platform.stored.uploads import CheckedFile
from tests.support.people import SERVICE, VENTIMIGLIA

DECLARATION = ["Dichiaro che è tutto vero."]


def _asks(name: str, kind: str, **more: Any) -> dict[str, Any]:
    words = {"label": f"Domanda {name}", "why": "Per la prova."}
    return {"id": name, "kind": kind, "words": {"it": words, "en": words}, **more}


def _titled(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "words": {"it": {"title": name}, "en": {"title": name}}, **more}


#: Everything a questionnaire can do, on two steps: conditions that chain, a file, a group.
QUESTIONS = {
    "version": 1,
    # Guests send it in some tests: only what needs no login is sent by them.
    "without_login": True,
    **_titled("prova"),
    "steps": [
        _titled(
            "bisogno",
            questions=[
                _asks("story", "long_text", required="yes"),
                _asks("phone", "phone", prefill="subject.phone"),
                _asks("money", "yes_no"),
                _asks("iban", "iban", show_if={"question": "money", "is": "yes"}),
                _asks("proof", "file", show_if={"question": "iban", "answered": True}),
            ],
        ),
        _titled(
            "casa",
            groups=[
                {
                    "id": "household",
                    "min": 0,
                    "max": 5,
                    "words": {
                        code: {"title": "Casa", "item": "persona", "add": "Aggiungi"}
                        for code in ("it", "en")
                    },
                    "questions": [
                        _asks("member", "text"),
                        _asks("works", "yes_no"),
                        _asks("trade", "text", show_if={"question": "works", "is": "yes"}),
                    ],
                }
            ],
        ),
    ],
}
STORY = {("story", None): "Ho bisogno di aiuto al mattino."}
IBAN = "IT60X0542811101000000123456"


class Filing:
    """The cases of one application; every act is one transaction, as in a request."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.keyring = app.config["KEYRING"]

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One change."""
        with self.app.app_context(), writing() as session:
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A look at what is stored now."""
        with self.app.app_context():
            yield db.session

    def plan(self, **changes: Any) -> Plan:
        """Help at home in Ventimiglia with the questions above."""
        with self.read():
            found = plan_for(catalogue.snapshot(), SERVICE, VENTIMIGLIA, clock.today())
        data = Questionnaire.model_validate(QUESTIONS).as_data()
        return replace(found, **{"questionnaire": data, **changes})

    def draft(self, actor: Actor, plan: Plan | None = None) -> str:
        """The reference of this person's draft."""
        with self.write():
            return drafting.begin_case(self.keyring, actor, plan or self.plan(), "it").reference

    def save(
        self,
        actor: Actor,
        reference: str,
        answers: Mapping[AnswerKey, Any],
        seen: Mapping[AnswerKey, int] | None = None,
    ) -> frozenset[AnswerKey]:
        """Type answers; ``seen`` are the versions looked at, those of now unless given. What comes
        back was changed elsewhere and is not written."""
        versions = {key: one.version for key, one in self.said(reference).items()}
        versions |= dict(seen or {})
        typed = {
            key: Typed(value, versions.get(key, 0), "citizen") for key, value in answers.items()
        }
        with self.write():
            return drafting.save_answers(self.keyring, actor, reference, typed).elsewhere

    def send(self, actor: Actor, reference: str, **changes: Any) -> None:
        """Send with the declarations a person makes online; ``changes`` replace what is given."""
        plan = changes.get("plan") or self.plan()
        given = {"plan": plan, "wording": DECLARATION, **changes}
        with self.write():
            at = clock.rome_time(clock.now())
            given.setdefault("sheet", as_it_stands(catalogue.snapshot(), plan, at))
            given.setdefault("seen_digest", declarations.digest_of(self.keyring, find(reference)))
            submission.send_case(self.keyring, actor, reference, **given)

    def sent(self, actor: Actor) -> str:
        """The reference of a case this person just sent."""
        reference = self.draft(actor)
        self.save(actor, reference, STORY)
        self.send(actor, reference)
        return reference

    def stored(self, reference: str, name: str = "prova.pdf") -> StoredFile:
        """A small PDF in the file store, waiting for its row."""
        content = f"%PDF-1.7 {name}".encode()
        checked = CheckedFile("application/pdf", "pdf", len(content), name, content)
        with self.read():
            return store(self.app.config["FILES"], find(reference), checked)

    def attach(self, actor: Actor, reference: str, question: str, name: str = "prova.pdf") -> None:
        """Give a draft a file."""
        file = self.stored(reference, name)
        with self.write():
            attach_to_draft(self.keyring, actor, reference, question, [file])

    def mark_clean(self) -> None:
        """Every file was scanned, and no virus found."""
        with self.write() as session:
            session.execute(update(Attachment).values(scan=Scan.CLEAN))

    def said(self, reference: str) -> dict[AnswerKey, queries.Said]:
        """The answers as they are stored now."""
        with self.read():
            return queries.answers_of(self.keyring, find(reference))

    def values(self, reference: str) -> dict[AnswerKey, Any]:
        """Only what the answers say."""
        return {key: one.value for key, one in self.said(reference).items()}

    def fact(self, reference: str, name: str) -> Any:
        """One column of a case, read afresh."""
        with self.read():
            return getattr(find(reference), name)

    def audited(self, *events: str) -> list[AuditEntry]:
        """The audit rows, oldest first; of some kinds only where they are named."""
        with self.read() as session:
            rows = list(session.scalars(select(AuditEntry).order_by(AuditEntry.id)))
            return [row for row in rows if not events or row.event in events]

    def waiting(self, kind: str = "") -> list[Job]:
        """The jobs of the outbox; of one kind only where it is named."""
        with self.read() as session:
            rows = list(session.scalars(select(Job).order_by(Job.id)))
            return [row for row in rows if not kind or row.kind == kind]


def find(reference: str) -> Case:
    """The row of a case, inside an open session."""
    return db.session.scalars(select(Case).where(Case.reference == reference)).one()
