"""The sheet of a service as linked data (schema.org), with the names the national model asks for. Pure."""

from __future__ import annotations

from typing import Any

from portal.catalogue.sheet import Here, Sheet

#: The name of the kind of service in the national model's vocabulary; data for machines, not translated.
SERVICE_TYPE = "Salute, benessere e assistenza"


def linked_data(sheet: Sheet, address: str, body_name: str) -> dict[str, Any]:
    """The data of one sheet; ``address`` is the page's own, whole."""
    here = sheet.here
    return {
        "@context": "https://schema.org",
        "@type": "GovernmentService",
        "name": sheet.words.name,
        "alternateName": sheet.words.technical_name,
        "description": sheet.words.summary,
        "inLanguage": sheet.language,
        "serviceType": SERVICE_TYPE,
        "serviceOperator": {
            "@type": "GovernmentOrganization",
            "name": here.body.name if here and here.body else body_name,
        },
        "areaServed": {
            "@type": "AdministrativeArea",
            "name": here.place.name if here else body_name,
        },
        "audience": {
            "@type": "Audience",
            "audienceType": ", ".join(audience.name for audience in sheet.audiences),
        },
        "availableChannel": {"@type": "ServiceChannel", "serviceUrl": address, **_where(here)},
    }


def _where(here: Here | None) -> dict[str, Any]:
    if here is None or not here.desks:
        return {}
    nearest = here.desks[0]
    return {
        "serviceLocation": {
            "@type": "Place",
            "name": nearest.desk.name,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": nearest.desk.address,
                "addressLocality": nearest.town,
                "addressCountry": "IT",
            },
        }
    }
