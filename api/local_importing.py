"""Import local indicators: a list of what a place states, read whole, then recorded whole, on the act's record."""

from collections.abc import Mapping
from dataclasses import dataclass

import simplejson

from api.asked_codes import known_places
from api.door import Door
from api.errors import ParameterError
from catalogue import registry
from catalogue.audit import AuditEntry, record_act
from catalogue.local_indicators import put
from policies.decision import Role
from schemas.local_indicators import LocalIndicator, read_stated

WRITERS = (Role.EDITOR, Role.APPROVER, Role.ADMINISTRATOR)
LARGEST = 4_000_000
MOST_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import recorded.

    Args:
        organisation: whose they are.
        outcomes: each indicator with ``added``, ``changed`` or ``unchanged``, in the order of the list.
    """

    place: str
    organisation: str
    outcomes: tuple[tuple[LocalIndicator, str], ...]


def read_body(content: bytes) -> object:
    """Read a JSON text with every digit of its numbers.

    Raises:
        ParameterError: it is too long, or no JSON.
    """
    if len(content) > LARGEST:
        raise ParameterError("body", f"{len(content)} bytes", f"at most {LARGEST}")
    try:
        return simplejson.loads(content, use_decimal=True)
    except (ValueError, RecursionError) as error:
        raise ParameterError("body", str(error), "JSON") from error


def import_local(
    door: Door, body: object, asked_place: str, document: str = "", *, operator: bool = False
) -> Imported:
    """Record a place's indicators as it states them, all or none.

    Args:
        door: of who imports.
        body: a list of rows, or an object with ``indicators``, and ``place`` and ``document`` where they hold for all.
        asked_place: the place, where the body does not name it.
        document: where they are stated, where the body does not say it.
        operator: the command line's, who needs no role; everybody else needs one on the place's organisation.

    Raises:
        RoleMissingError: the subject may not write for the place.
        ParameterError: what was sent is no such list.
        LocalIndicatorError: a row cannot be meant.
    """
    place, stated_in, rows = _sent(body, asked_place)
    owner = owner_of(door, place)
    if not operator:
        door.require_role(owner, WRITERS)
    known_places(door.session, (place,))
    read = [
        read_stated(row, place, stated_in or document, where=str(number))
        for number, row in enumerate(rows, 1)
    ]
    _require_distinct(read)
    outcomes = tuple((one, put(door.session, one, owner, door.now)) for one in read)
    act = AuditEntry(
        door.subject.id,
        "local-indicators.put",
        place,
        permitted=True,
        rule="role/write",
        request=door.request,
        owner=owner,
    )
    record_act(door.session, act, door.now)
    return Imported(place, owner, outcomes)


def owner_of(door: Door, place: str) -> str:
    """Give the organisation that stands for a place; the place itself, for which nobody has a role, where none does."""
    known = registry.organisations(door.session).values()
    return next((one.id for one in known if one.place == place and not one.parent), place)


def _sent(body: object, asked_place: str) -> tuple[str, str, list[Mapping[str, object]]]:
    """Give place, document and rows of what was sent."""
    told = body if isinstance(body, Mapping) else {"indicators": body}
    place, document, rows = (told.get(name) for name in ("place", "document", "indicators"))
    named = str(place or asked_place)
    if not named or (asked_place and named != asked_place):
        raise ParameterError("place", named, "the code of the place, once, in the list or beside it")
    if not isinstance(rows, list) or not 0 < len(rows) <= MOST_AT_ONCE:
        raise ParameterError("indicators", type(rows).__name__, f"a list of 1 to {MOST_AT_ONCE} rows")
    if not all(isinstance(row, Mapping) for row in rows):
        raise ParameterError("indicators", "a row that is no object", "an object a row, by its headings")
    return named, str(document or ""), rows


def _require_distinct(read: list[LocalIndicator]) -> None:
    seen: set[str] = set()
    for one in read:
        if one.id in seen:
            raise ParameterError("indicators", one.id, "each name once in a list")
        seen.add(one.id)
