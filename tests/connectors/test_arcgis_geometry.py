"""The centre of a feature is a point's own digits, the mean of points, the middle of lines, the centre of mass of areas."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.arcgis_errors import ArcgisCoordinatesError
from connectors.arcgis_geometry import centre
from connectors.json_answer import read_json

SQUARE = "[[0,0],[0,2],[2,2],[2,0],[0,0]]"
HOLE = "[[1,1],[2,1],[2,2],[1,2],[1,1]]"


def told(text: str) -> Any:
    point = centre(read_json(text.encode()), "feature 1 / geometry")
    return point and tuple(f"{one:f}" for one in point)


@pytest.mark.parametrize(
    ("geometry", "expected"),
    [
        ('{"x": 15.9700, "y": 45.81, "z": 120}', ("15.9700", "45.81")),
        ('{"x": "NaN", "y": "NaN"}', None),
        ('{"x": null, "y": null}', None),
        ('{"points": [[1, 1], [2, 3]]}', ("1.5000000", "2.0000000")),
        ('{"paths": [[[0, 0], [0, 3], [1, 3]]]}', ("0.1250000", "1.8750000")),
        (f'{{"rings": [{SQUARE}]}}', ("1.0000000", "1.0000000")),
        (f'{{"rings": [{SQUARE}, {HOLE}]}}', ("0.8333333", "0.8333333")),
        ('{"rings": [[[1, 1], [2, 2], [1, 1]]]}', ("1.3333333", "1.3333333")),
        ('{"rings": []}', None),
        ('{"type": "Point", "coordinates": [15.97, 45.81, 3]}', ("15.97", "45.81")),
        ('{"type": "MultiPoint", "coordinates": [[15.97, 45.81]]}', ("15.97", "45.81")),
        ('{"type": "LineString", "coordinates": [[0, 0], [4, 0]]}', ("2.0000000", "0.0000000")),
        ('{"type": "MultiLineString", "coordinates": [[[0, 0], [4, 0]], [[0, 2], [4, 2]]]}', ("2.0000000", "1.0000000")),
        (f'{{"type": "Polygon", "coordinates": [{SQUARE}, {HOLE}]}}', ("0.8333333", "0.8333333")),
        (f'{{"type": "Polygon", "coordinates": [{SQUARE}, [[1,1],[1,2],[2,2],[2,1],[1,1]]]}}', ("0.8333333", "0.8333333")),
        (f'{{"type": "MultiPolygon", "coordinates": [[{SQUARE}], [[[4,0],[6,0],[6,2],[4,2],[4,0]]]]}}', ("3.0000000", "1.0000000")),
        ('{"type": "GeometryCollection", "geometries": []}', None),
        ('{"type": "Polygon", "coordinates": null}', None),
        ("{}", None),
        ("null", None),
    ],
)  # fmt: skip
def test_the_centre_of_each_kind(geometry: str, expected: Any) -> None:
    assert told(geometry) == expected


def test_metres_are_no_degrees() -> None:
    with pytest.raises(ArcgisCoordinatesError, match=r"459000\.5"):
        told('{"x": 459000.5, "y": 5074000.1}')


@given(
    west=st.integers(-170, 160), south=st.integers(-80, 70), width=st.integers(1, 10), height=st.integers(1, 10),
    turned=st.booleans(), start=st.integers(0, 3),
)  # fmt: skip
def test_a_rectangles_centre_is_its_middle_whichever_way_its_edge_turns(
    west: int, south: int, width: int, height: int, turned: bool, start: int
) -> None:
    corners = [[west, south], [west, south + height], [west + width, south + height], [west + width, south]]
    ring = corners[start:] + corners[:start]
    ring = (ring[::-1] if turned else ring) + [ring[-1] if turned else ring[0]]

    found = [told(f'{{"rings": [{ring}]}}'), told(f'{{"type": "Polygon", "coordinates": [{ring}]}}')]

    assert [(float(x), float(y)) for x, y in found] == [(west + width / 2, south + height / 2)] * 2
