"""What anyone can check with the paper of a mandate in hand; no name, no service."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from portal.assisted import laying, papers, queries
from portal.assisted.mandate_forms import FingerprintForm
from portal.assisted.views import bp
from portal.platform.access import public
from portal.platform.codes import bare, printed
from portal.platform.pages import render
from portal.platform.security import limiter


@bp.route("/deleghe/<code>", methods=["GET", "POST"])
@public
@limiter.limit("30 per minute")
def check_mandate(code: str) -> ResponseReturnValue:
    """Whether the paper in somebody's hand is a mandate of ours, unchanged, and whether it holds.

    The drawing on the paper brings its fingerprint along; who has only the code types it.
    """
    row = queries.mandate_by_code(bare(code))
    form = FingerprintForm(data={"impronta": request.args.get("impronta", "")})
    is_asked = form.validate() if request.method == "POST" else "impronta" in request.args
    tone, state = laying.state_of(row)
    return render(
        "assisted/check_mandate.html",
        status=422 if form.errors else 200,
        form=form,
        matches=papers.matches(row, form.impronta.data) if is_asked else None,
        mandate=row,
        body=papers.body_name(row),
        code=printed(row.code),
        tone=tone,
        state=state,
    )
