"""A draft: every answer kept by itself, none overwritten unseen, none left that is not asked."""

from __future__ import annotations

import secrets
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from portal.cases.actions import drafting, erasing
from portal.cases.actions.drafting import MandateNeeded, Typed
from portal.cases.bindings import answer_context
from portal.cases.models import Answer, Attachment, Case
from portal.cases.timeline import CaseStatus
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.walk import clear_hidden
from portal.platform.actor import Actor
from portal.platform.crypto import CannotOpen
from portal.platform.errors import NotThere
from tests.support.filing import IBAN, QUESTIONS, STORY, Filing, find
from tests.support.people import SERVICE, beside

STORY_KEY = ("story", None)


def test_each_answer_has_its_version_and_who_typed_it(filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, STORY)
    filing.save(anna, draft, {**STORY, ("money", None): "no"})
    filing.save(anna, draft, {STORY_KEY: "Anche la sera."})
    said = filing.said(draft)
    assert {key: (one.value, one.version, one.typed_by) for key, one in said.items()} == {
        STORY_KEY: ("Anche la sera.", 2, anna.person_id),
        ("money", None): ("no", 1, anna.person_id),
    }


def test_an_answer_typed_by_the_operator_is_never_called_the_citizens(
    filing: Filing, anna: Actor, bruno: Actor
) -> None:
    draft = filing.draft(anna)
    filing.save(bruno, draft, STORY)
    assert filing.said(draft)[STORY_KEY].typed_by == bruno.person_id != anna.person_id


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_an_older_page_never_overwrites_silently(filing: Filing, anna: Actor, seen: int) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, STORY)
    filing.save(anna, draft, {STORY_KEY: "Dal telefono."})
    elsewhere = filing.save(
        anna, draft, {STORY_KEY: "Dal vecchio computer.", ("money", None): "yes"},
        {STORY_KEY: seen},
    )  # fmt: skip
    assert elsewhere == {STORY_KEY}
    assert filing.values(draft) == {STORY_KEY: "Dal telefono.", ("money", None): "yes"}


def test_two_pages_that_say_the_same_do_not_quarrel(filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, STORY)
    filing.save(anna, draft, STORY, {STORY_KEY: 0})
    assert filing.said(draft)[STORY_KEY].version == 1


def test_an_answer_taken_back_is_gone(filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, {**STORY, ("phone", None): "+390000000102"})
    filing.save(anna, draft, {("phone", None): None})
    assert filing.values(draft) == STORY


def test_hidden_answers_and_files_are_cleared(filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    filing.attach(anna, draft, "proof")
    with filing.read() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 1
    filing.save(anna, draft, {("money", None): "no"})
    assert filing.values(draft) == {**STORY, ("money", None): "no"}
    with filing.read() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 0
    filing.save(anna, draft, {("money", None): "yes"})
    assert ("iban", None) not in filing.values(draft), "what was hidden does not come back"


def test_two_tabs_share_one_draft(filing: Filing, anna: Actor, carla: Actor) -> None:
    assert filing.draft(anna) == filing.draft(anna)
    assert filing.draft(carla) != filing.draft(anna)
    with filing.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 2


def test_two_tabs_that_begin_at_the_same_moment_share_one_draft(
    filing: Filing, anna: Actor
) -> None:
    plan, gate = filing.plan(), Barrier(4)

    def begin(_tab: int) -> str:
        gate.wait(10)
        return filing.draft(anna, plan)

    with ThreadPoolExecutor(4) as tabs:
        assert len(set(tabs.map(begin, range(4)))) == 1


def test_of_two_tabs_that_save_at_the_same_moment_one_is_told(filing: Filing, anna: Actor) -> None:
    draft, gate = filing.draft(anna), Barrier(2)
    filing.save(anna, draft, STORY)

    def save(text: str) -> str:
        gate.wait(10)
        typed = {STORY_KEY: Typed(text, 1, "citizen")}
        with filing.write():
            saved = drafting.save_answers(filing.keyring, anna, draft, typed)
        return "told" if saved.elsewhere else text

    with ThreadPoolExecutor(2) as tabs:
        kept = set(tabs.map(save, ["Prima scheda.", "Seconda scheda."]))
    assert "told" in kept
    assert {filing.values(draft)[STORY_KEY], "told"} == kept


def household(*members: tuple[str, str | None]) -> dict[tuple[str, int | None], object]:
    said: dict[tuple[str, int | None], object] = {("household", None): len(members)}
    for place, (name, trade) in enumerate(members):
        said[("member", place)] = name
        said[("works", place)] = "yes" if trade else "no"
        if trade:
            said[("trade", place)] = trade
    return said


@pytest.mark.parametrize("taken", [0, 1, 2])
def test_taking_a_person_out_keeps_the_others_as_they_are(
    filing: Filing, anna: Actor, taken: int
) -> None:
    members = [("Mario", None), ("Maria", "sarta"), ("Marta", "fabbra")]
    draft = filing.draft(anna)
    filing.save(anna, draft, {**STORY, **household(*members)})
    with filing.write():
        drafting.remove_item(filing.keyring, anna, draft, "household", taken)
    del members[taken]
    assert filing.values(draft) == {**STORY, **household(*members)}
    filing.save(anna, draft, household(*members, ("Nuova", None)))
    assert filing.values(draft) == {**STORY, **household(*members, ("Nuova", None))}


def test_a_page_from_before_somebody_was_taken_out_overwrites_nobody(
    filing: Filing, anna: Actor
) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, household(("Mario", None), ("Maria", "sarta")))
    seen = {key: one.version for key, one in filing.said(draft).items()}
    with filing.write():
        drafting.remove_item(filing.keyring, anna, draft, "household", 0)
    assert filing.save(anna, draft, {("member", 0): "Mario Rossi"}, seen) == {("member", 0)}
    assert filing.values(draft)[("member", 0)] == "Maria"


