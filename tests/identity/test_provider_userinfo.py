"""What a plain provider says of a person beside the token: plain or signed, and always of the same person."""

from __future__ import annotations

import pytest

from portal.identity.provider import LoginInvalid, Rules
from tests.identity.scripted import FISCAL_NUMBER, Script, new_key
from tests.identity.test_provider import finish


def test_the_fiscal_code_is_read_from_the_claim_the_installation_names(script: Script) -> None:
    script.about["codice_fiscale"] = "RSSMRA80A01H501U"
    script.about[FISCAL_NUMBER] = "TINIT-VRDLGI80A01H501Z"
    said = finish(script, Rules(fiscal_code=("codice_fiscale",))).claims[FISCAL_NUMBER]
    assert said == "RSSMRA80A01H501U"
    assert FISCAL_NUMBER not in finish(script, Rules(fiscal_code=("fiscalNumber",))).claims


def test_a_signed_userinfo_is_read_and_says_whose_it_is(script: Script) -> None:
    script.signed_userinfo = {}
    assert finish(script).claims["given_name"] == "Anna"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://altro.prova.invalid"},
        {"aud": "another"},
        {"iss": None},
        {"aud": None},
        {"exp": 1},
        {"sub": "somebody-else"},
    ],
)
def test_a_signed_userinfo_that_does_not_fit_is_refused(
    script: Script, changes: dict[str, object]
) -> None:
    script.signed_userinfo = changes
    with pytest.raises(LoginInvalid):
        finish(script)


def test_where_rules_are_not_strict_a_signed_userinfo_may_be_silent_about_itself(
    script: Script,
) -> None:
    script.signed_userinfo = {"iss": None, "aud": None}
    assert finish(script, Rules(strict_userinfo=False)).claims["given_name"] == "Anna"


def test_a_userinfo_signed_with_another_key_is_refused(script: Script) -> None:
    script.token = script.id_token()
    script.signed_userinfo, script.signed_with = {}, new_key("first")
    with pytest.raises(LoginInvalid):
        finish(script)
