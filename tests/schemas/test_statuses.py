"""Observation status: one of several flags stands alone, and a notation key says what it means."""

import pytest

from schemas.codes import codelist
from schemas.errors import UnknownCodeError
from schemas.statuses import NotationStatus, notation_status, top_status


def test_there_are_twenty_statuses_each_with_a_precedence_of_its_own() -> None:
    ranks = sorted(int(code.columns["precedence_1_is_highest"]) for code in codelist("obs_status"))
    assert ranks == list(range(1, 21))
    order = sorted(codelist("obs_status"), key=lambda code: int(code.columns["precedence_1_is_highest"]))
    assert "".join(code.code for code in order) == "BOMLHQJSDKWIFEPNUVGA"


@pytest.mark.parametrize(
    ("flags", "top"), [("EP", "E"), ("PEB", "B"), ("A", "A"), ("", "A"), ("WK", "K"), ("AV", "V")]
)
def test_of_several_flags_the_weightiest_stands(flags: str, top: str) -> None:
    assert top_status(flags) == top


def test_what_is_no_flag_is_refused() -> None:
    with pytest.raises(UnknownCodeError):
        top_status(["E", "X"])


def test_a_notation_key_says_its_status_and_its_partner() -> None:
    assert notation_status("IE") == NotationStatus("IE", "K", "F", counts_as_zero=False, pairs_with="W")
    assert notation_status("NO") == NotationStatus("NO", "M", "F", counts_as_zero=True, pairs_with="")
    assert notation_status("NE") == NotationStatus("NE", "L", "F", counts_as_zero=False, pairs_with="")
    assert notation_status("C") == NotationStatus("C", "Q", "C", counts_as_zero=False, pairs_with="")
    with pytest.raises(UnknownCodeError):
        notation_status("XX")
