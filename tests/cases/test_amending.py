"""After sending: corrections that keep what was written, and asking for the same again."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from portal.cases import following, queries
from portal.cases.actions import amending, conversation, handling, proceeding, renewing
from portal.cases.actions.amending import OwnWordOnly
from portal.cases.actions.drafting import ChangedElsewhere, Typed
from portal.cases.events import NotNow
from portal.cases.models import FormerAnswer
from portal.cases.timeline import CaseStatus
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.platform.actor import Actor, Grant, Role
from portal.platform.errors import NotThere
from tests.support.asking import NURSERY, answers_for, ask_for
from tests.support.filing import IBAN, STORY, Filing, find
from tests.support.page import Page, PageClient
from tests.support.people import ANNA, BODY, OLGA, sign_in

STORY_KEY: AnswerKey = ("story", None)


@pytest.fixture
def case(filing: Filing, anna: Actor) -> str:
    """A case that Anna sent, with money and an account."""
    reference = filing.draft(anna)
    filing.save(anna, reference, {**STORY, ("money", None): "yes", ("iban", None): IBAN})
    filing.send(anna, reference)
    return reference


def amend(
    filing: Filing, actor: Actor, case: str, answers: dict[AnswerKey, Any], seen: int | None = None
) -> None:
    versions = {key: one.version for key, one in filing.said(case).items()}
    typed = {
        key: Typed(value, versions.get(key, 0) if seen is None else seen, "citizen")
        for key, value in answers.items()
    }
    with filing.write():
        amending.amend_case(filing.keyring, actor, case, typed)


def former(filing: Filing, case: str) -> list[following.Former]:
    with filing.read():
        return following.former_answers(filing.keyring, find(case))


def test_a_correction_keeps_what_was_written(filing: Filing, anna: Actor, case: str) -> None:
    amend(filing, anna, case, {STORY_KEY: "Ho bisogno anche la sera."})
    amend(filing, anna, case, {STORY_KEY: "Solo la sera."})
    assert filing.values(case)[STORY_KEY] == "Solo la sera."
    first, second = former(filing, case)
    assert (first.value, first.version) == (STORY[STORY_KEY], 1)
    assert (second.value, second.version) == ("Ho bisogno anche la sera.", 2)
    assert (second.replaced_by, first.saved_at is not None) == (anna.person_id, True)
    with filing.read() as session:
        assert b"sera" not in b"".join(session.scalars(select(FormerAnswer.sealed)))
    assert len(filing.audited("case.amended")) == 2


def test_what_a_correction_hides_stays_readable(filing: Filing, anna: Actor, case: str) -> None:
    amend(filing, anna, case, {("money", None): "no"})
    assert ("iban", None) not in filing.values(case)
    assert {(one.question, one.value) for one in former(filing, case)} == {
        ("money", "yes"),
        ("iban", IBAN),
    }
    amend(filing, anna, case, {("money", None): "yes", ("iban", None): IBAN})
    assert filing.said(case)[("iban", None)].version == 2
    assert former(filing, case)[-1].value is None


def test_nothing_changed_is_no_correction(filing: Filing, anna: Actor, case: str) -> None:
    amend(filing, anna, case, dict(STORY))
    assert former(filing, case) == []
    assert filing.audited("case.amended") == []


def test_a_correction_never_overwrites_silently(filing: Filing, anna: Actor, case: str) -> None:
    amend(filing, anna, case, {STORY_KEY: "Dal telefono."})
    with pytest.raises(ChangedElsewhere):
        amend(filing, anna, case, {STORY_KEY: "Dal computer."}, seen=1)
    assert filing.values(case)[STORY_KEY] == "Dal telefono."


def test_corrections_end_when_the_case_does(
    filing: Filing, anna: Actor, olga: Actor, case: str
) -> None:
    with filing.write():
        handling.take_charge(filing.keyring, olga, case)
    amend(filing, anna, case, {STORY_KEY: "Ancora in tempo."})
    with filing.write():
        proceeding.put_in_ranking(filing.keyring, olga, case)
    with pytest.raises(NotNow):
        amend(filing, anna, case, {STORY_KEY: "Troppo tardi."})


def test_only_the_person_corrects(
    filing: Filing, anna: Actor, bruno: Actor, carla: Actor, olga: Actor, case: str
) -> None:
    with pytest.raises(OwnWordOnly):
        amend(filing, bruno, case, {STORY_KEY: "La signora dice altro."})
    for stranger in (carla, olga, Actor()):
        with pytest.raises(NotThere):
            amend(filing, stranger, case, {STORY_KEY: "Sono io."})
    draft = filing.draft(carla)
    with pytest.raises(NotThere):
        amend(filing, carla, draft, {STORY_KEY: "Una bozza si scrive così."})
    assert filing.values(case)[STORY_KEY] == STORY[STORY_KEY]


def renew(filing: Filing, actor: Actor, case: str, **changes: Any) -> str:
    plan = filing.plan(**changes)
    with filing.write():
        return renewing.renew_case(filing.keyring, actor, case, plan, "it").reference


def test_a_new_request_begins_with_the_old_answers(filing: Filing, anna: Actor, case: str) -> None:
    with pytest.raises(NotNow):
        renew(filing, anna, case)
    with filing.write():
        conversation.withdraw_case(filing.keyring, anna, case)
    draft = renew(filing, anna, case)
    assert filing.fact(draft, "status") is CaseStatus.DRAFT
    assert filing.values(draft) == filing.values(case)
    assert {one.source for one in filing.said(draft).values()} == {"before"}
    with filing.read():
        assert find(draft).renews == find(case).id
        assert queries.attachments_of(filing.keyring, find(draft)) == []
    assert renew(filing, anna, case) == draft
    assert len(filing.audited("case.renewed")) == 1


def test_a_draft_that_is_there_is_not_written_over(filing: Filing, anna: Actor, case: str) -> None:
    with filing.write():
        conversation.withdraw_case(filing.keyring, anna, case)
    draft = filing.draft(anna)
    filing.save(anna, draft, {STORY_KEY: "Già scritto."})
    assert renew(filing, anna, case) == draft
    assert filing.values(draft) == {STORY_KEY: "Già scritto."}


def test_answers_to_questions_that_changed_are_left_behind(
    filing: Filing, anna: Actor, case: str
) -> None:
    with filing.write():
        conversation.withdraw_case(filing.keyring, anna, case)
    questions = filing.plan().questionnaire
    for question in questions["steps"][0]["questions"]:
        if question["id"] == "story":
            question["kind"] = "text"
    draft = renew(filing, anna, case, questionnaire=questions)
    assert STORY_KEY not in filing.values(draft)
    assert ("iban", None) in filing.values(draft)


def test_nobody_renews_the_case_of_another(
    filing: Filing, anna: Actor, carla: Actor, case: str
) -> None:
    with filing.write():
        conversation.withdraw_case(filing.keyring, anna, case)
    with pytest.raises(NotThere):
        renew(filing, carla, case)


def child(number: int) -> str:
    return f"child_name__{number}"


@pytest.fixture
def enrolled(client: PageClient) -> str:
    """A request of Anna for one child, sent, and the page that corrects the children."""
    sign_in(client, ANNA)
    reference = ask_for(client, NURSERY, {child(0): "Ugo Provetti"})
    client.get(f"/pratiche/{reference}/correggi/bambini")
    return reference


def names(page: Page) -> list[str]:
    return [str(one["value"]) for one in page.soup.select("input[name^=child_name__]")]


def press(client: PageClient, go: str, said: dict[str, Any] | None = None) -> Page:
    assert client.page is not None
    return client.submit("form", answers_for(client.page, said or {}), button=f"go={go}")


def test_a_member_is_added_in_a_correction_and_kept_only_when_it_is_sent(
    client: PageClient, filing: Filing, enrolled: str
) -> None:
    page = press(client, "add:children")
    assert names(page) == ["Ugo Provetti", ""]
    assert ("child_name", 1) not in filing.values(enrolled)
    press(client, "send", {child(1): "Ida Provetti", "declares": True})
    values = filing.values(enrolled)
    assert (values[("child_name", 1)], values[("children", None)]) == ("Ida Provetti", 2)
    changed = {(one.question, one.item) for one in former(filing, enrolled)}
    assert {("children", None), ("child_name", 1)} <= changed


def test_who_is_taken_out_stays_readable_and_the_others_move_up(
    app: Flask, client: PageClient, filing: Filing, enrolled: str
) -> None:
    press(client, "add:children")
    press(client, "send", {child(1): "Ida Provetti", "declares": True})
    client.get(f"/pratiche/{enrolled}/correggi/bambini")
    page = press(client, "remove:children:0", {child(1): "Ida Rosa Provetti"})
    assert names(page) == ["Ida Rosa Provetti"]
    press(client, "send", {"declares": True})
    values = filing.values(enrolled)
    assert values[("child_name", 0)] == "Ida Rosa Provetti"
    assert ("child_name", 1) not in values
    assert values[("children", None)] == 1
    stood = {
        (one.item, one.value) for one in former(filing, enrolled) if one.question == "child_name"
    }
    assert {(0, "Ugo Provetti"), (1, "Ida Provetti")} <= stood
    officer = PageClient(app)
    sign_in(officer, OLGA, Grant(Role.OFFICER, BODY, office="famiglie-minori-ventimigliese"))
    assert "Ugo Provetti" in officer.get(f"/ufficio/pratiche/{enrolled}").text


def test_the_last_member_stays_and_a_press_that_fits_nothing_changes_nothing(
    client: PageClient, filing: Filing, enrolled: str
) -> None:
    for go in (
        "remove:children:0",
        "remove:children:9",
        "remove:nobody:0",
        "add:nobody",
        "add:",
        "remove",
    ):
        page = client.page
        assert page is not None
        token = page.one("#form [name=csrf_token]")["value"]
        posted = {"csrf_token": token, "members__children": "1", child(0): "Ugo Provetti", "go": go}
        page = client.post(f"/pratiche/{enrolled}/correggi/bambini", posted)
        assert names(page) == ["Ugo Provetti"]
    assert former(filing, enrolled) == []
