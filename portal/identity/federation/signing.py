"""Signed tokens of the federation, whichever they are: written, looked into, verified.

Rules: RFC 7515, RFC 7519, RFC 8725 (typ and algorithms are asked for, never taken from the token);
cryptographic_algos of the SPID/CIE rules (RS256 and RS512 in any case, ES and PS recommended).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NoReturn

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, RSAKey
from joserfc.util import urlsafe_b64decode

from portal.identity.federation.refusing import About, Cause, Refused
from portal.platform import clock

ALGORITHMS = ("RS256", "RS512", "ES256", "ES512", "PS256", "PS512")
#: Seconds by which another clock may differ from ours.
LEEWAY = 60
#: Bits an RSA key must have at least.
LEAST_BITS = 2048
#: A set of keys larger than this is nobody's.
_MOST_KEYS = 32
#: The last year a clock of ours can show: what ends later is no time, and would stop whoever reckons with it.
_LAST_MOMENT = int(datetime(9999, 1, 1, tzinfo=UTC).timestamp())
#: Floors an object may have: what is deeper is written to exhaust whoever walks down.
_DEEPEST = 24
#: Letters of a token and no others: decoders pass over the rest, and one token would have many spellings.
_TOKEN = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]+")
_PRIVATE = {"d", "p", "q", "dp", "dq", "qi", "oth", "k"}


class _Registry(jws.JWSRegistry):
    """joserfc's limits, with room for the headers that registries write."""

    max_header_length = 4096
    max_payload_length = 256_000


_REGISTRY = _Registry(algorithms=ALGORITHMS, strict_check_header=False)


@dataclass(frozen=True)
class Signed:
    """A token that was looked into; whether it is believed is another matter."""

    raw: str
    header: Mapping[str, Any]
    claims: Mapping[str, Any]


def sign(claims: Mapping[str, Any], key: Key, typ: str | None, algorithm: str = "RS256") -> str:
    """A compact JWS; the header holds ``alg``, ``kid`` and, where one is named, ``typ``."""
    key.ensure_kid()
    header = {"alg": algorithm, "kid": str(key.kid)} | ({"typ": typ} if typ else {})
    payload = json.dumps(dict(claims), separators=(",", ":"))
    return jws.serialize_compact(header, payload, key, registry=_REGISTRY)


def look_into(raw: str, about: About) -> Signed:
    """Header and claims of a compact JWS, *not verified*.

    Raises:
        Refused: it is not one; a member named twice, or a number that is none, counts as such.
    """
    if not isinstance(raw, str) or not _TOKEN.fullmatch(raw):
        raise Refused(about, Cause.FORM)
    if len(raw) > _Registry.max_payload_length:
        raise Refused(about, Cause.TOO_LARGE)
    parts = raw.split(".")
    return Signed(raw, read_part(parts[0], about), read_part(parts[1], about))


def verify(
    raw: str, keys: Mapping[str, Key], about: About, *, types: Collection[str | None]
) -> Signed:
    """The token, if one of these keys signed it and its header is as it must be.

    Args:
        keys: by their ``kid``; the token must name the one it was signed with.
        types: what ``typ`` may say; ``None`` among them allows a header without it.

    Raises:
        Refused: it is malformed, of another type, by an algorithm or a key that is not ours to accept.
    """
    found = look_into(raw, about)
    header = found.header
    if header.get("alg") not in ALGORITHMS:
        raise Refused(about, Cause.ALGORITHM)
    if "crit" in header or "b64" in header:
        raise Refused(about, Cause.CRITICAL)
    _check_type(header.get("typ"), types, about)
    kid = header.get("kid")
    key = keys.get(kid) if isinstance(kid, str) else None
    if key is None:
        raise Refused(about, Cause.KEY)
    if key.alg and key.alg != header["alg"]:
        raise Refused(about, Cause.ALGORITHM)
    try:
        jws.deserialize_compact(raw, key, registry=_REGISTRY)
    except (JoseError, ValueError, TypeError) as problem:
        raise Refused(about, Cause.SIGNATURE) from problem
    return found


def _check_type(typ: object, types: Collection[str | None], about: About) -> None:
    # RFC 7515 4.1.9: letters of any case, and "application/" may be left out.
    said = typ.casefold().removeprefix("application/") if isinstance(typ, str) else typ
    if said not in types:
        raise Refused(about, Cause.TYPE)


