"""Every page has a way that leads to it: what nothing names, nobody finds."""

from __future__ import annotations

import re
from pathlib import Path

from portal import create_app

ROOT = Path(__file__).resolve().parents[2]
#: Found in another way: the next step of booking is said by its word, a message carries its own link,
#: a provider leads back, machines ask by a name that is not ours, thanks follow an opinion.
OTHERWISE = {
    "appointments.contacts", "appointments.details", "appointments.hour", "appointments.place",
    "appointments.summary", "assisted.recognised", "catalogue.robots", "catalogue.sitemap",
    "health.ready", "identity.public_keys", "identity.resolve", "insights.page_rated",
    "notifications.stop_change",
}  # fmt: skip
#: Where an act ends is no way in: one must have been there before.
_BACK = re.compile(r'redirect\(\s*url_for\(\s*"[a-z_.]+"')


def _without_a_way(folder: Path) -> set[str]:
    app = create_app({"ACCANTO_DATA": str(folder), "ACCANTO_DEMO": "1"})
    pages = {one.endpoint for one in app.url_map.iter_rules() if "GET" in (one.methods or ())}
    files = (*(ROOT / "templates").rglob("*.html"), *(ROOT / "portal").rglob("*.py"))
    words = "\n".join(_BACK.sub("", file.read_text()) for file in files)
    named = set(re.findall(r"""["']([a-z_]+\.[a-z_]+)["']""", words))
    assert len(pages & named) > 100, "Nothing was looked at."
    return pages - named - {"static"}


def test_a_link_leads_to_every_page(tmp_path: Path) -> None:
    found = _without_a_way(tmp_path)
    assert not found - OTHERWISE, "Nothing leads here: link it from where people look for it."
    assert not OTHERWISE - found, "A link leads here now: take it out of the list."