def test_a_discarded_draft_cannot_be_read_by_anybody_again(filing: Filing, anna: Actor) -> None:
    draft = filing.draft(anna)
    filing.save(anna, draft, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    filing.attach(anna, draft, "proof")
    with filing.read() as session:
        answer = session.scalars(select(Answer).where(Answer.question == "story")).one()
        context = answer_context(answer.case_id, "story", answer.item)
        assert filing.keyring.open_json(find(draft).data_key, answer.sealed, context)
    with filing.write():
        erasing.discard_draft(anna, draft)
    with filing.read() as session:
        assert session.scalars(select(Answer)).all() == []
        assert session.scalars(select(Attachment)).all() == []
        with pytest.raises(CannotOpen):
            filing.keyring.open_json(find(draft).data_key, answer.sealed, context)
    assert filing.fact(draft, "status") is CaseStatus.WITHDRAWN
    with pytest.raises(NotThere):
        filing.save(anna, draft, STORY)
    assert filing.draft(anna) != draft


def test_nobody_else_can_touch_a_draft(filing: Filing, anna: Actor, carla: Actor) -> None:
    draft = filing.draft(anna)
    for stranger in (carla, Actor(), Actor(guest="another-browser")):
        with pytest.raises(NotThere):
            filing.save(stranger, draft, STORY)
        with pytest.raises(NotThere), filing.write():
            erasing.discard_draft(stranger, draft)
    assert filing.values(draft) == {}


def test_an_operator_begins_only_what_the_mandate_covers(
    filing: Filing, anna: Actor, bruno: Actor
) -> None:
    without = beside(bruno, anna, "nido")
    with pytest.raises(MandateNeeded):
        filing.draft(without)
    draft = filing.draft(bruno)
    assert filing.fact(draft, "subject_id") == anna.person_id
    assert filing.fact(draft, "opened_by") == bruno.person_id
    with pytest.raises(NotThere):
        filing.save(without, draft, STORY)
    assert filing.fact(draft, "service") == SERVICE


def test_a_sent_case_no_longer_takes_answers(filing: Filing, anna: Actor) -> None:
    reference = filing.sent(anna)
    with pytest.raises(NotThere):
        filing.save(anna, reference, {STORY_KEY: "Troppo tardi."})
    assert filing.values(reference) == STORY


def test_saving_a_step_many_times_is_one_line_of_the_trail_for_each_person(
    filing: Filing, anna: Actor, bruno: Actor
) -> None:
    draft = filing.draft(anna)
    for actor, step in ((anna, "bisogno"), (anna, "bisogno"), (bruno, "bisogno"), (anna, "casa")):
        with filing.write():
            drafting.save_answers(filing.keyring, actor, draft, {}, step)
    lines = [(row.person_id, row.purpose) for row in filing.audited("case.step_saved")]
    assert lines == [
        (anna.person_id, "bisogno"), (bruno.person_id, "bisogno"), (anna.person_id, "casa")
    ]  # fmt: skip


ANSWERS = {
    ("story", None): st.sampled_from(["Uno.", "Due."]),
    ("money", None): st.sampled_from(["yes", "no", None]),
    ("iban", None): st.sampled_from([IBAN, None]),
    ("household", None): st.integers(1, 2),
    ("member", 0): st.sampled_from(["Mario", None]),
    ("works", 0): st.sampled_from(["yes", "no", None]),
    ("trade", 0): st.sampled_from(["sarta", "fabbra", None]),
}
EDIT = st.sampled_from(sorted(ANSWERS, key=str)).flatmap(
    lambda key: st.tuples(st.just(key), ANSWERS[key])
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=st.lists(EDIT, max_size=6), last=st.fixed_dictionaries(ANSWERS))
def test_any_order_of_answers_and_corrections_gives_the_same_case(
    filing: Filing, edits: list[tuple[tuple[str, int | None], object]], last: dict[object, object]
) -> None:
    guest = Actor(guest=secrets.token_hex(8))
    draft = filing.draft(guest)
    for key, value in edits:
        filing.save(guest, draft, {key: value})
    filing.save(guest, draft, last)
    said = {key: value for key, value in last.items() if value is not None}
    expected = clear_hidden(Questionnaire.model_validate(QUESTIONS), said)
    assert filing.values(draft) == expected
