"""Mandates in words, as their givers, their desks and their coordinators read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app

from portal.assisted import policy, queries, standing, words
from portal.assisted.models import Mandate
from portal.catalogue import serving
from portal.platform import clock
from portal.platform.codes import printed
from portal.platform.i18n import current_language, format_moment


def state_of(one: Mandate) -> tuple[str, object]:
    """The state of a mandate at this moment: a tone and its words."""
    return words.state_of(
        one,
        is_over=policy.is_over(one, clock.today()),
        visit_is_open=queries.visit_of(one).ended_at is None,
    )


def laid_out(one: Mandate) -> dict[str, Any]:
    """A mandate in words; its text is what was read to the person."""
    text = queries.text_of(current_app.config["KEYRING"], one)
    tone, state = state_of(one)
    return {
        "id": one.id,
        "body": text["body"],
        "desk": text["desk"],
        "operator": text["operator"],
        "interpreter": text.get("interpreter"),
        "services": text["services"],
        "delicate": text.get("delicate", ()),
        "recorded_at": one.recorded_at,
        "until": one.until,
        "revoked_at": one.revoked_at,
        "suspended_at": one.suspended_at,
        "signed_how": words.SIGNED[one.signed_how] if one.signed_how else "",
        "code": printed(one.code),
        "tone": tone,
        "state": state,
        "can_revoke": one.revoked_at is None and state is not words.ENDED_MANDATE,
    }


def passages_of(one: Mandate) -> list[dict[str, Any]]:
    """The text as it was read to the person."""
    text = queries.text_of(current_app.config["KEYRING"], one)
    # Older mandates were recorded before a text said its direction and what a translation is worth.
    return [{"direction": "", "notice": "", **passage} for passage in text["passages"]]


def translators_in(visit_id: int) -> list[str]:
    """Who translated in a visit, as the mandates given there say it."""
    keyring, found = current_app.config["KEYRING"], []
    for one in standing.given_in(visit_id):
        interpreter = queries.text_of(keyring, one).get("interpreter")
        if interpreter:
            how = str(words.INTERPRETERS[interpreter["how"]])
            found.append(f"{interpreter['name']} ({interpreter['language']}, {how})")
    return found


def names_of(slugs: Iterable[str]) -> list[tuple[str, str]]:
    """Services by slug with the name the catalogue has for them, by name."""
    snapshot, language = serving.snapshot(), current_language().code
    known = [slug for slug in slugs if snapshot.service(slug)]
    return sorted(
        ((slug, snapshot.words(slug, language)[0].name) for slug in known), key=lambda one: one[1]
    )


def endings_of(one: Mandate) -> list[dict[str, Any]]:
    """What was taken back of a mandate: of which service, when, by which way."""
    return [
        {
            "service": dict(names_of([end.service])).get(end.service, end.service)
            if end.service
            else "",
            "when": format_moment(end.at),
            "how": words.ENDED_BY[end.how],
        }
        for end in standing.endings_of(one)
    ]
