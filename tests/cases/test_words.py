"""Every state speaks: words, drawing, what comes next, one action; days and names stand in them."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from portal.cases import timeline, words
from portal.cases.models import Case
from portal.cases.timeline import Assessment, CaseStatus, Queue
from portal.platform.i18n import force_locale

S = CaseStatus
DAY = date(2027, 3, 12)


def case_in(status: CaseStatus) -> Case:
    contact = {"name": "Ufficio di Prova"}
    who = {"service": {"it": "Aiuto"}, "municipality": "Prova", "body": contact,
           "office": contact, "other_bodies": []}  # fmt: skip
    return Case(status=status, who=who, due_on=date(2027, 4, 1))


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize("status", list(CaseStatus))
def test_no_state_is_without_words_next_step_and_one_action(
    app: Flask, status: CaseStatus, language: str
) -> None:
    state, case = timeline.STATES[status], case_in(status)
    with app.test_request_context("/"), force_locale(language):
        for said in (words.state_of(case), words.next_of(case)):
            assert said.strip()
            assert "%(" not in said
        actions = [words.TASK.get(state.task), words.CHOICE.get(state.choice)]  # type: ignore[arg-type]
        assert len([one for one in actions if one]) == 1


@pytest.mark.parametrize(
    ("status", "day", "detail", "said"),
    [
        (S.NEEDS_SOMETHING, DAY, None, "Serve una cosa da te entro il 12 marzo 2027"),
        (S.REFUSAL_NOTICE, DAY, None, "Potrebbe essere no: puoi rispondere entro il 12 marzo 2027"),
        (S.ACTIVE, DAY, None, "Il servizio sarà attivo dal 12 marzo 2027"),
        (S.ACTIVE, date(2026, 1, 7), None, "Il servizio è attivo dal 7 gennaio 2026"),
        (S.WAITING_OTHER_BODY, None, "ASL di Prova", "Aspettiamo la risposta di ASL di Prova"),
        (S.ASSESSMENT, None, Assessment.SOCIAL_WORKER, "Valutazione con l’assistente sociale"),
        (S.ASSESSMENT, None, Assessment.UNIT, "Valutazione con più specialisti (UVM)"),
        (S.RANKING, None, Queue.RANKING, "In graduatoria"),
        (S.RANKING, None, Queue.WAITING_LIST, "In lista di attesa"),
        (S.IN_CHARGE, None, None, "La sta guardando: Ufficio di Prova"),
        (S.WITHDRAWN, None, None, "L’hai ritirata tu"),
    ],
)
def test_the_words_carry_the_day_and_the_name(
    app: Flask, status: CaseStatus, day: date | None, detail: str | None, said: str
) -> None:
    with app.test_request_context("/"):
        assert words.say_state(status, day, detail, "Ufficio di Prova") == said
