"""Why something in the federation is not believed: one error, with what it was about and the cause.

The code (``id_token.nonce``) may stand in a log: it never holds what the other side wrote. A page says it
in our own words.
"""

from __future__ import annotations

from enum import StrEnum


class About(StrEnum):
    """What was not believed."""

    KEYS = "keys"
    OURSELVES = "ourselves"
    ANCHOR = "anchor"
    CONFIGURATION = "configuration"
    STATEMENT = "statement"
    CHAIN = "chain"
    POLICY = "policy"
    METADATA = "metadata"
    PROVIDERS = "providers"
    MARK = "mark"
    ANSWER = "answer"
    TOKENS = "tokens"
    ID_TOKEN = "id_token"  # noqa: S105 the name of a document, as the two below
    ACCESS_TOKEN = "access_token"  # noqa: S105
    USERINFO = "userinfo"
    ATTRIBUTES = "attributes"
    REVOCATION = "revocation"


class Cause(StrEnum):
    """What was wrong with it."""

    UNREACHABLE = "unreachable"
    REDIRECTED = "redirected"
    STATUS = "status"
    CONTENT_TYPE = "content_type"
    TOO_LARGE = "too_large"
    BUDGET = "budget"
    ADDRESS = "address"
    FORM = "form"
    TYPE = "type"
    ALGORITHM = "algorithm"
    CRITICAL = "critical"
    KEY = "key"
    KEYS = "keys"
    SIGNATURE = "signature"
    ENCRYPTION = "encryption"
    ISSUER = "issuer"
    SUBJECT = "subject"
    AUDIENCE = "audience"
    CLIENT = "client"
    ISSUED_AT = "issued_at"
    EXPIRED = "expired"
    NOT_BEFORE = "not_before"
    IDENTIFIER = "identifier"
    REPLAYED = "replayed"
    NONCE = "nonce"
    STATE = "state"
    LEVEL = "level"
    ACCESS_HASH = "access_hash"
    TOKEN_TYPE = "token_type"  # noqa: S105 the name of a claim
    CODE = "code"
    REFUSED = "refused"
    PROVIDER_TROUBLE = "provider_trouble"
    NOT_PINNED = "not_pinned"
    NOT_ALLOWED = "not_allowed"
    WITHDRAWN = "withdrawn"
    HINTS = "hints"
    LOOP = "loop"
    DEPTH = "depth"
    CONFLICT = "conflict"
    VALUE = "value"
    MISSING = "missing"
    FISCAL_CODE = "fiscal_code"
    BIRTH_DATE = "birth_date"
    ALREADY_THERE = "already_there"
    NOT_THERE = "not_there"
    WRONG_STATE = "wrong_state"
    TOO_WEAK = "too_weak"
    TOO_EARLY = "too_early"
    NOT_AT_SUPERIOR = "not_at_superior"


class Refused(Exception):
    """Something of the federation breaks a rule; ``detail`` is a word of ours, never of theirs."""

    def __init__(self, about: About, cause: Cause, detail: str = "") -> None:
        self.about = about
        self.cause = cause
        self.detail = detail
        super().__init__(self.code if not detail else f"{self.code} ({detail})")

    @property
    def code(self) -> str:
        """What a log names, for instance ``statement.expired``."""
        return f"{self.about}.{self.cause}"
