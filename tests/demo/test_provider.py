"""Signing in at the demo's provider: the choice, the refusal, and requests that are not right."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from demo.faults import Faults
from demo.places import CLIENT_ID
from demo.world import World
from tests.demo.browsing import Browser, Clock, answer_of

ISSUER = "http://127.0.0.1:8001"


def test_the_description_names_an_issuer_that_answers_where_it_says(browser: Browser) -> None:
    found = browser.http.get("/.well-known/openid-configuration").json
    assert found is not None
    assert found["issuer"] == ISSUER
    assert found["authorization_response_iss_parameter_supported"] is True
    assert found["code_challenge_methods_supported"] == ["S256"]
    keys = browser.http.get(found["jwks_uri"].removeprefix(ISSUER)).json
    assert keys is not None
    assert [key["alg"] for key in keys["keys"]] == ["RS256"]
    assert not {"d", "p", "q"} & set(keys["keys"][0])


def test_the_page_shows_twelve_people_and_a_way_to_say_no(browser: Browser) -> None:
    page = BeautifulSoup(browser.ask().text, "html.parser")
    buttons = [button.get_text(strip=True) for button in page.find_all("button")]
    assert len([words for words in buttons if words.startswith("Entra come ")]) == 12
    assert "No, non voglio" in buttons
    assert "identità inventate" in page.get_text()
    assert not page.find_all(["script", "style"])


def test_choosing_a_person_brings_a_code_the_state_and_the_issuer_back(browser: Browser) -> None:
    answer = browser.sign_in()
    assert answer.pop("code")
    assert answer == {"state": "uno-stato", "iss": ISSUER}


def test_saying_no_brings_the_refusal_back(browser: Browser) -> None:
    answer = answer_of(browser.press(browser.ask(), answer="no"))
    assert answer["error"] == "access_denied"
    assert answer["state"] == "uno-stato"
    assert answer["iss"] == ISSUER
    assert "code" not in answer


@pytest.mark.parametrize(
    "changes",
    [
        {"redirect_uri": "http://127.0.0.1:8000/accedi/ritorno/"},
        {"redirect_uri": "http://127.0.0.1:8000/accedi/ritorno?x=1"},
        {"redirect_uri": "https://altro.prova.invalid/"},
        {"redirect_uri": None},
        {"client_id": "un-altro"},
        {"client_id": None},
    ],
)
def test_an_unknown_client_or_address_is_never_sent_anywhere(
    browser: Browser, changes: dict[str, str | None]
) -> None:
    page = browser.ask(**changes)
    assert page.status_code == 400
    assert "Location" not in page.headers


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "corta"}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"max_age": "presto"}, "invalid_request"),
        ({"request": "eyJ"}, "request_not_supported"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
    ],
)
def test_a_wrong_request_goes_back_as_an_error(
    browser: Browser, changes: dict[str, str | None], error: str
) -> None:
    answer = answer_of(browser.ask(**changes))
    assert (answer["error"], answer["state"], answer["iss"]) == (error, "uno-stato", ISSUER)


def test_a_choice_counts_once_and_only_in_its_own_browser(browser: Browser, world: World) -> None:
    page = browser.ask()
    stranger = Browser(world)
    stranger.ask()
    assert stranger.press(page, person="luca-saggini").status_code == 400
    assert browser.press(page, person="luca-saggini").status_code == 303
    assert browser.press(page, person="luca-saggini").status_code == 400


def test_a_choice_made_too_late_says_so(browser: Browser, clock: Clock) -> None:
    page = browser.ask()
    clock.time += 901
    late = browser.press(page, person="luca-saggini")
    assert late.status_code == 400
    assert "passato troppo tempo" in late.text


def test_somebody_known_can_go_on_without_choosing_again(browser: Browser) -> None:
    assert "Continua come" not in browser.ask().text
    browser.sign_in("luca-saggini")
    page = browser.ask()
    assert "Continua come Luca Saggini" in page.text
    assert answer_of(browser.press(page, answer="continue"))["code"]
    assert answer_of(browser.ask(prompt="none"))["code"]


def test_prompt_login_and_an_old_login_ask_again(browser: Browser, clock: Clock) -> None:
    browser.sign_in("luca-saggini")
    assert "Continua come" not in browser.ask(prompt="login").text
    clock.time += 120
    assert "Continua come" in browser.ask(max_age="300").text
    assert "Continua come" not in browser.ask(max_age="60").text
    assert answer_of(browser.ask(prompt="none", max_age="60"))["error"] == "login_required"


def test_going_on_is_not_offered_to_a_login_that_grew_old_meanwhile(
    browser: Browser, clock: Clock
) -> None:
    browser.sign_in("luca-saggini")
    page = browser.ask(max_age="60")
    clock.time += 61
    assert browser.press(page, answer="continue").status_code == 200


def test_signing_out_forgets_the_person_and_goes_back(browser: Browser) -> None:
    browser.sign_in("luca-saggini")
    portal = browser.world.places.portal
    query = {"client_id": CLIENT_ID, "post_logout_redirect_uri": f"{portal}/", "state": "s"}
    answer = browser.http.get("/logout", query_string=query)
    assert (answer.status_code, answer.location) == (303, f"{portal}/?state=s")
    assert "Continua come" not in browser.ask().text


def test_signing_out_with_a_hint_wants_a_token_of_ours(browser: Browser) -> None:
    reply = browser.change(browser.sign_in("luca-saggini")["code"]).json
    assert reply is not None
    for hint in ("niente", f"{reply['id_token'][:-6]}AAAAAA"):
        refused = browser.http.get("/logout", query_string={"id_token_hint": hint})
        assert refused.status_code == 400
    assert "Continua come" in browser.ask().text
    query = {
        "id_token_hint": reply["id_token"],
        "post_logout_redirect_uri": f"{browser.world.places.portal}/",
    }
    assert browser.http.get("/logout", query_string=query).status_code == 303
    assert "Continua come" not in browser.ask().text


def test_signing_out_to_another_address_is_refused_and_keeps_the_person(browser: Browser) -> None:
    browser.sign_in("luca-saggini")
    for address in ("https://altro.prova.invalid/", "http://127.0.0.1:8000/servizi"):
        query = {"client_id": CLIENT_ID, "post_logout_redirect_uri": address}
        assert browser.http.get("/logout", query_string=query).status_code == 400
    assert "Continua come" in browser.ask().text


def test_signing_out_without_being_sent_by_the_portal_asks_first(browser: Browser) -> None:
    browser.sign_in("luca-saggini")
    assert "Vuoi uscire?" in browser.http.get("/logout").text
    assert "Continua come" in browser.ask().text
    assert "Sei uscito" in browser.http.post("/logout").text
    assert "Continua come" not in browser.ask().text


def test_cookies_have_their_own_names_and_are_closed_to_scripts(browser: Browser) -> None:
    first = browser.ask()
    second = browser.press(first, person="luca-saggini")
    cookies = first.headers.getlist("Set-Cookie") + second.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all(
        line.startswith("demo_op_") and "HttpOnly" in line and "SameSite=Lax" in line
        for line in cookies
    )


@pytest.mark.parametrize("address", ["/.well-known/openid-configuration", "/jwks", "/userinfo"])
def test_a_provider_out_of_order_or_out_of_its_mind(world: World, address: str) -> None:
    http = Browser(world).http
    world.faults.set(Faults.model_validate({"provider": {"mode": "down"}}))
    assert http.get(address).status_code == 503
    world.faults.set(Faults.model_validate({"provider": {"mode": "nonsense"}}))
    assert http.get(address).text == "<p>??</p>"


def test_a_lying_answer_names_another_issuer(browser: Browser, world: World) -> None:
    world.faults.set(Faults.model_validate({"provider": {"mode": "wrong_answer_issuer"}}))
    assert browser.sign_in()["iss"] != ISSUER
