"""The forms of powers: whom one names, for what, for how long."""

from __future__ import annotations

from portal.catalogue import serving
from portal.platform import clock
from portal.platform.forms import (
    CheckboxField,
    Choice,
    ChoiceField,
    DayField,
    DayUntil,
    FilesField,
    FiscalCodeField,
    Form,
    MultiChoiceField,
    TextField,
)
from portal.platform.i18n import current_language
from portal.platform.i18n import lazy_gettext as _l
from portal.powers import words
from portal.powers.actions.representing import Claimed
from portal.powers.models import Kind, Reach
from portal.powers.policy import REPRESENTATION

EVERY_SERVICE = "*"


def _services() -> list[Choice]:
    snapshot, language = serving.snapshot(), current_language().code
    online = [one for one in snapshot.services() if one.questionnaire]
    named = [Choice(one.slug, snapshot.words(one.slug, language)[0].name) for one in online]
    named.sort(key=lambda one: str(one.label).casefold())
    return [Choice(EVERY_SERVICE, _l("All the online services")), *named]


class MandateForm(Form):
    """Whom the person names; the data are somebody else's, so the browser fills in nothing."""

    fiscal_code = FiscalCodeField(
        _l("Fiscal code of the person you name"),
        autocomplete="off",
        hint=_l("It is on their health card. We compare it when they sign in."),
    )
    given_name = TextField(_l("Given name"), autocomplete="off", max_length=80)
    family_name = TextField(_l("Family name"), autocomplete="off", max_length=80)
    services = MultiChoiceField(
        _l("For which services"),
        choices=_services,
        missing=_l("Choose at least one service, or all of them."),
    )
    reach = ChoiceField(
        _l("What they may do"), choices=[(reach.value, said) for reach, said in words.REACH.items()]
    )
    lasts = ChoiceField(
        _l("For how long"),
        choices=[(str(days), said) for days, said in words.DURATION.items()],
        hint=_l("Whatever you choose, you can take it back at any moment."),
    )
    agreed = CheckboxField(
        _l("I know that what they do under this mandate counts as if I had done it"),
        missing=_l("Read it, then tick this box."),
    )

    def is_for_all(self) -> bool:
        """Whether every online service was chosen."""
        return EVERY_SERVICE in (self.services.data or ())

    def chosen(self) -> tuple[str, ...]:
        """The services chosen one by one; none where it is for all."""
        return () if self.is_for_all() else tuple(self.services.data)

    def may(self) -> Reach:
        """How far the mandate goes."""
        return Reach(self.reach.data)


def _bodies() -> list[Choice]:
    """The bodies that have an office: one of its officers looks at the act."""
    snapshot = serving.snapshot()
    found = {office.body for place in snapshot.territories() for office in place.offices}
    named = [Choice(one, snapshot.body(one).name) for one in found]
    return sorted(named, key=lambda one: str(one.label).casefold())


class ActForm(Form):
    """The act on its own: a better copy of it."""

    files = FilesField(_l("Photo or PDF of the act"), max_files=1)


class RepresentationForm(Form):
    """For whom somebody acts by law, what the act says, and the act itself."""

    kind = ChoiceField(
        _l("Who are you for this person?"),
        choices=[(kind.value, words.KIND[kind]) for kind in REPRESENTATION],
    )
    fiscal_code = FiscalCodeField(_l("Their fiscal code"), autocomplete="off")
    given_name = TextField(_l("Given name"), autocomplete="off", max_length=80)
    family_name = TextField(_l("Family name"), autocomplete="off", max_length=80)
    birth_date = DayField(
        _l("Date of birth"),
        autocomplete="off",
        validators=[DayUntil(clock.today, _l("This date is in the future. Check it."))],
    )
    court = TextField(
        _l("Court, or office, that issued the act"),
        required=False,
        max_length=120,
        hint=_l("For a parent: the municipality of the birth certificate."),
    )
    number = TextField(_l("Number of the act"), required=False, max_length=60)
    dated_on = DayField(_l("Date of the act"), required=False, autocomplete="off")
    services = MultiChoiceField(
        _l("For which services"),
        choices=_services,
        missing=_l("Choose at least one service, or all of them."),
    )
    reach = ChoiceField(
        _l("What the act lets you do"),
        choices=[(reach.value, said) for reach, said in words.ACT_SAYS.items()],
    )
    represents = ChoiceField(
        _l("Does the act say that you sign in their place?"),
        choices=[
            ("yes", _l("Yes, I represent them")),
            ("no", _l("No, I assist them: they sign too")),
        ],
    )
    until = DayField(
        _l("Last day of the act"),
        required=False,
        autocomplete="off",
        hint=_l("Leave it empty if the act has none. For a child it stops at 18."),
    )
    body = ChoiceField(_l("Which body shall look at the act?"), choices=_bodies)
    files = FilesField(_l("Photo or PDF of the act"), max_files=1)

    def is_for_all(self) -> bool:
        """Whether every online service was chosen."""
        return EVERY_SERVICE in (self.services.data or ())

    def claimed(self) -> Claimed:
        """What was said, as the action takes it."""
        day = self.dated_on.data
        return Claimed(
            kind=Kind(self.kind.data),
            body=self.body.data,
            given_name=self.given_name.data,
            family_name=self.family_name.data,
            fiscal_code=self.fiscal_code.data,
            birth_date=self.birth_date.data,
            services=() if self.is_for_all() else tuple(self.services.data),
            every_service=self.is_for_all(),
            reach=Reach(self.reach.data),
            represents=self.represents.data == "yes",
            until=self.until.data,
            act={
                "court": self.court.data or "",
                "number": self.number.data or "",
                "dated_on": day.isoformat() if day else "",
            },
        )
