"""Where a feature is: the centre of its geometry, of Esri's JSON and of GeoJSON, in degrees, digit by digit.

A point is told as it is written; of several points the mean, of lines the middle by length, of areas the centre of mass.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise

from connectors.arcgis_errors import ArcgisCoordinatesError
from connectors.json_answer import Digits, Json

Point = tuple[Decimal, Decimal]
Weighted = tuple[Decimal, Decimal, Decimal]
"""A weight, and a point times it."""

PLACES = Decimal("0.0000001")
WHOLE = (Decimal(180), Decimal(90))


def centre(geometry: Json, where: str) -> Point | None:
    """Give longitude and latitude of a geometry's centre; None where it has none.

    Args:
        where: its place, for errors.

    Raises:
        ArcgisCoordinatesError: it is in no degrees.
    """
    found = _centre(geometry) if isinstance(geometry, dict) else None
    if found is not None and any(abs(one) > limit for one, limit in zip(found, WHOLE, strict=True)):
        raise ArcgisCoordinatesError(f"{found[0]}, {found[1]}", where=where)
    return found


def _centre(geometry: dict[str, Json]) -> Point | None:
    if "x" in geometry:
        return _point([geometry.get("x"), geometry.get("y")])
    if "points" in geometry:
        return _mean(_points(geometry["points"]))
    if "paths" in geometry:
        return _of_lines(_lines(geometry["paths"]))
    if "rings" in geometry:
        rings = _lines(geometry["rings"])
        return _weighed([_area(ring) for ring in rings]) or _mean(rings[0] if rings else [])
    return _geojson(geometry)


def _geojson(geometry: dict[str, Json]) -> Point | None:
    kind, told = geometry.get("type"), geometry.get("coordinates")
    if kind == "Point":
        return _point(told)
    if kind == "MultiPoint":
        return _mean(_points(told))
    if kind in ("LineString", "MultiLineString"):
        return _of_lines(_lines([told] if kind == "LineString" else told))
    if kind in ("Polygon", "MultiPolygon"):
        areas = [told] if kind == "Polygon" else told
        return _of_areas([_lines(one) for one in areas] if isinstance(areas, list) else [])
    return None


def _of_areas(areas: Sequence[Sequence[Sequence[Point]]]) -> Point | None:
    """Weigh areas: the first ring of each is its edge, the others are holes, whichever way they turn."""
    weights = [_turned(_area(ring), outer=not at) for area in areas for at, ring in enumerate(area)]
    return _weighed(weights) or _mean([point for area in areas for ring in area[:1] for point in ring])


def _turned(weight: Weighted, *, outer: bool) -> Weighted:
    sign = 1 if (weight[0] >= 0) == outer else -1
    return (weight[0] * sign, weight[1] * sign, weight[2] * sign)


def _of_lines(lines: Sequence[Sequence[Point]]) -> Point | None:
    pieces = [_piece(one, other) for line in lines for one, other in pairwise(line)]
    return _weighed(pieces) or _mean([point for line in lines for point in line])


def _piece(one: Point, other: Point) -> Weighted:
    length = ((one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2).sqrt()
    return (length, length * (one[0] + other[0]) / 2, length * (one[1] + other[1]) / 2)


def _area(ring: Sequence[Point]) -> Weighted:
    """Give twice a ring's area, signed by its turn, and its centre times it; reckoned from its first point."""
    area = east = north = Decimal(0)
    left, low = ring[0] if ring else (Decimal(0), Decimal(0))
    for one, other in zip(ring, [*ring[1:], *ring[:1]], strict=True):
        x0, y0, x1, y1 = one[0] - left, one[1] - low, other[0] - left, other[1] - low
        cross = x0 * y1 - x1 * y0
        area += cross
        east += (x0 + x1) * cross
        north += (y0 + y1) * cross
    return (area, east / 3 + left * area, north / 3 + low * area)


def _weighed(weights: Iterable[Weighted]) -> Point | None:
    total = east = north = Decimal(0)
    for weight, x, y in weights:
        total, east, north = total + weight, east + x, north + y
    return _rounded(east / total, north / total) if total else None


def _mean(points: Sequence[Point]) -> Point | None:
    if len(points) < 2:
        return points[0] if points else None
    many = len(points)
    nothing = Decimal(0)
    return _rounded(sum((x for x, _ in points), nothing) / many, sum((y for _, y in points), nothing) / many)


def _rounded(x: Decimal, y: Decimal) -> Point:
    return (x.quantize(PLACES), y.quantize(PLACES))


def _lines(told: Json) -> list[list[Point]]:
    return [_points(one) for one in told] if isinstance(told, list) else []


def _points(told: Json) -> list[Point]:
    return list(_read(told)) if isinstance(told, list) else []


def _read(told: Sequence[Json]) -> Iterator[Point]:
    for one in told:
        point = _point(one)
        if point is not None:
            yield point


def _point(told: Json) -> Point | None:
    """Read a point; Esri writes ``"NaN"`` or null where a feature has none."""
    if not isinstance(told, list) or len(told) < 2:
        return None
    if not all(isinstance(one, Digits) for one in told[:2]):
        return None
    return (Decimal(str(told[0])), Decimal(str(told[1])))
