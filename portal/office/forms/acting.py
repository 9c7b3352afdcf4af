"""The forms of an officer's acts; ``seen`` says what the case looked like when the page was opened."""

from __future__ import annotations

from portal.cases.actions.asking import LONGEST_NAME, MOST_DOCUMENTS, Document
from portal.cases.actions.conversation import add_translation
from portal.cases.timeline import Assessment, Queue
from portal.catalogue import serving
from portal.catalogue.snapshot import label
from portal.office import actions, replies, words
from portal.office.duties import Act
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.forms import (
    Choice,
    ChoiceField,
    DayField,
    Form,
    HiddenField,
    LongTextField,
    MultiChoiceField,
    NumberField,
    TextField,
)
from portal.platform.forms.reading import Words
from portal.platform.i18n import current_language
from portal.platform.i18n import lazy_gettext as _l

LONGEST_TEXT = 4000


#: The acts whose words are a message.
_WRITTEN = frozenset({Act.ASK, Act.DOCUMENTS, Act.WRITE})


class ActForm(Form):
    """What every act carries: the mark of what was seen, and the words the person reads."""

    act: Act
    seen = HiddenField()
    #: The ready reply the words began with.
    ready = HiddenField()

    @property
    def words(self) -> str:
        """What the officer wrote."""
        return str(self.text.data or "")

    def do(self, keyring: Keyring, actor: Actor, reference: str) -> Words:
        """Do the act; what to tell the officer."""
        given = (self.act, self.seen.data or "")
        case = actions.proceed(keyring, actor, reference, *given, *self.given())
        translated = replies.translation(case, self.act, self.ready.data or "", self.words)
        if translated is not None and self.act in _WRITTEN:
            add_translation(keyring, case, *translated)
        return words.DONE[self.act]

    def validate(self, *args: object, **kwargs: object) -> bool:
        """Nothing leaves with a gap that only the officer can fill."""
        is_sound = bool(super().validate(*args, **kwargs))
        if replies.has_gaps(self.words):
            self.blame("text", _l("Write what stands in square brackets, or take it away."))
            return False
        return is_sound

    def given(self) -> tuple[object, ...]:
        """What the act needs besides the case, in its order."""
        return (self.words,)


def _days() -> NumberField:
    return NumberField(
        _l("Days to answer"),
        hint=_l("From 1 to 30."),
        missing=_l("Write how many days the person has, from 1 to 30."),
        smallest=1,
        largest=30,
        default=15,
    )


def _maybe(label: Words) -> LongTextField:
    return LongTextField(label, required=False, max_length=LONGEST_TEXT)


class AskForm(ActForm):
    """What is missing, and by when."""

    act = Act.ASK
    text = LongTextField(
        _l("What do you need from the person?"),
        hint=_l("Say what it is, why you need it and how to send it."),
        missing=_l("Write what you need from the person."),
        max_length=LONGEST_TEXT,
    )
    days = _days()

    def given(self) -> tuple[object, ...]:
        """The question and the days to answer."""
        return self.words, self.days.data


def _documents() -> list[Choice]:
    """What may be asked for: nothing that a public body has or the person may declare."""
    language = current_language().code
    return [
        Choice(one.id, label(one.words, language).name)
        for one in serving.snapshot().catalogue.documents
        if not (one.self_certifiable or one.held_by_public)
    ]


class DocumentsForm(ActForm):
    """Which documents, why, and by when."""

    act = Act.DOCUMENTS
    known = MultiChoiceField(_l("Documents"), choices=_documents, required=False)
    others = LongTextField(
        _l("Other documents"),
        hint=_l("One on each line, with its everyday name."),
        required=False,
        max_length=MOST_DOCUMENTS * LONGEST_NAME,
    )
    text = LongTextField(
        _l("Why you need them"),
        missing=_l("Write why you need them: the person reads it."),
        max_length=LONGEST_TEXT,
    )
    days = _days()

    def given(self) -> tuple[object, ...]:
        """The reason, the days, and each document."""
        named = [line.strip() for line in (self.others.data or "").splitlines() if line.strip()]
        wanted = [Document(one) for one in self.known.data or ()]
        return self.words, self.days.data, [*wanted, *(Document(None, name) for name in named)]


