"""What the law says against withholding a dataset."""

import pytest

from policies.analysis.legal import COMMERCIAL, DatasetFacts, legal_lint
from schemas.languages import LANGUAGES
from tests.policies.analysis.made_up import constraint, policies, rule

DATASET = "https://example.org/energy"
TARGET = "odrl:target ex:energy"
OPEN = rule("permission", more=TARGET)
NETWORK = rule("permission", constraint("og:recipientNetwork", "isAnyOf", "ex:net"), more=TARGET)
MINE = DatasetFacts(DATASET, ("http://data.europa.eu/bna/c_dd313021",))


def test_a_high_value_dataset_that_is_restricted_is_warned_of_with_the_law() -> None:
    (found,) = legal_lint(MINE, policies(NETWORK))
    assert (found.code, found.severity) == ("high_value", "warning")
    assert found.articles == (
        "Commission Implementing Regulation (EU) 2023/138",
        "Directive (EU) 2019/1024, Art. 14",
    )
    for lang in LANGUAGES:
        assert "2023/138" in found.found.in_(lang)
        assert DATASET in found.confirm.in_(lang)
    assert found.confirm.in_("en").startswith("A person must confirm")


@pytest.mark.parametrize(
    ("body", "warned"),
    [
        (OPEN, False),
        (OPEN + NETWORK, False),
        (rule("permission", more=f"{TARGET} ; odrl:duty [ odrl:action odrl:attribute ]"), False),
        (rule("permission", more=f"{TARGET} ; odrl:duty [ odrl:action odrl:compensate ]"), True),
        (OPEN + rule("prohibition", constraint("odrl:purpose", "eq", "ex:sale"), more=TARGET), True),
        (OPEN + rule("prohibition", more="odrl:target ex:other"), False),
        (OPEN + rule("prohibition", action="odrl:sell", more=TARGET), False),
        (rule("permission", action="og:discover", more=TARGET), True),
        (rule("permission", more=f"{TARGET} ; odrl:assignee ex:anna"), True),
        (rule("permission", more="odrl:target ex:other"), True),
    ],
)
def test_only_what_withholds_the_dataset_is_warned_of(body: str, warned: bool) -> None:
    assert [one.code for one in legal_lint(MINE, policies(body))] == (["high_value"] if warned else [])


@pytest.mark.parametrize(
    ("ground", "codes"),
    [(COMMERCIAL, ["emissions"]), ("", ["emissions_ground"]), ("personal-data", [])],
)
def test_emissions_may_not_be_withheld_for_commercial_confidentiality(ground: str, codes: list[str]) -> None:
    facts = DatasetFacts(DATASET, emissions=True, ground=ground)
    found = legal_lint(facts, policies(NETWORK))
    assert [one.code for one in found] == codes
    assert {one.articles for one in found} <= {("Directive 2003/4/EC, Art. 4(2)",)}
    assert legal_lint(facts, policies(OPEN)) == ()
