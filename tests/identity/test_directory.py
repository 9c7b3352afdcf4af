"""Providers are data: several named in a file, each with its rules; what is wrong there stops the start."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from portal.identity.directory import Directory, Kind, UnknownProvider, read_directory
from portal.platform.settings import Settings, SettingsInvalid
from tests.support.page import PageClient

ENTRY = """
[{name}]
kind = "{kind}"
name = {{ it = "{title}" }}
issuer = "https://{name}.prova.invalid"
client_id = "accanto"
client_secret = "a-secret-nobody-prints"
"""


def entry(name: str, kind: str = "oidc", title: str = "Prova", more: str = "") -> str:
    """One table of the file."""
    return ENTRY.format(name=name, kind=kind, title=title) + more


def directory(folder: Path, *entries: str, **settings: str) -> Directory:
    """The providers of a file with these tables."""
    file = folder / "providers.toml"
    file.write_text("".join(entries), encoding="utf-8")
    return read_directory(Settings(providers=str(file), **settings))  # type: ignore[arg-type]


def test_each_provider_keeps_its_rules(tmp_path: Path) -> None:
    more = 'fiscal_code = ["codice_fiscale"]\ntrusts_level = false\nlevel = 1\nsends_language = false\n'
    found = directory(tmp_path, entry("proxy", "spid", "SPID", more), entry("ente"))
    rules = found.get("proxy").provider.rules
    assert rules.fiscal_code == ("codice_fiscale",)
    assert (rules.trusts_level, rules.sends_language, rules.asks_for_spid_levels) == (
        False,
        False,
        True,
    )
    assert not found.get("ente").provider.rules.asks_for_spid_levels


def test_no_name_is_enough_only_where_there_is_one(tmp_path: Path) -> None:
    assert directory(tmp_path, entry("proxy")).get("").id == "proxy"
    two = directory(tmp_path, entry("proxy"), entry("ente"))
    for name in ("", "gone"):
        with pytest.raises(UnknownProvider):
            two.get(name)


def test_the_providers_of_spid_change_places_so_that_none_is_favoured(tmp_path: Path) -> None:
    found = directory(tmp_path, *(entry(f"idp-{number}", "spid") for number in range(3)))
    first = Counter(found.shuffled(Kind.SPID)[0].id for _time in range(300))
    assert set(first) == {"idp-0", "idp-1", "idp-2"}
    assert min(first.values()) > 50


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "name one provider"),
        ("[proxy", "not TOML"),
        (entry("proxy").replace("client_secret", "client_sekret"), "client_sekret"),
        (entry("proxy", "saml"), "kind"),
        (entry("il proxy").replace("[il proxy]", '["il proxy"]'), "letters, digits and hyphens"),
        (entry("a").replace("https", "ftp"), "https://"),
        (entry("a") + entry("b").replace("https://b.", "https://a."), "same issuer"),
        (entry("a", more="level = 4\n"), "level"),
    ],
)
def test_a_file_that_cannot_be_used_says_where_and_never_the_secret(
    tmp_path: Path, text: str, says: str
) -> None:
    with pytest.raises(SettingsInvalid, match=says) as problem:
        directory(tmp_path, text)
    assert "a-secret-nobody-prints" not in str(problem.value)


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="cannot be read"):
        read_directory(Settings(providers=str(tmp_path / "gone.toml")))


PROVIDERS = (
    entry("posta", "spid", "Posta di prova"),
    entry("telefono", "spid", "Telefono di prova"),
    entry("carta", "cie", "CIE"),
    entry("regione", more='outage = { it = "Fermo per lavori fino alle 18." }\n', title="Regione"),
    entry("ente", more='for = "staff"\n', title="Dipendenti"),
)


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """A portal with five ways in."""
    file = tmp_path / "providers.toml"
    file.write_text("".join(PROVIDERS), encoding="utf-8")
    return {**environ, "ACCANTO_PROVIDERS": str(file)}


def test_spid_and_cie_come_first_then_the_others_and_staff_last(client: PageClient) -> None:
    page = client.get("/en/accedi?da=/en/servizi")
    labels = [link.get_text(" ", strip=True) for link in page.soup.select("main a[href*=entra]")]
    assert set(labels[:2]) == {"Posta di prova", "Telefono di prova"}
    assert labels[2:] == ["Sign in with CIE", "Sign in with Dipendenti"]
    assert page.soup.select_one("main details summary").get_text(strip=True) == "Sign in with SPID"  # type: ignore[union-attr]
    addresses = {link["href"] for link in page.soup.select("main a[href*=entra]")}
    assert "/en/accedi/entra?con=carta&da=/en/servizi" in addresses


def test_a_provider_that_is_stopped_says_why_and_has_no_button(client: PageClient) -> None:
    page = client.get("/accedi")
    assert "Fermo per lavori fino alle 18." in page.text
    assert client.raw.get("/accedi/entra?con=regione").status_code == 404


@pytest.mark.parametrize("name", ["", "nessuno", "../etc"])
def test_a_provider_nobody_named_is_not_there(client: PageClient, name: str) -> None:
    assert client.raw.get("/accedi/entra", query_string={"con": name}).status_code == 404


def test_forms_may_lead_to_every_provider_and_nowhere_else(client: PageClient) -> None:
    policy = client.raw.get("/accedi").headers["Content-Security-Policy"]
    allowed = policy.partition("form-action ")[2].partition(";")[0].split()
    hosts = ("carta", "ente", "posta", "regione", "telefono")
    assert allowed == ["'self'", *(f"https://{host}.prova.invalid" for host in hosts)]
