r"""Reading ARSO's XML of what its stations measured: the last hours, a week of hours, or the last days.

Its oddities: times are local and have no offset; a figure may be ``<1``; elements are empty where nothing was measured; the
codes of stations and the names of the coordinates changed; Slovene letters may be written ``\u017e``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from xml.etree.ElementTree import Element
from zoneinfo import ZoneInfo

from connectors.air_errors import AirComponentError, AirNumberError, AirTimeError
from connectors.air_hours import Printed, Span, spans_of
from connectors.air_measured import (
    MEAN,
    MISSING,
    UNVALIDATED,
    Measured,
    Measurements,
    Remark,
    of_days_too,
    reviewed,
)
from connectors.errors import EmptyFileError, HtmlAnswerError
from connectors.fetching import Fetched, located, require_success
from connectors.sdmx_xml import attribute, local_name, text_of, tree
from connectors.sniffing import beginning, kind_of

HOME = ZoneInfo("Europe/Ljubljana")
STATION = "postaja"
MICROGRAMS, MILLIGRAMS = "µg/m3", "mg/m3"
COMPONENTS: Mapping[str, str] = {
    "so2": "so2", "co": "co", "o3": "o3", "no2": "no2", "nox": "nox", "no": "no",
    "pm10": "pm10", "pm2.5": "pm2.5", "benzen": "benzene",
}  # fmt: skip
STATISTICS: Mapping[str, str] = {
    "": MEAN,
    "_dnevna": MEAN,
    "_max_urna": "max_1h",
    "_max_8urna": "max_8h",
}
"""What the end of an element's name says of the figure."""

DESCRIBING = frozenset(
    {"merilno_mesto", "datum", "datum_od", "datum_do", "datum_priprave", "nadm_visina", "ime_kratko"}
)
BELOW = re.compile(r"<\s*(\d+(?:\.\d+)?)")
NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?")
ESCAPED = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")


@dataclass(frozen=True, slots=True)
class _Record:
    """A station's element, the number of it in the document, and its times as printed."""

    element: Element
    number: int
    code: str
    printed: str
    times: tuple[datetime, datetime] | None


def read_arso(fetched: Fetched, stations: Mapping[str, str]) -> Measurements:
    """Read a document.

    Args:
        stations: today's code of a station by its former codes.

    Raises:
        HtmlAnswerError: a page for people.
        UnsafeXmlError: no XML, or one that is dangerous to read.
        EmptyFileError: no station in it.
        AnswerError, ServerFailureError: the source refuses or fails.
    """
    with located(fetched):
        require_success(fetched)
        if kind_of(fetched.content) == "html":
            raise HtmlAnswerError(beginning(fetched.content))
        if kind_of(fetched.content) == "empty":
            raise EmptyFileError("0 B")
        records = list(_records(tree(fetched.content, fetched.url)))
        if not records:
            raise EmptyFileError("0", where=STATION)
        return _located(reviewed(_measurements(records, stations)), fetched.url)


def _located(found: Measurements, url: str) -> Measurements:
    for remark in found.remarks:
        remark.error.at(url=url)
    return found


def _records(root: Element) -> Iterator[_Record]:
    found = (element for element in root.iter() if local_name(element) == STATION)
    for number, element in enumerate(found, start=1):
        day, start, end = (_child(element, name) for name in ("datum", "datum_od", "datum_do"))
        printed = f"{start} - {end}" if start or end else day
        yield _Record(element, number, attribute(element, "sifra").strip(), printed, _times(day, start, end))


def _child(element: Element, name: str) -> str:
    return next((text_of(child) for child in element if local_name(child) == name), "")


def _times(day: str, start: str, end: str) -> tuple[datetime, datetime] | None:
    """Read the two times of an hour, or make those of a day of its date."""
    if start or end:
        one, other = _clock(start), _clock(end)
        return None if one is None or other is None else (one, other)
    one = _clock(f"{day} 00:00")
    return None if one is None else (one, one + timedelta(days=1))


