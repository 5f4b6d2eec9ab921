"""Checking records by several processes finds what checking them one by one finds, and a staged record comes back whole."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime

from catalogue.drafts import DatasetDraft, DistributionDraft
from catalogue.models import Organisation
from connectors.checking import WORTH_IT, CheckPool, Surroundings, check_here
from connectors.staged_record import StagedRecord, draft_of
from schemas.languages import Text
from schemas.places import shipped_places


def draft(number: int) -> DatasetDraft:
    """A record; each third one has no title, each fourth an address with a space."""
    return DatasetDraft(
        id=f"set-{number}",
        source="portal",
        remote=str(number),
        title=Text.of("" if number % 3 == 0 else f"Zrak {number}"),
        description=Text(en="Air", sl="Zrak"),
        publisher="kranj-okolje",
        keywords=("zrak", "okolje"),
        spatial=("SI_052",),
        temporal=("2018", "2022"),
        provenance=(Text.of("Harvested"),),
        distributions=(
            DistributionDraft(
                key="1",
                access_url="https://portal.example/a b"
                if number % 4 == 0
                else f"https://portal.example/{number}",
                byte_size=12,
            ),
        ),
    )


def around(now: datetime) -> Surroundings:
    organisations = [
        Organisation(id="kranj", name={"en": "Kranj"}, kind="municipality"),
        Organisation(id="kranj-okolje", name={"en": "Environment"}, kind="department", parent="kranj"),
    ]
    return Surroundings({one.id: one for one in organisations}, shipped_places(), now)


def test_processes_find_what_is_found_one_by_one(now: datetime) -> None:
    drafts = [draft(number) for number in range(12)]
    expected = check_here(drafts, around(now))
    assert len({len(found) for found in expected}) > 1
    with closing(CheckPool(2, begun=WORTH_IT)) as pool:
        assert pool(drafts, around(now)) == expected


def test_a_staged_record_comes_back_as_it_was(now: datetime) -> None:
    for one, findings in zip(
        drafts := [draft(n) for n in range(4)], check_here(drafts, around(now)), strict=True
    ):
        record = StagedRecord(one, findings, "ab" * 32, frozenset({"title"}))
        again = StagedRecord.of(record.as_json())
        assert (again.draft.hash(), again.draft.columns()) == (one.hash(), one.columns())
        assert [f.sentence("sl") for f in again.findings] == [f.sentence("sl") for f in findings]
        assert (again.snapshot, again.stated) == (record.snapshot, record.stated)


def test_a_record_that_an_older_version_staged_is_read(now: datetime) -> None:
    told = draft(1).columns()
    del told["note"]
    assert draft_of(told) == draft(1)
