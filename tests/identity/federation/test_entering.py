"""The whole way in, what is kept of it, and what is kept of a way that ends early."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from portal.identity.federation.asserting import Form
from portal.identity.federation.entering import Entered, Remembered, Step, enter, send
from portal.identity.federation.fetching import Answered, Unreachable
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import Refused
from portal.identity.federation.revoking import check_revoked, revocation_form
from portal.platform import clock
from tests.identity.federation.logins import (
    FISCAL_CODE,
    STATE,
    SUBJECT,
    Login,
    expected,
    provider,
    replied,
)
from tests.identity.federation.peers import PROVIDER, US, our_keys

WHOLE = [
    Step.ANSWER, Step.TOKEN_REQUEST, Step.TOKEN_REPLY, Step.USERINFO_REQUEST, Step.USERINFO_REPLY,
]  # fmt: skip


class Wire:
    """A line to the provider of a test, which may be cut."""

    def __init__(self, login: Login, cut: str = "") -> None:
        self.login, self.cut = login, cut
        self.posted: list[Form] = []
        self.asked: list[tuple[str, Mapping[str, str]]] = []

    def post(self, form: Form) -> Answered:
        self.posted.append(form)
        if self.cut == "post":
            raise Unreachable(form.address)
        return self.login.tokens()

    def get(self, address: str, headers: Mapping[str, str]) -> Answered:
        self.asked.append((address, headers))
        if self.cut == "get":
            raise Unreachable(address)
        return self.login.userinfo()


class Kept(list[tuple[Step, str]]):
    """The record of a test."""

    def __call__(self, step: Step, text: str) -> None:
        self.append((step, text))

    @property
    def steps(self) -> list[Step]:
        """What it holds, in order."""
        return [step for step, _ in self]


def come(login: Login, wire: Wire, kept: Kept) -> Entered:
    remembered = Remembered(STATE, "v" * 64, expected())
    return enter(login.answer, remembered, provider(), our_keys(), wire, login.first_use, kept)


def test_a_person_comes_in_and_the_record_has_every_step() -> None:
    login, kept = Login(), Kept()
    wire = Wire(login)
    with clock.freeze(clock.now()):
        found = come(login, wire, kept)
        assert found.access_expires_at == clock.after(seconds=600)
    assert (found.issuer, found.subject, found.level) == (PROVIDER, SUBJECT, 2)
    assert found.attributes.fiscal_code == FISCAL_CODE
    assert kept.steps == WHOLE
    assert login.token("id") in kept[2][1]
    assert parse_qs(kept[1][1])["code"] == ["c0de"]
    assert kept[4][1].startswith("200 application/jwt\n")


def test_the_token_goes_to_the_provider_and_nowhere_else() -> None:
    login = Login()
    wire = Wire(login)
    found = come(login, wire, Kept())
    assert [form.address for form in wire.posted] == [f"{PROVIDER}/token"]
    assert wire.posted[0].fields["code_verifier"] == "v" * 64
    ((address, headers),) = wire.asked
    assert address == f"{PROVIDER}/userinfo"
    assert headers["Authorization"] == f"Bearer {found.access_token}"
    assert found.access_token not in repr(found)
    assert FISCAL_CODE not in repr(found)


Change = Callable[[Login], object]


@pytest.mark.parametrize(
    ("change", "cut", "code", "steps"),
    [
        (lambda one: one.answer.update(state="x"), "", "answer.state", WHOLE[:1]),
        (lambda one: one.answer.update(error="access_denied"), "", "answer.refused", WHOLE[:1]),
        (lambda one: None, "post", "tokens.unreachable", WHOLE[:2]),
        (lambda one: one.answers.update(tokens=replied("", 403)), "", "tokens.refused", WHOLE[:3]),
        (lambda one: one.id.update(nonce="x"), "", "id_token.nonce", WHOLE[:3]),
        (lambda one: None, "get", "userinfo.unreachable", WHOLE[:4]),
        (lambda one: one.info.update(sub="x"), "", "userinfo.subject", WHOLE),
        (lambda one: one.answers.update(userinfo=replied(b"\xff", 200, "application/jwt")), "",
         "userinfo.encryption", WHOLE),
    ],
)  # fmt: skip
def test_a_way_that_ends_early_is_kept_as_far_as_it_went(
    change: Change, cut: str, code: str, steps: list[Step]
) -> None:
    login, kept = Login(), Kept()
    change(login)
    with pytest.raises(Refused) as caught:
        come(login, Wire(login, cut), kept)
    assert caught.value.code == code
    assert kept.steps == steps


def test_nobody_comes_in_by_a_chain_that_ended_meanwhile() -> None:
    login, kept = Login(), Kept()
    wire = Wire(login)
    late = provider().chain.expires_at + timedelta(seconds=1)
    with clock.freeze(late), pytest.raises(Refused, match=r"chain\.expired"):
        come(login, wire, kept)
    assert not wire.posted


def test_giving_a_token_back_is_kept_too() -> None:
    login, kept = Login(), Kept()
    login.answers["tokens"] = replied("", 200)
    form = revocation_form(provider(), US, our_keys().active(Purpose.SIGNATURE).key, "at")
    assert form is not None
    steps = (Step.REVOCATION_REQUEST, Step.REVOCATION_REPLY)
    check_revoked(send(form, Wire(login), kept, *steps))
    assert kept.steps == list(steps)
    with pytest.raises(Refused, match=r"revocation\.unreachable"):
        send(form, Wire(login, "post"), kept, *steps)
