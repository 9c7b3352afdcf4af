"""The file of one case as an officer opens it: who asks, how it was filed, what was said and done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from portal.cases import queries as cases
from portal.cases import reference as references
from portal.cases import summary, timeline
from portal.cases.actions.drafting import questionnaire_of
from portal.cases.actions.proposing import wants_four_eyes
from portal.cases.attested import attestation_of
from portal.cases.legal_clock import term
from portal.cases.legal_clock.deadlines import Clock
from portal.cases.models import Author, Case, Declaration, Means
from portal.cases.paper.brought import brought
from portal.cases.paper.said import how_it_came
from portal.cases.pinned import remedies_of, who_of
from portal.cases.queries import FileCard, Said
from portal.cases.unanswered import unanswered_in
from portal.cases.words import MEANS, SCAN
from portal.catalogue import serving
from portal.catalogue.questionnaire import Questionnaire
from portal.catalogue.questionnaire.walk import AnswerKey
from portal.identity.profile import Profile, Source
from portal.identity.queries import names_of, profile_of
from portal.notifications.models import Notification
from portal.notifications.queries import not_reached, on_paper
from portal.office import queries, registers, words
from portal.office.accounts import account_words
from portal.office.listing import service_name, team_name
from portal.office.queries import Filing
from portal.office.unanswered import in_words
from portal.platform.crypto import Keyring
from portal.platform.i18n import LANGUAGES, current_language, format_day, format_moment
from portal.platform.i18n import gettext as _
from portal.platform.identifiers import format_phone

_METHODS = {"spid": "SPID", "cie": "CIE", "oidc": "OpenID Connect"}


def lay_out(keyring: Keyring, case: Case, moved: Clock, today: date) -> dict[str, Any]:
    """Everything the page shows of a case already loaded through the actor; ``moved`` is its clock."""
    files = cases.attachments_of(keyring, case)
    said = cases.answers_of(keyring, case)
    questionnaire = questionnaire_of(case)
    filing, declaration = queries.filing_of(case), cases.declaration_of(case)
    witness = declaration.witnessed_by if declaration else None
    staff = {one for one in (filing.person_id, case.officer_id, witness) if one is not None}
    names = names_of(keyring, staff)
    remedies = remedies_of(case, current_language().code)
    return {
        **_asking(keyring, case, questionnaire, said),
        "filed": " ".join([_filed(filing, names), *how_it_came(brought(case))]),
        "identified": _identified(filing),
        "officer_name": names.get(case.officer_id or 0, ""),
        "declared": _declared(keyring, case, declaration, names),
        "sections": summary.lay_out(questionnaire, said, files, current_language().code),
        "registers": registers.lay_out(keyring, case, questionnaire, said),
        "files": [_file(card, questionnaire) for card in files],
        "messages": cases.messages_of(keyring, case),
        "steps": _steps(keyring, case),
        "clock": _clock(case, moved, today),
        "unanswered": _unanswered(case),
        "service_name": service_name(case),
        "spoken": references.spoken(case.reference),
        "office": who_of(case).office,
        "remedies": remedies.refusal,
        "remedies_approved": remedies.is_approved,
        "team": team_name(case),
        "account": account_words(case),
        "four_eyes": wants_four_eyes(case),
        "state": timeline.STATES[case.status],
        "not_told": _events(not_reached(case.id)),
        "to_post": _events(on_paper(case.id)),
        "other_bodies": [one.name for one in who_of(case).other_bodies],
        "reads_in": LANGUAGES[case.language].name if case.language in LANGUAGES else "",
    }


def _unanswered(case: Case) -> dict[str, Any]:
    """For how long the person has waited for words of the office, and whether it is too long."""
    found = unanswered_in([case]).get(case.id)
    return {"words": in_words(found), "is_long": found is not None and found.is_long}


def _clock(case: Case, moved: Clock, today: date) -> dict[str, Any]:
    """The office's last day, how it came about, and whether the person's answer is awaited."""
    return {
        "is_owed": timeline.is_open(case.status),
        "due_day": format_day(case.due_on, weekday=True),
        "left": words.days_left(case.due_on, today),
        "is_standing": moved.is_standing(today),
        "is_late": moved.days_left(today) < 0,
        "answer_by": format_day(moved.citizen_last_day(today)),
        "lines": [words.clock_sentence(line) for line in term.lines_of(case)],
    }


def _asking(
    keyring: Keyring, case: Case, questionnaire: Questionnaire, said: Mapping[AnswerKey, Said]
) -> dict[str, Any]:
    """Name and contacts: of the person we know, or those a guest left in the answers."""
    if case.subject_id is None:
        return {"who": _left(questionnaire, said), "certainty": ""}
    profile = profile_of(keyring, case.subject_id)
    return {"who": _known(profile), "certainty": _certainty(profile)}


def _known(profile: Profile) -> list[dict[str, Any]]:
    place = f"{profile.postal_code} {profile.locality}".strip()
    rows = [
        (_("Name"), profile.name, False),
        (_("Fiscal code"), profile.fiscal_code, True),
        (_("Born on"), _birth(profile.birth_date), False),
        (_("Phone"), format_phone(profile.phone), True),
        (_("E-mail"), profile.email, True),
        (_("Address"), ", ".join(part for part in (profile.street, place) if part), False),
    ]
    return [{"label": label, "value": value, "code": code} for label, value, code in rows if value]


def _left(questionnaire: Questionnaire, said: Mapping[AnswerKey, Said]) -> list[dict[str, Any]]:
    language = current_language().code
    rows = []
    for _step, group, question in questionnaire.placed():
        answer = said.get((question.id, None))
        about_them = (question.prefill or "").startswith("subject.")
        if group is None and about_them and answer is not None:
            asked = question.words.get(language) or question.words["it"]
            value = summary.in_words(question, answer.value, language)
            code = question.kind in {"phone", "email"}
            rows.append({"label": asked.label, "value": value, "code": code})
    return rows


def _birth(text: str) -> str:
    """A birth date as kept (ISO text) in words; as it stands where it is not one."""
    try:
        return format_day(date.fromisoformat(text))
    except ValueError:
        return text


def _certainty(profile: Profile) -> str:
    """Where the name comes from: what a document or a person said is never called certified."""
    source = profile.sources.get("family_name", "")
    known = {
        Source.PROVIDER.value: _("The name comes from the person's digital identity."),
        Source.DOCUMENT.value: _("An operator read the name on a document."),
    }
    return known.get(source, _("The name is what the person said. No document was seen for it."))


def _filed(filing: Filing, names: Mapping[int, str]) -> str:
    if filing.author is not Author.OPERATOR:
        return _("Sent by the person on %(when)s.", when=format_moment(filing.at))
    desk = serving.snapshot().desk(filing.desk) if filing.desk else None
    return _(
        "Sent on %(when)s by the operator %(name)s, beside the person, at the desk %(desk)s.",
        when=format_moment(filing.at),
        name=names.get(filing.person_id or 0, ""),
        desk=desk.name if desk else "–",
    )


def _identified(filing: Filing) -> str:
    """How the person showed who they are: an operator's login is never theirs."""
    if filing.author is Author.OPERATOR:
        return words.seen_at_desk(filing.seen_by_operator)
    if filing.method is None or filing.method == "guest":
        return _("The person did not log in. Nobody has checked who they are.")
    return _(
        "The person logged in with %(method)s, level %(level)s.",
        method=_METHODS.get(filing.method, filing.method),
        level=filing.level or "–",
    )


