"""The reader's language: `?lang=`, else `Accept-Language`, else English."""

from starlette.requests import Request

from schemas.languages import Lang, is_lang


def preferred(accept_language: str) -> Lang:
    """Give the first of our languages in an Accept-Language header, by weight; a weight of nought refuses one."""
    weighted: list[tuple[float, int, str]] = []
    for position, part in enumerate(accept_language.split(",")):
        tag, _, weight = part.strip().partition(";q=")
        try:
            weighted.append((-float(weight or 1), position, tag.partition("-")[0].lower()))
        except ValueError:
            continue
    return next((tag for weight, _, tag in sorted(weighted) if weight < 0 and is_lang(tag)), "en")


def language_of(request: Request) -> Lang:
    """Give the language of a request."""
    asked = request.query_params.get("lang", "")
    return asked if is_lang(asked) else preferred(request.headers.get("accept-language", ""))
