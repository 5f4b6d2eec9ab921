"""A CKAN is harvested: the guard, the gone, the ones that come back, what is private, and figures of its datastore."""

from sqlmodel import Session, col, select

from catalogue.models import Dataset, MappingVersion, ObservationRow, Snapshot
from catalogue.releases import to_observation
from connectors.verification import Verification, verify
from tests.connectors.city import City
from tests.connectors.test_harvest import outcomes
from tests.connectors.zagreb import BARE_PORTAL
from tests.fakes.ckan import FakeCkan, FakeTable, package, resource


def standing(portal: City) -> list[str]:
    with Session(portal.engine) as session:
        return sorted(session.exec(select(Dataset.remote).where(col(Dataset.gone_at).is_(None))))


def test_a_run_that_lost_more_than_a_fifth_is_held_and_nothing_goes(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    del ckan.packages[:3]
    result = portal.harvester().harvest("zagreb")
    assert (result.state, outcomes(result)) == ("held", {"gone": 3})
    assert len(standing(portal)) == 10


def test_a_lost_dataset_is_gone_and_comes_back_under_its_id(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    lost = ckan.packages.pop(0)
    assert outcomes(portal.harvester().harvest("zagreb")) == {"unchanged": 9, "gone": 1}
    assert lost["id"] not in standing(portal)
    ckan.packages.append(lost)
    assert outcomes(portal.harvester().harvest("zagreb")) == {"unchanged": 9, "added": 1}
    assert len(standing(portal)) == 10


def test_a_broken_record_is_refused_where_it_is_broken_and_the_others_go_on(
    portal: City, ckan: FakeCkan
) -> None:
    ckan.packages[4]["title"] = None
    result = portal.harvester().harvest("zagreb")
    assert (result.state, outcomes(result)) == ("partial", {"added": 9, "refused": 1})
    finding = next(item for item in result.items if item["outcome"] == "refused")["findings"][0]
    assert (finding["rule"], finding["cell"], finding["found"]) == (
        "connectors.ckan-record",
        "set-4: title",
        "null",
    )


def test_a_record_that_breaks_is_not_lost(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    for record in ckan.packages[:5]:
        record["title"] = None
    assert portal.harvester().harvest("zagreb").state == "partial"
    assert len(standing(portal)) == 10


def test_a_portal_that_lists_nothing_fails_first_and_is_held_later(portal: City, ckan: FakeCkan) -> None:
    packages, ckan.packages = ckan.packages, []
    assert portal.harvester().harvest("zagreb").state == "failed"
    ckan.packages = packages
    assert portal.harvester().harvest("zagreb").state == "done"
    ckan.packages = []
    assert portal.harvester().harvest("zagreb").state == "held"
    assert len(standing(portal)) == 10


def test_what_the_portal_deletes_or_makes_private_goes(portal: City, ckan: FakeCkan) -> None:
    portal.harvester().harvest("zagreb")
    ckan.packages[3] |= {"private": "true", "title": "Secret"}
    result = portal.harvester().harvest("zagreb")

    assert outcomes(result) == {"unchanged": 9, "refused": 1, "gone": 1}
    assert "id-set-3" not in standing(portal)
    assert "Secret" not in str([item["title"] for item in result.items if item["outcome"] == "refused"])
    ckan.packages[4]["state"] = "deleted"
    assert outcomes(portal.harvester().harvest("zagreb")) == {"unchanged": 8, "refused": 1, "gone": 1}
    assert len(standing(portal)) == 8


def test_a_record_that_moves_while_it_is_harvested_is_not_gone(portal: City, ckan: FakeCkan) -> None:
    portal.register(BARE_PORTAL + "options = {{ page_size = 3 }}\n")
    portal.harvester().harvest("zagreb")
    late = package("set-z")

    def change(packages: list[object]) -> None:
        del packages[0]
        packages.append(late)

    ckan.changed_after = {ckan.searches + 1: change}
    assert outcomes(portal.harvester().harvest("zagreb")) == {"unchanged": 10, "added": 1}
    assert outcomes(portal.harvester().harvest("zagreb")) == {"unchanged": 10, "gone": 1}


STORED = """
options = {{ datastore = true }}
[[source.mapping]]
name = "people"
indicator = "CX.POP"
locale = "sl"
select = {{ dataset = "set-0" }}
columns = {{ period = "Year", value = "People" }}
constants = {{ place = "HR_01333", unit = "NR" }}
"""


def test_a_figure_of_the_datastore_comes_out_of_its_own_bytes(portal: City, ckan: FakeCkan) -> None:
    portal.register(BARE_PORTAL + 'licence = "CC BY 4.0"' + STORED)
    ckan.packages[0]["resources"] = [resource("people", "", datastore_active=True)]
    ckan.tables["r-people"] = FakeTable(
        {"Year": "int4", "People": "text"}, [[2018, "56.000"], [2019, "57.133"]]
    )
    ckan.tables_max = 1
    result = portal.harvester().harvest("zagreb")

    assert outcomes(result) == {"added": 10}
    assert [row[1:2] + row[4:] for row in portal.rows()] == [("2018", "56000"), ("2019", "57133")]
    with Session(portal.engine, expire_on_commit=False) as session:
        for row in session.exec(select(ObservationRow)).all():
            version, snapshot = session.get(MappingVersion, row.mapping), session.get(Snapshot, row.snapshot)
            assert version is not None
            assert snapshot is not None
            again = verify(
                to_observation(row), version.definition, snapshot, portal.store, frozenset({row.place})
            )
            assert again == Verification(True, str(row.value), str(row.value), row.raw_value)


def test_a_file_whose_address_breaks_leaves_record_and_figures(portal: City, ckan: FakeCkan) -> None:
    portal.register(BARE_PORTAL + 'licence = "CC BY 4.0"' + STORED)
    ckan.packages[0]["resources"] = [resource("people", "", datastore_active=True)]
    ckan.tables["r-people"] = FakeTable({"Year": "int4", "People": "numeric"}, [[2018, 56000]])
    portal.harvester().harvest("zagreb")
    before = portal.rows()
    ckan.packages[0] |= {"title": "New", "resources": [resource("people", "hhttps://x.example/a.csv")]}
    result = portal.harvester().harvest("zagreb")

    assert outcomes(result) == {"unchanged": 9, "changed": 1, "refused": 1}
    assert portal.rows() == before
