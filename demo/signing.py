"""The provider's key and the tokens it signs."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from demo.places import write_private

ALGORITHM = "RS256"


class HintInvalid(Exception):
    """An ``id_token_hint`` that this provider did not sign for this client."""


class Signer:
    """Signs with one key, made once and kept in a file."""

    def __init__(self, key: RSAKey) -> None:
        self._key = key
        # For the fault "wrong signature": same name as the published key, another secret.
        self._stranger = _new_key(str(key.kid))

    @classmethod
    def load(cls, file: Path) -> Signer:
        """Read the key; make one when there is none."""
        if not file.exists():
            write_private(file, json.dumps(_new_key().as_dict(private=True)))
        return cls(RSAKey.import_key(json.loads(file.read_text("utf-8"))))

    def published(self) -> dict[str, Any]:
        """The public half, as a key set."""
        return {"keys": [self._key.as_dict(private=False)]}

    def sign(self, claims: dict[str, Any], *, wrongly: bool = False) -> str:
        """A signed token; ``wrongly`` signs with a key that nobody published."""
        header = {"alg": ALGORITHM, "kid": str(self._key.kid)}
        key = self._stranger if wrongly else self._key
        return jwt.encode(header, claims, key, algorithms=[ALGORITHM])

    def read_hint(self, token: str, issuer: str, client_id: str) -> dict[str, Any]:
        """The claims of a token of ours, expired or not (OpenID Connect RP-Initiated Logout §2).

        Raises:
            HintInvalid: see there.
        """
        try:
            claims = jwt.decode(token, self._key, algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError) as error:
            raise HintInvalid from error
        if claims.get("iss") != issuer or claims.get("aud") != client_id:
            raise HintInvalid
        return claims


def half_hash(value: str) -> str:
    """The left half of the hash of a token, for ``at_hash`` (OpenID Connect Core §3.1.3.6)."""
    digest = hashlib.sha256(value.encode("ascii")).digest()
    return base64.urlsafe_b64encode(digest[:16]).rstrip(b"=").decode("ascii")


def _new_key(kid: str | None = None) -> RSAKey:
    parameters: dict[str, Any] = {"use": "sig", "alg": ALGORITHM}
    if kid is not None:
        parameters["kid"] = kid
    return RSAKey.generate_key(2048, parameters, auto_kid=kid is None)  # type: ignore[arg-type]
