"""The two states' services of air quality, with their oddities: ARSO's XML, and ISZZ's export."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from tests.fakes.server import Reply, Seen

ZAGREB = ZoneInfo("Europe/Zagreb")
HOUR = timedelta(hours=1)
EXPORT = "/iskzl/rs/podatak/export/"
Figure = Callable[[datetime], str | None]
"""Gives a figure's digits by the instant that its row is stamped with; nothing where none was measured."""


@dataclass
class FakeIszz:
    """ISZZ: rows of some series, cut at a thousand.

    Args:
        series: figures by station, pollutant and type, all as the service numbers them.
        most: rows of an answer.
        busy: how many requests are refused with 429 before one is answered.
        instead: replies in turn, before anything else is said.
        as_xml: XML comes whatever is asked for.
        overlap: hours begin with the midnight that ends the day before, as another of its services has it.
    """

    series: Mapping[tuple[str, str, str], Figure]
    most: int = 1000
    busy: int = 0
    instead: list[Reply] = field(default_factory=list)
    as_xml: bool = False
    overlap: bool = False
    asked: list[str] = field(default_factory=list)

    def __call__(self, seen: Seen) -> Reply:
        if self.busy:
            self.busy -= 1
            return Reply(b"Too many requests", 429, media_type="text/plain")
        query = {name: values[0] for name, values in seen.query.items()}
        self.asked.append(f"{query['vrijemeOd']}-{query['vrijemeDo']}")
        if self.instead:
            return self.instead.pop(0)
        try:
            first, last = (datetime.strptime(query[name], "%d.%m.%Y") for name in ("vrijemeOd", "vrijemeDo"))  # noqa: DTZ007
        except ValueError:
            return Reply(b"", 204)
        figure = self.series.get((query["postaja"], query["polutant"], query["tipPodatka"]))
        rows = (
            [] if figure is None else list(self._rows(figure, query["tipPodatka"], first, last))[: self.most]
        )
        unit = "mg/m3" if query["polutant"] == "3" else "µg/m3"
        if self.as_xml or seen.path == f"{EXPORT}xml":
            return _xml(rows, unit)
        return _json(rows, unit)

    def _rows(
        self, figure: Figure, kind: str, first: datetime, last: datetime
    ) -> Iterator[tuple[datetime, str]]:
        for stamp in _stamps(kind, first, last, overlap=self.overlap):
            value = figure(stamp)
            if value is None and kind in ("1", "5", "17"):
                value = "-999"
            if value is not None:
                yield stamp, value


def _stamps(kind: str, first: datetime, last: datetime, *, overlap: bool) -> Iterator[datetime]:
    if kind not in ("0", "1"):
        for number in range((last - first).days + 1):
            yield (first + timedelta(days=number)).replace(tzinfo=ZAGREB).astimezone(UTC)
        return
    at, end = (one.replace(tzinfo=ZAGREB).astimezone(UTC) for one in (first, last + timedelta(days=1)))
    at -= HOUR if overlap else timedelta(0)
    while (at := at + HOUR) <= end:
        local = at.astimezone(ZAGREB)
        twice = local.replace(fold=1).utcoffset() != local.utcoffset()
        if not twice:  # of the hour that occurs twice, the service keeps one
            yield at


def _json(rows: Sequence[tuple[datetime, str]], unit: str) -> Reply:
    parts = (
        f'{{"vrijednost":{value},"mjernaJedinica":"{unit}","vrijeme":{int(stamp.timestamp()) * 1000}}}'
        for stamp, value in rows
    )
    return Reply(f"[{','.join(parts)}]".encode())


def _xml(rows: Sequence[tuple[datetime, str]], unit: str) -> Reply:
    parts = (
        f"<Podatak><vrijednost>{value}</vrijednost><mjernaJedinica>{unit}</mjernaJedinica>"
        f"<vrijeme>{stamp.astimezone(ZAGREB).isoformat()}</vrijeme></Podatak>"
        for stamp, value in rows
    )
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return Reply(f"{head}<collection>{''.join(parts)}</collection>".encode(), media_type="application/xml")


def arso_station(
    code: str, name: str, start: str, end: str, figures: Mapping[str, str], *, old: bool = False
) -> str:
    """A station's element as of 2025, or as of 2016."""
    prefix = "ge" if old else "wgs84"
    elements = "".join(
        f"<{tag}>{escape(text)}</{tag}>" if text else f"<{tag}/>" for tag, text in figures.items()
    )
    return (
        f'<postaja sifra="{code}" {prefix}_dolzina="14.5127" {prefix}_sirina="46.0655" nadm_visina="299">'
        f"<merilno_mesto>{name}</merilno_mesto><datum_od>{start}</datum_od><datum_do>{end}</datum_do>"
        f"{elements}</postaja>"
    )


def arso_document(*stations: str) -> bytes:
    """ARSO's XML of some stations."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?><arsopodatki verzija="1.5"><vir>Agencija RS za okolje</vir>'
        f"{''.join(stations)}</arsopodatki>"
    ).encode()