def _declared(
    keyring: Keyring, case: Case, declaration: Declaration | None, names: Mapping[int, str]
) -> dict[str, Any] | None:
    if declaration is None:
        return None
    return {
        "wording": declaration.wording,
        "means": MEANS[declaration.means],
        "when": format_moment(declaration.made_at),
        "witness": _witness(
            keyring, case, declaration, names.get(declaration.witnessed_by or 0, "")
        ),
    }


def _witness(keyring: Keyring, case: Case, declaration: Declaration, name: str) -> str:
    """What an operator had to do with it: a scan, a code they were told, or the words they received."""
    received = attestation_of(keyring, case)
    if received is not None:
        return received.in_short()
    if not name:
        return ""
    if declaration.means is Means.PHONE_CODE:
        return _("The code was said to the operator %(name)s.", name=name)
    return _("Scanned by the operator %(name)s.", name=name)


def _events(rows: Iterable[Notification]) -> list[str]:
    """What these tellings tell the person, each once, oldest first."""
    events = [row.event for row in rows if row.event in words.TOLD]
    return [words.told(event) for event in dict.fromkeys(events)]


def _file(card: FileCard, questionnaire: Questionnaire) -> dict[str, Any]:
    return {
        "card": card,
        "about": _asked_for(card, questionnaire),
        "by": words.AUTHOR[card.author],
        "scan": SCAN[card.scan],
        "size": f"{max(1, round(card.size / 1000))} kB",
    }


def _asked_for(card: FileCard, questionnaire: Questionnaire) -> str:
    """What a file answers: a question, a message, or the signed summary."""
    if card.question is None:
        return _("Sent with a message")
    try:
        question = questionnaire.question(card.question)
    except KeyError:
        return _("Signed summary")
    return (question.words.get(current_language().code) or question.words["it"]).label


def _steps(keyring: Keyring, case: Case) -> list[dict[str, Any]]:
    """The way of the case, each step behind with the reasons that went with it."""
    happened = [one for one in cases.happenings_of(case) if one.status in words.STEP]
    entries = timeline.lay_out([(one.status, one.at) for one in happened])
    ordered = sorted(happened, key=lambda one: one.at)
    steps = []
    for number, entry in enumerate(entries):
        if entry.milestone is not None:
            steps.append({"state": entry.position, "title": words.MILESTONE[entry.milestone]})
            continue
        one = ordered[number]
        steps.append(
            {
                "state": entry.position,
                "title": words.STEP[one.status],
                "when": f"{format_moment(one.at)} · {words.AUTHOR[one.author]}",
                "text": cases.words_of_happening(keyring, case, one),
                "drawing": timeline.STATES[one.status].pictogram,
            }
        )
    return steps
