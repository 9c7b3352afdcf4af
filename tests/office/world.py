"""A small world for the tests of the office: people with roles, browsers that are signed in, a sent case."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from flask import Flask, g
from sqlalchemy import select

from portal import catalogue
from portal.cases.actions import conversation, declarations, drafting, erasing, submission
from portal.cases.actions.attaching import StoredFile, attach_to_draft, store
from portal.cases.models import Case
from portal.cases.plan import Plan, plan_for
from portal.catalogue.holidays import HolidayRule
from portal.catalogue.questionnaire import Questionnaire
from portal.identity.actions import grant_role, know_person
from portal.identity.profile import Source
from portal.platform import clock
from portal.platform.acting import InVisit
from portal.platform.actor import NOBODY, Actor, Authentication, Grant, Role
from portal.platform.audit import AuditEntry
from portal.platform.csrf import FIELD, mask
from portal.platform.database import db, writing
from portal.platform.sessions import COOKIE, open_session
from portal.platform.stored.uploads import CheckedFile
from tests.support.page import Page, PageClient

BODY = "comune-ventimiglia"
OFFICE = "servizi-sociali-ventimigliese"
OTHER_OFFICE = "casa-lavoro-ventimigliese"
VENTIMIGLIA = "008065"
SERVICE = "assistenza-domiciliare"

QUESTIONS = {
    # Guests send it in some tests: only what needs no login is sent by them.
    "without_login": True,
    "id": "prova",
    "version": 1,
    "words": {"it": {"title": "Prova"}, "en": {"title": "Trial"}},
    "steps": [
        {
            "id": "bisogno",
            "words": {"it": {"title": "Di che cosa hai bisogno"}, "en": {"title": "Your need"}},
            "questions": [
                {
                    "id": "story",
                    "kind": "long_text",
                    "required": "yes",
                    "words": {
                        "it": {"label": "Racconta", "why": "Per capire."},
                        "en": {"label": "Tell us", "why": "To understand."},
                    },
                },
                {
                    "id": "phone",
                    "kind": "phone",
                    "prefill": "subject.phone",
                    "words": {
                        "it": {"label": "Telefono", "why": "Per chiamarti."},
                        "en": {"label": "Phone", "why": "To call you."},
                    },
                },
                {
                    "id": "email",
                    "kind": "email",
                    "words": {
                        "it": {"label": "E-mail", "why": "Per scriverti."},
                        "en": {"label": "E-mail", "why": "To write to you."},
                    },
                },
                {
                    "id": "with_whom",
                    "kind": "fiscal_code",
                    "words": {
                        "it": {"label": "Chi vive con te", "why": "Per la famiglia."},
                        "en": {"label": "Who lives with you", "why": "For the household."},
                    },
                },
            ],
        }
    ],
}


class World:
    """People, browsers and cases; every call makes new ones, so tests do not meet each other."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.keyring = app.config["KEYRING"]

    @contextmanager
    def write(self) -> Iterator[Any]:
        """One change, as a request would make it."""
        with self.app.test_request_context("/prova", method="POST"), writing() as session:
            yield session

    def person(
        self, name: str, *grants: Grant, email: str = "nessuno@prova.invalid", **more: str
    ) -> Actor:
        """Somebody who signed in with a digital identity."""
        facts = {"given_name": name, "family_name": "Di Prova", "email": email, **more}
        with self.write():
            found = know_person(self.keyring, facts, Source.PROVIDER)
            for grant in grants:
                grant_role(NOBODY, found, grant)
            number = found.id
        proof = Authentication("oidc", "https://prova.invalid", 2, clock.now())
        return Actor(person_id=number, name=f"{name} Di Prova", grants=grants, authentication=proof)

    def officer(self, name: str = "Ugo", office: str = OFFICE) -> Actor:
        """Somebody who works in an office."""
        return self.person(name, Grant(Role.OFFICER, BODY, office=office))

    def browser(self, actor: Actor | None) -> Browser:
        """A browser in which this person is signed in; without a person, one in which nobody is."""
        if actor is None:
            return Browser(self.app, "", "")
        facts = {
            "method": "oidc",
            "provider": "https://prova.invalid",
            "level": 2,
            "at": clock.now().isoformat(),
            "second_factor": True,
        }
        with self.write() as session:
            row = open_session(session, actor.person_id, facts)
            return Browser(self.app, g.session_cookie, row.csrf_secret)

    def plan(self) -> Plan:
        """Help at home in Ventimiglia, with two questions only."""
        with self.app.app_context():
            plan = plan_for(catalogue.snapshot(), SERVICE, VENTIMIGLIA, clock.today())
        questions = Questionnaire.model_validate(QUESTIONS).as_data()
        return replace(
            plan,
            questionnaire=questions,
            office=OFFICE,
            body=BODY,
            term_days=30,
            holidays=HolidayRule(),
        )

    def draft(self, actor: Actor) -> str:
        """The reference of a draft."""
        plan = self.plan()
        with self.write():
            return drafting.begin_case(self.keyring, actor, plan, "it").reference

    def discard(self, actor: Actor, reference: str) -> None:
        """The person throws a draft away."""
        with self.write():
            erasing.discard_draft(actor, reference)

    def case(self, actor: Actor, *, email: str = "", with_whom: str = "") -> str:
        """The reference of a case this person just sent, perhaps naming who lives with them."""
        plan, reference = self.plan(), self.draft(actor)
        typed = {
            ("story", None): drafting.Typed("Ho bisogno di aiuto al mattino.", 0, "citizen"),
            ("phone", None): drafting.Typed("+390000000777", 0, "citizen"),
        }
        for question, value in {"email": email, "with_whom": with_whom}.items():
            if value:
                typed[question, None] = drafting.Typed(value, 0, "citizen")
        with self.write():
            drafting.save_answers(self.keyring, actor, reference, typed)
        if actor.visit is not None:
            self._sign_paper(actor, reference)
        with self.write():
            digest = declarations.digest_of(self.keyring, self.find(reference))
            submission.send_case(
                self.keyring, actor, reference, plan=plan, sheet={}, seen_digest=digest,
                wording=None if actor.visit else ["Dichiaro che è vero."],
            )  # fmt: skip
        return reference

    def _sign_paper(self, actor: Actor, reference: str) -> None:
        """The person signs the printed summary and the operator scans it."""
        stored = self.stored(reference, "firma.pdf")
        with self.write():
            attach_to_draft(self.keyring, actor, reference, declarations.SIGNED_SUMMARY, [stored])
        with self.write():
            declarations.record_paper_declaration(
                self.keyring, actor, reference, ["Dichiaro che è vero."]
            )

    def stored(self, reference: str, name: str) -> StoredFile:
        """A small PDF in the file store, waiting for its row."""
        content = b"%PDF-1.7 prova"
        checked = CheckedFile("application/pdf", "pdf", len(content), name, content)
        with self.app.app_context():
            return store(self.app.config["FILES"], self.find(reference), checked)

    def answer(self, actor: Actor, reference: str, text: str, file: str = "") -> None:
        """The person writes to the office, with a file if it is named."""
        stored = [self.stored(reference, file)] if file else []
        with self.write():
            conversation.write_to_office(self.keyring, actor, reference, text, stored)

    def find(self, reference: str) -> Case:
        """The row of a case."""
        return db.session.scalars(select(Case).where(Case.reference == reference)).one()

    def fact(self, reference: str, name: str) -> Any:
        """One column of a case, read afresh."""
        with self.app.app_context():
            return getattr(self.find(reference), name)

    def audited(self, reference: str, event: str) -> list[AuditEntry]:
        """The audit rows of one kind about a case, oldest first."""
        with self.app.app_context():
            query = select(AuditEntry).where(
                AuditEntry.event == event,
                AuditEntry.kind == "case",
                AuditEntry.object_id == self.find(reference).id,
            )
            return list(db.session.scalars(query.order_by(AuditEntry.id)))

    def events(self, event: str) -> list[AuditEntry]:
        """The audit rows of one kind about anything, oldest first."""
        with self.app.app_context():
            query = select(AuditEntry).where(AuditEntry.event == event)
            return list(db.session.scalars(query.order_by(AuditEntry.id)))


class Browser(PageClient):
    """A browser with its session; ``send`` posts as one of our pages would."""

    def __init__(self, app: Flask, cookie: str, secret: str) -> None:
        super().__init__(app)
        self.secret = secret
        if cookie:
            self.raw.set_cookie(COOKIE, cookie)

    def send(self, path: str, data: dict[str, str] | None = None, *, status: int = 200) -> Page:
        """Post with the token of the session, without reading a page first."""
        token = {FIELD: mask(self.secret)} if self.secret else {}
        return self.post(path, {**token, **(data or {})}, status=status)


def beside(operator: Actor, subject: Actor, service: str = SERVICE) -> Actor:
    """The operator with this person in a visit."""
    visit = InVisit(
        visit_id=secrets.randbelow(10**8) + 10**6,
        subject_id=subject.person_id or 0,
        subject_name=subject.name,
        desk="sportello-ventimiglia",
        desk_name="Sportello di prova",
        opened_at=clock.now(),
        identified_by="document",
        mandate_id=1,
        services=frozenset({service}),
    )
    return replace(operator, acting_for=visit)
