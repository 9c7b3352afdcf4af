"""The conversation with an OpenID provider: discovery, code with PKCE, and every check on the way back.

Framework-free. Authlib speaks the protocol, joserfc reads the tokens. Rules: OpenID Connect Core 1.0,
RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from typing import Any, NoReturn

import requests
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError

from portal.identity import tokens
from portal.identity.described import Described, Description, as_object
from portal.identity.lines import CLOSED, Borders, through
from portal.identity.login import FISCAL_NUMBER as FISCAL_NUMBER
from portal.identity.login import USUAL as USUAL
from portal.identity.login import Begun as Begun
from portal.identity.login import Identified as Identified
from portal.identity.login import Left as Left
from portal.identity.login import LoginRefused as LoginRefused
from portal.identity.login import ProviderUnavailable as ProviderUnavailable
from portal.identity.login import Rules as Rules
from portal.identity.tokens import LoginInvalid as LoginInvalid
from portal.platform import clock
from portal.platform.identifiers import IdentifierInvalid, PersonCode, read_fiscal_code

#: Numbers of people by country (ETSI EN 319 412-1): ``TINIT-`` is the fiscal code.
_ITALIAN = re.compile(r"\ATINIT-", re.IGNORECASE)
_FOREIGN = re.compile(r"\A(?!TINIT-)[A-Z]{5}-", re.IGNORECASE)
_SPID_LEVEL = "https://www.spid.gov.it/SpidL"
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
        borders: Borders = CLOSED,
    ) -> None:
        self.issuer = issuer
        self.client_id = client_id
        self.rules = rules
        self._secret = client_secret
        self._description = Description(issuer, rules.description, borders, timeout)

    def begin(
        self, redirect_uri: str, language: str, *, level: int = 0, again: bool = False
    ) -> Begun:
        """Prepare a login; ``level`` is the least that is asked for (0: none), ``again`` wants the
        person to prove themselves anew although the provider knows them.

        Raises:
            ProviderUnavailable: its description cannot be read.
        """
        description = self._description.read()
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
            description.place("authorization_endpoint"), code_verifier=verifier, **extra
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
        description = self._description.read()
        issuer = answer.get("iss")
        announces = description.said.get("authorization_response_iss_parameter_supported")
        if (issuer is not None or announces) and issuer != self.issuer:
            raise LoginInvalid("issuer_of_answer")
        token = self._exchange(description, answer.get("code", ""), redirect_uri, verifier)
        if str(token.get("token_type", "")).lower() != "bearer":
            raise LoginInvalid("token_type")
        access_token = str(token.get("access_token", ""))
        claims = self._read_id_token(str(token.get("id_token", "")), nonce, access_token)
        more = self._userinfo(description, access_token)
        if more.get("sub") != claims["sub"]:
            raise LoginInvalid("subject_of_userinfo")
        return self._identified(claims, more)

    def _identified(self, claims: dict[str, Any], more: dict[str, Any]) -> Identified:
        rules = self.rules
        said = tokens.level_of(claims.get("acr"), rules.levels) if rules.trusts_level else 0
        return Identified(
            issuer=self.issuer,
            subject=str(claims["sub"]),
            level=max(said, 1) if rules.trusts_level else rules.level,
            # The second and third level take two factors by their rules.
            second_factor=said > 1 or tokens.has_second_factor(claims),
            claims=_with_fiscal_code({**more, **claims}, rules.fiscal_code),
            session=str(claims.get("sid") or ""),
        )

    def read_logout(self, raw: str) -> Left:
        """What a logout token says, once it is believed.

        Raises:
            LoginInvalid, ProviderUnavailable: it is not, or its keys cannot be read.
        """
        try:
            claims = self._description.decode(raw).claims
            tokens.check_logout_token(claims, self.issuer, self.client_id)
        except (JoseError, ValueError, TypeError) as error:
            raise LoginInvalid("logout_token") from error
        return Left(self.issuer, str(claims.get("sub") or ""), str(claims.get("sid") or ""))

    def sign_out_url(self, back: str) -> str | None:
        """Where the provider ends its own session, if it announces such a place.

        What was once read is good enough here: nobody waits for a provider in order to leave.
        """
        try:
            description = self._description.last or self._description.read()
        except ProviderUnavailable:
            return None
        place = description.place("end_session_endpoint")
        if not place:
            return None
        query = {"client_id": self.client_id, "post_logout_redirect_uri": back}
        return str(requests.Request("GET", place, params=query).prepare().url)

    def _client(self, redirect_uri: str) -> OAuth2Session:
        session = OAuth2Session(
            self.client_id,
            self._secret,
            scope=self.rules.scope,
            redirect_uri=redirect_uri,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic",  # noqa: S106 the name of a method
        )
        through(session, self._description.line())
        return session

    def _exchange(
        self, description: Described, code: str, redirect_uri: str, verifier: str
    ) -> Mapping[str, Any]:
        if not code:
            raise LoginInvalid("no_code")
        try:
            with self._client(redirect_uri) as session:
                found = session.fetch_token(
                    description.place("token_endpoint"),
                    code=code,
                    code_verifier=verifier,
                    allow_redirects=False,
                )
            return dict(found)
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

    def _userinfo(self, description: Described, access_token: str) -> dict[str, Any]:
        place = description.place("userinfo_endpoint")
        reply = self._description.ask(place, Authorization=f"Bearer {access_token}")
        if not reply.headers.get("Content-Type", "").startswith("application/jwt"):
            return as_object(reply)
        try:
            claims = self._description.decode(reply.text).claims
            tokens.check_userinfo(claims, self.issuer, self.client_id, self.rules.strict_userinfo)
        except (JoseError, ValueError, TypeError) as error:
            raise LoginInvalid("userinfo") from error
        return claims

    def _read_id_token(self, raw: str, nonce: str, access_token: str) -> dict[str, Any]:
        try:
            token = self._description.decode(raw)
            tokens.check_id_token(token.claims, self.issuer, self.client_id, nonce)
            tokens.check_access_hash(token.claims, str(token.header["alg"]), access_token)
        except (JoseError, ValueError, TypeError) as error:
            raise LoginInvalid("id_token") from error
        return token.claims


def _with_fiscal_code(claims: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The claims with the fiscal code under its one name, whatever this provider calls it; a claim the
    installation does not name counts for nothing, nor does the number of another country.

    Raises:
        LoginInvalid: it is no fiscal code. It is the account: a word that a provider writes for all who
            have none would make one person of them.
    """
    number = next((claims[name] for name in names if claims.get(name)), None)
    rest = {name: value for name, value in claims.items() if name != FISCAL_NUMBER}
    if number is None or _FOREIGN.match(str(number)):
        return rest
    try:
        code = read_fiscal_code(_ITALIAN.sub("", number), clock.today())
    except (IdentifierInvalid, TypeError) as problem:
        raise LoginInvalid("fiscal_code") from problem
    if code.kind is not PersonCode.FISCAL:
        raise LoginInvalid("fiscal_code")
    return {**rest, FISCAL_NUMBER: code.value}


def _refused(error: str) -> NoReturn:
    # The word comes through the browser: only words of the standard reach the log.
    if error in _OWN_TROUBLE:
        raise ProviderUnavailable(error)
    raise LoginRefused(error if error in _REFUSALS else "other")
