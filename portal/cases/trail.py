"""What was done about a person, in the words the person reads; only ids and closed words are stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from portal.cases import reference as references
from portal.cases.models import IN_LISTS, Attachment, Case
from portal.cases.pinned import who_of
from portal.cases.trail_words import EVENTS, PURPOSE
from portal.catalogue import serving
from portal.identity.queries import names_of
from portal.platform import audit
from portal.platform.actor import Actor
from portal.platform.crypto import Keyring
from portal.platform.database import db
from portal.platform.errors import NotThere
from portal.platform.i18n import lazy_gettext as _l

_EVENTS = {
    "identity.signed_in": _l("Signed in"),
    "federation.login_read": _l("Opened what was kept of a login"),
    "power.national_found": _l("Found a mandate in the national system"),
    "power.national_ended": _l("A mandate ended in the national system"),
    "kiosk.prepared": _l("Prepared a public machine"),
    "kiosk.enrolled": _l("Set up a public machine"),
    "kiosk.called": _l("Called somebody to a public machine"),
    "kiosk.answered": _l("Went to a public machine to help"),
    "kiosk.ended": _l("Ended a public machine"),
    "identity.taken_away": _l("Downloaded all your data"),
    "identity.forget_asked": _l("Asked to erase your data"),
    "identity.forget_called_off": _l("Took back the wish to erase your data"),
    "identity.forgotten": _l("Erased your data"),
    "identity.contacts_changed": _l("Changed the contacts"),
    "notices.came_back": _l("An email to you came back"),
    "notices.chosen": _l("Chose how to be told"),
    "notices.tried": _l("Tried out whether a message reaches you"),
    "case.begun": _l("Began a request"),
    "case.step_saved": _l("Saved answers"),
    "case.item_removed": _l("Took a person out of a list"),
    "case.related": _l("Said how the request belongs to an earlier one"),
    "case.discarded": _l("Erased a draft"),
    "case.draft_lapsed": _l("Erased a draft nobody went on with for 30 days"),
    "case.draft_reminded": _l("Told you that a draft ends soon"),
    "case.draft_claimed": _l("Made a draft begun without signing in their own"),
    "case.questions_adopted": _l("Went on with the new questions"),
    "case.file_added": _l("Added a file"),
    "case.file_removed": _l("Took a file away"),
    "case.file_infected": _l("Found a virus in a file"),
    "case.file_read": _l("Opened a file"),
    "case.request_read": _l("Opened the request as one document"),
    "case.read": _l("Read the request"),
    "case.found": _l("Looked for you or for your request in the office"),
    "case.handover_offered": _l("Offered to go on with the request on your phone"),
    "case.handed_to_phone": _l("Took the request to a phone"),
    "case.handover_taken_back": _l("Took the request back to the desk"),
    "case.handover_shown": _l("Showed a code to let a desk write in the request"),
    "case.handover_asked": _l("Asked your phone to write in the request"),
    "case.handover_approved": _l("Let the desk write in the request"),
    "case.handover_refused": _l("Did not let the desk write in the request"),
    "case.handover_ended": _l("Ended that the desk writes in the request"),
    "case.photo_asked": _l("Asked your phone for a document"),
    "case.declaration_offered": _l("Offered the declarations on the person’s phone"),
    "case.declared": _l("Made the declarations on their own phone"),
    "case.declared_on_paper": _l("Scanned the signed declarations"),
    "case.declaration_code_sent": _l("Sent a code to your phone, to declare with"),
    "case.declared_by_code": _l("Wrote the code you said to declare"),
    "case.declaration_refused": _l("Tried to declare in your place, and was refused"),
    "case.message_written": _l("Wrote a message"),
    "case.deadline_near": _l("Warned the office that the last day is near"),
    "case.deadline_passed": _l("Told who may decide instead that the last day is over"),
    "case.registered": _l("The register gave its number"),
    "case.sent": _l("Sent the request"),
    "case.in_charge": _l("The request went to work"),
    "case.needs_something": _l("Asked for something that is missing"),
    "case.refusal_notice": _l("Announced a possible no"),
    "case.accepted": _l("Accepted the request"),
    "case.refused": _l("Refused the request"),
    "case.document_answered": _l("Answered about a document"),
    "case.amended": _l("Corrected the answers"),
    "case.renewed": _l("Began again with the answers of an earlier request"),
    "case.review_asked": _l("Asked for a review of the decision"),
    "case.waiting_other_body": _l("Asked another body for an answer"),
    "case.assessment": _l("Began the assessment"),
    "case.ranking": _l("Put the request in a ranking or on a waiting list"),
    "case.active": _l("Wrote from when the service is active"),
    "case.closed": _l("Closed the request"),
    "case.withdrawn": _l("Withdrew the request"),
    "case.assigned": _l("Gave the request to who works it"),
    "case.note_written": _l("Noted something for the office: you may ask to see it"),
    "case.decision_proposed": _l("Proposed a decision to a colleague"),
    "case.decision_confirmed": _l("Confirmed the decision of a colleague"),
    "case.decision_sent_back": _l("Sent a proposed decision back"),
    "case.tie_declared": _l("Declared a conflict of interest"),
    "staff.tie_declared": _l("Declared somebody you are bound to"),
    "staff.tie_ended": _l("Took back a declared tie"),
    "case.held": _l("Asked to keep the papers of a request"),
    "case.hold_lifted": _l("Let the papers of a request go when their time comes"),
    "case.erased": _l("Erased an old request"),
    "appointment.booked": _l("Booked an appointment"),
    "appointment.moved": _l("Put an appointment to another hour"),
    "appointment.cancelled": _l("Cancelled an appointment"),
    "appointment.called_off": _l("The desk cancelled an appointment"),
    "appointment.arrived": _l("Noted that you came to the appointment"),
    "appointment.missed": _l("Noted that you did not come to the appointment"),
    "appointment.read": _l("Read your appointment in the list of the desk"),
    "appointment.day_closed": _l("Closed the desk for a day"),
    "appointment.day_opened": _l("Opened the desk again on a day"),
    "case.register_asked": _l("Asked a public register"),
    "case.register_answered": _l("A public register answered late"),
    "case.register_checked": _l("Checked your data with a register"),
    "case.register_contested": _l("Said that a register is wrong"),
    "case.data_kept_once": _l("Kept data only for a request"),
    "drawer.kept": _l("Kept something in your documents"),
    "drawer.removed": _l("Took something out of your documents"),
    "drawer.read": _l("Opened one of your documents"),
    "drawer.warned": _l("Told you that a document ends soon"),
    "letter.read": _l("Opened a letter to you, to print it"),
    "letter.posted": _l("Posted a letter to you"),
    "letter.kept_back": _l("Noted that a letter to you cannot be posted"),
    "visit.found": _l("Looked for your name at the desk"),
    "visit.opened": _l("Opened a visit at the desk"),
    "visit.identified": _l("Checked who the person is"),
    "visit.ended": _l("Ended the visit at the desk"),
    "visit.screen_offered": _l("Offered a second screen with your request"),
    "visit.screen_joined": _l("A second screen showed your request"),
    "mandate.recorded": _l("Recorded a mandate"),
    "mandate.refused": _l("Noted that you give no mandate"),
    "mandate.read": _l("Opened a mandate"),
    "mandate.signed": _l("Attached the signed mandate"),
    "mandate.code_sent": _l("Sent you a code to sign a mandate"),
    "mandate.revoked": _l("Ended a mandate"),
    "mandate.service_revoked": _l("Took a service out of a mandate"),
    "mandate.contested": _l("Said that a mandate was not asked for"),
    "mandate.recognised": _l("Recognised a mandate after all"),
    "mandate.contest_read": _l("Looked into a mandate you did not ask for"),
    "mandate.found": _l("Looked for your mandates because somebody called"),
    "mandate.warned": _l("Told you that a mandate ends soon"),
    "mandate.reminded": _l("Reminded the desk that a mandate is not signed"),
    "mandate.suspended": _l("Suspended a mandate after news from a register"),
    "power.given": _l("Named somebody who may act for you"),
    "power.accepted": _l("Said yes to acting for you"),
    "power.declined": _l("Said no to acting for you"),
    "power.taken_back": _l("Took back who acts for you"),
    "power.ended": _l("Ended who acts for you"),
    "power.used": _l("Began to act for you"),
    "power.asked": _l("Sent an act to represent somebody"),
    "power.copied": _l("Sent a better copy of an act"),
    "power.copy_wanted": _l("Asked for a better copy of an act"),
    "power.recognised": _l("Accepted the act of who acts for you by law"),
    "power.refused": _l("Refused an act of representation"),
    "power.act_read": _l("Opened an act of representation"),
    "power.warned": _l("Told you that who acts for you soon stops"),
    "power.given_up": _l("Stopped acting for you"),
    "office.job_retried": _l("Put a stopped delivery back in the queue"),
    "staff.operator_given": _l("Gave the role of operator"),
    "staff.officer_given": _l("Gave the role of officer"),
    "staff.editor_given": _l("Gave the role of editor"),
    "staff.coordinator_given": _l("Gave the role of coordinator"),
    "staff.administrator_given": _l("Gave the role of administrator"),
    "staff.listed": _l("Saw your name in the list of the staff"),
    "staff.role_ended": _l("Ended a role of yours"),
    "staff.role_confirmed": _l("Confirmed a role of yours"),
    "staff.role_paused": _l("Suspended a role of yours"),
    "staff.role_lifted": _l("Put a role of yours in force again"),
}


@dataclass(frozen=True)
class Line:
    """One act in words: what, about which request, by whom, where, why, and when (UTC)."""

    number: int
    at: datetime
    what: object
    about: str
    who: object
    where: str
    why: object


def lay_out(
    keyring: Keyring, actor: Actor, language: str, limit: int = 200, before: int | None = None
) -> list[Line]:
    """The trail of the subject, newest first; ``before``: what came earlier than this line.

    Raises:
        NotThere: nobody is the subject.
    """
    if actor.subject_id is None:
        raise NotThere
    entries = audit.about(actor.subject_id, limit, before)
    names = names_of(keyring, {one.person_id for one in entries if one.person_id is not None})
    cases = _cases_of(actor.subject_id, entries)
    return [
        Line(
            number=entry.id,
            at=entry.at,
            what=EVENTS.get(entry.event, entry.event),
            about=_about(case, language),
            who=_who(entry, names, actor.subject_id),
            where=_where(entry, case, actor.subject_id),
            why=PURPOSE.get(entry.purpose or "", ""),
        )
        for entry in entries
        for case in [cases.get((entry.kind or "", entry.object_id or 0))]
    ]


def _cases_of(subject_id: int, entries: Iterable[audit.AuditEntry]) -> dict[tuple[str, int], Case]:
    """The requests these entries are about, by what the entry names: the request, or a file of it. Of an
    erased one nothing is left to say."""
    named: dict[str, set[int]] = {"case": set(), "attachment": set()}
    for one in entries:
        if one.kind in named and one.object_id is not None:
            named[one.kind].add(one.object_id)
    query = select(Attachment.id, Attachment.case_id).where(Attachment.id.in_(named["attachment"]))
    files = {row[0]: row[1] for row in db.session.execute(query)}
    ids = named["case"] | set(files.values())
    found = select(Case).options(*IN_LISTS).where(Case.id.in_(ids), Case.subject_id == subject_id)
    cases = {case.id: case for case in db.session.scalars(found) if case.data_key}
    by_case = {("case", number): case for number, case in cases.items()}
    by_file = {
        ("attachment", number): cases[case_id]
        for number, case_id in files.items()
        if case_id in cases
    }
    return {**by_case, **by_file}


def _about(case: Case | None, language: str) -> str:
    if case is None or not _is_named(case):
        return ""
    name = who_of(case).service_name(language)
    return f"{name} ({references.spoken(case.reference)})" if case.sent_at else name


def _is_named(case: Case) -> bool:
    """Whether there is still a name for the service: pinned at sending, else the catalogue's."""
    return bool(case.who) or serving.snapshot().service(case.service) is not None


def _who(entry: audit.AuditEntry, names: dict[int, str], subject_id: int) -> object:
    if entry.person_id is None:
        return _l("The portal")
    if entry.person_id == subject_id:
        return _l("You")
    return names.get(entry.person_id, "")


def _where(entry: audit.AuditEntry, case: Case | None, subject_id: int) -> str:
    """The desk; else the office that works the request, where somebody else acted."""
    desk = serving.snapshot().desk(entry.desk) if entry.desk else None
    if desk is not None:
        return desk.name
    is_staff = entry.person_id not in (None, subject_id) and entry.mandate_id is None
    if case is None or not is_staff or case.sent_at is None or not _is_named(case):
        return ""
    return who_of(case).office.name
