"""Every table is either in what a person takes along, or here, with the reason why it is not."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table

from portal.cases.actions.relatives import declare_relative
from portal.cases.models import Tie
from portal.notifications.actions import proving
from portal.notifications.channels import Contact
from portal.notifications.held import actions as held
from portal.platform.database import Model
from tests.identity.test_holdings import facts
from tests.support.filing import STORY, Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, BODY, BRUNO, acting, beside, sign_in

#: Where in the file a table stands: the area, then the names one below the other.
TAKEN = {
    "appointments": "appuntamenti",
    "audit_entries": "identita.trail",
    "case_answer_versions": "pratiche.cases.corrected",
    "case_answers": "pratiche.cases.answers",
    "case_brought": "pratiche.cases.came",
    "case_clock_lines": "pratiche.cases.last_days",
    "case_conflicts": "pratiche.ties",
    "case_declarations": "pratiche.cases.declared",
    "case_document_requests": "pratiche.cases.documents_asked_for",
    "case_earlier": "pratiche.cases.said_of_earlier",
    "case_happenings": "pratiche.cases.way",
    "case_messages": "pratiche.cases.messages",
    "case_register_answers": "pratiche.cases.registers",
    "case_reviews": "pratiche.cases.asked_again",
    "cases": "pratiche.cases.reference",
    "contacts_checked": "sportelli.contacts_asked_about_at",
    "contact_proofs": "messaggi.contacts_to_prove",
    "desk_notes": "sportelli.notes",
    "drawer_items": "pratiche.documents",
    "held_changes": "messaggi.changes_at_desks",
    "login_sessions": "identita.sessions",
    "mandate_contests": "sportelli.mandates",
    "mandate_endings": "sportelli.mandates",
    "mandates": "sportelli.mandates",
    "notice_choices": "messaggi.choices",
    "notifications": "messaggi.messages",
    "officer_relatives": "pratiche.ties",
    "people": "identita.profile",
    "powers": "deleghe.powers",
    "provider_identities": "identita.providers",
    "rules_accepted": "sportelli.rules_accepted",
    "staff_grants": "identita.roles",
    "visits": "sportelli.visits",
    "visits_by_power": "sportelli.visits",
}
_FILE = "It is among the files of the download."
_HOURS = "Erased within hours or days; until then it only leads somewhere."
_OFFICE = "The office works with it: asked for, it is given without what is of others."
_NOBODY = "It says nothing of anybody."
_TRAIL = "Who did what stands in the trail; the row says nothing else of a person."
_HOUSE = "It is about how the house works."
#: Why a table is not in the file.
NOT_TAKEN = {
    "attempts": "Keyed hashes of where somebody tried a code, for an hour.",
    "audit_seals": _NOBODY,
    "awaited_signatures": "Gone with the signature; that it was asked for stands in the trail.",
    "case_assignments": _OFFICE,
    "case_attachments": _FILE,
    "case_clock": "The lines in words say the same.",
    "case_documents": _FILE,
    "case_erasures": "Proof that something is gone: it says nothing of what it was.",
    "case_escalations": _OFFICE,
    "case_figures": _NOBODY,
    "case_handovers": _HOURS,
    "case_lookups": "Keyed hashes of what the answers say.",
    "case_notes": _OFFICE,
    "case_proposals": _OFFICE,
    "case_upload_pieces": _HOURS,
    "case_uploads": _HOURS,
    "case_waiting_files": _HOURS,
    "catalogue_revisions": _NOBODY,
    "declaration_links": _HOURS,
    "desk_closures": _TRAIL,
    "federation_access_tokens": _HOURS,
    "federation_anchors": _HOUSE,
    "federation_configurations": _HOUSE,
    "federation_keys": _HOUSE,
    "federation_providers": _HOUSE,
    "federation_used_tokens": _HOURS,
    "installation_marks": _HOUSE,
    "kept_forms": "A quarter of an hour, until who typed it is back.",
    "kiosks": _TRAIL,
    "legal_holds": _OFFICE,
    "login_attempts": _HOURS,
    "login_register": "Kept for the authority, and opened for it alone (rules of SPID and CIE).",
    "login_register_months": "Kept for the authority, as above.",
    "notification_deliveries": "The message says by which way it left.",
    "opening_checks": _OFFICE,
    "opening_reasons": _OFFICE,
    "outbox": "Work to be done, by numbers; erased with what it is about.",
    "passed_on": "That somebody was sent to a colleague, and never who.",
    "power_acts": _FILE,
    "recognitions": _HOURS,
    "register_checks": _OFFICE,
    "service_ratings": _NOBODY,
    "signals": "A question about somebody's work, asked by who coordinates it.",
    "staff_reviews": _HOUSE,
    "turns": "A number drawn at a desk says nobody's name.",
    "visit_screens": "Gone with the visit.",
    "waiting_screens": "It shows numbers of a desk, and nobody's name.",
}


def sorted_out(tables: dict[str, Table]) -> tuple[set[str], set[str]]:
    """The tables that nobody thought of, and the names here of which there is no table."""
    known = TAKEN.keys() | NOT_TAKEN.keys()
    return set(tables) - known, known - set(tables)


def test_every_table_is_taken_along_or_explained() -> None:
    tables = dict(Model.metadata.tables)
    assert len(tables) > 60
    forgotten, gone = sorted_out(tables)
    assert not forgotten, (
        f"{sorted(forgotten)}: put what it holds of a person into the `part` of its area "
        "(portal/*/holding.py) and its place into TAKEN; or say here why not."
    )
    assert not gone, f"There is no such table any more: {sorted(gone)}."
    assert not TAKEN.keys() & NOT_TAKEN.keys()
    # The test can see: a table that nobody thought of is found.
    assert sorted_out({**tables, "secrets": tables["people"]})[0] == {"secrets"}


def found_at(said: Any, path: str) -> bool:
    """Whether the file has this place; in a list, its first entry."""
    for name in path.split("."):
        said = said[0] if isinstance(said, list) else said
        if name not in said:
            return False
        said = said[name]
    return True


@pytest.fixture
def browser(app: Flask, client: PageClient) -> PageClient:
    """Anna, who works here too, with something in every corner."""
    filing, anna = Filing(app), acting(app, ANNA)
    reference = filing.draft(anna)
    filing.save(anna, reference, STORY)
    filing.attach(anna, reference, "proof")
    filing.send(anna, reference)
    visit = beside(acting(app, BRUNO), anna)
    with filing.write():
        held.hold_contact(filing.keyring, visit, Contact.PHONE, "+393330000404", BODY)
        proving.ask_for_proof(filing.keyring, anna, Contact.EMAIL, "nuova@prova.invalid")
        declare_relative(filing.keyring, anna, BRUNO.fiscal_code, Tie.FRIEND)
    sign_in(client, ANNA)
    return client


def test_each_place_named_here_is_in_the_file(browser: PageClient) -> None:
    said = facts(browser)
    assert [path for path in TAKEN.values() if not found_at(said, path)] == []
    (change,) = said["messaggi"]["changes_at_desks"]
    assert (change["what"], change["value"]) == ("phone", "+393330000404")
    (proof,) = said["messaggi"]["contacts_to_prove"]
    assert proof["value"] == "nuova@prova.invalid"
    (tie,) = said["pratiche"]["ties"]
    assert tie["tie"] == "friend"
    assert said["pratiche"]["cases"][0]["declared"]["means"] == "online"
    assert not found_at(said, "messaggi.nothing")
