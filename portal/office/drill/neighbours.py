"""The neighbours of the drill: fakes that behave, and how each of them is stopped and started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask

from portal.cases.known.asking import Registers
from portal.cases.models import Register
from portal.integrations.anpr.fake import FakeAnpr
from portal.integrations.anpr.fake import Mood as AnprMood
from portal.integrations.appio import AppIoFailed, AppIoUnavailable, AppIoUnsure
from portal.integrations.appio.fake import FakeAppIo
from portal.integrations.inps.fake import FakeInps
from portal.integrations.inps.fake import Mood as InpsMood
from portal.integrations.mail import MailUnavailable
from portal.integrations.mail.fake import FakeMail
from portal.integrations.register.fake import FakeRegister, Mood
from portal.integrations.scanner.fake import FakeScanner
from portal.integrations.sms import SmsUnavailable
from portal.integrations.sms.fake import FakeSms
from portal.notifications.channels import Channel

#: How long a slow register thinks, in seconds: nobody of the drill has to feel it.
_SLOWNESS = 0.2

Change = Callable[["Neighbours"], None]


@dataclass(frozen=True)
class Neighbours:
    """All the neighbours of one installation, as fakes."""

    register: FakeRegister
    mail: FakeMail
    sms: FakeSms
    app_io: FakeAppIo
    scanner: FakeScanner
    anpr: FakeAnpr
    inps: FakeInps


@dataclass(frozen=True)
class BadDay:
    """One neighbour that is stopped, and how it is started again.

    ``first`` is how the people of that day want to be told, ``arrives_by`` how they are at last.
    ``silent`` is the register that says nothing while people begin; ``is_waited_for``: something must
    wait meanwhile, else the day goes on by another way.
    """

    name: str
    stop: Change
    start: Change
    first: Channel = Channel.EMAIL
    arrives_by: Channel = Channel.EMAIL
    silent: Register | None = None
    scans: bool = True
    is_waited_for: bool = True


def put_in_place(app: Flask) -> Neighbours:
    """Surround an installation with neighbours that can be stopped; the drill knows no night."""
    them = Neighbours(
        register=FakeRegister(),
        mail=FakeMail(),
        sms=FakeSms(),
        app_io=FakeAppIo(),
        scanner=FakeScanner(),
        anpr=FakeAnpr({}, delay=_SLOWNESS),
        inps=FakeInps({}, delay=_SLOWNESS),
    )
    app.config.update(
        REGISTER=them.register,
        MAIL=them.mail,
        SMS=them.sms,
        APP_IO=them.app_io,
        SCANNER=them.scanner,
        PUBLIC_REGISTERS=Registers(them.anpr, them.inps, "drill"),
        QUIET_HOURS=None,
    )
    return them


def _nothing(_them: Neighbours) -> None:
    """Nobody is stopped."""


def _protocol(mood: Mood) -> Change:
    return lambda them: them.register.set_mood(mood)


def _mail(trouble: MailUnavailable | None) -> Change:
    def change(them: Neighbours) -> None:
        them.mail.fails_with = trouble

    return change


def _sms(down: SmsUnavailable | None = None, lost: SmsUnavailable | None = None) -> Change:
    def change(them: Neighbours) -> None:
        them.sms.fails_with, them.sms.loses_answers = down, lost

    return change


def _app_io(trouble: AppIoFailed | None) -> Change:
    def change(them: Neighbours) -> None:
        them.app_io.fails_with = trouble

    return change


def _scanner(trouble: str) -> Change:
    def change(them: Neighbours) -> None:
        them.scanner.trouble = trouble

    return change


def _anpr(mood: AnprMood) -> Change:
    def change(them: Neighbours) -> None:
        them.anpr.mood = mood

    return change


def _inps(mood: InpsMood) -> Change:
    def change(them: Neighbours) -> None:
        them.inps.mood = mood

    return change


#: Nobody, to begin with: what is well must be well before it is stopped.
BAD_DAYS = (
    BadDay("nobody", _nothing, _nothing, is_waited_for=False),
    BadDay("protocol register: down", _protocol(Mood.DOWN), _protocol(Mood.WELL)),
    BadDay(
        "protocol register: answers nonsense after registering",
        _protocol(Mood.NONSENSE), _protocol(Mood.WELL),
    ),
    BadDay("mail server: down", _mail(MailUnavailable("drill")), _mail(None)),
    BadDay(
        "text messages: gateway down", _sms(SmsUnavailable("drill")), _sms(),
        Channel.SMS, Channel.SMS,
    ),
    BadDay(
        "text messages: sent, but too slow to say so", _sms(lost=SmsUnavailable("drill")), _sms(),
        Channel.SMS, Channel.SMS,
    ),
    BadDay(
        "App IO: down", _app_io(AppIoUnavailable("drill")), _app_io(None),
        Channel.APP, Channel.APP,
    ),
    # It knows no key: what may have arrived is not told twice by it, the next way is taken.
    BadDay(
        "App IO: too slow to say whether it took it", _app_io(AppIoUnsure("drill")), _app_io(None),
        Channel.APP, Channel.EMAIL, is_waited_for=False,
    ),
    BadDay(
        "civic register: down", _anpr(AnprMood.DOWN), _anpr(AnprMood.WELL), silent=Register.ANPR
    ),
    BadDay(
        "civic register: answers nonsense", _anpr(AnprMood.NONSENSE), _anpr(AnprMood.WELL),
        silent=Register.ANPR,
    ),
    BadDay(
        "civic register: slow", _anpr(AnprMood.SLOW), _anpr(AnprMood.WELL), is_waited_for=False
    ),
    BadDay("INPS: down", _inps(InpsMood.DOWN), _inps(InpsMood.WELL), silent=Register.INPS),
    BadDay(
        "INPS: answers nonsense", _inps(InpsMood.NONSENSE), _inps(InpsMood.WELL),
        silent=Register.INPS,
    ),
    BadDay("INPS: slow", _inps(InpsMood.SLOW), _inps(InpsMood.WELL), is_waited_for=False),
    BadDay("virus scanner: down", _scanner("down"), _scanner(""), scans=False),
    BadDay("virus scanner: answers nonsense", _scanner("nonsense"), _scanner(""), scans=False),
    BadDay("virus scanner: too slow", _scanner("slow"), _scanner(""), scans=False),
)  # fmt: skip
