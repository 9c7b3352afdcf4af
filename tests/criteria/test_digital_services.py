"""The national criteria for digital services (C.SE): one service that misses one of them fails all.

Not here, and why: C.SE.1.3 (fonts as a browser computes them) is in the journeys; C.SE.4.1 (Lighthouse)
and C.SE.5.1–5.2 (TLS, the institutional domain) belong to an installation. C.SE.2.1 does not apply: no
service takes a payment (docs/decisions).
"""

from __future__ import annotations

import re

import pytest

from portal.cases.reference import spoken
from portal.platform import clock
from portal.platform.i18n import format_day
from tests.criteria.walk import Walks, content, online_services, questionnaire_of
from tests.support.checks import value, words_of
from tests.support.page import Page

SERVICES = online_services()
every_service = pytest.mark.parametrize("slug", SERVICES)


def test_there_are_services_to_look_at() -> None:
    assert len(SERVICES) >= 45


@every_service
def test_c_se_1_1_from_the_sheet_through_the_login_into_that_service(
    walks: Walks, slug: str
) -> None:
    walk = walks.through(slug)
    door = walk.sheet.one("[data-element=service-online-access]")
    assert f"/servizi/{slug}/richiedi" in value(door, "href")
    if questionnaire_of(slug).without_login:
        assert walk.at_the_door.url == f"/servizi/{slug}/richiedi"
    else:
        assert walk.at_the_door.url.startswith("/accedi")
        assert f"servizi/{slug}/richiedi" in walk.at_the_door.url.replace("%2F", "/")
    assert walk.begin.h1 == content().words(slug, "it")[0].name
    assert len(walk.begin.soup.select("[name=privacy]")) == 1


@every_service
def test_c_se_1_2_after_sending_there_is_a_message_here_and_elsewhere(
    walks: Walks, slug: str
) -> None:
    walk = walks.through(slug)
    # Where a message may endanger the reader even the number of the case stays out of the subject.
    is_discreet = walk.service.discreet
    assert walk.letters
    assert is_discreet or any(spoken(walk.reference) in subject for subject in walk.letters)
    assert spoken(walk.reference) in walk.own.text


@every_service
def test_c_se_1_4_one_page_of_text_with_all_data_right_before_sending(
    walks: Walks, slug: str
) -> None:
    walk = walks.through(slug)
    assert walk.summary.url == f"/pratiche/{walk.reference}/riepilogo"
    assert walk.summary.soup.select(f"form[action='/pratiche/{walk.reference}/invia']")
    asked = [label for step in walk.steps for label in labels(step)]
    assert asked
    for label in asked:
        assert label in walk.summary.text, f"“{label}” is not on the summary"
    shown = walk.summary.soup.select("main input:not([type=hidden]), main textarea, main select")
    assert {value(one, "name") for one in shown} <= {"declares"}, "the summary is text"


def labels(step: Page) -> list[str]:
    """The questions of a step, by their words, groups left out."""
    found = step.soup.select("main form fieldset > legend, main form .ac-field > label.form-label")
    return [re.sub(r" \*? ?\((obbligatorio|facoltativo)\)$", "", words_of(one)) for one in found]


#: What is known of Anna from her login alone.
KNOWN = {
    "name",
    "given_name",
    "family_name",
    "birth_date",
    "fiscal_code",
    "email",
    "phone",
    "address",
}


@every_service
def test_c_se_1_5_nothing_that_is_known_is_asked_empty(walks: Walks, slug: str) -> None:
    walk = walks.through(slug)
    known = {
        question.id
        for _step, group, question in questionnaire_of(slug).placed()
        if group is None and (question.prefill or "").removeprefix("subject.") in KNOWN
    }
    for step in walk.steps:
        for control in step.soup.select("main form input[type]:not([type=hidden])"):
            name = value(control, "name").partition("-")[0]
            if name in known and "required" in control.attrs:
                assert value(control, "value"), f"{step.url} asks for {name}, which is known"


