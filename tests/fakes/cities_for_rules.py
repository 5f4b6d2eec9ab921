"""Four cities' published figures as observations, for the soft rules.

Facts of the Climate City Contracts of Kranj, Velenje, Ljubljana (2018) and Zagreb (2019): Kranj and Velenje A-1.1
and A-1.3 (Kranj A-1.4 too), Ljubljana A-1.4 and tables 7 and A-1.2, Zagreb tables 2 and 3. Transcribed from a
machine conversion of the documents.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from schemas.basis import Basis
from schemas.codes import codelist
from schemas.observations import Observation, SeriesKey

SCOPES = ("S1", "S2", "S3", "_T")
COLUMNS = "CDEF"

Row = tuple[str, str, str]
"""Sector, mode, and the cells of the row as printed, parted by blanks."""

KRANJ_A13: tuple[Row, ...] = (
    ("I", "_T", "41280 24551 - 65831"),
    ("II", "_T", "67346 722 - 68068"),
    ("III", "_T", "20655 388 5711 26754"),
    ("IV", "_T", "27256 - - 27256"),
    ("V", "SRC", "55568 - - 55568"),
    ("V.2", "SNK", "-4645 - - -4645"),
    ("_T", "_T", "207460 25661 5711 238832"),
)
KRANJ_A14: tuple[Row, ...] = (
    ("I.2.I", "_T", "4176 2111"),
    ("I.1", "_T", "30224 15280"),
    ("I.2.C", "_T", "6880 7160"),
    ("II.2", "_T", "635 62"),
    ("II.4", "_T", "4094 -"),
    ("III.1", "_T", "20655 - 5711"),
    ("III.4", "_T", "- 388"),
    ("V.1_V.3", "_T", "40667 - -"),
    ("V.2", "_T", "10256 - -"),
)
VELENJE_A13: tuple[Row, ...] = (
    ("I", "_T", "3094.16 135145.88 NO 138240.04"),
    ("II", "_T", "24190.14 NO NO 24190.14"),
    ("III", "_T", "IE NO 315.93 315.93"),
    ("IV", "_T", "13362.67 IE NO 13362.67"),
    ("V.1_V.3", "_T", "9855.30 IE NO 9855.30"),
    ("V.2", "SNK", "-4802.00 IE NO -4802.00"),
    ("_T", "_T", "35814.44 135145.88 315.93 171276.25"),
)
LJUBLJANA_A14: tuple[Row, ...] = (
    ("I", "_T", "239936 1183332 NO 1423268"),
    ("II", "_T", "784577 7027 NO 791604"),
    ("III", "_T", "48500 NO NO 48500"),
    ("IV", "_T", "14604 NO NO 14604"),
)
LJUBLJANA_7: Mapping[str, str] = {
    "I.1": "460612 413834 420236 440591 396984",
    "I.2.C": "416391 404659 356314 395796 389903",
    "I.2.I": "135637 122977 124259 126729 123064",
    "I.3": "405499 361070 325493 361927 334614",
    "I.2.L": "5130 4541 4161 3748 4880",
    "II.1": "785191 804101 715523 735396 770713",
    "II.2": "6201 5638 4424 5370 5251",
    "II.5": "211 643 571 537 592",
    "III": "48500 56228 52855 45482 55132",
    "IV": "14604 15073 15232 15533 15768",
    "V.1_V.3": "23693 23935 24003 23786 22578",
    "_T": "2301669 2212700 2043071 2154895 2119477",
}
ZAGREB_SECTORS = ("I.1", "I.2", "I.3", "I.5", "II", "_T")
ZAGREB_3: Mapping[str, str] = {
    "ELEC": "158795.47 222943.17 78302.30 191.34 16154.12 476386.40",
    "NG": "467179.35 188805.96 55899.05 670.53 0.00 712554.89",
    "PETROL": "0.00 0.00 2858.67 360.34 258505.61 c",
    "DIESEL": "0.00 0.00 68028.75 10497.90 796857.33 875383.97",
    "LFO": "14629.22 57096.56 10936.41 710.16 0.00 83372.34",
    "LPG": "9723.26 15973.39 2428.96 0.00 32642.89 60768.50",
    "COAL": "388.68 0.00 0.00 0.00 0.00 388.68",
    "FIREWOOD": "16693.29 405.51 42.24 0.00 0.00 17141.04",
    "DH": "246183.12 70912.14 111310.57 0.00 0.00 428405.82",
    "BIOMASS": "2506.66 236.57 0.00 0.00 0.00 2743.23",
    "LNG": "0.00 0.00 0.00 0.00 8334.48 8334.48",
    "_T": "916099.04 556373.30 329806.94 12430.26 1112494.44 2927203.98",
}
ENERGY: Mapping[str, Mapping[str, str]] = {
    "SI_052": {
        "I": "LFO 42178 BIOMASS 43158 NG 70851 ELEC 68579 DH 49341",
        "II": "DIESEL 200496 PETROL 55477 ELEC 2016",
        "III": "DIESEL 1785 ELEC 1085",
        "IV": "LFO 31752 NG 79655 DH 8347",
    },
    "SI_133": {
        "I": "LFO 7283.07 LPG 307.43 BIOMASS 38336.43 DH 204925.78 NG 4950.49 ELEC 140467.16",
        "II": "PETROL 33094.00 DIESEL 59438.00",
        "II.2": "DIESEL 298.84",
        "IV": "DIESEL 11087.83 LPG 2274.84",
    },
    "SI_061": {
        "I": "ELEC 1738378 NG 1240201 DH 1144719 LPG 48027 LFO 179682 BIOMASS 132074 DIESEL 33193 PETROL 341 BIOGAS 75123",
        "II": "ELEC 16590 NG 33676 DIESEL 1824060 PETROL 1094392 LPG 16154 BIODIESEL 54",
        "V": "DIESEL 7985 PETROL 54",
    },
    "HR_01333": {
        "I.1": "ELEC 922112 NG 2012779 LFO 48639 LPG 36472 COAL 972 FIREWOOD 494000 SOLAR 24528 DH 906973 BIOMASS 56806",
        "I.2": "ELEC 1294612 NG 813445 LFO 189833 LPG 59917 FIREWOOD 12000 SOLAR 10500 GEOTH 7139 DH 261250 BIOMASS 5361",
        "I.3": "ELEC 454695 NG 240834 PETROL 9917 DIESEL 223028 LFO 36361 LPG 9111 FIREWOOD 1250 DH 410084",
        "I.5": "ELEC 1111 NG 2889 PETROL 1250 DIESEL 34417 LFO 2361",
        "II": "ELEC 93806 PETROL 896751 DIESEL 2612447 LPG 122445 LNG 32889 BIODIESEL 81250",
    },
}
SCOPE_2 = {"ELEC", "DH"}
DIRECT_HEAT = "SI_052"
"""Kranj prints district heat under scope 1."""


def bases() -> dict[str, Basis]:
    """Give the bases of the four inventories, with the documents' names and what they state."""
    stated = Basis("", gas_group="CO2E", gwp_set="AR5", biogenic="ZERO", base_period="2018")
    return {
        "SI_052": replace(stated, id="SI_052", place="SI_052", source_document="Kranj CCC", lulucf="NET"),
        "SI_133": replace(stated, id="SI_133", place="SI_133", source_document="Velenje CCC", lulucf="NET"),
        "SI_061": replace(
            stated,
            id="SI_061",
            place="SI_061",
            source_document="Ljubljana CCC",
            lulucf="EX",
            ef_basis="STD_GHG",
        ),
        "HR_01333": Basis(
            "HR_01333", "HR_01333", source_document="Zagreb CCC", lulucf="EX", base_period="2019"
        ),
    }


