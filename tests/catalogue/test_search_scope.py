"""Search and listing hold what deciding one by one lets through, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from catalogue.drafts import DatasetDraft
from catalogue.folding import fold, stem, words
from catalogue.listing import list_datasets
from catalogue.search import COLUMN_FACETS, TERM_FACETS, DatasetPage, Search, search_datasets
from policies.decision import Action, Target
from policies.engine import residual
from schemas.languages import Text
from schemas.places import shipped_places
from tests.fakes.datasets import RECORDED, a_dataset, member_of, put, seen_by


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session:
        yield session


def ids(page: DatasetPage) -> list[str]:
    return [dataset.id for dataset in page.datasets]


def test_a_listing_gives_all_by_id_and_pages_by_number(session: Session) -> None:
    put(session, *(a_dataset(name) for name in ("b", "c", "a", "Z")), a_dataset("hidden", access="hidden"))
    listing = list_datasets(session, Search(limit=1), seen_by())
    assert ([dataset.id for dataset in listing.datasets], listing.total) == (["Z", "a", "b", "c"], 4)
    assert listing.modified == RECORDED
    second = list_datasets(session, Search(), seen_by(), page=2, page_size=3)
    assert ([dataset.id for dataset in second.datasets], second.total) == (["c"], 4)


def test_a_listing_may_hold_only_what_changed(session: Session) -> None:
    put(session, a_dataset("old"))
    put(session, a_dataset("new"), now=RECORDED + timedelta(days=1))
    listing = list_datasets(session, Search(), seen_by(), modified_since=RECORDED + timedelta(hours=1))
    assert [dataset.id for dataset in listing.datasets] == ["new"]


def test_a_listing_of_nothing_was_never_modified(session: Session) -> None:
    assert list_datasets(session, Search(), seen_by()).modified is None


ORGANISATIONS = ("mok", "mol", "elektro")
drafts = st.builds(
    a_dataset,
    st.sampled_from([f"d{number}" for number in range(12)]),
    title=st.builds(Text, st.sampled_from(["Air", "Zrak", "Čist zrak", "Emisije", ""])),
    keywords=st.lists(st.sampled_from(["zraku", "promet"]), max_size=2).map(tuple),
    publisher=st.sampled_from(ORGANISATIONS),
    access=st.sampled_from(["open", "restricted", "hidden"]),
    readers=st.lists(st.sampled_from(ORGANISATIONS), max_size=2).map(tuple),
    theme=st.sampled_from(["ENVI", "TRAN", ""]),
    source=st.sampled_from(["a", "b"]),
    spatial=st.lists(st.sampled_from(["SI_052", "SI", "HR"]), unique=True).map(tuple),
    indicators=st.lists(st.sampled_from(["GHG.SEC", "CX.POP"]), unique=True).map(tuple),
)
searches = st.builds(
    Search,
    q=st.sampled_from(["", "zrak", "zraka čisti", "emisij", "promet zr", "Kranj"]),
    place=st.sampled_from(["", "", "SI_052", "HR"]),
    level=st.sampled_from(["", "", "local", "national"]),
    publisher=st.sampled_from(["", "", *ORGANISATIONS]),
    theme=st.sampled_from(["", "", "ENVI"]),
    source=st.sampled_from(["", "", "a"]),
    access=st.sampled_from(["", "", "hidden", "restricted"]),
    indicator=st.sampled_from(["", "", "CX.POP"]),
    sort=st.sampled_from(["relevance", "title", "modified"]),
    limit=st.integers(0, 20),
)
subjects = st.lists(st.sampled_from(ORGANISATIONS), max_size=2).map(lambda some: member_of(*some))


def values(draft: DatasetDraft, facet: str) -> list[str]:
    """Give a dataset's values of a facet, by the definition."""
    if facet == "level":
        return sorted({shipped_places()[code].level for code in draft.spatial})
    if facet in TERM_FACETS:
        return list(draft.spatial if facet == "place" else draft.indicators)
    value: str = getattr(draft, facet)
    return [value] if value else []


def matches(draft: DatasetDraft, search: Search) -> bool:
    """Say whether a dataset is what is looked for, by the definition."""
    names = [name for code in draft.spatial for name in shipped_places()[code].name.as_dict().values()]
    texts = (*draft.title.as_dict().values(), *draft.description.as_dict().values(), *draft.keywords, *names)
    held = [word for text in texts for word in words(text)]
    asked = [stem(word) for word in fold(search.q).split()]
    filters = {
        facet: getattr(search, facet) for facet in (*COLUMN_FACETS, *TERM_FACETS) if getattr(search, facet)
    }
    return all(any(word.startswith(one) for word in held) for one in asked) and all(
        value in values(draft, facet) for facet, value in filters.items()
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stored=st.lists(drafts, max_size=12, unique_by=lambda draft: draft.id), search=searches, subject=subjects
)
def test_results_facets_and_counts_equal_deciding_one_by_one(
    session: Session, stored: list[DatasetDraft], search: Search, subject: Any
) -> None:
    put(session, *stored)
    left = residual(subject, Action.DISCOVER)
    admitted = [
        draft
        for draft in stored
        if left.admits(Target(draft.id, draft.publisher, draft.access, frozenset(draft.readers)))
        and matches(draft, search)
    ]

    page = search_datasets(session, search, seen_by(subject))
    everything = search_datasets(session, replace(search, limit=100), seen_by(subject))
    listing = list_datasets(session, search, seen_by(subject))
    session.rollback()

    expected = sorted(draft.id for draft in admitted)
    assert sorted(ids(everything)) == expected
    assert [dataset.id for dataset in listing.datasets] == sorted(expected)
    assert ids(page) == ids(everything)[: search.limit]
    assert page.total == listing.total == len(expected)
    for facet in (*COLUMN_FACETS, *TERM_FACETS):
        counted = Counter(value for draft in admitted for value in values(draft, facet))
        assert {one.value: one.count for one in page.facets[facet]} == dict(counted), facet
