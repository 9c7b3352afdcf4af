"""Attempts on secrets: counted by purpose and source; the window closes and opens again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from portal.platform import attempts, clock
from portal.platform.attempts import Attempts, Limit, TooManyAttempts
from portal.platform.database import db, writing
from portal.platform.security import network_of

LIMIT = Limit("trial", 3, timedelta(hours=1))
NOON = datetime(2026, 11, 27, 12, 0, 1, tzinfo=UTC)


def spend(app: Flask, source: str = "a", limit: Limit = LIMIT) -> bool:
    with app.app_context():
        try:
            attempts.spend(limit, source)
        except TooManyAttempts:
            return False
        return True


def test_so_many_are_allowed_and_no_more_until_the_window_ends(app: Flask) -> None:
    with clock.freeze(NOON):
        assert [spend(app) for _time in range(5)] == [True, True, True, False, False]
    with clock.freeze(NOON + timedelta(minutes=59)):
        assert not spend(app)
    with clock.freeze(NOON + timedelta(minutes=60)):
        assert spend(app)


def test_each_source_and_each_purpose_counts_for_itself(app: Flask) -> None:
    with clock.freeze(NOON):
        for _time in range(3):
            spend(app)
        assert not spend(app)
        assert spend(app, "b")
        assert spend(app, "a", Limit("another", 3))


def test_what_was_right_is_given_back(app: Flask) -> None:
    with clock.freeze(NOON):
        for _time in range(10):
            assert spend(app)
            with app.app_context():
                attempts.give_back(LIMIT, "a")


def test_many_at_once_are_all_counted(app: Flask) -> None:
    with ThreadPoolExecutor(6) as fingers:
        allowed = list(fingers.map(lambda _time: spend(app), range(12)))
    assert sum(allowed) == LIMIT.most


def test_windows_that_ended_are_erased(app: Flask) -> None:
    with clock.freeze(NOON):
        spend(app)
    with clock.freeze(NOON + timedelta(hours=2)), app.app_context():
        with writing() as session:
            attempts.forget_attempts(session)
        assert db.session.scalar(select(func.count()).select_from(Attempts)) == 0


@pytest.mark.parametrize("seconds", [1, 3599])
def test_a_window_ends_on_the_hour(seconds: int) -> None:
    at = datetime(2026, 11, 27, 12, tzinfo=UTC) + timedelta(seconds=seconds)
    assert LIMIT.ends_at(at) == datetime(2026, 11, 27, 13, tzinfo=UTC)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:0:7::1", "2001:db8:0:7::/64"),
        ("2001:db8:0:7:ffff:ffff:ffff:ffff", "2001:db8:0:7::/64"),
        ("2001:db8:0:8::1", "2001:db8:0:8::/64"),
        ("None", "None"),
    ],
)
def test_limits_count_a_line_and_not_the_addresses_behind_it(address: str, counted: str) -> None:
    assert network_of(address) == counted