def cell(key: SeriesKey, text: str, where: str) -> Observation:
    """Make the observation of a printed cell: a number, a notation key, or a sign that stands for nothing."""
    keys = codelist("notation_key")
    if text in keys:
        status = keys[text].columns["obs_status"]
        told = Observation(key, None, obs_status=status, notation_key=text)
        return replace(told, included_in="_U" if text == "IE" else "", raw_value=text, source_cell=where)
    number = None if text in {"-", "c"} else Decimal(text)
    status = "O" if number is None else "A"
    return Observation(key, number, obs_status=status, raw_value=text, source_cell=where, snapshot="0" * 64)


def _key(indicator: str, place: str, period: str, **dimensions: str) -> SeriesKey:
    unit = "MWH" if indicator == "EN.FEC" else "T_CO2E"
    key = SeriesKey(indicator, place, period, unit=unit, source=f"{place}-contract", basis=place)
    return replace(key, **dimensions)


def _by_scope(place: str, total: str, sheet: str, rows: Iterable[Row]) -> Iterator[Observation]:
    for number, (sector, mode, texts) in enumerate(rows, start=5):
        indicator = total if sector == "_T" else "GHG.SEC"
        for scope, column, text in zip(SCOPES, COLUMNS, texts.split(), strict=False):
            key = _key(indicator, place, "2018", sector=sector, scope=scope, mode=mode)
            yield cell(key, text, f"{sheet}!{column}{number}")


