"""What the catalogue tells of datasets that the law speaks of."""

from __future__ import annotations

import pytest

from policies.analysis.legal import COMMERCIAL, NOT_STATED
from policies.lifecycle_concerned import Concerned
from policies.lifecycle_law import CATEGORIES, ENVIRONMENT, HIGH_VALUE, STATISTICS, facts_of, law_on
from policies.odrl.policy import ODRL, Named, Policy, Rule
from schemas.languages import Text

IRI = "https://node.example/id/dataset/heat"
THEME = "http://publications.europa.eu/resource/authority/data-theme/ENVI"


def dataset(**told: object) -> Concerned:
    """A dataset of which the catalogue tells something."""
    return Concerned(IRI, "heat", "town", "open", frozenset({IRI}), **told)  # type: ignore[arg-type]  # its fields


@pytest.mark.parametrize(
    ("told", "categories"),
    [
        ({"theme": "ENVI"}, (ENVIRONMENT,)),
        ({"theme": THEME}, (ENVIRONMENT,)),
        ({"theme": "TRAN"}, ()),
        ({"keywords": ("Uradna statistika",)}, (STATISTICS,)),
        ({"keywords": ("Podatki visoke vrednosti",)}, (HIGH_VALUE,)),
        ({"keywords": ("HVD", "heat")}, (HIGH_VALUE,)),
        ({"theme": "ENVI", "keywords": (f"{CATEGORIES}164e0bf5",)}, (f"{CATEGORIES}164e0bf5",)),
    ],
)
def test_categories_of_high_value_data_are_those_declared_or_pointed_to(
    told: dict[str, object], categories: tuple[str, ...]
) -> None:
    assert facts_of(dataset(**told)).high_value == categories


@pytest.mark.parametrize(
    ("told", "emissions"),
    [
        ({"indicators": ("GHG.SEC",)}, True),
        ({"indicators": ("EN.FEC",)}, False),
        ({"title": Text("Heat", "Emisije toplogrednih plinov")}, True),
        ({"keywords": ("staklenički plinovi",)}, True),
        ({"title": Text("Transmissions of buses")}, False),
    ],
)
def test_emissions_are_known_by_indicators_and_words(told: dict[str, object], emissions: bool) -> None:
    assert facts_of(dataset(**told)).emissions is emissions


@pytest.mark.parametrize(
    ("rights", "said", "ground"),
    [
        ("", "", NOT_STATED),
        ("Poslovna skrivnost dobavitelja", "", COMMERCIAL),
        ("poslovna tajna", "", COMMERCIAL),
        ("Commercial confidentiality applies", "security", "security"),
    ],
)
def test_why_a_dataset_is_withheld_is_what_somebody_says_or_its_rights_do(
    rights: str, said: str, ground: str
) -> None:
    assert facts_of(dataset(rights=rights), said).ground == ground


def test_nothing_speaks_against_what_everybody_may_read_and_the_law_against_what_nobody_may() -> None:
    rule = Rule("urn:r", "permission", (Named(f"{ODRL}use"),), (Named(IRI),))
    envi = dataset(theme="ENVI", indicators=("GHG.SEC",), rights="poslovna tajna")
    assert law_on([envi], [Policy("urn:p", "Set", (rule,))]) == ()
    assert [one.code for one in law_on([envi], [Policy("urn:p", "Set")])] == ["high_value", "emissions"]
