"""Pages that show the mails that arrived, and the same as JSON for tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, jsonify, render_template, request, send_file
from flask.typing import ResponseReturnValue

from demo.mailbox import Mail
from demo.world import current_world

bp = Blueprint("mail", __name__)

_ROME = ZoneInfo("Europe/Rome")


@bp.app_template_filter("moment")
def moment(mail: Mail) -> str:
    """When a mail arrived, as people in Italy write it."""
    return mail.received_at.astimezone(_ROME).strftime("%d/%m/%Y, %H:%M:%S")


@bp.get("/posta")
def mails() -> ResponseReturnValue:
    """All mails, the newest first."""
    to = request.args.get("a", "").strip()
    return render_template("mails.html", mails=current_world().mailbox.newest(to), to=to)


@bp.get("/posta/<name>")
def mail(name: str) -> ResponseReturnValue:
    """One mail."""
    return render_template("mail.html", mail=_found(name))


@bp.get("/posta/<name>/allegati/<int:number>")
def attachment(name: str, number: int) -> ResponseReturnValue:
    """One attachment, to be saved: it is never shown as a page of ours."""
    files = _found(name).attachments
    if number >= len(files):
        abort(404)
    file = files[number]
    return send_file(
        BytesIO(file.content), mimetype=file.kind, as_attachment=True, download_name=file.name
    )


@bp.get("/posta.json")
def mails_as_data() -> ResponseReturnValue:
    """The same for tests; ``?a=`` narrows to one address."""
    found = current_world().mailbox.newest(request.args.get("a", "").strip())
    return jsonify([_as_data(mail) for mail in found])


def _found(name: str) -> Mail:
    found = current_world().mailbox.get(name)
    if found is None:
        abort(404)
    return found


def _as_data(mail: Mail) -> dict[str, Any]:
    return {
        "id": mail.id,
        "received_at": mail.received_at.isoformat(),
        "from": mail.sender,
        "to": list(mail.to),
        "subject": mail.subject,
        "text": mail.text,
        "attachments": [
            {
                "name": file.name,
                "type": file.kind,
                "size": len(file.content),
                "url": f"{current_world().places.outside}/posta/{mail.id}/allegati/{number}",
            }
            for number, file in enumerate(mail.attachments)
        ],
    }