def energy(place: str, period: str) -> list[Observation]:
    """Give a place's final energy by sector and carrier, table A-1.1."""
    found: list[Observation] = []
    for sector, told in ENERGY[place].items():
        words = told.split()
        for carrier, text in zip(words[::2], words[1::2], strict=True):
            second = carrier == "ELEC" or (carrier in SCOPE_2 and place != DIRECT_HEAT)
            scope = "S2" if second else "S1"
            key = _key("EN.FEC", place, period, sector=sector, scope=scope, carrier=carrier)
            found.append(cell(key, text, f"A-1.1!C{len(found) + 5}"))
    return found


def kranj() -> list[Observation]:
    """Give Kranj's inventory of 2018."""
    emissions = _by_scope("SI_052", "GHG.NET", "A-1.3", KRANJ_A13)
    return [*emissions, *_by_scope("SI_052", "GHG.NET", "A-1.4", KRANJ_A14), *energy("SI_052", "2018")]


def velenje() -> list[Observation]:
    """Give Velenje's inventory of 2018, with the copied IPPU cell as published."""
    return [*_by_scope("SI_133", "GHG.NET", "A-1.3", VELENJE_A13), *energy("SI_133", "2018")]


def ljubljana() -> list[Observation]:
    """Give Ljubljana's inventories of 2018 to 2022."""
    found = [*_by_scope("SI_061", "GHG.TOT", "A-1.4", LJUBLJANA_A14), *energy("SI_061", "2018")]
    for row, (sector, texts) in enumerate(LJUBLJANA_7.items(), start=2):
        for column, text in enumerate(texts.split()):
            indicator = "GHG.TOT" if sector == "_T" else "GHG.SEC"
            key = _key(indicator, "SI_061", str(2018 + column), sector=sector, scope="S1_S2")
            found.append(cell(key, text, f"{COLUMNS[column] if column < 4 else 'G'}{row}"))
    return found


def zagreb() -> list[Observation]:
    """Give Zagreb's inventory of 2019."""
    found = energy("HR_01333", "2019")
    for row, (carrier, texts) in enumerate(ZAGREB_3.items(), start=2):
        for column, (sector, text) in enumerate(zip(ZAGREB_SECTORS, texts.split(), strict=True)):
            indicator = "GHG.TOT" if sector == "_T" else "GHG.SEC"
            key = _key(indicator, "HR_01333", "2019", sector=sector, scope="S1_S2", carrier=carrier)
            found.append(cell(key, text, f"{'BCDEFG'[column]}{row}"))
    return found
