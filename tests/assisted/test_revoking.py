"""A mandate ends at a word: online, at any desk of the body, by phone; whole, or for one service."""

from __future__ import annotations

from sqlalchemy import select

from portal.assisted.fairness.models import PassedOn
from portal.assisted.models import EndedBy, Ending, Mandate
from portal.notifications.models import Notification
from portal.platform.audit import AuditEntry
from tests.assisted.conftest import DESK, LUCA, OTHER_BODY, SAME_BODY, Desk
from tests.support.page import PageClient
from tests.support.pdf_text import squeezed
from tests.support.pdf_text import text_of as drawn

HOME_CARE = "assistenza-domiciliare"
PHONE = "/en/sportello/deleghe/telefono"


def can_begin(client: PageClient, service: str = HOME_CARE) -> bool:
    """Whether this browser may begin a case of a service now."""
    return client.raw.get(f"/en/servizi/{service}/richiedi").status_code == 200


def lasting(desk: Desk, olga: PageClient, *services: str) -> int:
    """A mandate of Giulia for a month, signed with her own login; its number."""
    desk.identify(olga, desk.giulia)
    desk.allow(olga, *services, lasts="30")
    number: int = desk.mandate().id
    own = desk.browser(desk.giulia.id)
    own.get(f"/en/area-personale/deleghe/{number}")
    own.submit(f"/en/area-personale/deleghe/{number}/firma")
    return number


def endings(desk: Desk) -> list[tuple[str | None, EndedBy]]:
    return [(one.service, one.how) for one in desk.rows(select(Ending).order_by(Ending.id))]


def test_one_service_is_taken_back_alone(desk: Desk, olga: PageClient) -> None:
    """B2: the others go on, in the very screen that is open."""
    number = lasting(desk, olga, HOME_CARE, "nido")
    own = desk.browser(desk.giulia.id)
    page = own.get(f"/en/area-personale/deleghe/{number}")
    form = next(
        place
        for place, one in enumerate(page.soup.select("form"))
        if one.find(attrs={"name": "service", "value": HOME_CARE})
    )
    page = own.submit(form)
    assert "online, by the person" in page.text
    assert "The rest of it still holds" in page.text
    assert "It holds no more" not in page.text
    assert (can_begin(olga), can_begin(olga, "nido")) == (False, True)
    assert endings(desk) == [(HOME_CARE, EndedBy.ONLINE)]
    assert desk.mandate().revoked_at is None


def test_one_service_out_of_all_is_taken_back_alone(desk: Desk, olga: PageClient) -> None:
    """B2: also where the mandate was for everything."""
    lasting(desk, olga)
    olga.get("/en/sportello/visita/pagina")
    page = olga.click("They take one service back")
    form = next(
        place
        for place, one in enumerate(page.soup.select("form"))
        if one.find(attrs={"name": "service", "value": "nido"})
    )
    olga.submit(form)
    assert (can_begin(olga), can_begin(olga, "nido")) == (True, False)
    assert endings(desk) == [("nido", EndedBy.DESK)]


def test_the_last_service_taken_back_ends_the_mandate(desk: Desk, olga: PageClient) -> None:
    """B21: taken back alone and taken back with the mandate are told apart."""
    number = lasting(desk, olga, HOME_CARE)
    own = desk.browser(desk.giulia.id)
    page = own.get(f"/en/area-personale/deleghe/{number}")
    token = page.soup.select("[name=csrf_token]")[0]["value"]
    sent = {"csrf_token": token, "service": HOME_CARE}
    own.post(f"/en/area-personale/deleghe/{number}/revoca", sent)
    assert endings(desk) == [(None, EndedBy.ONLINE)]
    assert desk.mandate().revoked_at is not None


def test_what_was_taken_back_is_an_act_on_paper(desk: Desk, olga: PageClient) -> None:
    """B20: whoever took something back has it in writing, at the desk and at home."""
    number = lasting(desk, olga, HOME_CARE)
    olga.raw.get(f"/en/sportello/deleghe/{number}/revoca.pdf").close()
    olga.get(f"/en/sportello/deleghe/{number}/revoca.pdf", status=404)
    olga.get("/en/sportello/visita/pagina")
    olga.submit(f"/en/sportello/deleghe/{number}/revoca")
    paper = f"/en/sportello/deleghe/{number}/revoca.pdf"
    assert olga.page is not None
    assert olga.page.soup.select(f'main a[href="{paper}"]'), "The act goes home with the person."
    own = desk.browser(desk.giulia.id)
    for client, path in ((olga, "sportello"), (own, "area-personale")):
        words = drawn(client.download(f"/en/{path}/deleghe/{number}/revoca.pdf").data)
        for part in ("A mandate taken back", desk.giulia.name, "at the desk"):
            assert squeezed(part) in words, (path, part)
    olga.submit("/en/sportello/visita/fine")
    desk.identify(olga, desk.giulia)
    assert not olga.get("/en/sportello/visita/pagina").soup.select(f'main a[href="{paper}"]')


def test_by_phone_only_the_proved_number_is_called_back(desk: Desk, olga: PageClient) -> None:
    """N17: effective in the session that is open at another desk."""
    lasting(desk, olga, HOME_CARE)
    assert can_begin(olga)
    otto = desk.operator(SAME_BODY, name="Otto")
    otto.get(PHONE)
    page = otto.submit("form", {"code": desk.mandate().code})
    assert "+390000000101" in page.html.replace(" ", "").replace("\xa0", "")
    assert desk.giulia.family_name not in page.html
    what = f"{desk.mandate().id}:"
    page = otto.submit("form", {"what": what}, status=422)
    assert "Call the number first" in page.problems[0]
    otto.submit("form", {"what": what, "called": True})
    assert endings(desk) == [(None, EndedBy.PHONE)]
    assert not can_begin(olga)
    events = {row.event for row in desk.rows(select(Notification))}
    assert "mandate_revoked" in events
    (found, *_) = desk.rows(select(AuditEntry).where(AuditEntry.event == "mandate.found"))
    assert found.subject_id == desk.giulia.id


