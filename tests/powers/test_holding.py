"""Powers in the file of all that is held of a person, and when somebody asks to be forgotten."""

from __future__ import annotations

from portal.platform import holdings
from portal.platform.database import writing
from portal.powers.models import PowerState
from tests.powers.conftest import Giving
from tests.support.people import ANNA, CARLA, acting


def test_both_take_the_words_with_them(giving: Giving) -> None:
    giving.in_force()
    keyring = giving.app.config["KEYRING"]
    for who in (ANNA, CARLA):
        actor = acting(giving.app, who)
        with giving.app.test_request_context("/"):
            (part,) = [one for one in holdings.parts_of(keyring, actor) if one.name == "deleghe"]
        assert CARLA.family_name in str(part.facts)


def test_whoever_is_forgotten_leaves_no_power_open_and_no_words(giving: Giving) -> None:
    power_id = giving.in_force()
    actor = acting(giving.app, CARLA)
    with giving.app.test_request_context("/"):
        assert len([one for one in holdings.consequences_for(actor) if not one.is_kept]) >= 1
    with giving.app.test_request_context("/", method="POST"), writing():
        holdings.forget(giving.app.config["KEYRING"], actor, is_last=True)
    row = giving.last()
    assert (row.state, row.sealed, row.data_key) == (PowerState.ENDED, b"", b"")
    page = giving.anna.get(f"/en/area-personale/deleghe/persone/{power_id}")
    assert CARLA.family_name not in page.text
