"""A login from the browser's answer to the person: one that holds, and a fault at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from portal.identity.federation.answering import read_answer
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import Refused
from portal.identity.federation.schemes import Scheme
from portal.platform import clock
from tests.identity.federation.anchored import CORE
from tests.identity.federation.login_faults import ALL, BOTH, EVIL, heads, lacks, late, says, seals
from tests.identity.federation.logins import (
    FISCAL_CODE,
    STATE,
    SUBJECT,
    Fault,
    Login,
    expected,
    provider,
)
from tests.identity.federation.peers import key, ours


def test_there_are_many_ways_to_be_wrong() -> None:
    assert len(ALL) > 125


@pytest.mark.parametrize("scheme", BOTH)
@pytest.mark.parametrize(
    ("fault", "code"), [pytest.param(*one[2:], id=f"{one[0]}: {one[1]}") for one in ALL]
)
def test_a_login_with_one_fault_signs_nobody_in(fault: Fault, code: str, scheme: Scheme) -> None:
    login = Login()
    fault(login)
    with pytest.raises(Refused) as caught:
        login.finish(expected(scheme))
    assert caught.value.code == code


@pytest.mark.parametrize("scheme", BOTH)
def test_a_login_that_holds(scheme: Scheme) -> None:
    found = Login().finish(expected(scheme))
    assert (found.fiscal_code, found.given_name, found.family_name) == (
        FISCAL_CODE,
        "Giulia",
        "Verdi",
    )
    assert found.birth_date == date(1980, 1, 1)


def test_what_differs_between_spid_and_cie() -> None:
    login = Login()
    lacks("id", "nbf")(login)
    assert login.believe(expected(Scheme.CIE))
    login.used.clear()
    with pytest.raises(Refused, match=r"id_token\.not_before"):
        login.believe(expected(Scheme.SPID))
    assert login.believe(expected(Scheme.SPID, strict=False))


def test_who_need_not_name_the_issuer_may_leave_it_out() -> None:
    silent, asked = replace(provider(), announces_issuer=False), Login().answer
    del asked["iss"]
    assert read_answer(asked, state=STATE, provider=silent, scheme=Scheme.SPID) == "c0de"
    with pytest.raises(Refused, match=r"answer\.issuer"):
        read_answer(asked, state=STATE, provider=silent, scheme=Scheme.CIE)
    with pytest.raises(Refused, match=r"answer\.refused"):  # CIE names it in successes only
        read_answer(
            {**asked, "error": "access_denied"}, state=STATE, provider=provider(), scheme=Scheme.CIE
        )


@pytest.mark.parametrize("claims", [("iss", "aud", "iat", "exp"), ("aud",), ("exp",)])
def test_a_lenient_counterpart_may_leave_out_and_never_say_wrong(claims: tuple[str, ...]) -> None:
    login = Login()
    for claim in claims:
        lacks("info", claim)(login)
    seals(cty=None)(login)
    assert login.finish(expected(strict=False)).fiscal_code == FISCAL_CODE
    again = Login()
    says("info", aud=EVIL)(again)
    with pytest.raises(Refused, match=r"userinfo\.audience"):
        again.finish(expected(strict=False))


@pytest.mark.parametrize("algorithm", ["RSA-OAEP", "RSA-OAEP-256"])
@pytest.mark.parametrize("encryption", ["A128CBC-HS256", "A256CBC-HS512"])
def test_what_the_rules_oblige_us_to_open_opens(algorithm: str, encryption: str) -> None:
    login = Login()
    login.sealed_for = key_without_label()
    seals(alg=algorithm, enc=encryption)(login)
    assert login.finish().fiscal_code == FISCAL_CODE


def key_without_label() -> Any:
    """Our public key for sealing, without the algorithm we ask for."""
    found = ours(Purpose.ENCRYPTION).key
    return type(found).import_key(found.raw_value)


def test_other_hashes_go_with_other_algorithms() -> None:
    login = Login()
    heads("id", alg="RS512")(login)
    login.signers["id"] = key(CORE)
    assert login.believe().subject == SUBJECT


@pytest.mark.parametrize(("asked", "given"), [(1, 2), (1, 3), (2, 3), (3, 3)])
def test_a_higher_level_will_do_and_is_what_counts(asked: int, given: int) -> None:
    login = Login()
    says("id", acr=f"https://www.spid.gov.it/SpidL{given}")(login)
    assert login.believe(expected(level=asked)).level == given


def test_nothing_remembered_fits_nothing_said() -> None:
    login = Login()
    says("id", nonce="")(login)
    with pytest.raises(Refused, match=r"id_token\.nonce"):
        login.believe(replace(expected(), nonce=""))
    lacks("answer", "state")(login)
    with pytest.raises(Refused, match=r"answer\.state"):
        read_answer(login.answer, state="", provider=provider(), scheme=Scheme.SPID)


@pytest.mark.parametrize("name", ["id", "access", "info"])
@pytest.mark.parametrize(
    "times", [{"iat": 59, "exp": 600}, {"iat": -300, "exp": -59}, {"nbf": 59}], ids=str
)
def test_a_minute_is_left_for_other_peoples_clocks(name: str, times: dict[str, int]) -> None:
    login = Login()
    late(name, **times)(login)
    assert login.finish().fiscal_code == FISCAL_CODE


def test_a_login_cannot_be_told_twice() -> None:
    login = Login()
    assert login.believe()
    with pytest.raises(Refused, match=r"id_token\.replayed"):
        login.believe()


def test_a_refused_token_burns_no_identifier() -> None:
    login = Login()
    says("id", acr="none")(login)
    with pytest.raises(Refused, match=r"id_token\.level"):
        login.believe()
    assert not login.used


def test_what_the_provider_writes_about_an_error_goes_nowhere() -> None:
    login = Login()
    says("answer", error="<script>", error_description="call 899…")(login)
    with pytest.raises(Refused) as caught:
        login.finish()
    assert str(caught.value) == "answer.refused (other)"


def test_nothing_secret_is_shown_by_accident() -> None:
    believed = Login().believe()
    assert SUBJECT not in repr(believed)
    assert Login().token("access")[:40] not in repr(Login().believe())


def test_an_hour_later_nothing_of_it_holds() -> None:
    login = Login()
    with clock.freeze(clock.after(hours=1)), pytest.raises(Refused, match=r"access_token\.expired"):
        login.believe()
