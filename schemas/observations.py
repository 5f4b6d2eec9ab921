"""Observations: a value of an indicator with its dimensions, attributes and the way back to its source."""

import hashlib
from dataclasses import dataclass, fields
from decimal import Decimal

from schemas.units import plain

TOTAL = "_T"


@dataclass(frozen=True, slots=True, order=True)
class SeriesKey:
    """The dimensions of an observation, in the order of the data structure.

    Codes: `indicator` (indicators.csv), `place`, `period` (SDMX time), `freq`, `sector` (GPC), `scope`, `gas`,
    `carrier`, `mode`, `value_type`, `unit` (the indicator's), `source` and `basis` by id.
    """

    indicator: str
    place: str
    period: str
    freq: str = "A"
    sector: str = TOTAL
    scope: str = TOTAL
    gas: str = TOTAL
    carrier: str = TOTAL
    mode: str = TOTAL
    value_type: str = "ACT"
    unit: str = ""
    source: str = ""
    basis: str = ""

    def canonical(self) -> str:
        """Give the key as one line, the same on every machine."""
        return "\x1f".join(getattr(self, name) for name in DIMENSIONS)


DIMENSIONS: tuple[str, ...] = tuple(field.name for field in fields(SeriesKey))


@dataclass(frozen=True, slots=True)
class Observation:
    """One value with its attributes and provenance.

    Args:
        key: its dimensions.
        value: the number in `key.unit`, None where there is none (then `obs_status` says why).
        lower: lower bound in the same unit.
        upper: upper bound in the same unit.
        obs_status: SDMX CL_OBS_STATUS 2.2; A for a normal value.
        published_value: the number as printed, in `published_unit`.
        published_unit: our code of the unit it was printed in.
        raw_value: the cell's text, e.g. ``65.831``.
        raw_unit: the unit's text as the source writes it.
        source_cell: where it stands, e.g. ``A-1.3!F6``.
        snapshot: SHA-256 of the source's bytes.
        mapping: the mapping's id: name and the hash of its text.
    """

    key: SeriesKey
    value: Decimal | None
    lower: Decimal | None = None
    upper: Decimal | None = None
    obs_status: str = "A"
    conf_status: str = "F"
    notation_key: str = ""
    included_in: str = ""
    population_ref: str = ""
    comment: str = ""
    published_value: Decimal | None = None
    published_unit: str = ""
    raw_value: str = ""
    raw_unit: str = ""
    source_cell: str = ""
    snapshot: str = ""
    mapping: str = ""

    def canonical(self) -> str:
        """Give key, value and attributes as one line: what a release's id is the hash of.

        The snapshot is left out: the same figures fetched again are the same figures.
        """
        values = (self.value, self.lower, self.upper, self.published_value)
        texts = (
            self.obs_status, self.conf_status, self.notation_key, self.included_in, self.population_ref, self.comment,
            self.published_unit, self.raw_value, self.raw_unit, self.source_cell, self.mapping,
        )  # fmt: skip
        return "\x1f".join((self.key.canonical(), *map(decimal_text, values), *texts))


def decimal_text(value: Decimal | None) -> str:
    """Give a number's canonical text: plain digits, no exponent, no trailing zeros; empty for None."""
    return "" if value is None else format(plain(value), "f")


def release_id(observations: list[Observation]) -> str:
    """Give a release's id: the SHA-256 of its rows in canonical, sorted form."""
    digest = hashlib.sha256()
    for line in sorted(observation.canonical() for observation in observations):
        digest.update(line.encode())
        digest.update(b"\n")
    return digest.hexdigest()


def observation_id(key: SeriesKey, release: str) -> str:
    """Give an observation's id: the hash of its series key and release, 32 hexadecimal digits."""
    return observation_id_of(key.canonical(), release)


def observation_id_of(key: str, release: str) -> str:
    """Give an observation's id from its series key in canonical form."""
    return hashlib.sha256(f"{key}\x1e{release}".encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class StoredObservation:
    """An observation as the store holds it.

    Args:
        id: hash of its series key and release.
        release: id of the release it came with.
        dataset: id of the dataset it belongs to.
        observation: key, value and attributes.
        example: true for labelled example data, never a real figure.
    """

    id: str
    release: str
    dataset: str
    observation: Observation
    example: bool = False
