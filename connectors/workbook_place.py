"""A place that a workbook declares: one that is not known here yet, by its code, name, country and level."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from schemas.codes import Code, codelist
from schemas.languages import LANGUAGES, Text
from schemas.messages import Message
from schemas.places import LEVELS, Place
from schemas.validation.wording import spoken

UNION = "EU27_2020"
AUTHORITY = "http://publications.europa.eu/resource/authority/country/"
NUTS_KINDS = {3: "NUTS1", 4: "NUTS2", 5: "NUTS3"}
FORMS = {
    "local": r"{area}_[A-Z0-9]+(?:_[A-Z0-9]+)*",
    "regional": r"{area}[A-Z0-9]{{1,3}}",
    "national": "{state}",
}
SHOWN = {"local": "{area}_…", "regional": "{area}…", "national": "{state}"}


@dataclass(frozen=True, slots=True)
class StatedPlace:
    """What the sheet Basis says of the place, e.g. ``BG_GAB05``, Gabrovo, ``BG``, ``local``.

    Args:
        country: ISO 3166 code; empty where none is stated.
    """

    code: str
    name: str
    country: str
    level: str

    @property
    def declares(self) -> bool:
        """Whether it says more than the code."""
        return bool(self.name or self.country)

    def objections(self, known: Mapping[str, Place]) -> Iterator[tuple[str, Message]]:
        """Say what is wrong with it: the field, and what is expected there.

        Args:
            known: the places that are known already, by code.
        """
        if self.code in known:
            yield from self._against(known[self.code])
        elif self.declares:
            yield from self._unfinished()
            yield from self._named_already(known)

    def _against(self, place: Place) -> Iterator[tuple[str, Message]]:
        """Object to a name that is not the known place's: one of the two is a slip."""
        if self.name and self.name.casefold() not in _names(place):
            said = {"code": place.code, "name": spoken(place.name)}
            yield "place_name", Message("workbook.wanted.name_of", said)
        if self.country and not place.code.startswith((self.country, self._area)):
            yield "place_country", Message("workbook.wanted.country_of", {"code": place.code})

    def _unfinished(self) -> Iterator[tuple[str, Message]]:
        if not self.name:
            yield "place_name", Message("workbook.wanted.place_name")
        if not self.country:
            yield "place_country", Message("workbook.wanted.country")
            return
        said = {"area": self._area, "state": self.country}
        if not re.fullmatch(FORMS[self.level].format(**said), self.code):
            yield "place", Message("workbook.wanted.code_form", {"form": SHOWN[self.level].format(**said)})

    def _named_already(self, known: Mapping[str, Place]) -> Iterator[tuple[str, Message]]:
        """Object to a second code for a place of that name, country and level."""
        for place in known.values() if self.name and self.country else ():
            near = place.level == self.level and place.code.startswith((self.country, self._area))
            if near and self.name.casefold() in _names(place):
                yield "place", Message("workbook.wanted.known_as", {"name": self.name, "code": place.code})

    @property
    def _state(self) -> Code:
        return codelist("country")[self.country]

    @property
    def _area(self) -> str:
        """What codes of areas in its country begin with: EL in Greece, where the state is GR."""
        return self._state.columns["area_prefix"] if self.country else ""

    def places(self, known: Mapping[str, Place]) -> tuple[Place, ...]:
        """Give the places that it adds to those that are known: none, the place, or its state and the place."""
        if self.code in known or not self.declares:
            return ()
        state = () if self.country in known else (self._whole_state(),)
        return state if self.level == "national" else (*state, self._place())

    def _place(self) -> Place:
        level = next(level for level in LEVELS if level == self.level)
        kind = "MUN" if level == "local" else NUTS_KINDS[len(self.code)]
        return Place(self.code, level, self.country, kind, Text(*(self.name for _ in LANGUAGES)))

    def _whole_state(self) -> Place:
        parent = UNION if self._state.columns["eu"] == "1" else ""
        same_as = f"{AUTHORITY}{self._state.columns['alpha3']}"
        return Place(self.country, "national", parent, "COUNTRY", self._state.label, same_as)


def _names(place: Place) -> set[str]:
    return {place.name.in_(lang).casefold() for lang in LANGUAGES}