def test_by_phone_nothing_is_said_of_another_body_or_of_nobody(
    desk: Desk, olga: PageClient
) -> None:
    """N17: who calls a desk learns no more there than that there is nothing."""
    lasting(desk, olga, HOME_CARE)
    elsewhere = desk.operator(OTHER_BODY, name="Ottavia")
    elsewhere.get(PHONE)
    page = elsewhere.submit("form", {"code": desk.mandate().code})
    assert "Nothing to take back" in page.text
    token = page.one("#form [name=csrf_token]")["value"]
    path = f"/en/sportello/deleghe/{desk.mandate().id}/richiamata"
    sent = {"csrf_token": token, "asked": "x", "what": f"{desk.mandate().id}:", "called": "yes"}
    elsewhere.post(path, sent, status=404)
    same = desk.operator(DESK, name="Otto")
    same.get("/en/sportello")
    token = same.get(PHONE).one("#form [name=csrf_token]")["value"]
    same.post(path, {**sent, "csrf_token": token}, status=404)
    assert desk.mandate().revoked_at is None


def test_beside_a_person_nobody_looks_for_another(desk: Desk, olga: PageClient) -> None:
    """N17: who sits at the desk would hear of somebody else."""
    lasting(desk, olga, HOME_CARE)
    olga.get(PHONE, status=409)


def test_what_is_typed_after_the_end_is_refused_in_words(desk: Desk, olga: PageClient) -> None:
    """B20: the operator's open page says why, and nothing is kept."""
    number = lasting(desk, olga, HOME_CARE)
    page = olga.get(f"/en/servizi/{HOME_CARE}/richiedi")
    token = page.soup.select("[name=csrf_token]")[0]["value"]
    own = desk.browser(desk.giulia.id)
    own.get(f"/en/area-personale/deleghe/{number}")
    own.submit(f"/en/area-personale/deleghe/{number}/revoca")
    typed = {"csrf_token": token, "municipality": "008065", "privacy": "yes"}
    answer = olga.post(f"/en/servizi/{HOME_CARE}/richiedi", typed, status=403)
    assert answer.h1 == "The person took the mandate back"
    assert "Record a mandate" in olga.get("/en/sportello/visita/pagina").text
    olga.submit("/en/sportello/visita/fine")


def test_after_a_no_only_the_person_comes_back_to_it(desk: Desk, olga: PageClient) -> None:
    """B15: a refusal is respected as an agreement is."""
    desk.identify(olga, desk.giulia)
    olga.submit("form", {"agreed": "no"})
    olga.get("/en/sportello/visita/delega")
    assert "Do not ask again" in (olga.page.text if olga.page else "")
    said = {"services": ["*"], "lasts": "visit", "agreed": "yes"}
    page = olga.submit("form", said, status=422)
    assert "only if they ask for it themselves" in page.problems[0]
    assert not desk.rows(select(Mandate))
    olga.submit("form", {**said, "asked_again": True})
    assert desk.mandate()
    desk.end(olga)
    desk.identify(olga, desk.person(*LUCA))
    assert "Do not ask again" not in olga.get("/en/sportello/visita/delega").text


def test_who_is_represented_gives_no_mandate(desk: Desk, olga: PageClient) -> None:
    """B17: a guardian acts by their own power, not by a mandate of who may not give one."""
    desk.identify(olga, desk.giulia)
    page = olga.submit("form", {"agreed": "represented"})
    assert "No mandate was recorded" in page.text
    assert not desk.rows(select(Mandate))


def test_who_is_bound_to_the_caller_leaves_them_to_a_colleague(
    desk: Desk, olga: PageClient
) -> None:
    """N13: by phone too, nothing of the person is shown; nobody stands at the desk."""
    lasting(desk, olga, HOME_CARE)
    otto = desk.operator(SAME_BODY, name="Otto")
    otto.get("/en/sportello/legami")
    otto.submit("form", {"fiscal_code": desk.giulia.fiscal_code, "tie": "relative"})
    otto.get(PHONE)
    page = otto.submit("form", {"fiscal_code": desk.giulia.fiscal_code}, status=403)
    assert page.h1 == "A colleague calls this person back"
    assert "000" not in page.text
    assert not desk.rows(select(PassedOn))


def test_what_one_operator_was_shown_another_cannot_use(desk: Desk, olga: PageClient) -> None:
    """N17: who writes it down is who saw the number to call."""
    number = lasting(desk, olga, HOME_CARE)
    otto, ugo = (desk.operator(SAME_BODY, name=name) for name in ("Otto", "Ugo"))
    otto.get(PHONE)
    page = otto.submit("form", {"code": desk.mandate().code})
    asked = str(page.one("#form [name=asked]")["value"])
    token = ugo.get(PHONE).one("#form [name=csrf_token]")["value"]
    sent = {"csrf_token": token, "asked": asked, "what": f"{number}:", "called": "yes"}
    ugo.post(f"/en/sportello/deleghe/{number}/richiamata", sent, status=404)
    assert desk.mandate().revoked_at is None
