"""Django as the counterpart wants it, for one role of one federation."""

from __future__ import annotations

import json
import os
import sys
import time
import types
from pathlib import Path
from typing import Any

RELYING = "https://registry.prova.invalid/openid_relying_party/public/"
PROVIDING = "https://registry.prova.invalid/openid_provider/private/"
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
    file = folder / "info.json"
    if not file.exists():  # it is being made
        file = folder / "draft.json"
    found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return found


def relying_mark(info: dict[str, Any]) -> str:
    """The mark of relying parties: each federation that stands alone has its own, as SPID and CIE do."""
    return (
        RELYING.replace("invalid/", f"invalid/{info['profile']}/") if "profile" in info else RELYING
    )


def profile_of(info: dict[str, Any], role: str) -> str:
    """Which rules a role's provider follows: one that stands alone says so itself."""
    return str(info.get("profile") or ("cie" if role == "cie" else "spid"))


def set_up(folder: Path, role: str) -> dict[str, Any]:
    """Start Django for one role."""
    os.environ["TZ"] = "UTC"
    time.tzset()  # the package mixes local times without a zone and times of its settings
    import django
    from django.conf import settings

    info = known(folder)
    settings.configure(**_settings(folder, role, info))
    django.setup()
    _mount(role)
    return info


_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
#: What Django needs whoever runs in it.
_FRAME: dict[str, Any] = {
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
        "OPTIONS": {"context_processors": _PROCESSORS},
    }],
    "AUTH_USER_MODEL": "spid_cie_oidc_accounts.User",
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "USE_TZ": True,
    "TIME_ZONE": "UTC",
    "STATIC_URL": "static/",
    "LANGUAGE_CODE": "it-it",
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "LOGIN_URL": "/oidc/op/login",
}  # fmt: skip


def _settings(folder: Path, role: str, info: dict[str, Any]) -> dict[str, Any]:
    """The frame, and what this role of this federation is."""
    import aiohttp

    profile, anchor = profile_of(info, role), info["anchor"]
    return {
        **_FRAME,
        "DATABASES": {"default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / f"{role}.sqlite3"),
            "OPTIONS": {"timeout": 20},
        }},
        "SESSION_COOKIE_NAME": f"session_{role}_{profile}",
        "CSRF_COOKIE_NAME": f"csrf_{role}_{profile}",
        "OIDCFED_DEFAULT_TRUST_ANCHOR": anchor,
        "OIDCFED_TRUST_ANCHORS": [anchor],
        "OIDCFED_REQUIRED_TRUST_MARKS": [relying_mark(info)],
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