class WaitForm(ActForm):
    """Which body must answer, and what was asked of it."""

    act = Act.WAIT
    body = TextField(
        _l("Which body must answer?"),
        missing=_l("Write the name of the body: the person reads it."),
        max_length=120,
    )
    text = _maybe(_l("What you asked of it"))

    def given(self) -> tuple[object, ...]:
        """The body, then the words."""
        return self.body.data, self.words


class AssessForm(ActForm):
    """Who assesses."""

    act = Act.ASSESS
    kind = ChoiceField(
        _l("Who assesses?"),
        choices=[
            (Assessment.SOCIAL_WORKER.value, _l("A social worker")),
            (Assessment.UNIT.value, _l("The unit of several professionals (UVM)")),
        ],
    )
    text = _maybe(_l("What happens in the assessment"))

    def given(self) -> tuple[object, ...]:
        """Who, then the words."""
        return Assessment(self.kind.data), self.words


class RankForm(ActForm):
    """Where the request waits for its turn."""

    act = Act.RANK
    kind = ChoiceField(
        _l("Where does it wait?"),
        choices=[
            (Queue.RANKING.value, _l("In a ranking by points")),
            (Queue.WAITING_LIST.value, _l("On a waiting list by date")),
        ],
    )
    text = _maybe(_l("How it goes on"))

    def given(self) -> tuple[object, ...]:
        """Where, then the words."""
        return Queue(self.kind.data), self.words


class WriteForm(ActForm):
    """A message that asks for nothing."""

    act = Act.WRITE
    text = LongTextField(_l("Message"), missing=_l("Write the message."), max_length=LONGEST_TEXT)


class _Deciding(ActForm):
    """A yes or a no: where the service wants it, only proposed to a colleague."""

    def do(self, keyring: Keyring, actor: Actor, reference: str) -> Words:
        """Decide, or propose; what to tell the officer."""
        seen = self.seen.data or ""
        is_decided = actions.decide(keyring, actor, reference, self.act, seen, self.words)
        return words.DONE[self.act] if is_decided else words.PROPOSED


class AcceptForm(_Deciding):
    """What happens next."""

    act = Act.ACCEPT
    text = LongTextField(
        _l("What happens next"),
        hint=_l("When it starts, who calls, what the person has to do."),
        missing=_l("Write what happens next: the person reads it with the yes."),
        max_length=LONGEST_TEXT,
    )


class AnnounceForm(ActForm):
    """Why it may be no."""

    act = Act.ANNOUNCE
    text = LongTextField(
        _l("Why it may be no"),
        hint=_l("Say which rule is not met and why, in words the person can answer."),
        missing=_l("Write the reasons: the law asks for them."),
        max_length=LONGEST_TEXT,
    )


class RefuseForm(_Deciding):
    """Why it is no."""

    act = Act.REFUSE
    text = LongTextField(
        _l("Why it is no"),
        hint=_l("If the person answered, say why the answer does not change the decision."),
        missing=_l("Write the reasons: the law asks for them."),
        max_length=LONGEST_TEXT,
    )


class ActivateForm(ActForm):
    """From when, and how."""

    act = Act.ACTIVATE
    day = DayField(_l("From which day?"), hint=_l("For example 1 12 2026."), autocomplete="off")
    text = _maybe(_l("How it begins"))

    def given(self) -> tuple[object, ...]:
        """The day, then the words."""
        return self.day.data, self.words


class CloseForm(ActForm):
    """Why it is closed."""

    act = Act.CLOSE
    text = LongTextField(
        _l("Why it is closed"),
        missing=_l("Write why: a case is never closed without a reason."),
        max_length=LONGEST_TEXT,
    )


class ReopenForm(ActForm):
    """Why the office looks again."""

    act = Act.REOPEN
    text = LongTextField(
        _l("Why you look at it again"),
        missing=_l("Write why: the person reads it."),
        max_length=LONGEST_TEXT,
    )


FORMS: dict[Act, type[ActForm]] = {
    form.act: form
    for form in (
        AskForm, DocumentsForm, WaitForm, AssessForm, RankForm, WriteForm, AcceptForm, AnnounceForm,
        RefuseForm, ActivateForm, CloseForm, ReopenForm,
    )
}  # fmt: skip
