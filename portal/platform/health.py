"""Whether this process can serve: it reaches its database."""

from __future__ import annotations

from flask import Blueprint, Flask, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from portal.platform.access import public
from portal.platform.database import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@public
def ready() -> tuple[Response, int]:
    """200 when the database answers; 503 otherwise. It tells nothing about people."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return jsonify(status="no database"), 503
    return jsonify(status="ok"), 200


def init_app(app: Flask) -> None:
    """Open the health page."""
    app.register_blueprint(bp)
