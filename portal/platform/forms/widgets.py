"""The one widget of the design system: each kind of field has a template that draws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import current_app
from markupsafe import Markup

if TYPE_CHECKING:
    from portal.platform.forms.component import ComponentField


class TemplateWidget:
    """Draws a field with the template its class names, and with nothing else from the page."""

    def __call__(self, field: ComponentField, **_values: Any) -> Markup:
        """The whole component: label, problem, hint, reason, source and control."""
        template = current_app.jinja_env.get_template(field.component)
        return Markup(template.render(field=field))  # noqa: S704 the template escapes
