"""What an installation without real people says on every page and every paper: a trial, or training."""

from __future__ import annotations

from flask import current_app, has_app_context

from portal.platform.i18n import gettext as _
from portal.platform.settings import Settings


def paper_marks() -> dict[str, str]:
    """The marks of a paper: ``demo_mark`` in its head, ``watermark`` behind its words in training."""
    if not has_app_context():
        return {}
    settings: Settings = current_app.config["SETTINGS"]
    if settings.training:
        words = _("Training: invented data")
        return {"demo_mark": words, "watermark": words}
    return {"demo_mark": _("Test data: nothing here is real")} if settings.demo else {}
