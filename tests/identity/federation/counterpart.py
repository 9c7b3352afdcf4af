"""A real federation to test against: an anchor with a SPID provider, and a CIE provider, on this machine.

Run by a Python that has ``spid-cie-oidc`` (1.6.3) and ``design-django-theme``, never by ours: that package
wants versions we don't. Keys are made anew each time, data lies in a folder, people are invented.

    python counterpart.py init FOLDER ANCHOR_PORT CIE_PORT     databases, keys, people; FOLDER/info.json
    python counterpart.py serve FOLDER anchor|cie              one of the two, in the foreground
    python counterpart.py onboard FOLDER ADDRESS               register a relying party that answers
    python counterpart.py forget FOLDER                        both providers forget the chains they know
"""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

RELYING = "https://registry.prova.invalid/openid_relying_party/public/"
PROVIDING = "https://registry.prova.invalid/openid_provider/private/"
LEVELS = [f"https://www.spid.gov.it/SpidL{number}" for number in (1, 2, 3)]
ROLES = ("anchor", "cie")
PEOPLE = [
    ("giulia", "Giulia", "Verdi", "VRDGLI80A41H501S", "1980-01-01", "female"),
    ("mario", "Mario", "Rossi", "RSSMRA70A01H501S", "1970-01-01", "male"),
]
SIGNING = ["RS256", "RS512"]
POLICY: dict[str, Any] = {
    "openid_relying_party": {
        "grant_types": {"subset_of": ["authorization_code", "refresh_token"]},
        "client_registration_types": {"subset_of": ["automatic"], "essential": True},
        "redirect_uris": {"essential": True},
        "token_endpoint_auth_method": {"one_of": ["private_key_jwt"], "essential": True},
        "response_types": {"value": ["code"]},
        "userinfo_encrypted_response_alg": {"one_of": ["RSA-OAEP", "RSA-OAEP-256"], "essential": True},
    },
    "openid_provider": {},
    "federation_entity": {},
}  # fmt: skip


def known(folder: Path) -> dict[str, Any]:
    """What is known of this federation."""
    found: dict[str, Any] = json.loads((folder / "info.json").read_text(encoding="utf-8"))
    return found


def set_up(folder: Path, role: str) -> dict[str, Any]:
    """Start Django for one role."""
    os.environ["TZ"] = "UTC"
    time.tzset()  # the package mixes local times without a zone and times of its settings
    import django
    from django.conf import settings

    info = known(folder)
    settings.configure(**_settings(folder, role, info["anchor"]))
    django.setup()
    _mount(role)
    return info


def _settings(folder: Path, role: str, anchor: str) -> dict[str, Any]:
    import aiohttp

    profile = "cie" if role == "cie" else "spid"
    processors = [
        "django.template.context_processors.request",
        "django.contrib.auth.context_processors.auth",
        "django.contrib.messages.context_processors.messages",
    ]
    return {
        "DEBUG": False,
        "SECRET_KEY": "test-only",
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "ROOT_URLCONF": "federation_urls",
        "APPEND_SLASH": False,
        "INSTALLED_APPS": [
            "spid_cie_oidc.accounts",
            *(f"django.contrib.{app}" for app in (
                "admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")),
            "bootstrap_italia_template",
            *(f"spid_cie_oidc.{app}" for app in ("entity", "authority", "provider")),
        ],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        "TEMPLATES": [{
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": processors},
        }],
        "DATABASES": {"default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / f"{role}.sqlite3"),
            "OPTIONS": {"timeout": 20},
        }},
        "AUTH_USER_MODEL": "spid_cie_oidc_accounts.User",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "STATIC_URL": "static/",
        "SESSION_COOKIE_NAME": f"session_{role}",
        "CSRF_COOKIE_NAME": f"csrf_{role}",
        "LANGUAGE_CODE": "it-it",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "LOGIN_URL": "/oidc/op/login",
        "OIDCFED_DEFAULT_TRUST_ANCHOR": anchor,
        "OIDCFED_TRUST_ANCHORS": [anchor],
        "OIDCFED_REQUIRED_TRUST_MARKS": [RELYING],
        "OIDCFED_PROVIDER_PROFILE": profile,
        "OIDCFED_DEFAULT_PROVIDER_PROFILE": profile,
        "OIDCFED_PROVIDER_MAX_REFRESH": 10,
        "OIDCFED_PROVIDER_MAX_CONSENT_TIMEFRAME": 3600,
        "FEDERATION_DEFAULT_POLICY": POLICY,
        "HTTPC_PARAMS": {
            "connection": {"ssl": True},
            "session": {"timeout": aiohttp.ClientTimeout(total=6)},
        },
    }  # fmt: skip


