"""The request as one document: for the office that has the case, noted before it is given out."""

from __future__ import annotations

import hashlib

from portal.cases.receipts.request_document import document_of
from portal.platform import jobs
from tests.support.filing import Filing, find
from tests.support.page import PageClient
from tests.support.people import ANNA, OTTO, acting, sign_in, sign_in_olga


def address(case: str) -> str:
    return f"/ufficio/pratiche/{case}/domanda.pdf"


def test_the_officer_gets_what_the_register_knows(client: PageClient) -> None:
    filing = Filing(client.app)
    case = filing.sent(acting(client.app, ANNA))
    with filing.read():
        jobs.drain()
    officer = sign_in_olga(client)
    page = client.get(f"/ufficio/pratiche/{case}")
    assert page.link("La domanda in un solo documento") == address(case)
    answer = client.download(address(case))
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    with filing.read():
        document = document_of(find(case))
        assert document is not None
        assert hashlib.sha256(answer.data).hexdigest() == document.digest
    (row,) = filing.audited("case.request_read")
    assert (row.person_id, row.purpose) == (officer, "work")


def test_before_it_is_sealed_it_is_given_as_it_stands(client: PageClient) -> None:
    case = Filing(client.app).sent(acting(client.app, ANNA))
    sign_in_olga(client)
    assert client.download(address(case)).data.startswith(b"%PDF")


def test_for_another_office_there_is_no_such_document(client: PageClient) -> None:
    case = Filing(client.app).sent(acting(client.app, ANNA))
    sign_in(client, OTTO)
    client.get(address(case), status=404)
