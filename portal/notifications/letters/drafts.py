"""What a person is told about a draft they left, or about a file they gave. Pure."""

from __future__ import annotations

from portal.notifications.letters.letter import Letter
from portal.platform.i18n import lazy_gettext as _l

LETTERS = {
    "draft_ends_soon": Letter(
        _l("Your draft %(spoken_reference)s ends soon"),
        (_l("You began a request and did not send it yet."),),
        (("ends_on", _l("We keep what you wrote until %(ends_on)s, then we erase it.")),),
        (
            _l("To keep it longer, open it and go on. You find every answer as you left it."),
            _l("If you no longer need it, you need not do anything."),
        ),
        _l("Go on with the draft"),
    ),
    "file_infected": Letter(
        _l("Case %(spoken_reference)s: a file cannot be opened"),
        (_l("In a file you sent there is a virus: a program that does harm. Nobody can open it."),),
        then=(
            _l("Scan your telephone or computer, then give us the file again."),
            _l("If you want help, go to a desk: it is free."),
        ),
        action=_l("Open the case"),
    ),
}
