"""Records of the audit log: one spelling, nobody by name, no count to the row."""

from __future__ import annotations

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalogue.audit_record import AuditEntry, Kind, commitment, record_leaf, record_text, rows_about
from catalogue.canonical_json import LARGEST, Plain, canonical_json
from policies.audit.tree import leaf_hash

ENTRY = AuditEntry(
    "ana", "read", "kranj-heat", permitted=True, rule="template/restricted#read", request="r-1", kind=Kind.DECISION,
    organisation="grad-zagreb", owner="mestna-obcina-kranj", client="ab12", purpose="research", rules=("p/1#a",),
    epoch=7, filter_hash="0" * 64, rows=rows_about(412),
)  # fmt: skip


def test_a_record_is_canonical_and_tells_all_but_the_name(now: datetime) -> None:
    actor = commitment("ana", b"\x05" * 32)
    text = record_text(3, ENTRY, now.astimezone(timezone(timedelta(hours=2))), actor)
    assert text == (
        f'{{"action":"read","actor":"{actor}","client":"ab12","decision":"permitted","epoch":7,'
        f'"filter":"{"0" * 64}","kind":"decision","organisation":"grad-zagreb","owner":"mestna-obcina-kranj",'
        '"person":"","purpose":"research","request":"r-1","rows":"100-999",'
        '"rules":["template/restricted#read","p/1#a"],"seq":3,"target":"kranj-heat",'
        '"time":"2026-11-24T09:00:00.000000Z"}'
    )
    assert record_leaf(text) == leaf_hash(text.encode())


def test_who_stands_in_a_record_is_found_only_with_the_salt() -> None:
    assert commitment("ana", b"\x05" * 32) == commitment("ana", b"\x05" * 32)
    assert len({commitment(name, bytes([salt]) * 32) for name in ("ana", "bor") for salt in (5, 6)}) == 4


@pytest.mark.parametrize(
    ("count", "told"), [(0, "0"), (1, "1-9"), (9, "1-9"), (10, "10-99"), (99_999, "10000-99999")]
)
def test_a_number_of_rows_is_told_by_its_size(count: int, told: str) -> None:
    assert rows_about(count) == told


def test_a_record_of_what_is_no_text_can_still_be_written(now: datetime) -> None:
    text = record_text(0, AuditEntry("x", "read", "\ud800\x00\n", permitted=False, rule=""), now, "anonymous")
    assert json.loads(text)["target"] == "?\x00\n"


def test_the_example_of_the_standard_has_its_spelling() -> None:
    value: Plain = {
        "string": '€$\x0f\nA\'B"\\\\"/',
        "literals": [None, True, False],
        "€": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh", "1": "One",
        "😀": "Emoji: Grinning Face", "\x80": "Control", "ö": "Latin Small Letter O With Diaeresis",
    }  # fmt: skip
    assert canonical_json(value) == (
        '{"\\r":"Carriage Return","1":"One","literals":[null,true,false],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/",'
        '"\x80":"Control","ö":"Latin Small Letter O With Diaeresis","€":"Euro Sign","😀":"Emoji: Grinning Face",'
        '"\ufb33":"Hebrew Letter Dalet With Dagesh"}'
    )


@pytest.mark.parametrize("value", [1.5, LARGEST + 1, "\ud800", {"a": [float("nan")]}, {1: "a"}, b"a"])
def test_what_has_no_one_spelling_is_refused(value: Plain) -> None:
    with pytest.raises((ValueError, AttributeError)):
        canonical_json(value)


PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4),
)  # fmt: skip


@given(PLAIN)
def test_a_canonical_text_reads_back_and_is_written_the_same_again(value: Plain) -> None:
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text