@every_service
def test_c_se_1_5_what_belongs_to_the_nine_groups_says_where_it_may_be_known(slug: str) -> None:
    of_the_person = {"iban": "subject.iban", "isee": "subject.isee", "fiscal_code": "subject."}
    for _step, group, question in questionnaire_of(slug).placed():
        if question.kind in of_the_person and group is None and not is_of_another(question.id):
            prefill = question.prefill or ""
            assert prefill.startswith(of_the_person[question.kind]), f"{slug}: {question.id}"


def is_of_another(question: str) -> bool:
    """Whether a question is about somebody we cannot know, or a code no register holds."""
    return question.startswith(("other_", "child_", "cared_")) or question == "health_code"


@every_service
def test_c_se_1_6_every_step_saves_and_is_taken_up_again(walks: Walks, slug: str) -> None:
    walk = walks.through(slug)
    assert walk.steps
    for step in walk.steps:
        assert step.soup.select("button[name=go][value=save]"), step.url
        assert step.soup.select("[data-saved]"), step.url


@every_service
def test_c_se_1_7_the_service_can_be_rated_at_the_end(walks: Walks, slug: str) -> None:
    receipt = walks.through(slug).receipt
    title = receipt.one("[data-element=feedback-title]")
    assert words_of(title) == "Quanto è stato facile usare questo servizio?"
    stars = [f"[data-element=feedback-rate-{number}]" for number in range(1, 6)]
    assert all(len(receipt.soup.select(star)) == 1 for star in stars)


@every_service
def test_c_se_1_8_the_steps_are_seen_and_one_can_go_back(walks: Walks, slug: str) -> None:
    walk = walks.through(slug)
    # A step that an answer made longer is met twice.
    pages = {step.url: step for step in walk.steps}
    for number, step in enumerate(pages.values(), start=1):
        assert words_of(step.one(".ac-steps__count")).startswith(f"{number}/"), step.url
        assert len(step.soup.select(".ac-steps [aria-current=step]")) == 1, step.url
        if number > 1:
            assert step.soup.select("button[name=go][value=back]"), step.url
    assert walk.summary.soup.select(f"a[href*='/pratiche/{walk.reference}/passi/']")


@every_service
def test_c_se_1_9_the_personal_area_shows_where_it_stands(walks: Walks, slug: str) -> None:
    walk = walks.through(slug)
    assert "Inviata: hai la ricevuta" in walk.own.text
    assert walk.case.soup.select("[aria-current=step]")


@every_service
def test_c_se_1_10_number_dates_and_a_last_day_within_the_term_of_the_sheet(
    walks: Walks, slug: str
) -> None:
    walk = walks.through(slug)
    today = clock.today()
    assert spoken(walk.reference) in walk.receipt.text
    assert re.search(r"\d{7}/20\d\d", walk.case.text), "no protocol number on the case"
    with walks.app.app_context():
        from_sheet = walks.last_day(slug)
    shown = walk.receipt.text
    with walks.app.test_request_context("/"):
        assert format_day(from_sheet, weekday=True) in shown
    assert "entro 30 giorni" not in shown
    assert from_sheet >= today


@every_service
def test_c_se_2_1_no_service_takes_a_payment(walks: Walks, slug: str) -> None:
    walk = walks.through(slug)
    for page in [*walk.steps, walk.summary, walk.receipt]:
        assert "pagoPA" not in page.text


@every_service
def test_c_se_2_2_every_step_leads_to_booking_with_the_topic(walks: Walks, slug: str) -> None:
    walk = walks.through(slug)
    for page in [walk.sheet, walk.begin, *walk.steps, walk.summary, walk.receipt, walk.case]:
        addresses = {
            value(a, "href") for a in page.soup.select("a[data-element=appointment-booking]")
        }
        assert any(slug in address for address in addresses), f"{page.url}: {addresses}"


@every_service
def test_c_se_3_the_footer_says_how_data_and_access_are_kept(walks: Walks, slug: str) -> None:
    walk = walks.through(slug)
    for page in [walk.sheet, *walk.steps, walk.summary, walk.receipt]:
        for hook in ("accessibility-link", "privacy-policy-link"):
            assert page.soup.select(f"footer [data-element={hook}]"), f"{page.url}: no {hook}"
        assert "Set-Cookie" not in page.headers or "accanto" in page.headers["Set-Cookie"]
