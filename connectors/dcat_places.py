"""Places as feeds call them: by IRIs of NUTS, of the EU's countries, of GeoNames and Wikidata, or by their codes.

Names are ambiguous (a town is not its municipality), so a name alone tells no place, and neither does a geometry.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

from schemas.places import Place

NUTS_IRIS = (
    "data.europa.eu/nuts/code/",
    "data.europa.eu/nuts/",
    "nuts.geovocab.org/id/",
    "dd.eionet.europa.eu/vocabulary/common/nuts/",
    "rdfdata.eionet.europa.eu/ramon/nuts/",
    "ec.europa.eu/eurostat/ramon/rdfdata/nuts2008/",
    "publications.europa.eu/resource/authority/nuts/",
)
LAU_IRIS = ("data.europa.eu/lau/code/", "data.europa.eu/lau/", "dd.eionet.europa.eu/vocabulary/common/lau/")
OTHER_IRIS: Mapping[str, str] = {
    "sws.geonames.org/3190538": "SI", "sws.geonames.org/3202326": "HR",
    "wikidata.org/entity/Q215": "SI", "wikidata.org/entity/Q224": "HR",
}  # fmt: skip
"""States of ours in GeoNames and Wikidata."""

_CODE = re.compile(r"[A-Z]{2}[0-9][0-9A-Z]{0,2}|[A-Z]{2}_[0-9]{3,8}")
_GEONAMES = re.compile(r"(?:sws|www)\.geonames\.org/([0-9]+)(?:/.*)?")


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """The places that a node knows, by what feeds may call them.

    Args:
        by_iri: codes by IRI, without its scheme.
        known: all codes.
    """

    by_iri: Mapping[str, str]
    known: frozenset[str]

    @classmethod
    def of(cls, places: Mapping[str, Place]) -> Self:
        """Make them of places by code."""
        by_iri = {_bare(place.same_as): code for code, place in places.items() if place.same_as}
        others = {iri: code for iri, code in OTHER_IRIS.items() if code in places}
        return cls({**others, **by_iri}, frozenset(places))

    def codes(self, said: Iterable[str]) -> tuple[str, ...]:
        """Give the codes of the places that are called so, sorted; what is not known is left out."""
        return tuple(sorted({code for text in said if (code := self._code(text))}))

    def _code(self, text: str) -> str:
        if "://" not in text:
            return text if text in self.known and _CODE.fullmatch(text) else ""
        bare = _bare(text)
        if bare in self.by_iri:
            return self.by_iri[bare]
        code = next(
            (bare.removeprefix(base) for base in (*NUTS_IRIS, *LAU_IRIS) if bare.startswith(base)), ""
        )
        return code if code in self.known else ""


def _bare(iri: str) -> str:
    """Give an IRI without its scheme, as the entity's own, e.g. of a page of GeoNames the feature's."""
    bare = iri.removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    feature = _GEONAMES.fullmatch(bare) or _GEONAMES.fullmatch(f"www.{bare}")
    return f"sws.geonames.org/{feature[1]}" if feature else bare
