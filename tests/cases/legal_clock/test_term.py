"""The clock as it is stored: the body's rule as it stood, and each change as it was explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from portal.cases.actions import conversation, handling
from portal.cases.legal_clock import term
from portal.cases.models import Case, ClockEntry, ClockLine
from portal.catalogue.holidays import HolidayRule
from portal.platform import clock
from portal.platform.actor import Actor
from tests.support.filing import STORY, Filing, find

#: 22:30 UTC on 31 March is 1 April in Italy.
NIGHT = datetime(2027, 3, 31, 22, 30, tzinfo=UTC)


def send(filing: Filing, anna: Actor, rule: HolidayRule, term_days: int) -> str:
    plan = replace(filing.plan(), holidays=rule, term_days=term_days)
    reference = filing.draft(anna, plan)
    filing.save(anna, reference, STORY)
    filing.send(anna, reference, plan=plan)
    return reference


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        (HolidayRule(), "2027-05-01"),
        (HolidayRule(moves_office=True), "2027-05-03"),  # a holiday on a Saturday, then Sunday
        (HolidayRule("05-03", moves_office=True), "2027-05-04"),
        (HolidayRule(counts_working_days=True, saturday_works=False), "2027-05-13"),
    ],
)
def test_the_rule_of_the_body_is_kept_with_the_case(
    filing: Filing, anna: Actor, rule: HolidayRule, due: str
) -> None:
    with clock.freeze(NIGHT):
        case = send(filing, anna, rule, 30)
    assert filing.fact(case, "received_on").isoformat() == "2027-04-01"
    assert filing.fact(case, "due_on").isoformat() == due
    with filing.read():
        assert term.rule_of(find(case)) == rule


def test_a_case_of_before_keeps_the_day_of_its_patron(filing: Filing, anna: Actor) -> None:
    case = filing.sent(anna)
    with filing.write() as session:
        session.execute(update(Case).values(holiday_rule=None, patron="08-26"))
        session.execute(ClockLine.__table__.delete())
    with filing.read():
        assert term.rule_of(find(case)) == HolidayRule("08-26")
        assert [line.code for line in term.lines_of(find(case))] == ["received"]


def test_each_change_is_explained_and_the_explanation_is_kept(
    filing: Filing, anna: Actor, olga: Actor
) -> None:
    with clock.freeze(NIGHT):
        case = filing.sent(anna)
        with filing.write():
            handling.take_charge(filing.keyring, olga, case)
    with clock.freeze(datetime(2027, 4, 5, 9, tzinfo=UTC)), filing.write():
        handling.ask_for_something(filing.keyring, olga, case, "Serve il contratto.", 10)
    with clock.freeze(datetime(2027, 4, 9, 9, tzinfo=UTC)), filing.write():
        conversation.write_to_office(filing.keyring, anna, case, "Eccolo.", [])
    with filing.read() as session:
        lines = term.lines_of(find(case))
        assert lines == term.clock_of(find(case)).explain()
        assert [(one.code, one.moved_by) for one in lines] == [
            ("received", 0), ("suspended", 10), ("resumed", -6),
        ]  # fmt: skip
        assert len(session.scalars(select(ClockEntry)).all()) == 2
        assert session.scalars(select(ClockLine.due_on)).all()[-1] == filing.fact(case, "due_on")
