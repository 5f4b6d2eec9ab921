"""The form of a key: its check digits tell a mistyped one, and it is found wherever it stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.machines.errors import MistypedKeyError
from api.machines.key_text import ALPHABET, ANY_KEY, KeyText, Kind, check_digits, new_key, read_key

POSITIONS = st.integers(0, len("ogk_live_") + 8 + 1 + 43 + 6 - 1)


@pytest.mark.parametrize(("kind", "begins"), [(Kind.LIVE, "ogk_live_"), (Kind.SANDBOX, "ogk_test_")])
def test_a_key_is_read_as_it_was_made(kind: Kind, begins: str) -> None:
    made, shown = new_key(kind)
    assert shown.startswith(f"{begins}{made.id}_")
    assert (len(made.id), len(made.secret), len(shown)) == (8, 43, len(begins) + 8 + 1 + 43 + 6)
    assert read_key(shown) == made


@given(position=POSITIONS, sign=st.sampled_from(ALPHABET))
def test_a_key_with_one_wrong_sign_is_never_taken_for_a_key(position: int, sign: str) -> None:
    _, shown = new_key(Kind.LIVE)
    mistyped = shown[:position] + sign + shown[position + 1 :]
    if mistyped == shown:
        return
    try:
        found = read_key(mistyped)
    except MistypedKeyError:
        found = None
    assert found is None


@given(cut=st.integers(1, 57))
def test_a_key_that_was_cut_short_is_mistyped(cut: int) -> None:
    _, shown = new_key(Kind.LIVE)
    with pytest.raises(MistypedKeyError):
        read_key(shown[:-cut])


def test_two_signs_that_changed_places_are_found() -> None:
    for _ in range(50):
        _, shown = new_key(Kind.LIVE)
        swapped = shown[:30] + shown[31] + shown[30] + shown[32:]
        if swapped != shown:
            with pytest.raises(MistypedKeyError):
                read_key(swapped)


def test_check_digits_are_the_crc32_in_base_62() -> None:
    assert check_digits("123456789") == "3jZRME"  # 0xCBF43926
    assert check_digits("") == "000000"


def test_a_key_of_the_first_form_is_still_read() -> None:
    assert read_key("ogk_0123456789ab_abc-DEF") == KeyText("0123456789ab", "abc-DEF", None)


@pytest.mark.parametrize(
    "text",
    ["", "ogk", "ogk_", "x", "ogk_0_", "ogk_0123456789ab_", "OGK_live_aaaaaaaa_b", "ogk_0123456789ab_č"],
)
def test_what_is_no_key_is_none(text: str) -> None:
    assert read_key(text) is None


def test_a_key_shows_its_id_only() -> None:
    made, _ = new_key(Kind.LIVE)
    assert repr(made) == f"KeyText({made.id})"


def test_a_key_is_found_in_a_text() -> None:
    _, shown = new_key(Kind.SANDBOX)
    text = f"GET /api?key={shown}&x=ogk_0123456789ab_abcdefgh-IJ, ogk_ alone"
    assert ANY_KEY.findall(text) == [shown, "ogk_0123456789ab_abcdefgh-IJ"]
