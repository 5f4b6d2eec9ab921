"""Datasets, organisations and policies by chance, small enough that everything meets everything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from sqlalchemy import insert
from sqlmodel import Session

from catalogue.models import Dataset, DatasetReader, ObservationRow, Organisation
from policies.asker import Asker
from policies.decision import ANONYMOUS, Subject, Target
from policies.in_force import PolicyInForce
from policies.names import Names
from policies.odrl.policy import Condition, Constraint, Iri, LogicalConstraint, Named, Policy, Rule, Span
from policies.odrl.vocabulary import expand
from policies.tables import Agreement, AssetCollection, AssetMembership, Network, PartyMembership

NAMES = Names("https://node.example")
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CITIES, DEPARTMENT = ("kranj", "ljubljana"), "kranj-energy"
ORGANISATIONS = (*CITIES, DEPARTMENT)
DATASETS = tuple(f"d{number}" for number in range(6))
NETWORKS = ("mission", "alpine")
COLLECTION = "transport"
SECTORS, PERIODS = ("I", "I.1", "II"), ("2018", "2022", "2024-03")
PURPOSES = (
    expand("dpv:ResearchAndDevelopment"),
    expand("dpv:AcademicResearch"),
    expand("og:ClimatePlanning"),
)
COLUMNS = ("comment", "raw_value")


def constraint(left: str, operator: str, *right: object) -> Constraint:
    """Make a comparison of compact names."""
    return Constraint(expand(left), expand(f"odrl:{operator}"), right)  # type: ignore[arg-type]  # values


moments = st.sampled_from([NOW - timedelta(days=1), NOW, NOW + timedelta(days=1)])
years = st.sampled_from([2018, 2022, 2024]).map(
    lambda year: Span(datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
)
comparisons = st.one_of(
    st.builds(lambda one: constraint("og:sector", "isPartOf", one), st.sampled_from(SECTORS)),
    st.builds(lambda one: constraint("og:sector", "isNoneOf", one), st.sampled_from(SECTORS)),
    st.builds(lambda one: constraint("og:referencePeriod", "lteq", one), years),
    st.builds(lambda one: constraint("og:referencePeriod", "gt", one), years),
    st.builds(lambda one: constraint("odrl:dateTime", "gteq", one), moments),
    st.builds(lambda one: constraint("odrl:dateTime", "lt", one), moments),
    st.builds(lambda one: constraint("odrl:purpose", "isA", Iri(one)), st.sampled_from(PURPOSES)),
    st.builds(
        lambda one: constraint("og:recipientNetwork", "isAnyOf", Iri(NAMES.iri("network", one))),
        st.sampled_from(NETWORKS),
    ),
    st.builds(
        lambda one: constraint("og:recipientOrganisation", "isAnyOf", Iri(NAMES.iri("organisation", one))),
        st.sampled_from(ORGANISATIONS),
    ),
    st.just(constraint("og:agreement", "eq", Iri(NAMES.iri("agreement", "a1")))),
    st.builds(lambda one: constraint("og:column", "isNoneOf", one), st.sampled_from(COLUMNS)),
    st.just(constraint("og:recipientKind", "eq", "public-body")),
)
conditions: st.SearchStrategy[Condition] = st.one_of(
    comparisons,
    st.builds(
        lambda logic, parts: LogicalConstraint(logic, tuple(parts)),
        st.sampled_from(["and", "or", "xone"]),
        st.lists(comparisons, min_size=1, max_size=3),
    ),
)
targets = st.one_of(
    st.sampled_from(DATASETS).map(lambda name: Named(NAMES.iri("dataset", name))),
    st.just(Named(NAMES.iri("collection", COLLECTION), collection=True)),
    st.sampled_from(ORGANISATIONS).map(lambda name: Named(NAMES.iri("collection", f"all-of-{name}"))),
)
assignees = st.one_of(
    st.sampled_from(ORGANISATIONS).map(lambda name: Named(NAMES.iri("organisation", name))),
    st.sampled_from(NETWORKS).map(lambda name: Named(NAMES.iri("network", name), collection=True)),
)
rules = st.builds(
    lambda kind, action, on, whom, asked: Rule(
        "", kind, (Named(expand(action)),), tuple(on), assignees=tuple(whom), conditions=tuple(asked)
    ),
    st.sampled_from(["permission", "permission", "prohibition"]),
    st.sampled_from(["odrl:read", "odrl:read", "odrl:use", "og:discover", "og:bulkDownload"]),
    st.lists(targets, max_size=2),
    st.lists(assignees, max_size=1),
    st.lists(conditions, max_size=2),
)


def _policy(number: int, owner: str, several: list[Rule], conflict: str | None) -> PolicyInForce:
    iri = NAMES.iri("policy", f"p{number}")
    named = tuple(
        Rule(
            f"{iri}#r{place}",
            one.kind,
            one.actions,
            one.targets,
            assignees=one.assignees,
            conditions=one.conditions,
        )
        for place, one in enumerate(several)
    )
    return PolicyInForce(f"p{number}", owner, 1, Policy(iri, "Set", named, conflict=conflict))  # type: ignore[arg-type]


policies = st.lists(
    st.tuples(
        st.sampled_from(ORGANISATIONS),
        st.lists(rules, min_size=1, max_size=3),
        st.sampled_from([None, None, "perm", "prohibit", "invalid"]),
    ),
    max_size=4,
).map(lambda several: tuple(_policy(number, *one) for number, one in enumerate(several)))

subjects = st.one_of(
    st.just(ANONYMOUS),
    st.builds(
        lambda organisations, networks, sandbox: Subject(
            "someone", frozenset(organisations), auth_method="api-key", assurance="low", networks=networks,
            sandbox=sandbox,
        ),
        st.lists(st.sampled_from([*ORGANISATIONS, "university"]), max_size=2),
        st.sampled_from([None, None, frozenset({"mission"})]),
        st.sampled_from([False, False, False, True]),
    ),
)  # fmt: skip
askers = st.builds(
    lambda subject, now, purposes: Asker(subject, now, purposes),
    subjects,
    moments,
    st.one_of(st.none(), st.frozensets(st.sampled_from(PURPOSES), max_size=2)),
)

stored = st.fixed_dictionaries(
    {
        name: st.tuples(
            st.sampled_from([*ORGANISATIONS, "university"]),
            st.sampled_from(["open", "restricted", "hidden"]),
            st.frozensets(st.sampled_from(ORGANISATIONS), max_size=1),
            st.booleans(),
        )
        for name in DATASETS
    }
)


def put_world(session: Session, told: dict[str, tuple[str, str, frozenset[str], bool]]) -> list[Target]:
    """Put organisations, networks, an agreement, a collection and datasets with figures into the tables."""
    session.rollback()
    for name, kind, parent in (
        *((city, "municipality", "") for city in CITIES), (DEPARTMENT, "department", "kranj"),
        ("university", "research", ""),
    ):  # fmt: skip
        session.add(Organisation(id=name, kind=kind, parent=parent))
    for network in NETWORKS:
        session.add(Network(id=network))
    for member, network, begin, end in (
        ("kranj", "mission", None, NOW), ("ljubljana", "mission", None, None), ("mission", "alpine", NOW, None),
        ("university", "alpine", None, None),
    ):  # fmt: skip
        session.add(
            PartyMembership(member=member, network=network, valid_from=begin, valid_to=end, recorded_at=NOW)
        )
    session.add(
        Agreement(
            id="a1", dataset="d0", assigner="kranj", assignee="university", accepted_at=NOW,
            valid_from=NOW - timedelta(days=1), ended_at=NOW,
        )
    )  # fmt: skip
    session.add(AssetCollection(id=COLLECTION, owner="kranj"))
    for dataset, end in (("d0", None), ("d1", NOW), ("d2", None)):
        session.add(AssetMembership(dataset=dataset, collection=COLLECTION, valid_to=end, recorded_at=NOW))
    found = []
    for name, (owner, access, readers, example) in told.items():
        found.append(Target(name, owner, access, readers, example))
        session.add(
            Dataset(
                id=name, source="s", remote=name, publisher=owner, access=access, example=example,
                recorded_from=NOW, recorded_at=NOW,
            )
        )  # fmt: skip
        session.add_all(DatasetReader(dataset=name, organisation=one) for one in readers)
    session.flush()
    session.execute(
        insert(ObservationRow),
        [_row(name, sector, period) for name in told for sector in SECTORS for period in PERIODS],
    )
    return found


def _row(dataset: str, sector: str, period: str) -> dict[str, object]:
    return {
        "id": f"{dataset}-{sector}-{period}", "slot": "s", "release": "r", "dataset": dataset, "indicator": "GHG.SEC",
        "place": "SI_052", "period": period, "freq": "M" if "-" in period else "A", "sector": sector, "scope": "_T",
        "gas": "_T", "carrier": "_T", "mode": "_T", "value_type": "A", "unit": "T_CO2E", "source": "s", "basis": "b",
        "value": Decimal(1), "obs_status": "A", "comment": "said", "raw_value": "1",
        "recorded_from": NOW - timedelta(days=400),
    }  # fmt: skip
