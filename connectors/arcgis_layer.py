"""A layer as its server describes it: fields, their dates and coded values, and how it may be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from connectors.errors import JsonShapeError
from connectors.json_answer import Digits, Json, as_list, as_object, quoted

OID = "esriFieldTypeOID"
DATES = frozenset({"esriFieldTypeDate", "esriFieldTypeDateOnly", "esriFieldTypeTimestampOffset"})
"""Dates: the first in milliseconds since 1970, the others as texts of ISO 8601."""

NUMBERS = frozenset(
    {
        OID,
        "esriFieldTypeSmallInteger",
        "esriFieldTypeInteger",
        "esriFieldTypeBigInteger",
        "esriFieldTypeSingle",
        "esriFieldTypeDouble",
    }
)
FEWEST = 1000
"""Features a page where a server does not say how many it gives; servers from 10.1 on give so many."""

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class LayerField:
    """A field: its name, its type as Esri calls it, and the texts of its codes where it has a list of them."""

    name: str
    type: str
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Layer:
    """A layer or table of a service.

    Args:
        address: without a query.
        fields: by name, in the layer's order.
        oid: the field of the object ids; empty where it has none.
        most: features of an answer.
        pages: whether it may be asked for a part by its place in the list.
        edited: when its features last changed; None where it does not say.
    """

    address: str
    name: str
    fields: Mapping[str, LayerField]
    oid: str
    most: int
    pages: bool
    edited: datetime | None = None


def read_layer(address: str, document: Mapping[str, Json]) -> Layer:
    """Read a layer's description.

    Raises:
        JsonShapeError: it describes no layer with fields.
    """
    fields = [
        _field(as_object(one, f"$.fields[{at}]"), at)
        for at, one in enumerate(as_list(document.get("fields"), "$.fields", wanted="[{name, type}, ...]"))
    ]
    named = document.get("objectIdField")
    typed = next((one.name for one in fields if one.type == OID), "")
    advanced = document.get("advancedQueryCapabilities")
    told = advanced if isinstance(advanced, dict) else {}
    editing = document.get("editingInfo")
    edited = editing if isinstance(editing, dict) else {}
    return Layer(
        address,
        text_of(document.get("name")),
        {one.name: one for one in fields},
        named if isinstance(named, str) and named else typed,
        _count(document.get("maxRecordCount")) or FEWEST,
        told.get("supportsPagination", document.get("supportsPagination")) is True,
        moment(edited.get("dataLastEditDate")) or moment(edited.get("lastEditDate")),
    )


def moment(value: Json) -> datetime | None:
    """Read milliseconds since 1970; None where it is no such number, or no date that a calendar has."""
    if not isinstance(value, Digits):
        return None
    try:
        return EPOCH + timedelta(milliseconds=int(str(value)))
    except (ValueError, OverflowError):
        return None


def text_of(value: Json) -> str:
    """Give a text, and nothing for what is none."""
    return value.strip() if isinstance(value, str) and not isinstance(value, Digits) else ""


def code_text(value: Json) -> str:
    """Give a code as a cell has it."""
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _field(told: Mapping[str, Json], at: int) -> LayerField:
    name = told.get("name")
    if not isinstance(name, str) or not name:
        raise JsonShapeError(quoted(name), where=f"$.fields[{at}].name", wanted="a name")
    return LayerField(name, text_of(told.get("type")), _texts(told.get("domain")))


def _texts(domain: Json) -> Mapping[str, str]:
    """Give the texts of a coded-value domain; a range of numbers has none."""
    coded = domain.get("codedValues") if isinstance(domain, dict) else None
    if not isinstance(coded, list):
        return {}
    return {
        code_text(one.get("code")): text_of(one.get("name"))
        for one in coded
        if isinstance(one, dict) and one.get("code") is not None
    }


def _count(value: Json) -> int:
    return int(str(value)) if isinstance(value, Digits) and str(value).isdigit() else 0
