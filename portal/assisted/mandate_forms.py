"""The forms of mandates: what the person agrees to, who translates, the signed paper, the check of one."""

from __future__ import annotations

from typing import Any

from portal.assisted import delicate, policy, queries, words
from portal.assisted.models import IdentifiedBy
from portal.cases.words import IMPEDIMENTS
from portal.catalogue import serving
from portal.platform.actor import current_actor
from portal.platform.forms import (
    CheckboxField,
    Choice,
    ChoiceField,
    FilesField,
    FiscalCodeField,
    Form,
    HiddenField,
    LongTextField,
    MultiChoiceField,
    TextField,
    build_form,
)
from portal.platform.forms.reading import Words
from portal.platform.i18n import current_language
from portal.platform.i18n import lazy_gettext as _l

EVERY_SERVICE = "*"
ONLY_THIS_VISIT = "visit"
NO_INTERPRETER = "none"


def _services() -> list[Choice]:
    """What the body of this desk lets its operators do for others; what is more delicate says so."""
    snapshot, language = serving.snapshot(), current_language().code
    allowed = queries.services_of_body(queries.body_of_desk(current_actor().desk) or "")
    named = [
        Choice(slug, snapshot.words(slug, language)[0].name, _weight(slug, language))
        for slug in allowed
    ]
    named.sort(key=lambda one: str(one.label).casefold())
    among = ", ".join(one["service"] for one in delicate.delicate_among(allowed, language))
    more = _l("Also what is more delicate: %(names)s.", names=among) if among else ""
    return [Choice(EVERY_SERVICE, _l("All the online services"), more), *named]


def _weight(slug: str, language: str) -> Words:
    reason = delicate.reason_of(slug, language)
    return _l("More delicate: %(reason)s", reason=reason) if reason else ""


def _durations() -> list[Choice]:
    found = [Choice(ONLY_THIS_VISIT, _l("Only for this visit"))]
    visit = current_actor().visit
    if visit is not None and policy.may_last(IdentifiedBy(visit.identified_by)):
        found += [Choice(str(days), words.DURATION[days]) for days in policy.DURATIONS]
    return found