def read_keys(found: object, about: About) -> dict[str, Key]:
    """The public keys of a JWKS that can verify a signature, by their ``kid``.

    Keys of other kinds, of another use, without ``kid`` or too short are passed over (RFC 7517, 5);
    private members are thrown away.

    Raises:
        Refused: it is no JWKS, none is left, or two have the same ``kid``.
    """
    entries = found.get("keys") if isinstance(found, Mapping) else None
    if not isinstance(entries, list) or len(entries) > _MOST_KEYS:
        raise Refused(about, Cause.KEYS)
    keys: dict[str, Key] = {}
    for kid, key in _usable(entries):
        if kid in keys:
            raise Refused(about, Cause.KEYS)
        keys[kid] = key
    if not keys:
        raise Refused(about, Cause.KEYS)
    return keys


def _usable(entries: Iterable[object]) -> Iterable[tuple[str, Key]]:
    kinds: dict[object, type[RSAKey | ECKey]] = {"RSA": RSAKey, "EC": ECKey}
    for entry in entries:
        if not isinstance(entry, Mapping) or entry.get("use", "sig") != "sig":
            continue
        kind, kid = kinds.get(entry.get("kty")), entry.get("kid")
        if kind is None or not isinstance(kid, str) or not kid:
            continue
        if kind is RSAKey and bits(entry) < LEAST_BITS:
            continue
        public = {name: value for name, value in entry.items() if name not in _PRIVATE}
        try:
            yield kid, kind.import_key(public)
        except (JoseError, ValueError, TypeError, KeyError):
            continue


def bits(entry: Mapping[str, Any]) -> int:
    """How long an RSA key is, looked up before the library takes it; 0 for nonsense."""
    try:
        return int.from_bytes(urlsafe_b64decode(entry["n"].encode())).bit_length()
    except (KeyError, ValueError, AttributeError):
        return 0


def check_times(claims: Mapping[str, Any], about: About, *, strict: bool = True) -> None:
    """Whether a token is of now, with 60 seconds for other people's clocks; ``strict`` wants both times.

    Raises:
        Refused: it is not.
    """
    now = clock.now().timestamp()
    if strict or "iat" in claims:
        issued = moment(claims, "iat", about, Cause.ISSUED_AT)
        if issued > now + LEEWAY:
            raise Refused(about, Cause.ISSUED_AT)
    if strict or "exp" in claims:
        expires = moment(claims, "exp", about, Cause.EXPIRED)
        if expires <= now - LEEWAY:
            raise Refused(about, Cause.EXPIRED)
        if "iat" in claims and expires <= moment(claims, "iat", about, Cause.ISSUED_AT):
            raise Refused(about, Cause.EXPIRED)
    if "nbf" in claims and moment(claims, "nbf", about, Cause.NOT_BEFORE) > now + LEEWAY:
        raise Refused(about, Cause.NOT_BEFORE)


def moment(claims: Mapping[str, Any], name: str, about: About, cause: Cause) -> int:
    """A time of a token, in whole seconds since 1970.

    Raises:
        Refused: it is not there, or no number a clock can show.
    """
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(about, cause)
    if not math.isfinite(value) or not 0 <= value < _LAST_MOMENT:
        raise Refused(about, cause)
    return int(value)


def read_object(text: str | bytes, about: About) -> dict[str, Any]:
    """A JSON object, each member named once, of whole characters.

    Raises:
        Refused: it is something else.
    """
    try:
        found = json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
        # Half a character (a lone surrogate) is no text that can be kept or compared.
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as problem:
        raise Refused(about, Cause.FORM) from problem
    if not isinstance(found, dict) or not _has_an_end(found):
        raise Refused(about, Cause.FORM)
    return found


def _has_an_end(found: object) -> bool:
    floor: list[Any] = [found]
    for _ in range(_DEEPEST):
        below = (one.values() if isinstance(one, dict) else one for one in floor)
        floor = [one for part in below for one in part if isinstance(one, dict | list)]
        if not floor:
            return True
    return False


def read_part(part: str, about: About) -> dict[str, Any]:
    """The JSON object in one part of a token.

    Raises:
        Refused: it is something else.
    """
    try:
        text = urlsafe_b64decode(part.encode())
    except ValueError as problem:
        raise Refused(about, Cause.FORM) from problem
    return read_object(text, about)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member named twice")
    return found


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)
