"""A draft is kept thirty days from its last answer: a reminder, then rows, files and key are gone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases import queries
from portal.cases.actions import erasing
from portal.cases.drafts import lapsing
from portal.cases.models import Answer, Attachment
from portal.cases.timeline import CaseStatus
from portal.platform import clock, jobs
from portal.platform.actor import Actor
from portal.platform.database import db
from tests.support.filing import IBAN, STORY, Filing, find

GUEST = Actor(guest="ab" * 32)


def go_round(filing: Filing, moment: datetime) -> None:
    """What the worker does at this moment."""
    with filing.app.app_context(), clock.freeze(moment):
        lapsing.remind_of_drafts(db.session)
        lapsing.erase_old_drafts(db.session)


def in_days(days: float) -> datetime:
    return clock.now() + timedelta(days=days)


@pytest.mark.parametrize("who", ["anna", "guest"])
def test_after_thirty_days_rows_files_and_key_are_gone(
    filing: Filing, anna: Actor, tmp_path: Path, who: str
) -> None:
    actor = anna if who == "anna" else GUEST
    draft = filing.draft(actor)
    filing.save(actor, draft, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    filing.attach(actor, draft, "proof")
    go_round(filing, in_days(29.9))
    assert len(filing.values(draft)) == 3
    assert len([path for path in tmp_path.rglob("files/*/*") if path.is_file()]) == 1
    go_round(filing, in_days(30.1))
    with filing.read() as session:
        assert session.scalars(select(Answer)).all() == []
        assert session.scalars(select(Attachment)).all() == []
        assert find(draft).data_key == b""
        assert find(draft).guest is None
    assert [path for path in tmp_path.rglob("files/*/*") if path.is_file()] == []
    assert filing.fact(draft, "status") is CaseStatus.WITHDRAWN
    assert len(filing.audited("case.draft_lapsed")) == 1
    assert filing.draft(actor) != draft


def test_a_new_answer_begins_the_thirty_days_anew(filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, STORY)
    with clock.freeze(in_days(20)):
        filing.save(anna, draft, {("money", None): "no"})
    go_round(filing, in_days(40))
    assert filing.values(draft) == {**STORY, ("money", None): "no"}
    assert filing.fact(draft, "status") is CaseStatus.DRAFT


def test_the_reminder_comes_a_week_before_and_once(
    app: Flask, filing: Filing, anna: Actor, mail: object
) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, STORY)
    ends = clock.rome_day(filing.fact(draft, "saved_at") + timedelta(days=30))
    go_round(filing, in_days(22))
    assert filing.waiting("notifications.deliver") == []
    for days in (23.1, 23.2, 25):
        go_round(filing, in_days(days))
    assert len(filing.waiting("notifications.deliver")) == 1
    with app.app_context(), clock.freeze(in_days(23.3)):
        jobs.drain()
    (letter,) = mail.letters  # type: ignore[attr-defined]
    assert "scade tra poco" in letter.subject
    assert str(ends.day) in letter.text
    assert f"/pratiche/{draft}" in letter.text
    assert "assistenza" not in letter.subject + letter.text, "the letter never names the service"
    with clock.freeze(in_days(24)):
        filing.save(anna, draft, {("money", None): "no"})
    go_round(filing, in_days(24 + 23.1))
    assert len(filing.waiting("notifications.deliver")) == 2


def test_a_guest_is_not_written_to(filing: Filing) -> None:
    draft = filing.draft(GUEST)
    filing.save(GUEST, draft, STORY)
    go_round(filing, in_days(24))
    assert filing.waiting() == []


def test_a_draft_taken_up_again_while_the_round_runs_stays(filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    with filing.read():
        number = find(draft).id
    with clock.freeze(in_days(31)):
        with filing.read():
            assert list(erasing.list_lapsed()) == [number]
        filing.save(anna, draft, STORY)
        with filing.write():
            assert erasing.erase_lapsed(number) is None
    assert filing.values(draft) == STORY


def test_a_sent_case_never_lapses(filing: Filing, anna: Actor) -> None:
    sent = filing.sent(anna)
    go_round(filing, in_days(400))
    assert filing.values(sent) == STORY
    with filing.read():
        assert queries.get_case(anna, sent)
