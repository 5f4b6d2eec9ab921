"""Identity: a dataset stays what it is under another name, and two portals' records of one dataset are one dataset."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from catalogue.change_tables import DatasetChange, MergeProposal
from catalogue.datasets import find_dataset, leave, mark_gone, put_dataset
from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.errors import DatasetNotFoundError
from catalogue.identity import Identified, identify, settle
from catalogue.identity_matching import Listed
from catalogue.models import Organisation
from catalogue.records import put_second_record, records_of, standing_records
from schemas.languages import Text
from tests.fakes.datasets import RECORDED, a_dataset, seen_by

LATER = RECORDED + timedelta(days=3)
LAST = LATER + timedelta(days=3)
OLD, NEW = "http://data.kranj.example/d/zrak?session=1", "https://data.kranj.example/d/zrak"
URI = "https://data.zagreb.example/dataset/vozila"


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session:
        yield session


def run(session: Session, *drafts: DatasetDraft, now: datetime = LATER) -> tuple[list[str], Identified]:
    """Publish what a source lists as a harvest does, and give the outcomes."""
    source = drafts[0].source
    gone = {remote for _, remote in standing_records(session, source)} - {one.remote for one in drafts}
    told = identify(session, source, [Listed.of(one) for one in drafts], gone)
    settle(session, source, told, now)
    outcomes: list[str] = []
    for draft in drafts:
        id_ = told.ids.get(draft.remote, draft.id)
        put_as = replace(draft, id=id_)
        if draft.remote in told.seconds:
            outcomes.append(put_second_record(session, put_as, id_, record_snapshot="", now=now))
        else:
            outcomes.append(put_dataset(session, put_as, record_snapshot="", now=now))
    left = sorted(gone - told.kept)
    outcomes += ["gone" if leave(session, source, remote, now) else "left" for remote in left]
    session.commit()
    return outcomes, told


def file(address: str) -> tuple[DistributionDraft, ...]:
    return (DistributionDraft(key=address, access_url=address),)


def of_zagreb(id_: str = "zagreb-vozila", **said: Any) -> DatasetDraft:
    standard: dict[str, Any] = {
        "source": "zagreb", "remote": "vozila", "title": Text(hr="Vozila"), "publisher": "grad-zagreb",
        "landing_page": URI, "distributions": file("https://data.zagreb.example/vozila.csv"),
    }  # fmt: skip
    return a_dataset(id_, **(standard | said))


def of_the_state(id_: str = "state-vozila", **said: Any) -> DatasetDraft:
    standard: dict[str, Any] = {
        "source": "state", "remote": "55", "title": Text(hr="Vozila"), "publisher": "ministry", "landing_page": "",
        "distributions": file("https://data.gov.example/copy/vozila.csv"),
    }  # fmt: skip
    return a_dataset(id_, **(standard | said))


def records(session: Session, dataset: str) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    found = records_of(session, [dataset]).get(dataset, ())
    return [(one.source, one.remote, one.own, one.former) for one in found]


def kinds(session: Session, dataset: str) -> list[str]:
    rows = session.exec(select(DatasetChange).order_by(DatasetChange.position))  # type: ignore[arg-type]  # a column
    return [row.kind for row in rows if row.dataset == dataset]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (a_dataset("kranj-a1", remote=OLD), a_dataset("kranj-b2", remote=NEW, title=Text("Other title"))),
        (a_dataset("kranj-a1", remote="1"), a_dataset("kranj-b2", remote="2")),
        (
            a_dataset("kranj-a1", remote="1", identifiers=("doi:10.2905/x",), distributions=()),
            a_dataset(
                "kranj-b2", remote="2", identifiers=("https://doi.org/10.2905/X",), title=Text("Other")
            ),
        ),
        (
            a_dataset("kranj-zrak", remote="1", distributions=()),
            a_dataset("kranj-zrak", remote="2", distributions=file("https://kranj.example/new.csv")),
        ),
    ],
    ids=["the same address", "the same content", "the same identifier", "the same slug and title"],
)
def test_a_dataset_that_its_source_calls_otherwise_stays_the_same(
    session: Session, before: DatasetDraft, after: DatasetDraft
) -> None:
    bystander = a_dataset("by", remote="by", title=Text("By"), distributions=())
    assert run(session, before, bystander, now=RECORDED)[0] == ["added", "added"]

    outcomes, told = run(session, after, bystander)

    assert outcomes == ["changed", "unchanged"]
    assert told.renamed == {after.remote: before.remote}
    found = find_dataset(session, before.id, seen_by())
    assert (found.remote, found.recorded_from, found.recorded_at) == (after.remote, RECORDED, LATER)
    assert records(session, before.id) == [("kranj-contract", after.remote, True, (before.remote,))]
    assert kinds(session, before.id) == ["created", "updated"]
    if after.id != before.id:
        with pytest.raises(DatasetNotFoundError):
            find_dataset(session, after.id, seen_by())
    assert run(session, after, bystander, now=LAST)[0] == ["unchanged", "unchanged"]


def test_what_could_be_two_is_neither(session: Session) -> None:
    run(session, a_dataset("a", remote="1"), a_dataset("b", remote="2"), now=RECORDED)
    outcomes, told = run(session, a_dataset("c", remote="3"), now=LATER)
    assert told == Identified()
    assert outcomes == ["added", "gone", "gone"]


def test_a_new_dataset_beside_one_that_stands_is_not_its_new_name(session: Session) -> None:
    run(session, a_dataset("a", remote="1"), now=RECORDED)
    outcomes, told = run(session, a_dataset("a", remote="1"), a_dataset("c", remote="3"))
    assert (outcomes, told) == (["unchanged", "added"], Identified())


def test_a_name_that_comes_back_is_the_same_dataset_again(session: Session) -> None:
    first, second = a_dataset("a", remote=OLD), a_dataset("b", remote=NEW)
    run(session, first, now=RECORDED)
    run(session, second)
    assert run(session, first, now=LAST)[0] == ["changed"]
    assert records(session, "a") == [("kranj-contract", OLD, True, (NEW,))]


def test_what_is_gone_comes_back_under_a_former_name_as_what_it_was(session: Session) -> None:
    other = a_dataset("by", remote="by", title=Text("By"), distributions=())
    run(session, a_dataset("a", remote=OLD), other, now=RECORDED)
    run(session, a_dataset("b", remote=NEW), other)
    assert run(session, other)[0] == ["unchanged", "gone"]
    assert run(session, a_dataset("x", remote=OLD, title=Text("New")), other, now=LAST)[0] == [
        "added",
        "unchanged",
    ]
    assert find_dataset(session, "a", seen_by()).remote == OLD
    assert kinds(session, "a") == ["created", "updated", "deleted", "restored"]


@pytest.mark.parametrize(
    "said",
    [
        {"identifiers": (URI,)},
        {"remote": URI + "/"},
        {"landing_page": URI.replace("https", "http")},
        {"publisher": "grad-zagreb", "distributions": file("http://data.zagreb.example/vozila.csv?t=1")},
    ],
    ids=["identifier", "remote", "page and title", "same owner and content"],
)
def test_a_set_that_two_portals_list_is_one_dataset_with_two_records(
    session: Session, said: dict[str, Any]
) -> None:
    run(session, of_zagreb(), now=RECORDED)
    before = find_dataset(session, "zagreb-vozila", seen_by())
    draft = of_the_state(**said)

    assert run(session, draft)[0] == ["added"]

    found = find_dataset(session, "zagreb-vozila", seen_by())
    assert replace(found, records=before.records) == before
    assert records(session, "zagreb-vozila") == [
        ("zagreb", "vozila", True, ()),
        ("state", draft.remote, False, ()),
    ]
    with pytest.raises(DatasetNotFoundError):
        find_dataset(session, "state-vozila", seen_by())
    assert run(session, draft, now=LAST)[0] == ["unchanged"]


def test_equal_content_of_two_owners_is_proposed_and_both_stay(session: Session) -> None:
    run(session, of_zagreb(), now=RECORDED)
    same = of_the_state(distributions=of_zagreb().distributions)
    assert run(session, same)[0] == ["added"]
    assert run(session, same, now=LAST)[0] == ["unchanged"]
    proposals = session.exec(select(MergeProposal)).all()
    assert [(one.dataset, one.other, one.why, one.state) for one in proposals] == [
        ("zagreb-vozila", "state-vozila", "fingerprint", "open")
    ]


@pytest.mark.parametrize("hiding", ["declared", "governed", "owner"])
def test_what_is_not_open_to_everybody_is_named_in_vain(session: Session, hiding: str) -> None:
    run(session, of_zagreb(access="hidden" if hiding == "declared" else "open"), now=RECORDED)
    if hiding == "owner":
        session.add(Organisation(id="grad-zagreb", governed=True))
    if hiding == "governed":
        from catalogue.models import Dataset

        row = session.get(Dataset, "zagreb-vozila")
        assert row is not None
        row.governed = True
        session.add(row)
    session.commit()
    outcomes, told = run(session, of_the_state(identifiers=(URI,)))
    assert (outcomes, told.ids, told.seconds) == (["added"], {}, frozenset())
    assert find_dataset(session, "state-vozila", seen_by()).source == "state"
    assert [one.other for one in session.exec(select(MergeProposal))] == ["state-vozila"]


def test_what_brings_figures_is_a_dataset_of_its_own(session: Session) -> None:
    run(session, of_zagreb(), now=RECORDED)
    listed = [Listed.of(of_the_state(identifiers=(URI,)), figures=True)]
    assert identify(session, "state", listed, ()).seconds == frozenset()


def test_a_dataset_stays_while_another_portal_lists_it(session: Session) -> None:
    run(session, of_zagreb(), now=RECORDED)
    run(session, of_the_state(identifiers=(URI,)), now=RECORDED)

    assert not mark_gone(session, "zagreb-vozila", LATER)
    session.commit()

    found = find_dataset(session, "zagreb-vozila", seen_by())
    assert (found.source, found.publisher, found.title) == ("zagreb", "grad-zagreb", Text(hr="Vozila"))
    assert [one[0] for one in records(session, "zagreb-vozila")] == ["state"]
    assert leave(session, "state", "55", LAST) == "zagreb-vozila"
    session.commit()
    assert kinds(session, "zagreb-vozila")[-1] == "deleted"


def test_the_owner_s_other_portal_describes_it_from_then_on(session: Session) -> None:
    run(session, of_zagreb(), now=RECORDED)
    mine = of_the_state(identifiers=(URI,), publisher="grad-zagreb", title=Text(hr="Vozila grada"))
    run(session, mine, now=RECORDED)
    assert leave(session, "zagreb", "vozila", LATER) == ""
    assert run(session, mine, now=LAST)[0] == ["changed"]
    found = find_dataset(session, "zagreb-vozila", seen_by())
    assert (found.source, found.remote, found.title) == ("state", "55", Text(hr="Vozila grada"))


def test_a_record_that_comes_back_counts_again_although_nothing_of_it_changed(session: Session) -> None:
    run(session, of_zagreb(), now=RECORDED)
    run(session, of_the_state(identifiers=(URI,)), now=RECORDED)
    leave(session, "zagreb", "vozila", LATER)
    assert run(session, of_zagreb(), now=LAST)[0] == ["changed"]
    assert [one[0] for one in records(session, "zagreb-vozila")] == ["zagreb", "state"]


def test_two_records_of_one_portal_cannot_both_be_another_portal_s_dataset(session: Session) -> None:
    run(session, of_zagreb(), now=RECORDED)
    drafts: Sequence[DatasetDraft] = [
        of_the_state(id_, remote=id_, identifiers=(URI,)) for id_ in ("first", "second")
    ]
    assert run(session, *drafts)[0] == ["added", "added"]
    assert find_dataset(session, "second", seen_by()).source == "state"


def test_what_is_gone_keeps_its_id_and_history_for_its_owner(session: Session) -> None:
    other = of_zagreb("by", remote="by", title=Text(hr="By"), landing_page="", distributions=())
    run(session, of_zagreb("a-b-c", access="hidden"), other, now=RECORDED)
    run(session, other)
    drafts = [of_the_state("a-b-c", title=Text(hr="Something else"))]
    assert run(session, *drafts, now=LAST)[0] == ["added"]
    with pytest.raises(DatasetNotFoundError):
        find_dataset(session, "a-b-c", seen_by())
    assert kinds(session, "a-b-c") == ["created", "deleted"]


def test_another_portal_s_record_stays_a_second_one_under_a_new_name(session: Session) -> None:
    bystander = of_the_state("by", remote="by", title=Text(hr="By"), distributions=())
    run(session, of_zagreb(), now=RECORDED)
    run(session, of_the_state(identifiers=(URI,)), bystander)
    outcomes, told = run(
        session, of_the_state("state-x", remote="56", identifiers=(URI,)), bystander, now=LAST
    )
    assert (outcomes, told.seconds) == (["changed", "unchanged"], frozenset({"56"}))
    assert records(session, "zagreb-vozila") == [
        ("zagreb", "vozila", True, ()), ("state", "56", False, ("55",)),
    ]  # fmt: skip


def test_a_draft_without_identifiers_hashes_as_before() -> None:
    assert a_dataset().hash() == "0c523b7d903d46b74de4b67ad9e6fb49fb4350981437e520b0dda4162c279b74"
    assert a_dataset(identifiers=(URI,)).hash() != a_dataset().hash()
