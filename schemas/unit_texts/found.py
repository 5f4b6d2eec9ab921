"""What was read of a text so far: a measure, and where the text goes on; and what its gas and multiplier make of it."""

from dataclasses import dataclass, replace

from schemas.unit_texts.gases import CARBON_EQUIVALENT, CO2, CO2_DOUBTFUL, CO2E, CO2E_DOUBTFUL
from schemas.unit_texts.measures import Measure, Option, of_gas, times


@dataclass(frozen=True, slots=True)
class Found:
    """A measure, and where the text goes on."""

    measure: Measure
    end: int


def multiplied(core: Found, count: int, other: int, doubt: str) -> Found:
    """Give so many of what was found; two readings where the multiplier has two."""
    options = [Option(times(count, one.amount), one.why) for one in core.measure.options]
    if other:
        options = [replace(one, why=doubt) for one in options]
        options += [Option(times(other, one.amount), doubt) for one in core.measure.options]
    beside = tuple(Option(times(count, one.amount), one.why) for one in core.measure.beside)
    return Found(replace(core.measure, options=tuple(options), beside=beside), core.end)


def with_gas(measure: Measure, gas: str) -> Measure:
    """Give a mass as that of a gas, with what is undecided by it."""
    if gas in ("carbon", CARBON_EQUIVALENT):
        tonnes = measure.options[0].amount
        why = "units.why.carbon"
        return replace(measure, options=tuple(Option(of_gas(tonnes, one), why) for one in ("c", CO2E, CO2)))
    why = {CO2E_DOUBTFUL: "units.why.misread", CO2_DOUBTFUL: "units.why.misread"}.get(gas, "")
    options = tuple(Option(of_gas(one.amount, gas), one.why or why) for one in measure.options)
    beside = (
        tuple(Option(of_gas(one.amount, CO2E), "units.why.co2e") for one in measure.options)
        if gas in (CO2, CO2_DOUBTFUL)
        else ()
    )
    return replace(measure, options=options, beside=beside)
