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


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("RSSMRA80A01H501U", "RSSMRA80A01H501U"),
        ("TINIT-RSSMRA80A01H501U", "RSSMRA80A01H501U"),
        ("tinit-rssmra80a01h501u", "RSSMRA80A01H501U"),
        ("TINDE-123456789", None),
        ("TINFR-RSSMRA80A01H501U", None),
        ("", None),
        (None, None),
    ],
)
def test_the_account_is_an_italian_code_or_nothing(
    script: Script, said: str | None, read: str | None
) -> None:
    script.about[FISCAL_NUMBER] = said
    assert finish(script).claims.get(FISCAL_NUMBER) == read


@pytest.mark.parametrize(
    "said",
    [
        "N/A",
        "00000000000",
        "ENI0000000000000",
        "-",
        "0",
        "TINIT-",
        "TINIT-N/A",
        "RSSMRA80A01H501A",
        "A" * 16,
        ["RSSMRA80A01H501U"],
        7,
    ],
)
def test_a_word_for_all_who_have_no_code_makes_nobody_one_person(
    script: Script, said: object
) -> None:
    """Two strangers under one such word would read each other's requests."""
    script.about[FISCAL_NUMBER] = said
    with pytest.raises(LoginInvalid, match="fiscal_code"):
        finish(script)


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
