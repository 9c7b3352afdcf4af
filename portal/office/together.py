"""How a case is worked together, as its page shows it: hands, notes, proposals, corrections, readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from portal.cases import queries as cases
from portal.cases import summary, working
from portal.cases.actions.accounts import can_reopen_account
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.following import Former, former_answers
from portal.cases.models import Case, Verdict
from portal.catalogue import serving
from portal.catalogue.questionnaire import Questionnaire
from portal.identity.queries import names_of, staff_of_office
from portal.office import words
from portal.office.forms.working import NOBODY, TEAM
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.audit import AuditEntry
from portal.platform.crypto import Keyring
from portal.platform.i18n import current_language, format_moment
from portal.platform.i18n import gettext as _

MOST_READERS = 50


def lay_out(keyring: Keyring, actor: Actor, case: Case) -> dict[str, Any]:
    """All of it, for a case already loaded through the actor."""
    notes, passings = working.notes_of(keyring, case), working.passings_of(keyring, case)
    proposals, readers = working.proposals_of(keyring, case), _readings(keyring, case)
    former = former_answers(keyring, case)
    people = {
        *(one.person_id for one in notes),
        *(who for one in passings for who in (one.by_id, one.from_id, one.to_id)),
        *(who for one in proposals for who in (one.proposed_by, one.answered_by)),
        *(one.person_id for one in readers),
        *(one.replaced_by for one in former),
    }
    names = names_of(keyring, {one for one in people if one is not None})
    waiting = next((one for one in proposals if one.verdict is None), None)
    return {
        "notes": [
            {"when": format_moment(one.at), "who": _name(names, one.person_id), "text": one.text}
            for one in notes
        ],
        "passings": [_passing(case, names, one) for one in passings],
        "reopens_account": can_reopen_account(actor, case),
        "proposal": waiting,
        "proposed_by": _name(names, waiting.proposed_by) if waiting else "",
        "is_own_proposal": bool(waiting and waiting.proposed_by == actor.person_id),
        "former_proposals": [
            _answered(names, one) for one in proposals if one.verdict is Verdict.SENT_BACK
        ],
        "corrections": _corrections(case, names, former),
        "readers": [_reading(names, one) for one in readers],
    }


def _name(names: Mapping[int, str], person_id: int | None) -> str:
    return names.get(person_id or 0, "") or _("The portal")


def _passing(case: Case, names: Mapping[int, str], one: working.Passed) -> dict[str, str]:
    office = serving.snapshot().find_office(case.office)
    team = office.team(one.team) if office else None
    to = names.get(one.to_id or 0, "") or (team.name if team else _("Nobody in particular"))
    by = _("%(who)s gave the case to: %(to)s.", who=_name(names, one.by_id), to=to)
    return {"when": format_moment(one.at), "what": by, "text": one.words}


def _answered(names: Mapping[int, str], one: working.Suggestion) -> dict[str, str]:
    by = _name(names, one.answered_by)
    what = _("%(who)s sent the proposal back.", who=by)
    when = format_moment(one.answered_at) if one.answered_at else ""
    return {"when": when, "what": what, "text": one.answer}


def _corrections(
    case: Case, names: Mapping[int, str], former: Iterable[Former]
) -> list[dict[str, str]]:
    """Each answer the person corrected: how it stood before, when it changed, by whose hand."""
    questionnaire, language = questionnaire_of(case), current_language().code
    rows = []
    for one in former:
        label, before = _stood(questionnaire, one, language)
        who = names.get(one.replaced_by or 0, "") or _("The person")
        rows.append(
            {
                "label": label,
                "before": before or _("Nothing had been answered."),
                "when": f"{format_moment(one.replaced_at)} · {who}",
            }
        )
    return rows


def _stood(questionnaire: Questionnaire, one: Former, language: str) -> tuple[str, str]:
    """The words of a question, or of a group whose members changed, and how it stood before."""
    groups = {group.id: group for step in questionnaire.steps for group in step.groups}
    if one.question in groups:
        words = groups[one.question].words
        return (words.get(language) or words["it"]).title, str(one.value or 0)
    question = questionnaire.question(one.question)
    asked = (question.words.get(language) or question.words["it"]).label
    label = asked if one.item is None else f"{asked} ({one.item + 1})"
    return label, "" if one.value is None else summary.in_words(question, one.value, language)


def _readings(keyring: Keyring, case: Case) -> list[AuditEntry]:
    files = [card.id for card in cases.attachments_of(keyring, case)]
    opened = audit.of_objects("case", [case.id], "case.read", MOST_READERS)
    opened += audit.of_objects("attachment", files, "case.file_read", MOST_READERS)
    return sorted(opened, key=lambda one: one.id, reverse=True)[:MOST_READERS]


def _reading(names: Mapping[int, str], one: AuditEntry) -> dict[str, str]:
    what = _("A file") if one.kind == "attachment" else _("The case")
    known = {purpose.value: str(text) for purpose, text in words.PURPOSE.items()}
    why = known.get(one.purpose or "", _("Work on the case") if one.purpose else "")
    who = _name(names, one.person_id)
    return {"when": format_moment(one.at), "who": who, "what": what, "why": why}


def hands(keyring: Keyring, case: Case) -> list[tuple[str, str]]:
    """Who may work the case next: nobody in particular, another team of the office, a colleague."""
    office = serving.snapshot().find_office(case.office)
    teams = [(f"{TEAM}{team.id}", team.name) for team in (office.teams if office else ())]
    names = names_of(keyring, set(staff_of_office(case.office)) - {case.officer_id or 0})
    people = sorted(((str(number), name) for number, name in names.items()), key=lambda one: one[1])
    nobody = [(NOBODY, _("Nobody in particular"))] if case.officer_id else []
    return [*nobody, *(one for one in teams if one[0] != f"{TEAM}{case.team}"), *people]
