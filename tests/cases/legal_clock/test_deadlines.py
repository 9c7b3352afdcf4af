"""The legal clock: terms, the one suspension, the notice of refusal, holidays, and lines that explain."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.cases.legal_clock import clock_events
from portal.cases.legal_clock.clock_events import NoticeOfRefusal, Observations, Resumed, Suspended
from portal.cases.legal_clock.deadlines import Clock
from portal.catalogue.holidays import HolidayRule


def day(text: str) -> date:
    return date.fromisoformat(f"2026-{text}")


RECEIVED = day("03-02")

#: The first four are those of the procedure itself; the others look for the edges.
VECTORS = [
    # name, term, events, due
    ("simple", 30, [], "04-01"),
    ("ninety days, on a Sunday", 90, [], "05-31"),
    ("suspended for 21 days", 30, [Suspended(day("03-12")), Resumed(day("04-02"))], "04-22"),
    (
        "observations after five days",
        30,
        [NoticeOfRefusal(day("03-25")), Observations(day("03-30"))],
        "04-16",
    ),
    ("notice without observations", 30, [NoticeOfRefusal(day("03-25"))], "04-11"),
    ("suspended and never resumed: thirty days", 30, [Suspended(day("03-12"))], "05-01"),
    ("suspended with a shorter time", 30, [Suspended(day("03-12"), day("03-22"))], "04-11"),
    (
        "resumed after the suspension had ended by itself",
        30,
        [Suspended(day("03-12"), day("03-22")), Resumed(day("03-28"))],
        "04-11",
    ),
    (
        "notice during a suspension: no day counts twice",
        30,
        [Suspended(day("03-12")), NoticeOfRefusal(day("03-20"))],
        "04-19",
    ),
    (
        "suspension and notice",
        30,
        [Suspended(day("03-12")), Resumed(day("03-22")), NoticeOfRefusal(day("04-01"))],
        "04-21",
    ),
    (
        "observations after the last day do not count",
        30,
        [NoticeOfRefusal(day("03-25")), Observations(day("04-08"))],
        "04-11",
    ),
    ("suspended on the last day", 30, [Suspended(day("04-01")), Resumed(day("04-06"))], "04-06"),
    ("suspended the day after the last", 30, [Suspended(day("04-02"))], "04-01"),
    ("notice when it was late already", 30, [NoticeOfRefusal(day("04-02"))], "04-01"),
    ("at once", 0, [], "03-02"),
]


@pytest.mark.parametrize(("name", "term", "events", "due"), VECTORS, ids=[v[0] for v in VECTORS])
def test_the_last_day_follows_the_law(name, term, events, due):
    assert Clock(RECEIVED, term, tuple(events)).due_on == day(due)


def test_an_office_that_moves_its_last_day_off_holidays_says_so_in_its_rule():
    moving = HolidayRule(moves_office=True)
    assert Clock(RECEIVED, 90, holidays=moving).due_on == day("06-01")
    assert Clock(RECEIVED, 92, holidays=moving).due_on == day("06-03")


@pytest.mark.parametrize(
    ("notice", "patron", "answer_by"),
    [
        ("03-25", None, "04-04"),
        ("03-26", None, "04-07"),  # Easter, then Easter Monday
        ("03-25", "04-04", "04-07"),  # the patron's day, then Easter
        ("09-24", None, "10-05"),  # 4 October is a holiday again, and a Sunday in 2026
        ("12-16", None, "12-28"),  # Saint Stephen, then Sunday
    ],
)
def test_a_citizens_last_day_on_a_holiday_moves_to_the_next_working_day(notice, patron, answer_by):
    clock = Clock(day("02-02"), 180, (NoticeOfRefusal(day(notice)),), HolidayRule(patron))
    assert clock.notice_answer_by == day(answer_by)
    assert not clock.may_refuse_on(day(answer_by))
    assert clock.may_refuse_on(day(answer_by) + timedelta(days=1))


def test_a_pause_stops_working_days_as_it_stops_calendar_days():
    rule = HolidayRule(counts_working_days=True, saturday_works=False)
    clock = Clock(RECEIVED, 10, holidays=rule)
    assert clock.due_on == day("03-16")
    paused = clock.after(Suspended(day("03-05"))).after(Resumed(day("03-12")))
    assert paused.due_on == day("03-23"), "five working days more"


def test_a_body_may_decide_that_nothing_moves():
    clock = Clock(RECEIVED, 30, (NoticeOfRefusal(day("03-26")),), HolidayRule(moves_citizen=False))
    assert clock.notice_answer_by == day("04-05")


def test_a_refusal_needs_a_notice_and_may_follow_the_observations():
    clock = Clock(RECEIVED)
    assert not clock.may_refuse_on(day("12-31"))
    answered = clock.after(NoticeOfRefusal(day("03-25"))).after(Observations(day("03-27")))
    assert answered.may_refuse_on(day("03-27"))


REFUSED = [
    ("a second suspension", [Suspended(day("03-05")), Resumed(day("03-06")), Suspended(day("03-09"))],
     clock_events.AlreadySuspended),
    ("31 days", [Suspended(day("03-05"), day("04-05"))], clock_events.SuspensionTooLong),
    ("an end before the start", [Suspended(day("03-05"), day("03-04"))], clock_events.OutOfOrder),
    ("an event before the case", [Suspended(day("03-01"))], clock_events.OutOfOrder),
    ("days in the wrong order", [Suspended(day("03-05")), Resumed(day("03-04"))],
     clock_events.OutOfOrder),
    ("resuming nothing", [Resumed(day("03-05"))], clock_events.NothingToResume),
    ("resuming twice", [Suspended(day("03-05")), Resumed(day("03-06")), Resumed(day("03-07"))],
     clock_events.NothingToResume),
    ("a second notice", [NoticeOfRefusal(day("03-05")), NoticeOfRefusal(day("03-06"))],
     clock_events.AlreadyNotified),
    ("observations on nothing", [Observations(day("03-05"))], clock_events.NothingToResume),
    ("asking after announcing a refusal", [NoticeOfRefusal(day("03-05")), Suspended(day("03-06"))],
     clock_events.OutOfOrder),
]  # fmt: skip


@pytest.mark.parametrize(("name", "events", "reason"), REFUSED, ids=[r[0] for r in REFUSED])
def test_what_the_law_does_not_allow_is_refused_by_name(name, events, reason):
    with pytest.raises(reason):
        Clock(RECEIVED, 30, tuple(events))


@pytest.mark.parametrize("term", [-1, 181])
def test_no_regulation_gives_an_office_more_than_180_days(term):
    with pytest.raises(clock_events.TermTooLong):
        Clock(RECEIVED, term)


def test_every_change_is_one_line_that_leads_to_a_day():
    clock = Clock(
        RECEIVED,
        30,
        (
            Suspended(day("03-12"), day("03-29")),
            Resumed(day("03-22")),
            NoticeOfRefusal(day("04-01")),
            Observations(day("04-03")),
        ),
    )
    told = [(one.code, one.due_on, one.answer_by, one.restarts_on, one.moved_by)
            for one in clock.explain()]  # fmt: skip
    assert told == [
        ("received", day("04-01"), None, None, 0),
        ("suspended", day("04-18"), day("03-30"), day("03-29"), 17),
        ("resumed", day("04-11"), None, day("03-22"), -7),
        ("notice", day("04-21"), day("04-11"), day("04-11"), 10),
        ("observations", day("04-23"), None, day("04-13"), 2),
    ]
    assert clock.explain()[-1].due_on == clock.due_on


def test_what_came_too_late_says_so_and_moves_nothing():
    late = Clock(RECEIVED, 30, (NoticeOfRefusal(day("04-02")), Observations(day("04-20"))))
    assert [one.code for one in late.explain()] == ["received", "notice_late", "observations_late"]
    assert {one.due_on for one in late.explain()} == {day("04-01")}


def test_the_citizen_sees_a_day_only_while_something_is_asked():
    clock = Clock(RECEIVED)
    assert clock.citizen_days(day("03-10")) is None
    asked = clock.after(Suspended(day("03-12"), day("03-22")))
    assert asked.citizen_last_day(day("03-12")) == day("03-23")
    assert asked.citizen_days(day("03-20")) == 3
    assert asked.citizen_days(day("03-24")) is None
    given_back = asked.after(Resumed(day("03-15")))
    assert given_back.citizen_last_day(day("03-16")) is None
    noticed = given_back.after(NoticeOfRefusal(day("03-20")))
    assert noticed.citizen_days(day("03-20")) == 10
    assert noticed.after(Observations(day("03-21"))).citizen_days(day("03-21")) is None


def test_it_is_known_whether_the_term_stands_today():
    clock = Clock(RECEIVED, 30, (Suspended(day("03-12")), Resumed(day("03-20"))))
    standing = [d for d in range(1, 32) if clock.is_standing(day(f"03-{d:02}"))]
    assert standing == list(range(12, 20))
    assert clock.days_left(day("04-10")) == -1
    assert not clock.can_suspend
    assert clock.can_announce_refusal


def test_events_are_read_back_from_the_words_they_are_stored_under():
    events = [Suspended(RECEIVED, day("03-20")), Resumed(RECEIVED),
              NoticeOfRefusal(RECEIVED), Observations(RECEIVED)]  # fmt: skip
    for event in events:
        until = getattr(event, "until", None)
        assert clock_events.event_of(clock_events.kind_of(event), event.on, until) == event
    with pytest.raises(KeyError):
        clock_events.event_of("forgotten", RECEIVED)


days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
terms = st.integers(0, 180)
rules = st.builds(HolidayRule, patron=st.sampled_from([None, "08-26"]), moves_office=st.booleans())
rules_of_working_days = st.builds(
    HolidayRule,
    patron=st.just("08-26"),
    counts_working_days=st.just(True),
    saturday_works=st.booleans(),
)


@st.composite
def clocks(draw):
    """Any lawful history: perhaps a suspension, perhaps its end, perhaps a notice and its answer."""
    received = draw(days)
    at = received + timedelta(days=draw(st.integers(0, 40)))
    events = []
    if draw(st.booleans()):
        until = draw(st.none() | st.integers(0, 30).map(lambda n: at + timedelta(days=n)))
        events.append(Suspended(at, until))
        at += timedelta(days=draw(st.integers(0, 40)))
        if draw(st.booleans()):
            events.append(Resumed(at))
    if draw(st.booleans()):
        at += timedelta(days=draw(st.integers(0, 20)))
        events.append(NoticeOfRefusal(at))
        if draw(st.booleans()):
            events.append(Observations(at + timedelta(days=draw(st.integers(0, 20)))))
    return Clock(received, draw(terms), tuple(events), draw(rules))


@given(clocks())
def test_nothing_ever_shortens_the_term_and_nothing_adds_more_than_the_law_allows(clock):
    bare = Clock(clock.received_on, clock.term_days, holidays=clock.holidays).due_on
    longest_move = timedelta(days=7)
    assert bare <= clock.due_on <= bare + timedelta(days=30 + 20 + 7) + longest_move


@given(clocks(), st.integers(1, 30))
def test_a_longer_term_never_ends_sooner(clock, more):
    if clock.term_days + more <= 180:
        longer = Clock(clock.received_on, clock.term_days + more, clock.events, clock.holidays)
        assert longer.due_on > clock.due_on or clock.holidays.moves_office


@given(days, terms, st.integers(0, 60), st.integers(0, 29))
def test_resuming_a_day_later_ends_the_term_no_sooner(received, term, start, length):
    def due(days_suspended):
        at = received + timedelta(days=start)
        events = (Suspended(at), Resumed(at + timedelta(days=days_suspended)))
        return Clock(received, term, events).due_on

    assert timedelta(0) <= due(length + 1) - due(length) <= timedelta(days=1)


@given(clocks())
def test_the_lines_add_up_to_the_last_day(clock):
    lines = clock.explain()
    assert len(lines) == len(clock.events) + 1
    assert lines[-1].due_on == clock.due_on
    assert lines[0].due_on + timedelta(days=sum(one.moved_by for one in lines)) == clock.due_on


@given(days, st.integers(0, 60), st.integers(0, 40), st.integers(0, 30), rules_of_working_days)
def test_a_pause_never_brings_the_last_day_nearer(received, term, start, length, rule):
    bare = Clock(received, term, holidays=rule)
    at = received + timedelta(days=start)
    paused = bare.after(Suspended(at)).after(Resumed(at + timedelta(days=length)))
    assert paused.due_on >= bare.due_on
