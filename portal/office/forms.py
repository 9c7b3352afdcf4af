"""The forms of an officer's acts; ``seen`` says what the case looked like when the page was opened."""

from __future__ import annotations

from portal.cases.inbox import Wanted, statuses
from portal.cases.models import HoldReason
from portal.office import filters, words
from portal.office.duties import Act
from portal.platform.actor import current_actor
from portal.platform.forms import (
    CheckboxField,
    Choice,
    ChoiceField,
    DenseChoiceField,
    Form,
    HiddenField,
    LongTextField,
    NumberField,
    TextField,
)
from portal.platform.i18n import lazy_gettext as _l

LONGEST_TEXT = 4000


class ActForm(Form):
    """What every act carries: the mark of what was seen."""

    seen = HiddenField()

    @property
    def words(self) -> str:
        """What the officer wrote."""
        return str(self.text.data or "")


class AskForm(ActForm):
    """What is missing, and by when."""

    text = LongTextField(
        _l("What do you need from the person?"),
        hint=_l("Say what it is, why you need it and how to send it."),
        missing=_l("Write what you need from the person."),
        max_length=LONGEST_TEXT,
    )
    days = NumberField(
        _l("Days to answer"),
        hint=_l("From 1 to 30."),
        missing=_l("Write how many days the person has, from 1 to 30."),
        smallest=1,
        largest=30,
        default=15,
    )


class WriteForm(ActForm):
    """A message that asks for nothing."""

    text = LongTextField(_l("Message"), missing=_l("Write the message."), max_length=LONGEST_TEXT)


class AcceptForm(ActForm):
    """What happens next."""

    text = LongTextField(
        _l("What happens next"),
        hint=_l("When it starts, who calls, what the person has to do."),
        missing=_l("Write what happens next: the person reads it with the yes."),
        max_length=LONGEST_TEXT,
    )


class AnnounceForm(ActForm):
    """Why it may be no."""

    text = LongTextField(
        _l("Why it may be no"),
        hint=_l("Say which rule is not met and why, in words the person can answer."),
        missing=_l("Write the reasons: the law asks for them."),
        max_length=LONGEST_TEXT,
    )


class RefuseForm(ActForm):
    """Why it is no."""

    text = LongTextField(
        _l("Why it is no"),
        hint=_l("If the person answered, say why the answer does not change the decision."),
        missing=_l("Write the reasons: the law asks for them."),
        max_length=LONGEST_TEXT,
    )


FORMS: dict[Act, type[ActForm]] = {
    Act.ASK: AskForm,
    Act.WRITE: WriteForm,
    Act.ACCEPT: AcceptForm,
    Act.ANNOUNCE: AnnounceForm,
    Act.REFUSE: RefuseForm,
}


class FilterForm(Form):
    """The filters of the inbox; the HTML names of the fields are the words of the address."""

    team = DenseChoiceField(
        _l("Team"), name="gruppo", choices=lambda: filters.teams_of(current_actor()), required=False
    )
    service = DenseChoiceField(
        _l("Service"),
        name="servizio",
        choices=lambda: filters.services_of(current_actor()),
        required=False,
    )
    municipality = DenseChoiceField(
        _l("Municipality"),
        name="comune",
        choices=lambda: filters.municipalities_of(current_actor()),
        required=False,
    )
    due = DenseChoiceField(
        _l("Last day"),
        name="scade",
        choices=lambda: [(word, words.DUE[due]) for due, word in filters.DUE_WORDS.items()],
        required=False,
    )
    status = DenseChoiceField(
        _l("Status"),
        name="stato",
        choices=lambda: [(filters.STATUS_WORDS[one], words.STATUS[one]) for one in statuses()],
        required=False,
    )
    unassigned = CheckboxField(_l("Only those nobody works"), name="libere", required=False)
    mine = CheckboxField(_l("Only mine"), name="mie", required=False)

    def wanted(self) -> Wanted:
        """What the officer wants to see; what makes no sense narrows nothing."""
        return Wanted(
            status=filters.CHOSEN_STATUS.get(self.status.data or ""),
            team=self.team.data,
            service=self.service.data,
            municipality=self.municipality.data,
            due=filters.CHOSEN_DUE.get(self.due.data or ""),
            unassigned=bool(self.unassigned.data),
            mine=bool(self.mine.data),
        )


class HoldForm(Form):
    """Which case must stay, and why: closed words, since they stand in the trail."""

    reference = TextField(
        _l("Reference"),
        hint=_l("Write the whole number of the case. Spaces do not matter."),
        missing=_l("Write the number of the case."),
        max_length=40,
    )
    reason = ChoiceField(
        _l("Why its papers must stay"),
        choices=lambda: [Choice(one.value, str(words.HOLD[one])) for one in HoldReason],
        missing=_l("Choose why the papers must stay."),
    )
