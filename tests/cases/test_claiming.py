"""A draft begun without signing in: theirs who sign in from it, and otherwise after they say so."""

from __future__ import annotations

import pytest
from flask import Flask

from portal.cases.actions.claiming import claim_at_sign_in, claim_draft
from portal.platform.actor import Actor
from portal.platform.errors import NotThere
from tests.support.databases import on_one_engine
from tests.support.filing import STORY, Filing
from tests.support.page import PageClient
from tests.support.people import ANNA, acting, known, open_session

GUEST = "ab" * 32
HERE = Actor(guest=GUEST)


@pytest.fixture
def begun(filing: Filing) -> str:
    """A draft of nobody yet."""
    draft = filing.draft(HERE)
    filing.save(HERE, draft, STORY)
    return draft


def test_whoever_signs_in_from_the_draft_goes_on_with_it(
    filing: Filing, anna: Actor, begun: str
) -> None:
    with filing.write():
        claim_at_sign_in(anna, GUEST, f"/en/pratiche/{begun}/continua")
    filing.save(anna, begun, {("money", None): "no"})
    assert filing.values(begun) == {**STORY, ("money", None): "no"}
    assert filing.draft(anna) == begun
    with pytest.raises(NotThere):
        filing.save(HERE, begun, STORY)
    (row,) = filing.audited("case.draft_claimed")
    assert row.subject_id == row.person_id == anna.person_id


def test_whoever_signs_in_from_elsewhere_is_asked(filing: Filing, anna: Actor, begun: str) -> None:
    with filing.write():
        claim_at_sign_in(anna, GUEST, "/area-personale")
    assert filing.fact(begun, "subject_id") is None


def test_a_draft_of_the_same_service_stays_beside_it(
    filing: Filing, anna: Actor, begun: str
) -> None:
    own = filing.draft(anna)
    filing.save(anna, own, {("money", None): "yes"})
    with filing.write():
        claim_draft(anna, GUEST, begun)
    assert filing.values(own) == {("money", None): "yes"}
    assert filing.values(begun) == STORY
    filing.save(anna, begun, {("money", None): "no"})
    assert filing.draft(anna) == own


def test_another_browsers_draft_is_nobodys_to_claim(
    filing: Filing, anna: Actor, bruno: Actor, begun: str
) -> None:
    sent = filing.draft(Actor(guest="cd" * 32))
    for actor, guest, draft in (
        (anna, "cd" * 32, begun), (anna, GUEST, sent), (anna, None, begun), (bruno, GUEST, begun),
        (HERE, GUEST, begun), (anna, GUEST, "AC0000000000"),
    ):  # fmt: skip
        with pytest.raises(NotThere), filing.write():
            claim_draft(actor, guest, draft)
    assert filing.fact(begun, "subject_id") is None


@pytest.fixture
def signed_in(app: Flask, client: PageClient, begun: str) -> PageClient:
    """Anna, in the browser in which somebody began."""
    facts = {"method": "oidc", "provider": "x", "level": 2, "at": "2026-11-01T10:00:00+00:00"}
    open_session(client, known(app, ANNA), **facts, second_factor=True, was_guest=GUEST)
    return client


@on_one_engine
@pytest.mark.parametrize("is_mine", [True, False])
def test_the_personal_area_asks_whose_it_is(
    app: Flask, filing: Filing, signed_in: PageClient, begun: str, is_mine: bool
) -> None:
    signed_in.get(f"/pratiche/{begun}/continua", status=404)
    page = signed_in.get("/area-personale")
    assert "Questa domanda è tua?" in page.text
    assert STORY[("story", None)] not in page.html
    words = "È mia: continua" if is_mine else "Non è mia: cancellala"
    forms = [form for form in page.soup.select("form[action$=bozze]") if words in form.text]
    token, answer = forms[0].select("[name=csrf_token]")[0]["value"], "yes" if is_mine else "no"
    posted = {"csrf_token": token, "draft": begun, "mine": answer}
    page = signed_in.post("/area-personale/bozze", posted)
    assert page.url.startswith(f"/pratiche/{begun}/") is is_mine
    assert (filing.fact(begun, "data_key") == b"") is not is_mine
    assert "Questa domanda è tua?" not in signed_in.get("/area-personale").text
    signed_in.post("/area-personale/bozze", posted, status=404)
    assert acting(app, ANNA).person_id == filing.fact(begun, "subject_id")