def _mount(role: str) -> None:
    from django.urls import path
    from spid_cie_oidc.entity import urls as entity_urls
    from spid_cie_oidc.entity import views
    from spid_cie_oidc.provider import urls as provider_urls

    module: Any = types.ModuleType("federation_urls")
    module.urlpatterns = [
        *entity_urls.urlpatterns,
        *provider_urls.urlpatterns,
        path("oidc/op/.well-known/openid-federation", views.entity_configuration),
        path("oidc/op/resolve", views.resolve_entity_statement),
    ]
    if role == "anchor":
        from spid_cie_oidc.authority import urls as authority_urls

        module.urlpatterns += authority_urls.urlpatterns
    sys.modules["federation_urls"] = module


def _key() -> dict[str, str]:
    from spid_cie_oidc.entity.jwks import create_jwk

    return {**create_jwk(), "use": "sig", "alg": "RS256"}


def _public(key: dict[str, str]) -> dict[str, str]:
    return {name: key[name] for name in ("kty", "n", "e", "kid", "use", "alg") if name in key}


def seed(folder: Path, role: str) -> None:
    """Fill the database of one role; tells its keys on a line of JSON."""
    info = set_up(folder, role)
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from spid_cie_oidc.entity.models import FederationEntityConfiguration as Configuration

    call_command("migrate", verbosity=0)
    for name, given, family, code, born, gender in PEOPLE:
        get_user_model().objects.create_user(
            name,
            f"{name}@prova.invalid",
            "prova",
            first_name=given,
            last_name=family,
            attributes=_attributes(name, given, family, code, born, gender),
        )
    anchor_keys: list[dict[str, str]] = []
    if role == "anchor":
        made = Configuration.objects.create(**_anchor(info["anchor"]))
        anchor_keys = [_public(key) for key in made.jwks_fed]
    made = Configuration.objects.create(**_provider(role, info))
    keys = [_public(key) for key in made.jwks_fed]
    _tell({"sub": made.sub, "keys": keys, "anchor": anchor_keys})


def _attributes(
    name: str, given: str, family: str, code: str, born: str, gender: str
) -> dict[str, str]:
    return {
        "given_name": given,
        "family_name": family,
        "fiscal_number": f"TINIT-{code}",
        "https://attributes.eid.gov.it/fiscal_number": f"TINIT-{code}",
        "birthdate": born,
        "gender": gender,
        "email": f"{name}@prova.invalid",
    }


def _anchor(address: str) -> dict[str, Any]:
    places = {
        f"federation_{name}_endpoint": f"{address}/{name}"
        for name in ("fetch", "list", "resolve", "trust_mark_status")
    }
    return {
        "sub": address,
        "entity_type": "federation_entity",
        "is_active": True,
        "default_exp": 60,
        "jwks_fed": [_key()],
        "constraints": {"max_path_length": 1},
        "trust_mark_issuers": {RELYING: [address], PROVIDING: [address]},
        "metadata": {"federation_entity": {**_said("Ancora di prova", address), **places}},
    }


def _said(name: str, address: str) -> dict[str, Any]:
    return {
        "organization_name": name,
        "contacts": ["federazione@prova.invalid"],
        "homepage_uri": address,
        "policy_uri": f"{address}/policy",
        "logo_uri": f"{address}/logo.svg",
    }


def _provider(role: str, info: dict[str, Any]) -> dict[str, Any]:
    address = f"{info[role]}/oidc/op"
    name = "CIE di prova" if role == "cie" else "Gestore SPID di prova"
    signature = _key()
    member = {**_said(name, info[role]), "federation_resolve_endpoint": f"{address}/resolve"}
    return {
        "sub": address,
        "entity_type": "openid_provider",
        "is_active": True,
        "authority_hints": [info["anchor"]],
        "jwks_fed": [_key()],
        "jwks_core": [signature],
        "metadata": {
            "federation_entity": member,
            "openid_provider": _openid(role, name, address, signature),
        },
    }


