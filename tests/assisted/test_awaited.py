"""A request written at a desk waits for its signature, and is seen to wait (N21)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

from sqlalchemy import select, update

from portal.assisted.warning import remind_of_requests
from portal.cases import reference as references
from portal.cases.awaited.models import AwaitedSignature
from portal.cases.models.people import Means
from portal.notifications.models import Notification
from portal.platform import clock
from portal.platform.database import writing
from tests.assisted.conftest import DESK, OTHER_BODY, Desk
from tests.assisted.test_beside import beside, fill, the_case
from tests.assisted.test_contesting import BOARD, coordinator
from tests.support.page import PageClient

Scan = Callable[[], tuple[BytesIO, str]]


def waits(desk: Desk) -> list[AwaitedSignature]:
    """What waits now."""
    return desk.rows(select(AwaitedSignature))


def round_(desk: Desk) -> list[str]:
    """The reminder once; what was ever told of it."""
    with desk.app.app_context(), writing() as session:
        remind_of_requests(session)
    query = select(Notification.event).where(Notification.event == "request_unsigned")
    return desk.rows(query)


def offered_on_paper(desk: Desk) -> tuple[PageClient, str]:
    """The summary goes to the printer; the operator, and the code of the request."""
    olga = beside(desk)
    fill(olga)
    reference = the_case(desk).reference
    olga.get(f"/en/pratiche/{reference}/riepilogo")
    olga.submit(f"/en/pratiche/{reference}/dichiarazioni/firma")
    return olga, reference


def test_what_waits_stands_at_the_desk_and_in_the_persons_area(desk: Desk) -> None:
    olga, reference = offered_on_paper(desk)
    (row,) = waits(desk)
    assert (row.means, row.desk) == (Means.PAPER, DESK)
    desk.end(olga)
    page = olga.get("/en/sportello")
    assert "1 request waits for who declares" in page.text
    assert references.spoken(reference) in page.text
    assert "the signed paper is missing" in page.text
    assert desk.giulia.family_name not in page.html
    other = desk.operator(OTHER_BODY, name="Ugo")
    assert "Requests to be signed" not in other.get("/en/sportello").text
    own = desk.browser(desk.giulia.id)
    page = own.get("/en/area-personale")
    assert "To be signed" in page.text
    assert "Read it and declare" in page.text
    link = page.soup.select(f"a[href$='{reference}/riepilogo']")
    assert link
    assert own.get(f"/en/pratiche/{reference}/riepilogo").soup.select(
        "[name=declares], [name=digest]"
    )


def test_a_link_waits_too_and_the_first_day_counts(desk: Desk) -> None:
    olga, reference = offered_on_paper(desk)
    (first,) = waits(desk)
    olga.get(f"/en/pratiche/{reference}/riepilogo")
    olga.submit(f"/en/pratiche/{reference}/dichiarazioni/telefono")
    (second,) = waits(desk)
    assert (second.means, second.since) == (Means.OWN_PHONE, first.since)


def test_who_wrote_it_is_reminded_once_after_a_day(desk: Desk) -> None:
    offered_on_paper(desk)
    assert round_(desk) == []
    with desk.app.app_context(), writing() as session:
        session.execute(
            update(AwaitedSignature).values(since=clock.now() - timedelta(days=1, minutes=1))
        )
    assert round_(desk) == ["request_unsigned"]
    assert round_(desk) == ["request_unsigned"]


def test_once_signed_or_thrown_away_nothing_waits(desk: Desk, sheet: Scan) -> None:
    olga, reference = offered_on_paper(desk)
    olga.get(f"/en/pratiche/{reference}/dichiarazioni/carta")
    olga.submit("form", {"files": sheet()})
    assert waits(desk) == []
    assert "Requests to be signed" not in olga.get("/en/sportello").text


def test_who_coordinates_counts_them_by_desk(desk: Desk) -> None:
    offered_on_paper(desk)
    assert "Requests without a signature" in coordinator(desk).get(BOARD).html
    elsewhere = coordinator(desk, "comune-massafra", name="Carlo")
    assert "Requests without a signature" not in elsewhere.get(BOARD).html


def test_only_in_a_visit_is_paper_waited_for(desk: Desk) -> None:
    olga, reference = offered_on_paper(desk)
    desk.end(olga)
    own = desk.browser(desk.giulia.id)
    token = str(own.get("/en/area-personale").soup.select("[name=csrf_token]")[0]["value"])
    own.post(f"/en/pratiche/{reference}/dichiarazioni/firma", {"csrf_token": token}, status=403)
