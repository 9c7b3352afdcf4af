"""Against the official counterpart: registered, marked, and signed in through SPID and through CIE.

The counterpart is lenient: that it lets us in proves that we speak its language; that what we say follows the
rules is proved by ``test_requesting.py``.
"""

from __future__ import annotations

import pytest

from demo.counterpart.configured import RELYING
from portal.identity.federation import marks, rotation
from portal.identity.federation.collecting import read_anchor
from portal.identity.federation.entering import Step, send
from portal.identity.federation.keys import Purpose
from portal.identity.federation.refusing import Refused
from portal.identity.federation.requesting import userinfo_headers
from portal.identity.federation.revoking import check_revoked, revocation_form
from portal.identity.federation.schemes import Scheme
from tests.identity.federation.counterpart import BOTH, PYTHON, Bed, bed, sign_in
from tests.identity.federation.peers import our_keys, ours

__all__ = ["bed"]
pytestmark = pytest.mark.skipif(not PYTHON, reason="FEDERATION_PYTHON names no Python")


def test_before_we_are_registered_the_anchor_does_not_know_us(bed: Bed) -> None:
    assert bed.before == "statement.status"


def test_once_registered_the_anchor_knows_our_keys_and_marks_us(bed: Bed) -> None:
    found = bed.standing()
    assert found.federation_keys == {ours(Purpose.FEDERATION).kid}
    assert found.login_keys == {ours(Purpose.SIGNATURE).kid, ours(Purpose.ENCRYPTION).kid}
    assert found.differences == ()
    assert [mark.kind for mark in found.marks] == [RELYING]
    top = read_anchor(bed.anchor(), bed.reader())
    marks.check_active(found.marks[0], top, bed.reader())


@pytest.mark.parametrize("scheme", BOTH)
@pytest.mark.parametrize("level", [1, 2, 3])
def test_a_person_signs_in(bed: Bed, scheme: Scheme, level: int) -> None:
    found, kept = sign_in(bed, scheme, level=level)
    assert (found.issuer, found.level) == (bed.info[f"{scheme}_provider"], level)
    assert found.attributes.fiscal_code == "VRDGLI80A41H501S"
    assert found.attributes.claims()["email"] == "giulia@prova.invalid"
    assert len(kept) == 5


def test_one_person_has_a_subject_for_each_provider(bed: Bed) -> None:
    spid, cie = (sign_in(bed, scheme, name="mario")[0] for scheme in BOTH)
    assert spid.attributes.fiscal_code == cie.attributes.fiscal_code == "RSSMRA70A01H501S"
    assert spid.subject != cie.subject


@pytest.mark.parametrize("scheme", BOTH)
def test_a_token_that_was_given_back_opens_nothing(bed: Bed, scheme: Scheme) -> None:
    found, _ = sign_in(bed, scheme)
    provider, key = bed.provider(scheme), our_keys().active(Purpose.SIGNATURE).key
    form = revocation_form(provider, bed.party.identifier, key, found.access_token)
    assert form is not None
    reply = send(
        form, bed.line, lambda *_kept: None, Step.REVOCATION_REQUEST, Step.REVOCATION_REPLY
    )
    check_revoked(reply)
    after = bed.line.get(provider.userinfo_endpoint, userinfo_headers(found.access_token))
    assert after.status == 403


@pytest.mark.parametrize(
    ("scheme", "code"), [(Scheme.SPID, "id_token.not_before"), (Scheme.CIE, "userinfo.issuer")]
)
def test_what_it_leaves_out_is_refused_where_real_people_sign_in(
    bed: Bed, scheme: Scheme, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        sign_in(bed, scheme, strict=True)
    assert caught.value.code == code


def test_a_new_key_serves_only_after_the_chains_of_before_have_ended(bed: Bed) -> None:
    sign_in(bed, Scheme.SPID)
    honest, new = bed.published, ours(Purpose.SIGNATURE, 2)
    entries = [mark.entry for mark in bed.standing().marks]
    bed.publish(rotation.publish(our_keys(), new), *entries)
    try:
        assert new.kid in bed.standing().login_keys
        with pytest.raises(AssertionError, match="did not send the browser back"):
            sign_in(bed, Scheme.SPID, key=new.key)
        assert sign_in(bed, Scheme.SPID)
        bed.run("forget")
        assert sign_in(bed, Scheme.SPID, key=new.key)
    finally:
        bed.published = honest
        bed.run("forget")
