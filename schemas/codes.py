"""Code lists: the closed vocabularies of the common schema, with labels in three languages.

The tables stand in ``schemas/codelists``; SDMX's cross-domain lists and GPC, CRF and Eurostat
codes are facts of their publishers, the labels are ours.
"""

import csv
import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

from schemas.errors import UnknownCodeError
from schemas.languages import Lang, Text
from schemas.spelling import nearest, spellings

CODELISTS = Path(__file__).parent / "codelists"

FILES: Mapping[str, str] = {
    "access": "cl_access",
    "accounting": "cl_accounting",
    "biogenic": "cl_biogenic",
    "boundary": "cl_boundary",
    "breakdown": "cl_breakdown",
    "calorific": "cl_calorific",
    "carrier": "cl_carrier",
    "ccc_row": "cl_ccc_row",
    "chp_alloc": "cl_chp_alloc",
    "climate_correction": "cl_climate_correction",
    "conf_status": "cl_conf_status",
    "country": "cl_country",
    "crf2013": "cl_crf2013",
    "ef_basis": "cl_ef_basis",
    "elec_method": "cl_elec_method",
    "emission_factors": "ref_emission_factors",
    "ets": "cl_ets",
    "freq": "cl_freq",
    "gas": "cl_gas",
    "gas_group": "cl_gas_group",
    "gwp": "cl_gas_gwp100",
    "gwp_set": "cl_gwp_set",
    "industry_energy": "cl_industry_energy",
    "ipcc2006": "cl_ipcc2006",
    "licence": "cl_licence",
    "lulucf": "cl_lulucf",
    "method": "cl_method",
    "mode": "cl_mode",
    "must_match": "cl_must_match",
    "notation_key": "cl_notation_key",
    "nuts": "cl_nuts",
    "obs_status": "cl_obs_status_sdmx_2_2",
    "place_level": "cl_place_level",
    "quantity": "cl_quantity",
    "ratio_part": "cl_ratio_part",
    "scope": "cl_scope",
    "sector": "cl_sector",
    "src_crf": "cl_src_crf",
    "tier": "cl_tier",
    "transport": "cl_transport",
    "unit": "cl_unit",
    "value_type": "cl_value_type",
    "waste": "cl_waste",
}


@dataclass(frozen=True, slots=True)
class Code:
    """One entry of a code list, e.g. ``I`` "Stationary energy"."""

    codelist: str
    code: str
    label: Text
    columns: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return self.code


@dataclass(frozen=True)
class CodeList:
    """A named, ordered, closed list of codes."""

    name: str
    codes: Mapping[str, Code]

    def __contains__(self, code: object) -> bool:
        return code in self.codes

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes.values())

    def __getitem__(self, code: str) -> Code:
        try:
            return self.codes[code]
        except KeyError:
            raise UnknownCodeError(self.name, code, self.nearest(code)) from None

    def nearest(self, text: str, most: int = 3) -> tuple[str, ...]:
        """Give the codes whose code or label is most like a text."""
        return nearest(text, self._named, most)

    @cached_property
    def _named(self) -> Mapping[str, frozenset[str]]:
        return {code.code: spellings((code.code, *code.label.as_dict().values())) for code in self}

    def label(self, code: str, lang: Lang) -> str:
        """Give a code's label, or the code itself where the list lacks it."""
        return self.codes[code].label.in_(lang) if code in self.codes else code


@cache
def codelist(name: str) -> CodeList:
    """Give a code list by the name of the dimension or attribute it serves.

    Raises:
        UnknownCodeError: no list has that name.
    """
    if name not in FILES:
        raise UnknownCodeError("codelists", name, difflib.get_close_matches(name, FILES))
    with (CODELISTS / f"{FILES[name]}.csv").open(encoding="utf-8", newline="") as lines:
        codes = {row["code"]: _code(name, row) for row in csv.DictReader(lines)}
    return CodeList(name, codes)


def _code(name: str, row: dict[str, str]) -> Code:
    label = Text(row["label_en"], row.get("label_sl", ""), row.get("label_hr", ""))
    return Code(name, row["code"], label, row)
