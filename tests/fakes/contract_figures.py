"""Figures of the four cities, the states and their populations, as their sources print them.

Climate City Contracts of Ljubljana (table 7) and Zagreb (table 3), energy of table A-1.1; Eurostat env_air_gge and
demo_pjan; municipal populations as dated. Facts, used with citation.
"""

from collections.abc import Mapping

KRANJ, LJUBLJANA, VELENJE, ZAGREB = "SI_052", "SI_061", "SI_133", "HR_01333"
FOUR = (KRANJ, LJUBLJANA, VELENJE, ZAGREB)
STATES = ("SI", "HR", "EU27_2020")

TABLE_7: Mapping[str, tuple[int, ...]] = {
    "I.1": (460612, 413834, 420236, 440591, 396984),
    "I.2.C": (416391, 404659, 356314, 395796, 389903),
    "I.2.I": (135637, 122977, 124259, 126729, 123064),
    "I.3": (405499, 361070, 325493, 361927, 334614),
    "I.2.L": (5130, 4541, 4161, 3748, 4880),
    "II.1": (785191, 804101, 715523, 735396, 770713),
    "II.2": (6201, 5638, 4424, 5370, 5251),
    "II.5": (211, 643, 571, 537, 592),
    "III": (48500, 56228, 52855, 45482, 55132),
    "IV": (14604, 15073, 15232, 15533, 15768),
    "V.1_V.3": (23693, 23935, 24003, 23786, 22578),
}
TABLE_7_TOTAL = (2301669, 2212700, 2043071, 2154895, 2119477)


TABLE_3: Mapping[str, Mapping[str, str]] = {
    "I.1": {
        "ELEC": "158795.47", "NG": "467179.35", "LFO": "14629.22", "LPG": "9723.26", "COAL": "388.68",
        "FIREWOOD": "16693.29", "DH": "246183.12", "BIOMASS": "2506.66", "_T": "916099.04",
    },
    "I.2": {
        "ELEC": "222943.17", "NG": "188805.96", "LFO": "57096.56", "LPG": "15973.39",
        "FIREWOOD": "405.51", "DH": "70912.14", "BIOMASS": "236.57", "_T": "556373.30",
    },
    "I.3": {
        "ELEC": "78302.30", "NG": "55899.05", "PETROL": "2858.67", "DIESEL": "68028.75", "LFO": "10936.41",
        "LPG": "2428.96", "FIREWOOD": "42.24", "DH": "111310.57", "_T": "329806.94",
    },
    "I.5": {
        "ELEC": "191.34", "NG": "670.53", "PETROL": "360.34", "DIESEL": "10497.90", "LFO": "710.16",
        "_T": "12430.26",
    },
    "II": {
        "ELEC": "16154.12", "PETROL": "258505.61", "DIESEL": "796857.33", "LPG": "32642.89", "LNG": "8334.48",
        "_T": "1112494.44",
    },
}  # fmt: skip


