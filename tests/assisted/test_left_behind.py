"""What pages of a visit leave on the operator's machine: nothing, on every address there is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conventions.everyone import STAGES, Everyone
from tests.support.standing import standing

#: A file or a page of ours that is the same for everybody: it holds nothing of the person.
SAME_FOR_ALL = re.compile(
    r"/static/|/robots\.txt|/sitemap\.xml|/healthz|/\.well-known/|/resolve|/logo/"
)
_REMEMBERED = re.compile(r'\bautocomplete="(?!off")[^"]*"')


@pytest.fixture(scope="module")
def world(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everyone]:
    """Anna's cases in every stage, and an operator beside her."""
    with standing(run_folder, tmp_path_factory.mktemp("left")) as made:
        yield Everyone(made)


def answers(world: Everyone) -> Iterator[tuple[str, str, str]]:
    """Each address that answers in a visit: with its header of keeping, and its page."""
    for rule in sorted(
        {one.rule for one in world.app.url_map.iter_rules() if "GET" in one.methods}
    ):
        if SAME_FOR_ALL.search(rule):
            continue
        stages = ("draft", "sent", "accepted") if "<reference>" in rule else (None,)
        assert set(stages) <= {*STAGES, None}
        for stage in stages:
            answer = world.read("beside", rule, stage)
            kept, status = answer.headers.get("Cache-Control", ""), answer.status_code
            page = answer.get_data(as_text=True) if answer.mimetype == "text/html" else ""
            answer.close()
            if status == 200:
                yield f"{rule} ({stage})", kept, page


def test_no_browser_keeps_a_page_of_a_visit_or_what_was_typed_there(world: Everyone) -> None:
    """X10: no-store on every page, the citizen's own too; C15; and no field is remembered."""
    seen = list(answers(world))
    assert len(seen) > 60, "Too few pages: where did this test look?"
    assert any(rule.startswith("/pratiche/") for rule, _kept, _page in seen)
    kept = [rule for rule, header, _page in seen if "no-store" not in header]
    assert kept == []
    forms = [page for _rule, _kept, page in seen if "<form" in page]
    assert len(forms) > 40
    remembered = {
        f"{rule}: {found}" for rule, _kept, page in seen for found in _REMEMBERED.findall(page)
    }
    assert remembered == set()


def test_without_a_visit_fields_of_the_person_may_be_remembered(world: Everyone) -> None:
    """The test can see: on the person's own phone the browser helps to type."""
    page = world.read("anna", "/area-personale/profilo/contatti", None).get_data(as_text=True)
    assert _REMEMBERED.search(page)
