"""The fake register numbers as a real one does, and fails in every way the client can."""

import threading
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from portal.integrations.register.fake import FakeRegister, Mood
from portal.integrations.register.types import (
    Entry,
    Register,
    RegisterNonsense,
    RegisterRefused,
    RegisterUnavailable,
    Registration,
)
from portal.platform import clock

ENTRY = Entry("comune-prova", "Istanza AC", date(2026, 11, 23), "Anna Prova", "ab", "case-1")


@pytest.fixture(params=["in memory", "with a ledger"])
def register(request, tmp_path):
    ledger = tmp_path / "fake" / "register.json" if request.param == "with a ledger" else None
    return FakeRegister(ledger, delay=0.2)


def at(year: int, month: int = 11, day: int = 23, hour: int = 9):
    return clock.freeze(datetime(year, month, day, hour, tzinfo=UTC))


def test_each_body_and_year_counts_from_one(register: Register):
    with at(2026):
        assert register.register(ENTRY) == Registration("0000001/2026", date(2026, 11, 23))
        second = register.register(replace(ENTRY, idempotency_key="case-2"))
        assert second.number == "0000002/2026"
        other = register.register(replace(ENTRY, body="asl-prova"))
        assert other.number == "0000001/2026"
    with at(2027):
        third = register.register(replace(ENTRY, idempotency_key="case-3"))
        assert third.number == "0000001/2027"


def test_the_same_key_always_has_the_same_number_and_day(register):
    with at(2026):
        first = register.register(ENTRY)
    with at(2027):
        assert register.register(ENTRY) == first
    assert register.numbers == [first.number]


def test_the_year_is_that_of_the_day_in_rome(register):
    with at(2026, 12, 31, hour=23):
        assert register.register(ENTRY) == Registration("0000001/2027", date(2027, 1, 1))


def test_bad_days_fail_by_name_and_give_no_number(register):
    register.set_mood(Mood.DOWN)
    with pytest.raises(RegisterUnavailable):
        register.register(ENTRY)
    register.set_mood(Mood.REFUSES)
    with pytest.raises(RegisterRefused):
        register.register(ENTRY)
    assert register.numbers == []


def test_nonsense_comes_after_registering_so_that_asking_again_must_be_safe(register):
    register.set_mood(Mood.NONSENSE)
    with pytest.raises(RegisterNonsense):
        register.register(ENTRY)
    register.set_mood(Mood.WELL)
    assert register.register(ENTRY).number in register.numbers
    assert len(register.numbers) == 1


def test_a_slow_day_takes_its_time(register):
    register.set_mood(Mood.SLOW)
    began = time.monotonic()
    register.register(ENTRY)
    assert time.monotonic() - began >= 0.2


def test_a_ledger_survives_a_restart_and_is_shared(tmp_path):
    one, two = (FakeRegister(tmp_path / "register.json") for _ in range(2))
    one.set_mood(Mood.SLOW)
    assert two.mood is Mood.SLOW
    two.set_mood(Mood.WELL)
    one.register(ENTRY)
    two.register(replace(ENTRY, idempotency_key="case-2"))
    again = FakeRegister(tmp_path / "register.json")
    assert [number[:7] for number in again.numbers] == ["0000001", "0000002"]


def test_entries_that_come_together_never_share_a_number(tmp_path):
    registers = [FakeRegister(tmp_path / "register.json") for _ in range(4)]

    def many(index: int) -> None:
        for n in range(10):
            registers[index].register(replace(ENTRY, idempotency_key=f"case-{index}-{n}"))

    threads = [threading.Thread(target=many, args=(index,)) for index in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(registers[0].numbers)) == 40
