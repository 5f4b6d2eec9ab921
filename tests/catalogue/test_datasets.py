"""Datasets on record: what a source says goes in, and comes out within a scope."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from catalogue.datasets import find_dataset, mark_gone, put_dataset
from catalogue.drafts import DatasetDraft, DatasetView, DistributionDraft, DistributionView, RecordView
from catalogue.epochs import CATALOGUE, POLICY, epochs
from catalogue.errors import DatasetIdentityError, DatasetNotFoundError
from catalogue.models import Release
from policies.decision import Action
from schemas.languages import Text
from tests.fakes.datasets import RECORDED, a_dataset, member_of, put, seen_by

LATER = RECORDED + timedelta(days=3)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with Session(engine, expire_on_commit=False) as session:
        yield session


def outcome(session: Session, draft: DatasetDraft, now: datetime = LATER) -> str:
    return put_dataset(session, draft, record_snapshot="cd" * 32, now=now)


def test_what_a_source_says_comes_out_whole(session: Session) -> None:
    draft = DatasetDraft(
        id="kranj-inventory", source="kranj-contract", remote="A-1.3",
        title=Text("Emissions", "Emisije", "Emisije"), description=Text(sl="Popis"),
        publisher="mestna-obcina-kranj", access="open", readers=("ijs",), theme="ENVI", keywords=("zrak", "ogljik"),
        licence="none stated", rights="facts", attribution="MO Kranj", landing_page="https://kranj.example",
        spatial=("SI_052",), temporal=("2018", "2018"), issued="2022-10", modified="2022-10-31",
        periodicity="ANNUAL", language="sl", example=True, note=Text("check", "preverite", "provjerite"),
        provenance=(Text("copied", "prepisano", "prepisano"),), indicators=("GHG.SEC", "GHG.NET"),
        distributions=(
            DistributionDraft(
                key="t", title=Text(sl="Tabela"), access_url="https://kranj.example/t", format="XLSX",
                media_type="application/x", byte_size=3, sha256="a" * 64, licence="CC0", modified="2022",
                download_url="https://kranj.example/t.xlsx",
            ),
        ),
    )  # fmt: skip

    assert outcome(session, draft, RECORDED) == "added"
    session.commit()
    session.expunge_all()

    assert find_dataset(session, "kranj-inventory", seen_by()) == DatasetView(
        id="kranj-inventory", source="kranj-contract", remote="A-1.3",
        title=Text("Emissions", "Emisije", "Emisije"), description=Text(sl="Popis"),
        publisher="mestna-obcina-kranj", access="open", theme="ENVI", keywords=("zrak", "ogljik"),
        licence="none stated", rights="facts", attribution="MO Kranj", landing_page="https://kranj.example",
        spatial=("SI_052",), temporal=("2018", "2018"), issued="2022-10", modified="2022-10-31",
        periodicity="ANNUAL", language="sl", example=True, note=Text("check", "preverite", "provjerite"),
        provenance=(Text("copied", "prepisano", "prepisano"),), indicators=("GHG.SEC", "GHG.NET"),
        recorded_from=RECORDED, recorded_at=RECORDED, released_at=None, record_snapshot="cd" * 32,
        distributions=(
            DistributionView(
                id="kranj-inventory#t", key="t", title=Text(sl="Tabela"), access_url="https://kranj.example/t",
                format="XLSX", media_type="application/x", byte_size=3, sha256="a" * 64, licence="CC0",
                modified="2022", download_url="https://kranj.example/t.xlsx",
            ),
        ),
        records=(
            RecordView("kranj-contract", "A-1.3", (), "https://kranj.example", True, RECORDED, RECORDED),
        ),
    )  # fmt: skip


def test_the_same_again_changes_nothing(session: Session) -> None:
    put(session, a_dataset())
    before = epochs(session), find_dataset(session, "kranj-inventory", seen_by())

    assert outcome(session, a_dataset(readers=())) == "unchanged"
    assert (epochs(session), find_dataset(session, "kranj-inventory", seen_by())) == before


def test_a_change_keeps_id_and_first_date(session: Session) -> None:
    put(session, a_dataset())

    assert outcome(session, a_dataset(keywords=("promet",), distributions=())) == "changed"

    found = find_dataset(session, "kranj-inventory", seen_by())
    assert (found.keywords, found.distributions) == (("promet",), ())
    assert (found.recorded_from, found.recorded_at) == (RECORDED, LATER)


def test_each_change_advances_the_catalogue_and_only_access_the_policies(session: Session) -> None:
    told = []
    for said in (
        a_dataset(),
        a_dataset(keywords=("promet",)),
        a_dataset(keywords=("promet",), access="restricted"),
        a_dataset(keywords=("promet",), access="restricted", readers=("ijs",)),
    ):
        outcome(session, said)
        told.append(epochs(session))
        session.commit()

    assert [one[CATALOGUE] for one in told] == [1, 2, 3, 4]
    assert [one[POLICY] for one in told] == [1, 1, 2, 3]


def test_a_transaction_counts_once_whatever_changes_in_it(session: Session) -> None:
    outcome(session, a_dataset())
    outcome(session, a_dataset(keywords=("promet",)))
    with session.begin_nested() as undone:
        outcome(session, a_dataset(keywords=("zrak",)))
        undone.rollback()
    assert epochs(session)[CATALOGUE] == 1
    session.commit()
    outcome(session, a_dataset(keywords=("zrak",)))
    assert epochs(session)[CATALOGUE] == 2


def test_what_is_gone_is_not_found_and_comes_back_under_its_id(session: Session) -> None:
    put(session, a_dataset())
    mark_gone(session, "kranj-inventory", LATER)
    with pytest.raises(DatasetNotFoundError):
        find_dataset(session, "kranj-inventory", seen_by())

    assert outcome(session, a_dataset()) == "added"

    assert find_dataset(session, "kranj-inventory", seen_by()).recorded_from == RECORDED


def test_what_never_was_cannot_go(session: Session) -> None:
    with pytest.raises(DatasetNotFoundError):
        mark_gone(session, "nothing", LATER)


def test_going_twice_counts_once(session: Session) -> None:
    put(session, a_dataset())
    mark_gone(session, "kranj-inventory", LATER)
    counted = epochs(session)
    mark_gone(session, "kranj-inventory", LATER)
    assert epochs(session) == counted


def test_hidden_and_absent_answer_alike(session: Session) -> None:
    put(session, a_dataset("secret", access="hidden"))
    answers = []
    for asked in ("secret", "nothing"):
        with pytest.raises(DatasetNotFoundError) as caught:
            find_dataset(session, asked, seen_by())
        answers.append(str(caught.value).replace(asked, "?"))
    assert answers[0] == answers[1]


def test_a_hidden_dataset_is_found_by_its_owner_and_its_readers(session: Session) -> None:
    put(session, a_dataset("secret", access="hidden", publisher="elektro", readers=("ijs",)))
    for organisation in ("elektro", "ijs"):
        assert find_dataset(session, "secret", seen_by(member_of(organisation))).id == "secret"


def test_addresses_at_the_source_are_for_those_who_may_read(session: Session) -> None:
    put(session, a_dataset("meters", access="restricted", publisher="elektro"))
    owner = member_of("elektro")

    assert find_dataset(session, "meters", seen_by()).distributions == ()
    assert len(find_dataset(session, "meters", seen_by(owner, Action.READ)).distributions) == 1


def test_another_source_never_overwrites(session: Session) -> None:
    put(session, a_dataset())
    with pytest.raises(DatasetIdentityError, match="kranj-contract/kranj-inventory"):
        outcome(session, a_dataset(source="copycat"))


def test_a_source_cannot_tell_of_one_dataset_under_two_ids(session: Session) -> None:
    put(session, a_dataset(remote="A-1.3"))
    with pytest.raises(DatasetIdentityError):
        outcome(session, a_dataset("other", remote="A-1.3"))


def test_the_id_of_what_is_gone_is_free(session: Session) -> None:
    put(session, a_dataset())
    mark_gone(session, "kranj-inventory", LATER)

    assert outcome(session, a_dataset(source="new-portal")) == "added"

    assert find_dataset(session, "kranj-inventory", seen_by()).source == "new-portal"


def test_two_distributions_of_one_name_are_both_kept(session: Session) -> None:
    file = DistributionDraft(key="file", access_url="https://kranj.example/1")
    put(session, a_dataset(distributions=(file, replace(file, access_url="https://kranj.example/2"))))
    found = find_dataset(session, "kranj-inventory", seen_by()).distributions
    assert [(one.key, one.access_url) for one in found] == [
        ("file", "https://kranj.example/1"),
        ("file~1", "https://kranj.example/2"),
    ]


def test_what_no_database_takes_is_left_out(session: Session) -> None:
    put(session, a_dataset(title=Text(sl="Zr\x00ak \ud800in\r\nvoda"), keywords=("pm\x0110",)))
    found = find_dataset(session, "kranj-inventory", seen_by())
    assert (found.title, found.keywords) == (Text(sl="Zrak in\nvoda"), ("pm10",))


def test_the_date_of_the_figures_is_that_of_the_current_release(session: Session) -> None:
    put(session, a_dataset())
    common: dict[str, Any] = {
        "dataset": "kranj-inventory",
        "source": "s",
        "mapping": "m",
        "rows": 1,
        "archive_sha256": "",
    }
    for state, at in (("superseded", RECORDED), ("current", LATER), ("staged", None)):
        session.add(Release(id=state, slot=state, archive_bytes=0, state=state, recorded_from=at, **common))
    assert find_dataset(session, "kranj-inventory", seen_by()).released_at == LATER
