"""What an installation may decide: read once from the environment, frozen afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit


class SettingsInvalid(Exception):
    """A setting is missing or cannot be understood; the message names it and the cure."""


@dataclass(frozen=True)
class Settings:
    """Every name is an environment variable ``ACCANTO_<NAME>``; docs/configuration.md explains each.

    ``DATABASE_URL`` is also read without the prefix, as hosting platforms give it.
    """

    data: Path = Path("data")
    database_url: str = field(default="", repr=False)
    public_url: str = "http://127.0.0.1:8000"
    files_url: str = ""
    archive_url: str = field(default="", repr=False)
    production: bool = False
    demo: bool = False
    training: bool = False
    trusted_proxies: int = 0
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: str = field(default="", repr=False)
    oidc_name: str = ""
    oidc_timeout: int = 10
    providers: str = ""
    federation: str = ""
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_username: str = ""
    smtp_password: str = field(default="", repr=False)
    smtp_tls: bool = False
    mail_from: str = "accanto@prova.invalid"
    bounce_address: str = ""
    bounce_token: str = field(default="", repr=False)
    sms_url: str = ""
    sms_token: str = field(default="", repr=False)
    sms_sender: str = "Accanto"
    appio_url: str = "https://api.io.pagopa.it/api/v1"
    appio_key: str = field(default="", repr=False)
    quiet_hours: str = "21-8"
    quick_exit_url: str = "https://www.google.it/"
    register_url: str = ""
    register_token: str = field(default="", repr=False)
    registers: str = ""
    anpr_url: str = ""
    anpr_token: str = field(default="", repr=False)
    anpr_purpose: str = ""
    inps_url: str = ""
    inps_token: str = field(default="", repr=False)
    clamav_url: str = ""
    largest_file_mb: int = 50
    burst_files: int = 40
    burst_visits: int = 12
    burst_mandates: int = 8
    forget_inactive_after_months: int = 0
    session_idle_minutes: int = 30
    session_hours: int = 8
    limits_url: str = "memory://"

    @property
    def database(self) -> str:
        """The SQLAlchemy address; an SQLite file in the data folder unless one is given."""
        if not self.database_url:
            return f"sqlite:///{(self.data / 'accanto.sqlite3').resolve()}"
        return self.database_url.replace("postgres://", "postgresql://", 1).replace(
            "postgresql://", "postgresql+psycopg://", 1
        )

    @property
    def files(self) -> str:
        """Where sealed attachments lie: an fsspec address, a folder of the data folder by default."""
        return self.files_url or str((self.data / "files").resolve())

    @property
    def is_https(self) -> bool:
        """Whether people reach us over TLS; cookies are then marked ``Secure``."""
        return self.public_url.startswith("https://")

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Settings:
        """Read the environment.

        Raises:
            SettingsInvalid: a value has the wrong form, or production lacks what it needs.
        """
        values: dict[str, object] = {}
        for name, kind in cls.__annotations__.items():
            raw = environ.get(f"ACCANTO_{name.upper()}")
            if raw is not None:
                values[name] = _convert(name, str(kind), raw)
        if "database_url" not in values and environ.get("DATABASE_URL"):
            values["database_url"] = environ["DATABASE_URL"]
        settings = cls(**values)  # type: ignore[arg-type]
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse a combination that would not be safe."""
        self._check_absence()
        if self.training:
            self._check_training()
        if not self.production:
            return
        if self.demo:
            raise SettingsInvalid("ACCANTO_DEMO and ACCANTO_PRODUCTION exclude each other.")
        if not self.is_https:
            raise SettingsInvalid("ACCANTO_PUBLIC_URL must begin with https:// in production.")
        elsewhere = self.providers or (self.federation and not self.oidc_issuer)
        one_provider = () if elsewhere else ("oidc_issuer", "oidc_client_id")
        for name in (*one_provider, "smtp_host"):
            if not getattr(self, name):
                raise SettingsInvalid(f"ACCANTO_{name.upper()} is needed in production.")
        if one_provider and not self.oidc_issuer.startswith("https://"):
            raise SettingsInvalid("ACCANTO_OIDC_ISSUER must begin with https:// in production.")
        for name in ("register_url", "anpr_url", "inps_url", "sms_url", "appio_url"):
            address = getattr(self, name)
            if address and not address.startswith("https://"):
                raise SettingsInvalid(
                    f"ACCANTO_{name.upper()} must begin with https:// in production."
                )

    def _check_absence(self) -> None:
        months = self.forget_inactive_after_months
        if months and months < _SHORTEST_ABSENCE:
            raise SettingsInvalid(
                f"ACCANTO_FORGET_INACTIVE_AFTER_MONTHS is at least {_SHORTEST_ABSENCE}, or 0 for never."
            )

    def _check_training(self) -> None:
        """Training speaks to nobody outside: every neighbour is an invented one on this machine."""
        if self.production or self.demo:
            raise SettingsInvalid(
                "ACCANTO_TRAINING stands alone: not with production, not with demo."
            )
        for name in ("providers", "federation", "registers", "archive_url"):
            if getattr(self, name):
                raise SettingsInvalid(f"ACCANTO_{name.upper()} must be empty in training.")
        told = {name: str(getattr(self, name)) for name in _NEIGHBOURS}
        if not self.appio_key:
            told.pop("appio_url")
        for name, address in told.items():
            host = urlsplit(address if "//" in address else f"//{address}").hostname
            if address and host not in _HERE:
                raise SettingsInvalid(
                    f"ACCANTO_{name.upper()} must be an invented neighbour on this machine in training."
                )


#: Months: who does not come for so long may still mean to.
_SHORTEST_ABSENCE = 6
#: Whoever could tell a real person something, or know one.
_NEIGHBOURS = (
    "oidc_issuer", "smtp_host", "sms_url", "appio_url", "register_url", "anpr_url", "inps_url",
    "clamav_url",
)  # fmt: skip
_HERE = frozenset({"127.0.0.1", "::1", "localhost"})


def _convert(name: str, kind: str, raw: str) -> object:
    if kind == "Path":
        return Path(raw)
    if kind == "bool":
        if raw.lower() in {"1", "true", "yes"}:
            return True
        if raw.lower() in {"", "0", "false", "no"}:
            return False
        raise SettingsInvalid(f"ACCANTO_{name.upper()} is {raw!r}: write 1 or 0.")
    if kind == "int":
        if not raw.isdigit():
            raise SettingsInvalid(f"ACCANTO_{name.upper()} is {raw!r}: write a whole number.")
        return int(raw)
    return raw
