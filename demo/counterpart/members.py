"""Who is in a federation of tests: its anchor, its providers, people, and whoever is registered."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from demo.counterpart.configured import PROVIDING, profile_of, relying_mark, set_up

LEVELS = [f"https://www.spid.gov.it/SpidL{number}" for number in (1, 2, 3)]
SIGNING = ["RS256", "RS512"]
PEOPLE = [
    ("giulia", "Giulia", "Verdi", "VRDGLI80A41H501S", "1980-01-01", "female"),
    ("mario", "Mario", "Rossi", "RSSMRA70A01H501S", "1970-01-01", "male"),
]


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
        made = Configuration.objects.create(**_anchor(info["anchor"], relying_mark(info)))
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


def _anchor(address: str, relying: str) -> dict[str, Any]:
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
        "trust_mark_issuers": {relying: [address], PROVIDING: [address]},
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
    profile = profile_of(info, role)
    name = "CIE di prova" if profile == "cie" else "Gestore SPID di prova"
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
            "openid_provider": _openid(profile, name, address, signature),
        },
    }


def _openid(profile: str, name: str, address: str, signature: dict[str, str]) -> dict[str, Any]:
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
        "scopes_supported": ["openid", "offline_access", *(["profile", "email"] * (profile == "cie"))],
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
    info = set_up(folder, "anchor")
    from spid_cie_oidc.authority import models
    from spid_cie_oidc.authority.validators import validate_entity_configuration
    from spid_cie_oidc.entity.models import FederationEntityConfiguration as Configuration

    mark = relying_mark(info) if kind == "openid_relying_party" else PROVIDING
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


def _tell(found: object) -> None:
    sys.stdout.write(json.dumps(found) + "\n")
