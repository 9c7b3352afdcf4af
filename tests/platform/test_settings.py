"""Settings are read once, and a combination that would not be safe is refused with its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from portal.platform.settings import Settings, SettingsInvalid

PRODUCTION = {
    "ACCANTO_PRODUCTION": "1",
    "ACCANTO_PUBLIC_URL": "https://accanto.prova.invalid",
    "ACCANTO_OIDC_ISSUER": "https://accesso.prova.invalid",
    "ACCANTO_OIDC_CLIENT_ID": "accanto",
    "ACCANTO_SMTP_HOST": "posta.prova.invalid",
}


def test_without_anything_set_it_is_a_trial_on_this_machine() -> None:
    settings = Settings.read({})
    assert not settings.production
    assert not settings.is_https
    assert settings.database.startswith("sqlite:///")
    assert settings.database.endswith("/data/accanto.sqlite3")


def test_each_kind_of_value_is_read() -> None:
    settings = Settings.read(
        {"ACCANTO_DATA": "/srv/x", "ACCANTO_DEMO": "yes", "ACCANTO_SMTP_PORT": "2525"}
    )
    assert (settings.data, settings.demo, settings.smtp_port) == (Path("/srv/x"), True, 2525)


@pytest.mark.parametrize("value", ["", "0", "false", "No"])
def test_no_is_said_in_several_ways(value: str) -> None:
    assert Settings.read({"ACCANTO_DEMO": value}).demo is False


@pytest.mark.parametrize(
    ("name", "value"), [("ACCANTO_DEMO", "perhaps"), ("ACCANTO_SMTP_PORT", "twenty")]
)
def test_a_value_that_cannot_be_understood_is_named(name: str, value: str) -> None:
    with pytest.raises(SettingsInvalid, match=name):
        Settings.read({name: value})


@pytest.mark.parametrize("scheme", ["postgres://", "postgresql://"])
def test_the_address_of_a_hosting_platform_is_understood(scheme: str) -> None:
    settings = Settings.read({"DATABASE_URL": f"{scheme}me@db/accanto"})
    assert settings.database == "postgresql+psycopg://me@db/accanto"


def test_our_own_name_wins_over_the_platforms() -> None:
    settings = Settings.read(
        {"DATABASE_URL": "postgres://a/b", "ACCANTO_DATABASE_URL": "sqlite://"}
    )
    assert settings.database == "sqlite://"


def test_production_starts_with_all_it_needs() -> None:
    assert Settings.read(PRODUCTION).is_https


@pytest.mark.parametrize("name", sorted(set(PRODUCTION) - {"ACCANTO_PRODUCTION"}))
def test_production_says_what_is_missing(name: str) -> None:
    with pytest.raises(SettingsInvalid, match=name):
        Settings.read({key: value for key, value in PRODUCTION.items() if key != name})


@pytest.mark.parametrize(
    "change",
    [
        {"ACCANTO_DEMO": "1"},
        {"ACCANTO_PUBLIC_URL": "http://accanto.prova.invalid"},
        {"ACCANTO_REGISTER_URL": "http://protocollo.prova.invalid"},
        {"ACCANTO_OIDC_ISSUER": "http://accesso.prova.invalid"},
    ],
)
def test_production_refuses_what_would_not_be_safe(change: dict[str, str]) -> None:
    with pytest.raises(SettingsInvalid, match=next(iter(change))):
        Settings.read({**PRODUCTION, **change})


def test_secrets_are_not_shown() -> None:
    shown = repr(
        Settings.read({"ACCANTO_OIDC_CLIENT_SECRET": "s3", "ACCANTO_REGISTER_TOKEN": "t4"})
    )
    assert "s3" not in shown
    assert "t4" not in shown


def test_no_secret_shows_when_settings_are_printed() -> None:
    secrets = ("DATABASE_URL", "OIDC_CLIENT_SECRET", "SMTP_PASSWORD", "REGISTER_TOKEN")
    settings = Settings.read({f"ACCANTO_{name}": f"hush-{name}" for name in secrets})
    assert "hush" not in repr(settings)