def _clock(text: str) -> datetime | None:
    """Read ``2016-06-11 01:00``; ``24:00`` is the midnight that ends the day."""
    words = " ".join(text.replace("T", " ").split())[:16]
    late = words.endswith(" 24:00")
    try:
        read = datetime.strptime(words.replace(" 24:00", " 00:00"), "%Y-%m-%d %H:%M")  # noqa: DTZ007  local, resolved later
    except ValueError:
        return None
    return read + timedelta(days=1) if late else read


def _measurements(records: Sequence[_Record], stations: Mapping[str, str]) -> Measurements:
    figures: list[Measured] = []
    remarks: list[Remark] = []
    for record, span in zip(records, spans_of([_printed(one) for one in records], HOME), strict=True):
        station = _station(record, stations)
        if span is None or not record.code:
            error = AirTimeError(
                f"{record.code or '?'}: {record.printed}", where=f"{STATION}[{record.number}]", zone=HOME.key
            )
            remarks.append(Remark(error, "warning", station))
            continue
        for element in record.element:
            if local_name(element) in DESCRIBING:
                continue
            read = _figure(element, record, span, station)
            if isinstance(read, Measured):
                figures.append(read)
            elif read is not None:
                remarks.append(read)
    return Measurements(tuple(figures), tuple(remarks))


def _printed(record: _Record) -> Printed | None:
    return None if record.times is None else (record.code, *record.times)


def _station(record: _Record, stations: Mapping[str, str]) -> dict[str, str]:
    element = record.element
    return {
        "station": stations.get(record.code, record.code),
        "station_code": record.code,
        "station_name": unescaped(_child(element, "merilno_mesto")),
        "latitude": attribute(element, "wgs84_sirina") or attribute(element, "ge_sirina"),
        "longitude": attribute(element, "wgs84_dolzina") or attribute(element, "ge_dolzina"),
    }


def unescaped(text: str) -> str:
    r"""Give a text whose letters may be written ``\u017e``; two halves of a sign beyond those are one."""
    return ESCAPED.sub(
        lambda found: bytes.fromhex(found[0].replace("\\u", "")).decode("utf-16-be", errors="replace"), text
    )


def _figure(
    element: Element, record: _Record, span: Span, station: Mapping[str, str]
) -> Measured | Remark | None:
    """Read one element; None where nothing was measured."""
    tag, text = local_name(element), text_of(element)
    ref = f"{STATION}[{record.number}]/{tag}"
    component, statistic = _meaning(tag)
    if not component:
        known = ", ".join(COMPONENTS)
        return (
            Remark(AirComponentError(f"<{tag}>{text[:40]}", where=ref, known=known), "info", station)
            if text
            else None
        )
    if not text:
        return None
    below, number = BELOW.fullmatch(text), NUMBER.fullmatch(text)
    told = {**station, "component": component, "statistic": statistic}
    if below is None and number is None:
        return Remark(AirNumberError(text[:60], where=ref), "violation", of_days_too(told))
    return Measured(
        station=station["station"], code=record.code, component=component, statistic=statistic, span=span,
        text=text if number else "", unit=MILLIGRAMS if component == "co" else MICROGRAMS,
        status=UNVALIDATED if number else MISSING, ref=ref, name=station["station_name"],
        latitude=station["latitude"], longitude=station["longitude"],
        lower=Decimal(0) if below else None, upper=Decimal(below[1]) if below else None,
        comment=f"below the detection limit ({text})" if below else "",
    )  # fmt: skip


def _meaning(tag: str) -> tuple[str, str]:
    """Give the pollutant and the statistic that an element's name says; nothing for one that is not known."""
    for ending, statistic in STATISTICS.items():
        name = tag.removesuffix(ending) if ending else tag
        if tag.endswith(ending) and name in COMPONENTS:
            return COMPONENTS[name], statistic
    return "", ""
