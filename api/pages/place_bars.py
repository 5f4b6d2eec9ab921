"""The charts of a comparison: the places' figures as bars, each level of places on a scale of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

from api.pages.chart import Bar, Panel, panel
from api.pages.comparison_view import Compared, ComparisonView, Value
from api.pages.formatting import readable
from api.pages.rendering import Writer
from schemas.comparability.measures import measure
from schemas.indicators import indicator
from schemas.places import LEVELS
from schemas.units import convert

Which = Literal["published", "harmonised", "common"]
VIEWS: tuple[Which, ...] = get_args(Which)
ORDINARY = "A"
RATIO = "ratio"


def which_view(text: str) -> Which:
    """Give the view that a reader asks for; what is no view is as printed."""
    return next((view for view in VIEWS if view == text), "published")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A comparison about to be drawn.

    Args:
        view: the comparison.
        which: as printed, on one basis, or on what all places cover.
        writer: the reader's language.
    """

    view: ComparisonView
    which: Which
    writer: Writer

    @property
    def indicator(self) -> str:
        """The indicator asked for."""
        return str(self.view.told["indicator"])

    @property
    def unit(self) -> str:
        """The unit of the bars."""
        return measure(self.indicator).base_unit if self.which == "published" else self.view.unit

    @property
    def one_scale(self) -> bool:
        """Whether places of all levels stand on one scale: figures per head do."""
        return indicator(self.indicator).kind == RATIO and self.which != "published"

    def panels(self) -> list[Panel]:
        """Draw the places by level, cities first, each level on its own scale."""
        groups = [("", self.view.places)] if self.one_scale else self._by_level()
        unit = self.writer.unit(self.unit)
        return [
            panel(title, [self._bar(place) for place in self._turn(places)], unit, self.writer.lang)
            for title, places in groups
        ]

    def _by_level(self) -> list[tuple[str, Sequence[Compared]]]:
        groups: list[tuple[str, Sequence[Compared]]] = []
        for level in reversed(LEVELS):
            of_level = [place for place in self.view.places if place.level == level]
            if of_level:
                groups.append((self.writer.t(f"level.{level}"), of_level))
        return groups

    def _turn(self, places: Sequence[Compared]) -> list[Compared]:
        """Put places by rank where there is one; else they stay as asked, so that no order is suggested."""
        if self.which == "common" and all(place.rank is not None for place in places):
            return sorted(places, key=lambda place: place.rank or 0)
        return list(places)

    def _bar(self, place: Compared) -> Bar:
        figure = self.figure(place)
        href = self.writer.link("places", place.place)
        if figure is None:
            return Bar(place.name, self.writer.t("no_figure"), None, href=href, note=self.note(place))
        observation = place.published.observation if place.published else ""
        return Bar(
            name=place.name,
            text=self._text(place, figure),
            value=figure.value,
            lower=figure.lower,
            upper=figure.upper,
            href=href,
            explain=self.writer.link("explain", observation) if observation else "",
            note=self.note(place),
        )

    def figure(self, place: Compared) -> Value | None:
        """Give a place's figure in the unit of the bars."""
        if self.which == "harmonised":
            return place.harmonised
        if self.which == "common":
            return place.common
        printed = place.published
        if printed is None or printed.value is None:
            return None
        return Value(convert(printed.value, printed.unit, self.unit))

    def _text(self, place: Compared, figure: Value) -> str:
        printed = place.published
        if self.which == "published" and printed is not None and printed.value is not None:
            return self.writer.quantity(printed.value, printed.unit)
        if self.one_scale:
            return self._number(figure.value)
        return self.writer.quantity(readable(figure.value), self.unit)

    def note(self, place: Compared) -> str:
        """Say what must be known beside a figure: its period, what it really is, its flag, its bounds."""
        figure = self.figure(place)
        if figure is None:
            said = [place.period, *place.missing]
        elif self.which == "published":
            said = [place.period, self._other_indicator(place), self.status(place)]
        else:
            said = [place.period, self._bounds(figure)]
        return " · ".join(part for part in said if part)

    def _other_indicator(self, place: Compared) -> str:
        code = place.published.indicator if place.published else self.indicator
        if code == self.indicator:
            return ""
        short = self.writer.word("printed_as", code)
        return self.writer.indicator(code) if short == code else short

    def _bounds(self, figure: Value) -> str:
        ends = [end for end in (figure.lower, figure.upper) if end is not None]
        if not ends:
            return ""
        lower, upper = (self._number(end) for end in (min(figure.value, *ends), max(figure.value, *ends)))
        return self.writer.t("between", lower=lower, upper=upper)

    def _number(self, value: Decimal) -> str:
        return self.writer.number(readable(value))

    def status(self, place: Compared) -> str:
        """Say what the flag of a place's printed figure means; nothing for an ordinary one."""
        if place.published is None or place.published.status == ORDINARY:
            return ""
        return self.writer.code("obs_status", place.published.status)