class MandateForm(Form):
    """What the person agrees to, after they heard the text, and who translated it."""

    wording_version = HiddenField()
    renews = HiddenField()
    services = MultiChoiceField(_l("For which services"), choices=_services, required=False)
    lasts = ChoiceField(_l("For how long"), choices=_durations, required=False)
    interpreter_how = ChoiceField(
        _l("Does an interpreter help?"),
        choices=[(NO_INTERPRETER, _l("No interpreter")), *words.INTERPRETERS.items()],
        required=False,
        hint=_l("Also for sign language. Their name stands on the mandate."),
    )
    interpreter_name = TextField(
        _l("Name of the interpreter"),
        required=False,
        autocomplete="off",
        max_length=80,
        hint=_l("Only if one helps."),
    )
    interpreter_language = TextField(
        _l("Language they translate"),
        required=False,
        autocomplete="off",
        max_length=40,
        hint=_l("Only if one helps."),
    )
    agreed = ChoiceField(
        _l("You read the text aloud. What does the person say?"),
        choices=[
            ("yes", _l("They heard it and they agree")),
            ("no", _l("They do not want to give a mandate")),
            ("represented", _l("They are under 18, or a judge named who decides for them")),
        ],
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Services and time are needed only where the person agrees, a name only with an interpreter."""
        super().validate(extra_validators)
        if self.agreed.data == "yes":
            if not self.services.data and not self.services.problems:
                self.blame("services", _l("Choose at least one service, or all of them."))
            if not self.lasts.data and not self.lasts.problems:
                self.blame("lasts", _l("Choose for how long the mandate lasts."))
            self._check_interpreter()
        return not self.errors

    def _check_interpreter(self) -> None:
        named = {
            "interpreter_name": self.interpreter_name,
            "interpreter_language": self.interpreter_language,
        }
        if self._is_helped():
            missing = [
                name for name, field in named.items() if not field.data and not field.problems
            ]
            for name in missing:
                self.blame(name, _l("Write it, or say that there is no interpreter."))
        elif any(field.data for field in named.values()):
            self.blame("interpreter_how", _l("Say whether the interpreter is here or far away."))

    def _is_helped(self) -> bool:
        return self.interpreter_how.data in words.INTERPRETERS

    def interpreter(self) -> dict[str, str] | None:
        """Who translates, as it is pinned; nothing where nobody does."""
        if not self._is_helped():
            return None
        return {
            "name": self.interpreter_name.data,
            "language": self.interpreter_language.data,
            "how": self.interpreter_how.data,
        }

    def is_asked_again(self) -> bool:
        """Whether the person came back to it by themselves after a no."""
        return False

    def is_for_all(self) -> bool:
        """Whether every online service was chosen."""
        return EVERY_SERVICE in (self.services.data or ())

    def days(self) -> int | None:
        """The days the mandate lasts; None for this visit only."""
        return None if self.lasts.data == ONLY_THIS_VISIT else int(self.lasts.data)


class AskedAgainForm(MandateForm):
    """The same after a no in this visit: only at the word of the person, never at a second question."""

    asked_again = CheckboxField(
        _l("The person asks for it themselves: nobody asked them again"), required=False
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A yes after a no is the person's own idea, or it is none."""
        super().validate(extra_validators)
        if self.agreed.data == "yes" and not self.asked_again.data:
            self.blame("asked_again", _l("They said no. Go on only if they ask for it themselves."))
        return not self.errors

    def is_asked_again(self) -> bool:
        """Whether the operator says so."""
        return bool(self.asked_again.data)


class CodeForm(Form):
    """The code that reached the phone of the person."""

    code = TextField(_l("Code"), hint=_l("Six digits."), autocomplete="off", max_length=12)


class AttestForm(Form):
    """What keeps the person from signing, and that who writes it is charged with receiving their words."""

    impediment = ChoiceField(
        _l("The person cannot"),
        choices=[*IMPEDIMENTS.items()],
        hint=_l("Do not write why: it is not asked and not kept."),
    )
    official = CheckboxField(
        _l(
            "I am a public official charged by my body: the person gave me this mandate aloud, here"
        ),
        missing=_l("Only who is charged with it may attest. Otherwise use the paper."),
    )


class ContestForm(Form):
    """What a person says who did not ask for a mandate."""

    words = LongTextField(
        _l("What happened?"),
        required=False,
        max_length=2000,
        hint=_l("You can also leave it empty. Only who looks into it reads this."),
    )


class AnswerForm(Form):
    """What whoever coordinates the body found out, for the person."""

    answer = LongTextField(_l("What you tell the person"), max_length=2000)


class CallerForm(Form):
    """Somebody calls and wants to take a mandate back: by the code on their paper, or who they are."""

    code = TextField(
        _l("Code of the mandate"),
        required=False,
        autocomplete="off",
        max_length=24,
        hint=_l("It stands on the paper and in every letter about the mandate."),
    )
    fiscal_code = FiscalCodeField(_l("Fiscal code"), required=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """One of the two."""
        super().validate(extra_validators)
        if not self.errors and not self.code.data and not self.fiscal_code.data:
            self.blame("code", _l("Write the code of the mandate, or the fiscal code."))
        return not self.errors


def called_back_form(choices: list[Choice]) -> type[Form]:
    """The operator called the proved number back, and heard from the person what ends."""
    return build_form(
        {
            "asked": HiddenField(),
            "what": ChoiceField(_l("What does the person take back?"), choices=choices),
            "called": CheckboxField(
                _l("I called this number back, and the person told me so"),
                missing=_l("Call the number first: whoever called you may be somebody else."),
            ),
        }
    )


class SignedForm(Form):
    """The signed mandate, scanned or photographed."""

    files = FilesField(_l("Signed mandate"), max_files=1)


class FingerprintForm(Form):
    """What stands on a paper that somebody wants to check."""

    impronta = TextField(
        _l("Fingerprint of the text"),
        hint=_l("16 letters and digits, beside the square code on the paper."),
        autocomplete="off",
        max_length=40,
    )
