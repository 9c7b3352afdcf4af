"""The conversation with an OpenID provider: discovery, code with PKCE, and every check on the way back.

Framework-free. Authlib speaks the protocol, joserfc reads the tokens. Rules: OpenID Connect Core 1.0,
RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from typing import Any, NoReturn

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from portal.identity import tokens
from portal.identity.login import FISCAL_NUMBER as FISCAL_NUMBER
from portal.identity.login import USUAL as USUAL
from portal.identity.login import Begun as Begun
from portal.identity.login import Identified as Identified
from portal.identity.login import Left as Left
from portal.identity.login import LoginRefused as LoginRefused
from portal.identity.login import ProviderUnavailable as ProviderUnavailable
from portal.identity.login import Rules as Rules
from portal.identity.tokens import LoginInvalid as LoginInvalid

_DISCOVERY_SECONDS = 3600
_ALGORITHMS = ["RS256", "ES256", "PS256"]
_SPID_LEVEL = "https://www.spid.gov.it/SpidL"
_PLACES = ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
#: Errors by which the provider speaks of itself, not of the person (OpenID Connect Core 3.1.2.6).
_OWN_TROUBLE = {"server_error", "temporarily_unavailable"}
_REFUSALS = {
    "access_denied", "login_required", "interaction_required", "consent_required",
    "account_selection_required", "invalid_request", "unauthorized_client", "invalid_scope",
}  # fmt: skip


class OpenIDProvider:
    """One provider, by its issuer address."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        timeout: int,
        rules: Rules = USUAL,
    ) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self.rules = rules
        self._secret = client_secret
        self._timeout = timeout
        self._known: tuple[float, dict[str, Any], KeySet] | None = None

    def begin(
        self, redirect_uri: str, language: str, *, level: int = 0, again: bool = False
    ) -> Begun:
        """Prepare a login; ``level`` is the least that is asked for (0: none), ``again`` wants the
        person to prove themselves anew although the provider knows them.

        Raises:
            ProviderUnavailable: its description cannot be read.
        """
        description, _keys = self._describe()
        verifier = secrets.token_urlsafe(48)
        nonce = secrets.token_urlsafe(24)
        extra = {"nonce": nonce}
        if self.rules.sends_language:
            extra["ui_locales"] = language
        if again:
            extra["prompt"] = "login"
        if level and self.rules.asks_for_spid_levels:
            extra["acr_values"] = f"{_SPID_LEVEL}{level}"
        url, state = self._client(redirect_uri).create_authorization_url(
            description["authorization_endpoint"], code_verifier=verifier, **extra
        )
        return Begun(url=url, state=state, nonce=nonce, verifier=verifier)

    def finish(
        self, answer: Mapping[str, str], redirect_uri: str, nonce: str, verifier: str
    ) -> Identified:
        """Turn the browser's answer into a person; the caller has checked the state.

        Raises:
            LoginRefused, LoginInvalid, ProviderUnavailable.
        """
        if "error" in answer:
            _refused(answer["error"])
        description, keys = self._describe()
        issuer = answer.get("iss")
        announces = description.get("authorization_response_iss_parameter_supported")
        if (issuer or announces) and issuer != self.issuer:
            raise LoginInvalid("issuer_of_answer")
        token = self._exchange(description, answer.get("code", ""), redirect_uri, verifier)
        if str(token.get("token_type", "")).lower() != "bearer":
            raise LoginInvalid("token_type")
        claims = self._read_id_token(str(token.get("id_token", "")), keys, nonce)
        more = self._userinfo(description, keys, str(token.get("access_token", "")))
        if more.get("sub") != claims["sub"]:
            raise LoginInvalid("subject_of_userinfo")
        rules, acr = self.rules, str(claims.get("acr", ""))
        has_two = rules.trusts_level and tokens.is_level_of_two(acr)
        return Identified(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            level=tokens.level_of(acr) if rules.trusts_level else rules.level,
            second_factor=has_two or tokens.has_second_factor(claims),
            claims=_with_fiscal_code({**more, **claims}, rules.fiscal_code),
            session=str(claims.get("sid") or ""),
        )

    def read_logout(self, raw: str) -> Left:
        """What a logout token says, once it is believed.

        Raises:
            LoginInvalid, ProviderUnavailable: it is not, or its keys cannot be read.
        """
        keys = self._describe()[1]
        try:
            claims = self._decode(raw, keys)
            tokens.check_logout_token(claims, self.issuer, self.client_id)
        except (JoseError, ValueError, TypeError) as error:
            raise LoginInvalid("logout_token") from error
        return Left(self.issuer, str(claims.get("sub") or ""), str(claims.get("sid") or ""))

    def sign_out_url(self, back: str) -> str | None:
        """Where the provider ends its own session, if it announces such a place.

        What was once read is good enough here: nobody waits for a provider in order to leave.
        """
        known = self._known
        try:
            description = known[1] if known else self._describe()[0]
        except ProviderUnavailable:
            return None
        place = description.get("end_session_endpoint")
        if not place:
            return None
        query = {"client_id": self.client_id, "post_logout_redirect_uri": back}
        return str(requests.Request("GET", place, params=query).prepare().url)

    def _client(self, redirect_uri: str) -> OAuth2Session:
        return OAuth2Session(
            self.client_id,
            self._secret,
            scope=self.rules.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106 the name of a method
        )

    def _describe(self) -> tuple[dict[str, Any], KeySet]:
        # Read outside any lock: while the provider is slow, nobody waits for somebody else's wait.
        known = self._known
        if known is not None and known[0] > time.monotonic():
            return known[1], known[2]
        usual = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        description = self._get(self.rules.description or usual)
        if description.get("issuer") != self.issuer:
            raise ProviderUnavailable("issuer_of_description")
        if not all(isinstance(description.get(place), str) for place in _PLACES):
            raise ProviderUnavailable("description")
        try:
            keys = KeySet.import_key_set(self._get(description["jwks_uri"]))  # type: ignore[arg-type]
        except (KeyError, ValueError, TypeError, AttributeError, JoseError) as error:
            raise ProviderUnavailable("keys") from error
        self._known = (time.monotonic() + _DISCOVERY_SECONDS, description, keys)
        return description, keys

    def _get(self, url: str, **headers: str) -> dict[str, Any]:
        return _as_object(self._ask(url, **headers))

    def _ask(self, url: str, **headers: str) -> requests.Response:
        try:
            reply = requests.get(url, timeout=self._timeout, headers=headers, allow_redirects=False)
            reply.raise_for_status()
        except requests.RequestException as error:
            raise ProviderUnavailable("no_answer") from error
        return reply

    def _exchange(
        self, description: Mapping[str, Any], code: str, redirect_uri: str, verifier: str
    ) -> Mapping[str, Any]:
        if not code:
            raise LoginInvalid("no_code")
        try:
            found = dict(
                self._client(redirect_uri).fetch_token(
                    description["token_endpoint"],
                    code=code,
                    code_verifier=verifier,
                    timeout=self._timeout,
                    allow_redirects=False,
                )
            )
        except OAuthError as error:
            raise LoginInvalid("code_not_taken") from error
        except (
            requests.RequestException,
            ValueError,
            KeyError,
            TypeError,
            AttributeError,
        ) as error:
            raise ProviderUnavailable("token") from error
        return found

    def _userinfo(
        self, description: Mapping[str, Any], keys: KeySet, access_token: str
    ) -> dict[str, Any]:
        reply = self._ask(description["userinfo_endpoint"], Authorization=f"Bearer {access_token}")
        if not reply.headers.get("Content-Type", "").startswith("application/jwt"):
            return _as_object(reply)
        try:
            claims = self._decode(reply.text, keys)
            tokens.check_userinfo(claims, self.issuer, self.client_id, self.rules.strict_userinfo)
        except (JoseError, ValueError, TypeError) as error:
            raise LoginInvalid("userinfo") from error
        return claims

    def _read_id_token(self, raw: str, keys: KeySet, nonce: str) -> dict[str, Any]:
        try:
            claims = self._decode(raw, keys)
            tokens.check_id_token(claims, self.issuer, self.client_id, nonce)
        except (JoseError, ValueError, TypeError) as error:
            raise LoginInvalid("id_token") from error
        return claims

    def _decode(self, raw: str, keys: KeySet) -> dict[str, Any]:
        try:
            return jwt.decode(raw, keys, algorithms=_ALGORITHMS).claims
        except (JoseError, ValueError):
            # The provider may have changed its keys: read them again, once.
            self._known = None
            return jwt.decode(raw, self._describe()[1], algorithms=_ALGORITHMS).claims


def _as_object(reply: requests.Response) -> dict[str, Any]:
    try:
        found = reply.json()
    except ValueError as error:
        raise ProviderUnavailable("no_answer") from error
    if not isinstance(found, dict):
        raise ProviderUnavailable("nonsense")
    return found


def _with_fiscal_code(claims: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The claims with the fiscal code under its one name, whatever this provider calls it; a claim the
    installation does not name counts for nothing."""
    number = next((claims[name] for name in names if claims.get(name)), None)
    rest = {name: value for name, value in claims.items() if name != FISCAL_NUMBER}
    return rest if number is None else {**rest, FISCAL_NUMBER: number}


def _refused(error: str) -> NoReturn:
    # The word comes through the browser: only words of the standard reach the log.
    if error in _OWN_TROUBLE:
        raise ProviderUnavailable(error)
    raise LoginRefused(error if error in _REFUSALS else "other")
