"""The fake mail keeps what a server would take, and fails as told."""

import pytest

from portal.integrations.mail.fake import FakeMail
from portal.integrations.mail.types import Letter, Mail, MailRefused, MailUnavailable

LETTER = Letter("anna@prova.invalid", "Oggetto", "Testo", "k1")


def test_letters_are_kept_in_order_for_each_address():
    fake = FakeMail()
    mail: Mail = fake
    second = Letter("anna@prova.invalid", "Due", "Testo", "k2")
    mail.send(LETTER)
    mail.send(Letter("bruno@prova.invalid", "Altro", "Testo", "k3"))
    mail.send(second)
    assert fake.to("anna@prova.invalid") == [LETTER, second]
    assert len(fake.letters) == 3


def test_a_letter_sent_twice_is_kept_once():
    fake = FakeMail()
    fake.send(LETTER)
    fake.send(LETTER)
    assert fake.letters == [LETTER]


def test_a_bad_day_keeps_nothing():
    fake = FakeMail()
    fake.fails_with = MailUnavailable("down")
    with pytest.raises(MailUnavailable):
        fake.send(LETTER)
    fake.fails_with = None
    fake.send(LETTER)
    assert fake.letters == [LETTER]


def test_what_the_real_client_refuses_the_fake_refuses_too():
    with pytest.raises(MailRefused):
        FakeMail().send(Letter("anna", "Oggetto", "Testo", "k"))
