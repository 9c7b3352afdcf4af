"""Figures for everybody, and more of them for who coordinates: how people ask, how long a visit takes, who
goes on alone; and what they think of services and pages. Nobody is named."""

from __future__ import annotations

from flask import Flask

from portal.insights.views import bp, figures, opinions, published, rating

__all__ = ["figures", "opinions", "published", "rating"]


def init_app(app: Flask) -> None:
    """Join the area: its pages."""
    app.register_blueprint(bp)
