"""Anna's cases in every stage, and a browser for everybody who might look at them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from portal.assisted.models import Mandate
from portal.cases.actions import asking, conversation, declarations, erasing, handling
from portal.cases.drawer import queries as drawer_queries
from portal.cases.drawer.actions import Paper, keep_paper
from portal.cases.models import Attachment, HoldReason
from portal.cases.retention import actions as retention
from portal.platform import clock
from portal.platform.csrf import FIELD
from portal.platform.database import db
from portal.platform.sessions import COOKIE
from tests.support.booking import Booking
from tests.support.empowering import Empowering
from tests.support.filing import STORY, Filing, find
from tests.support.page import SAME_ORIGIN, PageClient
from tests.support.parsing import parse
from tests.support.people import (
    ADA,
    ANNA,
    BRUNO,
    CARLA,
    EDDA,
    OLGA,
    OTTO,
    SERVICE,
    acting,
    open_session,
    open_visit,
    sign_in,
)  # fmt: skip

STAFF = {"bruno": BRUNO, "olga": OLGA, "otto": OTTO, "edda": EDDA, "ada": ADA}
PEOPLE = ("nobody", "guest", "anna", "beside", "carla", "holder", *STAFF)
STAGES = (
    "draft", "discarded", "sent", "in_charge", "asked", "announced", "accepted", "refused",
    "withdrawn",
)  # fmt: skip

#: The last words of addresses that only the draft of an appointment has.
_STEPS = {"luogo", "orario", "dettagli", "contatti", "riepilogo", "conferma"}
#: The last words of addresses by which a mandate on offer is answered.
_ANSWERS = {"accetta", "rifiuta"}
#: A page with a form that everybody may open, also without a login; but who acts for another only what
#: was allowed.
_FORM_OF_ALL = "/servizi/colloquio-assistente-sociale/richiedi"
_FORM_OF_HOLDER = f"/servizi/{SERVICE}/richiedi"


class Everyone:
    """The world of the access table: who is there, and what there is to be seen."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.filing = Filing(app)
        self._make_cases()
        self.browsers = {person: PageClient(app) for person in PEOPLE}
        open_session(self.browsers["guest"], None, guest="a-browser")
        for name, who in {
            "anna": ANNA,
            "carla": CARLA,
            "holder": CARLA,
            "beside": BRUNO,
            **STAFF,
        }.items():
            sign_in(self.browsers[name], who)
        open_visit(self.browsers["beside"], ANNA)
        self._tokens: dict[str, dict[str, str]] = {}
        self.link = self._link()
        self._book()
        with self.filing.write():
            retention.place_hold(self.olga, self.cases["accepted"], HoldReason.APPEAL)
        with self.filing.read() as session:
            self.mandate = session.scalars(select(Mandate.id)).one()
            self.code = session.scalars(select(Mandate.code)).one()
            self.files = {
                stage: self._file_of(reference) for stage, reference in self.cases.items()
            }
        self._put_into_drawer()
        self._give_powers()
        self._keep()

    def _make_cases(self) -> None:
        """One case of Anna in each stage, each with a file."""
        self.anna, self.olga = acting(self.app, ANNA), acting(self.app, OLGA)
        self.cases = {"discarded": self._draft()}
        with self.filing.write():
            erasing.discard_draft(self.anna, self.cases["discarded"])
        for stage in STAGES[2:]:
            self.cases[stage] = self._sent()
            for act in self._acts(stage):
                act(self.cases[stage])
        self.cases["draft"] = self._draft()

    def _put_into_drawer(self) -> None:
        """One paper of Anna, the first item of all drawers."""
        with self.filing.read():
            data_key = drawer_queries.subject_of(self.anna).data_key
        store_key = self.app.config["FILES"].save(data_key, b"%PDF-1.7")
        paper = Paper("isee", store_key, "isee.pdf", "application/pdf", 8, "ab" * 32)
        with self.filing.write():
            keep_paper(self.filing.keyring, self.anna, paper)

    def _give_powers(self) -> None:
        """Two mandates of Anna to Carla, one holds, one waits for her word; an act that Anna sent, and one
        of Carla that was accepted. In another browser Carla acts for Anna, under the first mandate."""
        made = Empowering(self.app)
        self.power, self.offered = made.in_force(ANNA, CARLA), made.offered(ANNA, CARLA)
        self.asked, self.accepted = made.asked(ANNA, CARLA), made.represented(CARLA, ANNA)
        holder = self.browsers["holder"]
        holder.get("/area-personale/per-chi")
        holder.submit(f"/area-personale/per-chi/{self.power}/scegli")

    def _draft(self) -> str:
        reference = self.filing.draft(self.anna)
        self.filing.save(self.anna, reference, STORY)
        self.filing.attach(self.anna, reference, declarations.SIGNED_SUMMARY)
        return reference

    def _sent(self) -> str:
        reference = self._draft()
        self.filing.send(self.anna, reference)
        return reference

    def _acts(self, stage: str) -> list[Callable[[str], None]]:
        """What Olga, or Anna, did to bring a sent case so far."""
        if stage == "sent":
            return []
        if stage == "withdrawn":
            return [lambda case: self._do(conversation.withdraw_case, self.anna, case)]
        take = [lambda case: self._do(handling.take_charge, self.olga, case)]
        words = "Per la prova."
        acts: dict[str, list[Callable[[str], None]]] = {
            "in_charge": [],
            "asked": [
                lambda case: self._do(
                    asking.ask_for_documents, self.olga, case, words, 9, [asking.Document("medico")]
                )
            ],
            "accepted": [lambda case: self._do(handling.accept, self.olga, case, words)],
            "announced": [lambda case: self._do(handling.announce_refusal, self.olga, case, words)],
        }
        acts["refused"] = [*acts["announced"], self._refuse]
        return [*take, *acts[stage]]

    def _do(self, act: Callable[..., object], *given: object) -> None:
        with self.filing.write():
            act(self.filing.keyring, *given)

    def _refuse(self, case: str) -> None:
        with clock.freeze(clock.after(days=12)):
            self._do(handling.refuse, self.olga, case, "Per la prova.")

    def _link(self) -> str:
        with self.filing.write():
            return declarations.offer_declaration_link(
                self.filing.keyring, self.anna, self.cases["draft"]
            )

    def _book(self) -> None:
        """One appointment of Anna that is confirmed, and the draft of another, both for one service."""
        asking = Booking(self.app)
        self.booked = asking.book(self.anna, service=SERVICE)
        self.unconfirmed = asking.draft(self.anna, service=SERVICE)
        self.letter = asking.token(self.booked)

    def _file_of(self, reference: str) -> int:
        query = select(Attachment.id).where(Attachment.case_id == find(reference).id)
        return db.session.scalar(query) or 1

    def _keep(self) -> None:
        """Remember the database and the files as they are now. Everybody acts at this moment: a proof of
        who is here lapses after a quarter of an hour, and so many addresses take longer."""
        self._moment = clock.now()
        with self.app.app_context():
            self._file = Path(str(db.engine.url.database))
            db.engine.dispose()
        shutil.copyfile(self._file, self._file.with_suffix(".kept"))
        self._files = Path(self.app.config["SETTINGS"].files)
        shutil.copytree(self._files, self._files.with_name("files-kept"))
        self._cookies = {
            person: cookie.value
            for person, client in self.browsers.items()
            if (cookie := client.raw.get_cookie(COOKIE)) is not None
        }

    def put_back(self) -> None:
        """Everything as it was; sessions, links and cases live again."""
        with self.app.app_context():
            db.engine.dispose()
        shutil.copyfile(self._file.with_suffix(".kept"), self._file)
        shutil.copytree(self._files.with_name("files-kept"), self._files, dirs_exist_ok=True)
        for person, cookie in self._cookies.items():
            self.browsers[person].raw.set_cookie(COOKIE, cookie)

    def get_in(
        self, person: str, method: str, rule: str, stage: str | None, *, may_change: bool
    ) -> str:
        """What a person gets: ``in``, ``login``, ``forbidden``, ``hidden``, ``refused``, else the status."""
        with clock.freeze(self._moment):
            return self._get_in(person, method, self._filled(rule, stage), may_change)

    def _get_in(self, person: str, method: str, path: str, may_change: bool) -> str:
        client = self.browsers[person]
        if method == "GET":
            answer = client.raw.get(path)
        else:
            answer = client.raw.post(path, data=self._token(person), headers=SAME_ORIGIN)
            if may_change or answer.status_code < 400:
                self.put_back()
        answer.close()
        if answer.status_code in {302, 303}:
            return "login" if answer.headers["Location"].startswith("/accedi?") else "in"
        words = {
            400: "refused",
            403: "forbidden",
            404: "hidden",
            200: "in",
            409: "in",
            422: "in",
            204: "in",
        }
        return words.get(answer.status_code, str(answer.status_code))

    def read(self, person: str, rule: str, stage: str | None) -> TestResponse:
        """What an address shows a person, as it comes."""
        with clock.freeze(self._moment):
            return self.browsers[person].raw.get(self._filled(rule, stage))

    def _filled(self, rule: str, stage: str | None) -> str:
        number = self.files[stage] if stage else 1
        is_step = rule.rsplit("/", 1)[-1] in _STEPS
        holes = {
            "<reference>": self.cases[stage or "draft"],
            "<int:attachment_id>": str(number),
            "<int:mandate_id>": str(self.mandate),
            "<int:power_id>": str(self._power_for(rule)),
            "<int:number>": "1",
            "<int:contest_id>": "1",
            "<int:item_id>": "1",
            "<int:appointment_id>": str(self.unconfirmed if is_step else self.booked),
            "<token>": self.letter if rule.startswith("/appuntamenti/") else self.link,
            "<code>": self.code,
            "<slug>": "assistenza-domiciliare",
            "<step>": "bisogno",
            "<register>": "anagrafe",
            "<desk>": "sportello-ventimiglia",
            "<name>": "informativa-privacy",
        }
        for hole, value in holes.items():
            rule = rule.replace(hole, value)
        return rule

    def _power_for(self, rule: str) -> int:
        """The power an address is about: for officers an act, or what they may end; an offer where it is
        answered."""
        if rule.startswith("/ufficio/"):
            return self.accepted if rule.endswith("/fine") else self.asked
        return self.offered if rule.rsplit("/", 1)[-1] in _ANSWERS else self.power

    def _token(self, person: str) -> dict[str, str]:
        """What a form of this person's pages carries; it holds as long as their session."""
        if person not in self._tokens:
            page = _FORM_OF_HOLDER if person == "holder" else _FORM_OF_ALL
            answer = self.browsers[person].raw.get(page)
            found = parse(answer.get_data(as_text=True)).find(attrs={"name": FIELD})
            self._tokens[person] = {FIELD: str(found["value"])} if found else {}
            answer.close()
        return self._tokens[person]
