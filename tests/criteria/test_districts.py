"""What the districts ask for, named after their features: the same way in for everybody (P6, C4).

The others stand with what they are about: P3 with the questionnaires, C6 with the pages of a case, L1
with booking, M3 and M5 with what is known, M13 with asking twice.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from codicefiscale import codicefiscale

from tests.criteria.walk import Walks, content, online_services, questionnaire_of
from tests.support.asking import ask_for
from tests.support.page import PageClient
from tests.support.people import CARLA, Somebody, sign_in

WITHOUT_LOGIN = [slug for slug in online_services() if questionnaire_of(slug).without_login]


def test_c4_the_first_talk_is_for_all_without_login_and_without_isee(walks: Walks) -> None:
    guest = PageClient(walks.app)
    ask_for(guest, "colloquio-assistente-sociale")
    assert guest.page is not None
    assert guest.page.h1 == "Richiesta inviata"
    kinds = {q.kind for _s, _g, q in questionnaire_of("colloquio-assistente-sociale").placed()}
    assert kinds.isdisjoint({"isee", "fiscal_code", "address"})


@pytest.mark.parametrize("slug", WITHOUT_LOGIN)
def test_p6_without_spid_one_comes_to_the_end(walks: Walks, slug: str) -> None:
    guest = PageClient(walks.app)
    ask_for(guest, slug, {"code_kind": "none"})
    assert guest.page is not None
    assert guest.page.h1 == "Richiesta inviata"


def test_p6_whatever_may_be_asked_without_a_name_needs_no_login() -> None:
    anonymous = {one.slug for one in content().services() if one.anonymous}
    assert anonymous & set(online_services()) <= set(WITHOUT_LOGIN)
    urgent = {one.slug for one in content().services() if one.urgent}
    assert urgent & set(online_services()) <= set(WITHOUT_LOGIN)


@pytest.mark.parametrize(
    ("slug", "permit", "year"),
    [
        ("assegno-maternita", "renewal", 1981),
        ("assegno-maternita", "none", 1982),
        ("casa-popolare", "renewal", 1983),
        ("casa-popolare", "none", 1984),
    ],
)
def test_p6_with_a_permit_in_renewal_or_none_one_comes_to_the_end(
    walks: Walks, slug: str, permit: str, year: int
) -> None:
    client = PageClient(walks.app)
    sign_in(client, somebody(year))
    ask_for(client, slug, {"permit_kind": permit})
    assert client.page is not None
    assert client.page.h1 == "Richiesta inviata"


def test_p6_a_guardian_comes_to_the_end_for_somebody_else(walks: Walks) -> None:
    client = PageClient(walks.app)
    sign_in(client, somebody(1985))
    said = {
        "for_whom": "other",
        "other_name": "Prova Provetti",
        "other_bond": "representative",
        "other_address-street": "Via di Prova",
        "other_address-number": "1",
        "other_address-postal_code": "18039",
        "other_address-municipality": "Ventimiglia",
    }
    ask_for(client, "assistenza-domiciliare", said)
    assert client.page is not None
    assert client.page.h1 == "Richiesta inviata"


def somebody(year: int) -> Somebody:
    """A person of their own for each test: nobody has asked for anything before."""
    born = f"{year}-01-01"
    code = codicefiscale.encode("Provini", "Dora", "F", born, "Ventimiglia")
    return replace(
        CARLA, given_name="Dora", family_name="Provini", fiscal_code=code, birth_date=born
    )
