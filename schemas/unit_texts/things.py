"""Things that are counted: charging stations, passengers; and the topics from which a person can go on."""

from collections.abc import Mapping, Sequence

from schemas.unit_texts.tokens import GAS, Token

MOST_WORDS = 4
"""Words of a name: "private electric charging stations"."""

_TOPICS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("co2", "emission", "emissions", "emisije", "emisij", "ghg", "tgp", "greenhouse"): ("T_CO2E", "T_CO2"),
    ("energy", "electricity", "heat", "consumption", "energija", "energije", "elektrika", "poraba", "potrosnja"): ("MWH", "KWH"),
    ("waste", "odpadki", "odpadkov", "otpad", "otpada", "biowaste", "plastic"): ("T", "KG"),
    ("area", "surface", "povrsina", "povrsine"): ("HA", "M2"),
    ("water", "voda", "vode"): ("M3", "L"),
    ("length", "distance", "dolzina", "duljina", "route", "network"): ("KM",),
    ("rate", "utilisation", "utilization", "efficiency", "stopnja", "stopa", "level", "ratio", "coverage", "change"): ("PC",),
    ("cost", "costs", "investment", "investments", "budget", "strosek", "trosak", "investicije"): ("EUR",),
    ("temperature", "temperatura"): ("CEL",),
    ("travel", "miles"): ("KM", "PKM"),
    ("capacity", "power", "moc", "snaga"): ("KW", "KW_P"),
    ("presence", "implementation", "progress", "initiative", "adoption"): ("YES_NO",),
}  # fmt: skip


def is_many(token: Token) -> bool:
    """Say whether a word names things or people in the plural."""
    return bool(token.means.keys() & {"countable", "habitant"}) and "one" not in token.means


def likely(row: Sequence[Token]) -> tuple[str, ...]:
    """Give units in which the topic of a text is usually told."""
    words = {token.word for token in row} | {"co2" for token in row if GAS in token.means}
    return tuple(
        dict.fromkeys(code for topic, codes in _TOPICS.items() if words & set(topic) for code in codes)
    )
