"""The municipality a page is read for: in the address, else in the cookie; and the page to choose it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from portal.catalogue import serving
from portal.catalogue.definitions import Municipality
from portal.catalogue.forms import FORGET, MunicipalityForm
from portal.catalogue.views import bp
from portal.platform.access import public
from portal.platform.forms import SubmitButton
from portal.platform.i18n import gettext as _
from portal.platform.pages import notice, render
from portal.platform.security import limiter
from portal.platform.shared import MUNICIPALITY

#: In the address: no municipality, whatever the cookie says.
EVERYWHERE = "tutti"
_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Chosen:
    """The municipality of a page, if any; ``unknown`` is a code of the address that nobody has."""

    place: Municipality | None = None
    unknown: str = ""
    in_address: bool = False

    @property
    def istat(self) -> str | None:
        """The code of the municipality."""
        return self.place.istat if self.place else None


def chosen() -> Chosen:
    """The municipality of this request: the address wins over the cookie; looked up once."""
    if "chosen_place" not in g:
        g.chosen_place = _chosen()
    found: Chosen = g.chosen_place
    return found


def _chosen() -> Chosen:
    snapshot = serving.snapshot()
    asked = request.args.get("comune", "").strip()[:40]
    if asked == EVERYWHERE:
        return Chosen(in_address=True)
    if asked:
        place = snapshot.municipality(asked)
        return Chosen(place, "" if place else asked, in_address=place is not None)
    return Chosen(snapshot.municipality(request.cookies.get(MUNICIPALITY, "")))


def kept_in_address() -> dict[str, str]:
    """What links of a page carry on when its municipality came from the address."""
    here = chosen()
    if not here.in_address:
        return {}
    return {"comune": here.istat or EVERYWHERE}


def place_values() -> dict[str, Any]:
    """What every page of the catalogue knows of the place: ``here``, ``kept`` in links, ``back`` to it."""
    back = request.script_root + request.full_path.rstrip("?")
    return {"here": chosen(), "kept": kept_in_address(), "back": back}


def way_back(address: str) -> str:
    """A page of ours to return to; the home page for anything else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return url_for("catalogue.home")
    is_ours = not parts.scheme and not parts.netloc and address.startswith("/")
    if not is_ours or address.startswith("//") or "\\" in address:
        return url_for("catalogue.home")
    # A municipality in the address would win over the one just chosen.
    kept = [pair for pair in parts.query.split("&") if pair and not pair.startswith("comune=")]
    return parts.path + (f"?{'&'.join(kept)}" if kept else "")


@bp.get("/comune")
@public
def municipality() -> ResponseReturnValue:
    """The page to choose the municipality; it has a form with a token, so it is not shared."""
    here = chosen()
    data = {"municipality": here.istat, "back": request.args.get("da", "")}
    return _page(MunicipalityForm(data=data))


@bp.post("/comune")
@public
@limiter.limit("60 per minute")
def choose_municipality() -> ResponseReturnValue:
    """Keep the municipality in a cookie for a year, or forget it, and go back."""
    form = MunicipalityForm()
    if request.form.get(FORGET):
        response = redirect(way_back(form.back.data or ""), 303)
        response.delete_cookie(MUNICIPALITY, samesite="Lax")
        notice(_("Your municipality was forgotten."))
        return response
    if not form.validate():
        return _page(form)
    response = redirect(way_back(form.back.data or ""), 303)
    response.set_cookie(
        MUNICIPALITY,
        form.municipality.data,
        max_age=_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SETTINGS"].is_https,
    )
    return response


def _page(form: MunicipalityForm) -> ResponseReturnValue:
    return render(
        "catalogue/municipality.html",
        status=422 if form.errors else 200,
        form=form,
        button=SubmitButton(_("Choose")),
        here=Chosen(serving.snapshot().municipality(request.cookies.get(MUNICIPALITY, ""))),
        territories=serving.snapshot().territories(),
    )
