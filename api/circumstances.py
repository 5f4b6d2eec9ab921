"""Circumstances: what a request says of itself for the policies: purposes, format, way of delivery, rows at most."""

from starlette.requests import HTTPConnection

from api.door import Circumstances
from api.errors import PurposeError
from policies.decision import Subject
from policies.odrl.vocabulary import expand
from policies.purposes import is_named, purpose_codes, purpose_iri

PURPOSE = "ogledalo-purpose"
"""The header in which a caller declares what for: codes or IRIs, with commas between them."""

FILE_TYPES = "http://publications.europa.eu/resource/authority/file-type/"
MOST_PURPOSES = 20
API, WEB, FEED = expand("og:Api"), expand("og:Web"), expand("og:Feed")


def circumstances_of(request: HTTPConnection, subject: Subject) -> Circumstances:
    """Read what a request says of itself.

    Raises:
        PurposeError: a purpose that the key may not declare, or too many of them.
    """
    path = request.url.path
    if path.startswith("/api/"):
        return Circumstances(declared_purposes(request, subject), f"{FILE_TYPES}JSON", API)
    if path.startswith("/catalog"):
        return Circumstances(declared_purposes(request, subject), None, FEED)
    return Circumstances(declared_purposes(request, subject), f"{FILE_TYPES}HTML", WEB)


def declared_purposes(request: HTTPConnection, subject: Subject) -> frozenset[str] | None:
    """Give the purposes that a caller declares; None where she declares none.

    Raises:
        PurposeError: a purpose that the key may not declare, or too many of them.
    """
    said = request.headers.get(PURPOSE)
    if said is None:
        return None
    named = frozenset(purpose_iri(one) for one in said.split(",") if one.strip())
    if len(named) > MOST_PURPOSES:
        raise PurposeError(said[:100], [f"at most {MOST_PURPOSES}"])
    unknown = sorted(one for one in named if not is_named(one))
    if unknown:
        raise PurposeError(", ".join(unknown)[:100], [*purpose_codes(), "or an IRI"])
    if subject.purposes is not None and not named <= subject.purposes:
        raise PurposeError(", ".join(sorted(named - subject.purposes)), sorted(subject.purposes))
    return named


def file_type(name: str) -> str:
    """Give the IRI of a file format by its name in the EU's authority table."""
    return f"{FILE_TYPES}{name}"
