"""What administrators are told before our membership in the federations of SPID and CIE suffers."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

_ACTION = _l("Open SPID and CIE")
_PLACE = "/amministrazione/federazione"

LETTERS = {
    "federation_mark": Letter(
        _l("A trust mark of SPID or CIE ends on %(ends_on)s"),
        (
            _l("Without it nobody can sign in with SPID or CIE any more."),
            _l("Ask for a new one at the portal of SPID or CIE. It is then published by itself."),
        ),
        action=_ACTION,
        place=_PLACE,
    ),
    "federation_statement": Letter(
        _l("Our registration for SPID or CIE ends on %(ends_on)s"),
        (
            _l(
                "What the federation says of us is not renewed, and nobody can sign in after that day."
            ),
            _l("Look at the portal of SPID or CIE, or call those who run it."),
        ),
        action=_ACTION,
        place=_PLACE,
    ),
    "federation_key": Letter(
        _l("SPID or CIE does not know our key, %(ends_on)s"),
        (
            _l(
                "We use a key that the federation does not show: people may not be able to sign in."
            ),
            _l("Register the key at the portal of SPID or CIE."),
        ),
        action=_ACTION,
        place=_PLACE,
    ),
    "federation_silence": Letter(
        _l("SPID or CIE does not answer us, %(ends_on)s"),
        (
            _l(
                "We cannot read what the federation says of us. After that day people may not sign in."
            ),
            _l("Whoever runs the portal looks at the connection, then at the settings."),
        ),
        action=_ACTION,
        place=_PLACE,
    ),
}