ENERGY: Mapping[str, tuple[tuple[str, str, str, str], ...]] = {
    KRANJ: (
        ("I", "S1", "LFO", "42178"), ("I", "S1", "BIOMASS", "43158"), ("I", "S1", "NG", "70851"),
        ("I", "S2", "ELEC", "68579"), ("I", "S1", "DH", "49341"), ("II", "S1", "DIESEL", "200496"),
        ("II", "S1", "PETROL", "55477"), ("II", "S2", "ELEC", "2016"), ("III", "S1", "DIESEL", "1785"),
        ("III", "S2", "ELEC", "1085"), ("IV", "S1", "LFO", "31752"), ("IV", "S1", "NG", "79655"),
        ("IV", "S1", "DH", "8347"),
    ),
    VELENJE: (
        ("I", "S1", "LFO", "7283.07"), ("I", "S1", "LPG", "307.43"), ("I", "S1", "BIOMASS", "38336.43"),
        ("I", "S2", "DH", "204925.78"), ("I", "S1", "NG", "4950.49"), ("I", "S2", "ELEC", "140467.16"),
        ("II", "S1", "PETROL", "33094"), ("II", "S1", "DIESEL", "59736.84"), ("IV", "S1", "DIESEL", "11087.83"),
        ("IV", "S1", "LPG", "2274.84"),
    ),
    LJUBLJANA: (
        ("I", "S2", "ELEC", "1738378"), ("I", "S1", "NG", "1240201"), ("I", "S2", "DH", "1144719"),
        ("I", "S1", "LPG", "48027"), ("I", "S1", "LFO", "179682"), ("I", "S1", "BIOMASS", "132074"),
        ("I", "S1", "DIESEL", "33193"), ("I", "S1", "PETROL", "341"), ("I", "S1", "BIOGAS", "75123"),
        ("II", "S2", "ELEC", "16590"), ("II", "S1", "NG", "33676"), ("II", "S1", "DIESEL", "1824060"),
        ("II", "S1", "PETROL", "1094392"), ("II", "S1", "LPG", "16154"), ("II", "S1", "BIODIESEL", "54"),
        ("V", "S1", "DIESEL", "7985"), ("V", "S1", "PETROL", "54"),
    ),
    ZAGREB: (
        ("I.1", "S2", "ELEC", "922112"), ("I.2", "S2", "ELEC", "1294612"), ("I.3", "S2", "ELEC", "454695"),
        ("I.5", "S2", "ELEC", "1111"), ("II", "S2", "ELEC", "93806"), ("I.1", "S1", "NG", "2012779"),
        ("I.2", "S1", "NG", "813445"), ("I.3", "S1", "NG", "240834"), ("I.5", "S1", "NG", "2889"),
        ("I.3", "S1", "PETROL", "9917"), ("I.5", "S1", "PETROL", "1250"), ("II", "S1", "PETROL", "896751"),
        ("I.3", "S1", "DIESEL", "223028"), ("I.5", "S1", "DIESEL", "34417"), ("II", "S1", "DIESEL", "2612447"),
        ("I.1", "S1", "LFO", "48639"), ("I.2", "S1", "LFO", "189833"), ("I.3", "S1", "LFO", "36361"),
        ("I.5", "S1", "LFO", "2361"), ("I.1", "S1", "LPG", "36472"), ("I.2", "S1", "LPG", "59917"),
        ("I.3", "S1", "LPG", "9111"), ("II", "S1", "LPG", "122445"), ("I.1", "S1", "COAL", "972"),
        ("I.1", "S1", "FIREWOOD", "494000"), ("I.2", "S1", "FIREWOOD", "12000"), ("I.3", "S1", "FIREWOOD", "1250"),
        ("I.1", "S1", "SOLAR", "24528"), ("I.2", "S1", "SOLAR", "10500"), ("I.2", "S1", "GEOTH", "7139"),
        ("I.1", "S2", "DH", "906973"), ("I.2", "S2", "DH", "261250"), ("I.3", "S2", "DH", "410084"),
        ("I.1", "S1", "BIOMASS", "56806"), ("I.2", "S1", "BIOMASS", "5361"), ("II", "S1", "LNG", "32889"),
        ("II", "S1", "BIODIESEL", "81250"),
    ),
}  # fmt: skip
SOURCE = {
    KRANJ: "kranj-contract",
    LJUBLJANA: "ljubljana-contract",
    VELENJE: "velenje-contract",
    ZAGREB: "zagreb-contract",
}
BASE_YEAR = {KRANJ: "2018", LJUBLJANA: "2018", VELENJE: "2018", ZAGREB: "2019"}


GROSS = {"SI": "17744.9", "HR": "24548.4", "EU27_2020": "3732810.91"}
NET = {"SI": "18621.13", "HR": "19047.71", "EU27_2020": "3493469.53"}
CRF_1 = {"SI": "14.33733", "HR": "16.4603", "EU27_2020": "2886.78222"}


PEOPLE: tuple[tuple[str, str, int, str], ...] = (
    (KRANJ, "2013", 55527, "geo"),
    (KRANJ, "2020-S2", 57133, "sistat"),
    (LJUBLJANA, "2015", 287218, "geo"),
    (LJUBLJANA, "2019", 292988, "geo"),
    (LJUBLJANA, "2020-S2", 294054, "sistat"),
    (VELENJE, "2020-S2", 33638, "sistat"),
    (ZAGREB, "2019", 807254, "geo"),
    (ZAGREB, "2021", 767131, "geo"),
    ("SI", "2018", 2066880, "eurostat-demo-pjan"),
    ("SI", "2019", 2080908, "eurostat-demo-pjan"),
    ("SI", "2020", 2095861, "eurostat-demo-pjan"),
    ("HR", "2018", 4105493, "eurostat-demo-pjan"),
    ("HR", "2019", 4076246, "eurostat-demo-pjan"),
    ("EU27_2020", "2018", 446208557, "eurostat-demo-pjan"),
)
