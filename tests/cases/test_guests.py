"""What somebody began without saying who they are belongs to their browser's session and to nobody else."""

from __future__ import annotations

from flask import Flask

from portal.integrations.sms.fake import FakeSms
from portal.platform import jobs
from portal.platform.sessions import COOKIE
from tests.support.asking import ask_for
from tests.support.databases import on_one_engine
from tests.support.page import PageClient
from tests.support.people import ANNA, BRUNO, OLGA, VENTIMIGLIA, open_session, sign_in

TALK = "colloquio-assistente-sociale"


@on_one_engine
def test_a_strangers_draft_is_for_their_session_alone(app: Flask) -> None:
    stranger = PageClient(app)
    stranger.get(f"/servizi/{TALK}/richiedi")
    page = stranger.submit("form", {"municipality": VENTIMIGLIA, "privacy": True})
    reference = page.url.split("/")[2]
    cookie = stranger.raw.get_cookie(COOKIE)
    assert cookie is not None
    addresses = [page.url, *(f"/pratiche/{reference}{end}" for end in ("", "/riepilogo.pdf"))]
    another = PageClient(app)
    open_session(another, None, guest="ab" * 32)
    readers = [another]
    for who in (ANNA, BRUNO, OLGA):
        readers.append(PageClient(app))
        sign_in(readers[-1], who)
    # The same browser too, once somebody has signed in with it: who sits there now may be another.
    sign_in(stranger, ANNA)
    for reader in (*readers, stranger):
        for address in addresses:
            assert reader.raw.get(address).status_code == 404, address
        assert reference not in reader.get("/area-personale").html
    stranger.raw.set_cookie(COOKIE, cookie.value)
    assert stranger.get(page.url).status == 200


def test_a_stranger_without_email_is_told_by_a_text_and_a_few_a_day(app: Flask) -> None:
    texts: FakeSms = app.config["SMS"]
    for count in (1, 2, 3, 3):
        stranger = PageClient(app)
        ask_for(stranger, TALK, {"phone": "+39 333 0000000", "reach": ["phone"]})
        with app.app_context():
            jobs.drain()
        assert len(texts.texts) == count
    (words,) = {text.words.partition("AC")[0] for text in texts.texts}
    assert texts.texts[0].to == "+393330000000"
    assert words == "Accanto. Pratica "
    assert "area personale" not in texts.texts[0].words
