"""A case, from the first answer to the final word."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, before_render_template
from jinja2 import Template

from portal.cases import commands, holding, scanning
from portal.cases.actions.claiming import claim_at_sign_in
from portal.cases.drafts import lapsing
from portal.cases.drawer import ending
from portal.cases.forms.sources import origin_words, source_words
from portal.cases.handover import opening
from portal.cases.known import rechecking
from portal.cases.known.asking import Registers
from portal.cases.legal_clock import term, waiting, warning
from portal.cases.models import Case
from portal.cases.pieces import expiring as pieces_expiring
from portal.cases.receipts import registering
from portal.cases.retention import expiring
from portal.cases.retention.commands import retention
from portal.cases.retention.rules import read_rules
from portal.cases.views import (
    answering,
    area,
    arranging,
    attesting,
    beginning,
    bp,
    changing,
    checking,
    declaring,
    drafting,
    drawer,
    files,
    handing,
    on_paper,
    on_phone,
    photos,
    pieces,
    rating,
    repeating,
    resuming,
    seen,
    sending,
    tracking,
    trying,
)
from portal.catalogue import serving
from portal.identity.arrivals import hears_arrivals
from portal.integrations.anpr import HttpAnpr
from portal.integrations.inps import HttpInps
from portal.integrations.register import HttpRegister, Register, read_registers
from portal.integrations.scanner import ClamdScanner
from portal.platform import holdings
from portal.platform.pages import mark_discreet
from portal.platform.settings import Settings
from portal.platform.stored.files import FileStore

__all__ = [
    "answering",
    "area",
    "arranging",
    "attesting",
    "beginning",
    "changing",
    "checking",
    "declaring",
    "drafting",
    "drawer",
    "ending",
    "expiring",
    "files",
    "handing",
    "on_paper",
    "on_phone",
    "opening",
    "photos",
    "lapsing",
    "pieces",
    "pieces_expiring",
    "rating",
    "rechecking",
    "registering",
    "repeating",
    "resuming",
    "scanning",
    "seen",
    "sending",
    "term",
    "tracking",
    "trying",
    "waiting",
    "warning",
]

_REGISTER_TIMEOUT = 10
#: A person waits while these are asked.
_KNOWN_DATA_TIMEOUT = 2
_SCANNER_TIMEOUT = 60


def init_app(app: Flask) -> None:
    """Join the area: its pages, its file store, and the register it talks to."""
    settings: Settings = app.config["SETTINGS"]
    app.config["FILES"] = FileStore(settings.files, app.config["KEYRING"])
    app.config.setdefault(
        "REGISTER",
        HttpRegister(settings.register_url, settings.register_token, _REGISTER_TIMEOUT),
    )
    app.config.setdefault("PUBLIC_REGISTERS", _public_registers(settings))
    app.config.setdefault(
        "SCANNER",
        ClamdScanner(settings.clamav_url, _SCANNER_TIMEOUT) if settings.clamav_url else None,
    )
    app.config.setdefault("RETENTION", read_rules(app.config["CONTENT"]))
    hears_arrivals(claim_at_sign_in)
    app.config.setdefault("NAMED_REGISTERS", _named_registers(settings))
    holdings.register(holding.HOLDER)
    app.register_blueprint(bp)
    app.jinja_env.globals.update(source_words=source_words, origin_words=origin_words)

    @app.context_processor
    def what_waits_for_the_person() -> dict[str, Any]:
        return {"count_to_do": area.count_to_do}

    app.cli.add_command(retention)
    app.cli.add_command(commands.cases)
    before_render_template.connect(_keep_quiet, app)


def _keep_quiet(_app: Flask, template: Template, context: dict[str, Any], **_: object) -> None:
    """Pages of a case of a service that may endanger somebody have a neutral title and a way out."""
    if not (template.name or "").startswith("cases/"):
        return
    found, sheet = context.get("case"), context.get("sheet")
    slug = found.service if isinstance(found, Case) else getattr(sheet, "slug", "")
    service = serving.snapshot().service(slug)
    if service is not None and service.may_endanger:
        mark_discreet()


def _named_registers(settings: Settings) -> dict[str, Register]:
    """The registers of bodies that have one of their own."""
    if not settings.registers:
        return {}
    return read_registers(
        Path(settings.registers), timeout=_REGISTER_TIMEOUT, is_production=settings.production
    )


def _public_registers(settings: Settings) -> Registers:
    """The public registers that have an address; the others are silent without being asked."""
    wait = _KNOWN_DATA_TIMEOUT
    return Registers(
        HttpAnpr(settings.anpr_url, settings.anpr_token, wait) if settings.anpr_url else None,
        HttpInps(settings.inps_url, settings.inps_token, wait) if settings.inps_url else None,
        settings.anpr_purpose,
    )
