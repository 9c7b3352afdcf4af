"""C13: who learns the desk works apart: on a database of its own, marked on every page and every paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal import create_app
from portal.assisted.exercises import ExercisesInvalid, read_exercises
from portal.catalogue import serving
from portal.identity.models import InstallationMark
from portal.identity.training import NotForTraining, OnlyForTraining
from portal.platform import clock
from portal.platform.database import db
from portal.platform.identifiers import read_fiscal_code
from portal.platform.settings import Settings, SettingsInvalid
from tests.conventions.everyone import Everyone
from tests.support.databases import on_one_engine
from tests.support.house import ROOT, nothing_wrong
from tests.support.page import PageClient
from tests.support.pdf_text import squeezed, text_of
from tests.support.people import ANNA, known
from tests.support.standing import standing

UPLOADED = b"%PDF-1.7 .................................................."
_WITHOUT_PAGE = {204, 301, 302, 303}
MARK = "Formazione: dati inventati"
EXERCISES = ROOT / "content" / "training.yaml"
PRODUCTION = {
    "ACCANTO_PRODUCTION": "1",
    "ACCANTO_DEMO": "0",
    "ACCANTO_PUBLIC_URL": "https://accanto.prova.invalid",
    "ACCANTO_OIDC_ISSUER": "https://accesso.prova.invalid",
    "ACCANTO_OIDC_CLIENT_ID": "accanto",
    "ACCANTO_SMTP_HOST": "posta.prova.invalid",
}
TRAINING = {"ACCANTO_TRAINING": "1", "ACCANTO_DEMO": "0"}


@pytest.fixture(scope="module")
def learning(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    """A training installation with a case in each stage, and a browser for everybody."""
    with standing(run_folder, tmp_path_factory.mktemp("training"), **TRAINING) as made:
        yield Everyone(made)


def unmarked(learning: Everyone, person: str) -> Iterator[tuple[str, bool]]:
    """Each page and paper that a person gets from a GET, and whether it lacks the mark."""
    client = learning.browsers[person].raw
    for rule in learning.app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint == "static":
            continue
        for stage in ("draft", "accepted", "refused") if "<reference>" in rule.rule else (None,):
            path = learning._filled(rule.rule, stage)
            with clock.freeze(learning._moment):
                answer = client.get(path)
            content = answer.get_data()
            if answer.mimetype == "text/html" and answer.status_code not in _WITHOUT_PAGE:
                yield path, MARK not in content.decode()
            # What people upload is theirs; here it has a header and no page.
            elif answer.mimetype == "application/pdf" and len(content) > len(UPLOADED):
                yield path, squeezed(MARK) not in text_of(content)
            answer.close()


@pytest.mark.parametrize("person", ["nobody", "anna", "beside", "olga", "ada"])
def test_c13_every_page_and_every_paper_is_marked(learning: Everyone, person: str) -> None:
    """C13: marked on every screen and every PDF, whoever looks."""
    seen = list(unmarked(learning, person))
    assert len(seen) > (20 if person == "nobody" else 50)
    if person in {"anna", "beside"}:
        assert sum(path.endswith(".pdf") for path, _lacks in seen) >= 5
    nothing_wrong(f"{path} is not marked" for path, lacks in seen if lacks)


def test_the_mark_of_training_takes_the_place_of_the_trial(learning: Everyone) -> None:
    page = learning.browsers["nobody"].raw.get("/").get_data(as_text=True)
    assert "Dati di prova" not in page
    assert "(formazione)" in page.partition("</title>")[0]


def test_c13_the_operator_finds_six_exercises(learning: Everyone) -> None:
    """C13: who comes, what to do, how one sees that it is done."""
    client = learning.browsers["bruno"]
    with clock.freeze(learning._moment):
        assert "/sportello/esercizi" in client.get("/sportello").html
        page = client.get("/sportello/esercizi")
    assert len(page.soup.select("main details")) == 6
    assert "Nicolò Ò Prova" in page.text


@on_one_engine
def test_outside_training_there_are_no_exercises(app: Flask) -> None:
    everyone = PageClient(app)
    assert "/accedi" in everyone.raw.get("/sportello/esercizi").headers["Location"]
    assert MARK not in everyone.get("/").html


@on_one_engine
def test_the_people_of_the_exercises_are_whole_and_invented(app: Flask) -> None:
    found = read_exercises(EXERCISES)
    assert len(found) == 6
    with app.app_context():
        known_services = {one.slug for one in serving.snapshot().services()}
    for one in found:
        born = read_fiscal_code(one.person.fiscal_code, clock.today()).birth_date
        assert born == one.person.birth_date, one.id
        assert one.service in known_services, one.id
        assert "Prova" in one.person.document, one.id


@pytest.mark.parametrize(
    "wrong", ["- id: x", "a: b", "[1]"], ids=["half an exercise", "no list", "a number"]
)
def test_a_file_of_exercises_that_is_wrong_is_named(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "training.yaml"
    file.write_text(wrong)
    with pytest.raises(ExercisesInvalid, match=r"training\.yaml"):
        read_exercises(file)


class TestApart:
    """C13: never mixed with real data."""

    def test_an_empty_database_is_claimed_once(self, environ: dict[str, str]) -> None:
        for _time in range(2):
            made = create_app({**environ, **TRAINING}, TESTING=True)
            with made.app_context():
                assert [one.kind for one in db.session.scalars(select(InstallationMark))] == [
                    "training"
                ]
                db.session.close()
                db.engine.dispose()

    def test_a_database_with_people_who_could_be_real_is_refused(
        self, app: Flask, environ: dict[str, str]
    ) -> None:
        known(app, ANNA)
        with pytest.raises(NotForTraining):
            create_app({**environ, **TRAINING}, TESTING=True)

    def test_people_who_came_in_during_training_do_not_stop_it(
        self, environ: dict[str, str]
    ) -> None:
        made = create_app({**environ, **TRAINING}, TESTING=True)
        known(made, ANNA)
        again = create_app({**environ, **TRAINING}, TESTING=True)
        for one in (made, again):
            with one.app_context():
                db.engine.dispose()

    def test_a_production_refuses_the_database_of_training(self, environ: dict[str, str]) -> None:
        made = create_app({**environ, **TRAINING}, TESTING=True)
        with made.app_context():
            db.engine.dispose()
        with pytest.raises(OnlyForTraining):
            create_app({**environ, **PRODUCTION}, TESTING=True)

    @on_one_engine
    def test_before_there_are_tables_nothing_is_claimed(
        self, environ: dict[str, str], tmp_path: Path
    ) -> None:
        bare = {**environ, **TRAINING, "ACCANTO_DATABASE_URL": f"sqlite:///{tmp_path}/new.sqlite3"}
        assert create_app(bare, TESTING=True)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("OIDC_ISSUER", "https://accesso.prova.invalid"),
            ("SMTP_HOST", "posta.prova.invalid"),
            ("SMS_URL", "https://sms.prova.invalid/invia"),
            ("REGISTER_URL", "https://protocollo.prova.invalid"),
            ("ANPR_URL", "https://anpr.prova.invalid"),
            ("INPS_URL", "https://inps.prova.invalid"),
            ("CLAMAV_URL", "tcp://antivirus.prova.invalid:3310"),
            ("APPIO_KEY", "chiave"),
            ("PROVIDERS", "/etc/providers.toml"),
            ("FEDERATION", "/etc/federation.toml"),
            ("REGISTERS", "/etc/registers.toml"),
            ("ARCHIVE_URL", "s3://archivio"),
            ("PRODUCTION", "1"),
            ("DEMO", "1"),
        ],
    )
    def test_no_neighbour_outside_this_machine_is_taken(self, name: str, value: str) -> None:
        given = {**TRAINING, f"ACCANTO_{name}": value}
        with pytest.raises(SettingsInvalid, match=r"training|TRAINING"):
            Settings.read(given)

    def test_the_invented_neighbours_of_this_machine_are_fine(self) -> None:
        here = {
            "ACCANTO_OIDC_ISSUER": "http://127.0.0.1:8001",
            "ACCANTO_SMTP_HOST": "127.0.0.1",
            "ACCANTO_APPIO_URL": "http://localhost:8001/io",
            "ACCANTO_APPIO_KEY": "inventata",
            "ACCANTO_CLAMAV_URL": "tcp://127.0.0.1:8003",
        }
        assert Settings.read({**TRAINING, **here}).training
