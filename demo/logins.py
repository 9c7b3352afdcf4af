"""What the provider remembers while somebody signs in: requests, codes, tokens, its own sessions."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

CODE_SECONDS = 60
TOKEN_SECONDS = 300
REQUEST_SECONDS = 900
SESSION_SECONDS = 3600


@dataclass(frozen=True)
class Asked:
    """A checked request to sign somebody in, waiting for the person's choice in one browser."""

    client_id: str
    redirect_uri: str
    scope: str
    challenge: str
    state: str = ""
    nonce: str = ""
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    browser: str = ""
    until: float = 0


@dataclass(frozen=True)
class SignedIn:
    """Who the provider knows in one browser, and since when."""

    person: str
    at: int
    until: float


@dataclass(frozen=True)
class Granted:
    """What a code stands for; the tokens made from it are remembered to be taken back."""

    asked: Asked
    person: str
    at: int
    until: float
    tokens: tuple[str, ...] = ()
    is_used: bool = False


@dataclass(frozen=True)
class Access:
    """What an access token opens."""

    person: str
    scope: str
    until: float


@dataclass
class Logins:
    """The provider's memory; it lives as long as the process."""

    now: Callable[[], float] = time.time
    _lock: threading.RLock = field(default_factory=threading.RLock)
    _asked: dict[str, Asked] = field(default_factory=dict)
    _sessions: dict[str, SignedIn] = field(default_factory=dict)
    _codes: dict[str, Granted] = field(default_factory=dict)
    _access: dict[str, Access] = field(default_factory=dict)

    def remember(self, asked: Asked, browser: str) -> str:
        """Keep a request until its person has chosen; the name to find it by."""
        name = secrets.token_urlsafe(16)
        with self._lock:
            self._forget_old()
            until = self.now() + REQUEST_SECONDS
            self._asked[name] = replace(asked, browser=browser, until=until)
        return name

    def take(self, name: str, browser: str) -> Asked | None:
        """Use up a waiting request, only in the browser where it began."""
        with self._lock:
            self._forget_old()
            asked = self._asked.get(name)
            if asked is None or not secrets.compare_digest(asked.browser, browser):
                return None
            return self._asked.pop(name)

    def open_session(self, person: str) -> tuple[str, SignedIn]:
        """Somebody signed in just now: the secret for their cookie, and what it means."""
        secret = secrets.token_urlsafe(32)
        found = SignedIn(person, int(self.now()), self.now() + SESSION_SECONDS)
        with self._lock:
            self._sessions[secret] = found
        return secret, found

    def session(self, secret: str) -> SignedIn | None:
        """Who is signed in behind this cookie."""
        with self._lock:
            self._forget_old()
            return self._sessions.get(secret)

    def end_session(self, secret: str) -> None:
        """Forget who is signed in behind this cookie."""
        with self._lock:
            self._sessions.pop(secret, None)

    def new_code(self, asked: Asked, person: str, at: int) -> str:
        """A code to be changed into tokens once, within a minute."""
        code = secrets.token_urlsafe(32)
        with self._lock:
            self._codes[code] = Granted(asked, person, at, self.now() + CODE_SECONDS)
        return code

    def use_code(self, code: str) -> Granted | None:
        """Use up a code; when it comes twice its tokens are taken back (RFC 6749 §4.1.2)."""
        with self._lock:
            self._forget_old()
            granted = self._codes.get(code)
            if granted is None:
                return None
            if granted.is_used:
                for token in granted.tokens:
                    self._access.pop(token, None)
                return None
            self._codes[code] = replace(granted, is_used=True)
            return granted

    def new_access(self, code: str, granted: Granted) -> str:
        """An access token for what a code granted."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            until = self.now() + TOKEN_SECONDS
            self._access[token] = Access(granted.person, granted.asked.scope, until)
            used = self._codes.get(code)
            if used is not None:
                # A used code is remembered as long as its token lives, to notice a second use.
                self._codes[code] = replace(used, tokens=(*used.tokens, token), until=until)
        return token

    def access(self, token: str) -> Access | None:
        """What this access token opens, if anything."""
        with self._lock:
            self._forget_old()
            return self._access.get(token)

    def _forget_old(self) -> None:
        now = self.now()
        self._asked = {name: one for name, one in self._asked.items() if one.until > now}
        self._sessions = {name: one for name, one in self._sessions.items() if one.until > now}
        self._codes = {name: one for name, one in self._codes.items() if one.until > now}
        self._access = {name: one for name, one in self._access.items() if one.until > now}