def _openid(role: str, name: str, address: str, signature: dict[str, str]) -> dict[str, Any]:
    places = ("authorization", "token", "userinfo", "introspection", "revocation")
    signed = ("id_token", "userinfo", "request_object", "token_endpoint_auth")
    sealed = ("userinfo", "id_token", "request_object")
    return {
        "issuer": address,
        "organization_name": name,
        "logo_uri": f"{address}/logo.svg",
        **{f"{place}_endpoint": f"{address}/{place}" for place in places},
        **{f"{one}_signing_alg_values_supported": SIGNING for one in signed},
        **{f"{one}_encryption_alg_values_supported": ["RSA-OAEP", "RSA-OAEP-256"] for one in sealed},
        **{f"{one}_encryption_enc_values_supported": ["A128CBC-HS256", "A256CBC-HS512"]
           for one in sealed},
        "revocation_endpoint_auth_methods_supported": ["private_key_jwt"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"],
        "code_challenge_methods_supported": ["S256"],
        "scopes_supported": ["openid", "offline_access", *(["profile", "email"] * (role == "cie"))],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query", "form_post"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "acr_values_supported": LEVELS,
        "subject_types_supported": ["pairwise"],
        "claims_supported": [
            "given_name", "family_name", "birthdate", "gender", "email",
            "https://attributes.eid.gov.it/fiscal_number",
        ],
        "claims_parameter_supported": True,
        "request_parameter_supported": True,
        "authorization_response_iss_parameter_supported": True,
        "client_registration_types_supported": ["automatic"],
        "request_authentication_methods_supported": {"authorization_endpoint": ["request_object"]},
        "request_authentication_signing_alg_values_supported": SIGNING,
        "jwks": {"keys": [_public(signature)]},
    }  # fmt: skip


def register(folder: Path, sub: str, kind: str, keys: list[dict[str, str]] | None) -> None:
    """Make somebody known to the anchor, with a trust mark; keys are read from them if not given."""
    set_up(folder, "anchor")
    from spid_cie_oidc.authority import models
    from spid_cie_oidc.authority.validators import validate_entity_configuration
    from spid_cie_oidc.entity.models import FederationEntityConfiguration as Configuration

    mark = RELYING if kind == "openid_relying_party" else PROVIDING
    member, _ = models.FederationDescendant.objects.update_or_create(
        sub=sub,
        defaults={
            "name": sub.split("//")[1][:33],
            "type": kind,
            "jwks": keys or validate_entity_configuration(sub).jwks,
            "status": "valid",
            "is_active": True,
        },
    )
    profile, _ = models.FederationEntityProfile.objects.get_or_create(
        profile_id=mark,
        defaults={
            "name": kind,
            "profile_category": kind,
            "trust_mark_template": {"id": mark, "organization_type": "public"},
        },
    )
    issuer = Configuration.objects.get(entity_type="federation_entity")
    models.FederationEntityAssignedProfile.objects.get_or_create(
        descendant=member, profile=profile, issuer=issuer
    )


def init(folder: Path, anchor_port: str, cie_port: str) -> None:
    """Make a whole federation; ``info.json`` says where it is and how its anchor's keys are."""
    folder.mkdir(parents=True, exist_ok=True)
    anchor, cie = (f"http://127.0.0.1:{port}" for port in (anchor_port, cie_port))
    info: dict[str, Any] = {"anchor": anchor, "cie": cie}
    info |= {"spid_provider": f"{anchor}/oidc/op", "cie_provider": f"{cie}/oidc/op"}
    write = (folder / "info.json").write_text
    write(json.dumps(info), encoding="utf-8")
    for role in ROLES:
        made = json.loads(_again("seed", folder, role).splitlines()[-1])
        if made["anchor"]:
            info["anchor_jwks"] = {"keys": made["anchor"]}
            write(json.dumps(info), encoding="utf-8")
        _again("register", folder, made["sub"], "openid_provider", json.dumps(made["keys"]))


def serve(folder: Path, role: str) -> None:
    """Serve one role until the process ends."""
    info = set_up(folder, role)
    from django.core.management import call_command

    call_command("runserver", info[role].split("//")[1], use_reloader=False, skip_checks=True)


def forget(folder: Path) -> None:
    """As if the chains that both providers hold had ended."""
    for role in ROLES:
        database = sqlite3.connect(folder / f"{role}.sqlite3", timeout=20)
        for table in ("trustchain", "fetchedentitystatement"):
            database.execute(f"DELETE FROM spid_cie_oidc_entity_{table}")
        database.commit()
        database.close()


def _again(*words: object) -> str:
    """This program once more, in a process of its own: Django is set up once for each."""
    done = subprocess.run(
        [sys.executable, __file__, *map(str, words)], capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(done.stderr[-3000:])
    return done.stdout


def _tell(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")


COMMANDS: dict[str, Callable[..., None]] = {
    "init": init,
    "seed": seed,
    "serve": serve,
    "forget": forget,
    "onboard": lambda folder, sub: register(folder, sub, "openid_relying_party", None),
    "register": lambda folder, sub, kind, keys: register(folder, sub, kind, json.loads(keys)),
}

if __name__ == "__main__":
    COMMANDS[sys.argv[1]](Path(sys.argv[2]).absolute(), *sys.argv[3:])
