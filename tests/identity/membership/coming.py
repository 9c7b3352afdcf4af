"""A person who signs in through the federation of a test, as their browser lives it."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from portal.identity.federation import signing
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import About
from portal.identity.federation.schemes import Scheme
from portal.identity.membership import keyset, providing
from tests.identity.federation.logins import Login
from tests.identity.federation.peers import PROVIDER, US
from tests.identity.membership.joined import Town
from tests.support.page import Page, PageClient

NAME = providing.name_of(Scheme.SPID, PROVIDER)
BEGIN = f"/accedi/entra?con={NAME}"


def leave_for(client: PageClient, address: str = BEGIN) -> dict[str, Any]:
    """Press the button; what the request object says that the browser carries to the provider."""
    answer = client.raw.get(address)
    assert answer.status_code == 302, answer.text
    place = urlsplit(answer.headers["Location"])
    assert f"{place.scheme}://{place.netloc}{place.path}" == f"{PROVIDER}/authorization"
    request = parse_qs(place.query)["request"][0]
    return dict(signing.look_into(request, About.OURSELVES).claims)


def expect(client: PageClient, town: Town, asked: dict[str, Any], code: str = "c0de") -> Login:
    """What the provider will say of the person of this login; a test changes it before they come back."""
    login = Login()
    app = client.app
    with app.app_context():
        held = keyset.load_keys(app.config["KEYRING"], US).active(Purpose.ENCRYPTION)
    login.id.update(nonce=asked["nonce"], jti=f"id-{code}")
    login.access["jti"] = f"at-{code}"
    login.sealing["kid"], login.sealed_for = held.kid, held.key
    login.answer.update(code=code, state=asked["state"])
    town.logins[code] = login
    return login


def come_back(client: PageClient, login: Login) -> Page:
    """Return from the provider."""
    return client.get(f"/accedi/ritorno?{urlencode(login.answer)}")


def sign_in(client: PageClient, town: Town, code: str = "c0de") -> Page:
    """The whole way, with nothing wrong."""
    return come_back(client, expect(client, town, leave_for(client), code))
