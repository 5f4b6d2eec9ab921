"""What the rules across rows find of defects that were planted for nobody, and what they say where nothing is wrong."""

import pytest

from tests.schemas.rules.campaign import campaign, table

TOWNS, SEED = 80, 2026


@pytest.mark.bench
def test_planted_defects_and_false_alarms() -> None:
    tallies, alarms = campaign(TOWNS, SEED)
    quiet = alarms.count(0)
    print(f"\n{table(tallies)}")
    print(f"{quiet} of {TOWNS} towns as they are have no finding, the most is {max(alarms)}")
