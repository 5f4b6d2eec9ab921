"""A connector as the API and the command line tell it."""

from typing import Any

from connectors.connector import Offer
from connectors.options_told import options_told
from schemas.languages import Lang


def connector_json(offer: Offer, lang: Lang, *, told_why: bool) -> dict[str, Any]:  # JSON
    """Write a connector: where it comes from, its options in words, and as the JSON Schema that a form is made of.

    Args:
        lang: in which types are said.
        told_why: whoever reads may know why it cannot be used.
    """
    spoken = offer.connector
    return {
        "name": offer.name,
        "built_in": not offer.declared,
        "package": offer.package,
        "version": offer.version,
        "usable": spoken is not None,
        "why": offer.why if told_why else "",
        "options": [option.as_json(lang) for option in options_told(spoken)] if spoken else [],
        "schema": spoken.options.model_json_schema() if spoken else {},
    }
