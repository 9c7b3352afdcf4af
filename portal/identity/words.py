"""The words for what we know of a person, and for where each datum comes from. Pure."""

from __future__ import annotations

from datetime import date, datetime

from portal.identity.devices import Device
from portal.identity.profile import CONTACTS, Profile, Source
from portal.platform import clock
from portal.platform.i18n import format_day
from portal.platform.i18n import gettext as _
from portal.platform.i18n import lazy_gettext as _l

FACT = {
    "given_name": _l("Given name"),
    "family_name": _l("Family name"),
    "birth_date": _l("Date of birth"),
    "birth_place": _l("Place of birth"),
    "fiscal_code": _l("Fiscal code"),
    "street": _l("Street and number"),
    "postal_code": _l("Postal code"),
    "locality": _l("Town"),
    "province": _l("Province"),
    "email": _l("E-mail"),
    "phone": _l("Phone"),
}

SOURCE = {
    Source.SAID: _l("Said at a desk, not checked"),
    Source.DOCUMENT: _l("Read on a document at a desk"),
    Source.PROVIDER: _l("From your digital identity"),
    Source.DESK: _l("Given by you at a desk"),
    Source.CHOSEN: _l("Given by you on this page"),
}

DEVICE = {
    Device.PHONE: _l("Phone"),
    Device.TABLET: _l("Tablet"),
    Device.COMPUTER: _l("Computer"),
}


def facts_of(profile: Profile) -> list[dict[str, object]]:
    """Each datum we hold, in words: label, value, source; contacts last, as they can be changed."""
    found: list[dict[str, object]] = []
    for name, label in FACT.items():
        value = getattr(profile, name)
        if not value:
            continue
        source = _source(profile, name)
        said = _day(value) if name == "birth_date" else value
        is_code = name in {"fiscal_code", "postal_code", *CONTACTS}
        found.append({"label": label, "value": said, "source": source, "code": is_code})
    return found


def _source(profile: Profile, name: str) -> object:
    """Where a datum comes from, and since when we have it so, as far as we know."""
    words = SOURCE[Source(profile.sources.get(name, Source.SAID))]
    moment = profile.learnt.get(name)
    if moment is None:
        return words
    day = format_day(clock.rome_day(datetime.fromisoformat(moment)))
    return _("%(source)s, on %(day)s", source=words, day=day)


def _day(value: str) -> str:
    try:
        return format_day(date.fromisoformat(value))
    except ValueError:
        return value
