"""Commands that are given what there is not say so in a line, and write nothing."""

from __future__ import annotations

import os
from pathlib import Path
from unittest.mock import patch

import pytest

from api.cli import main


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["progress", "Kranj"], "error: place: no code 'Kranj'; did you mean SI_052?"),
        (
            ["coverage", "--place", "SI_052", "--level", "city"],
            "error: level: no code 'city'; did you mean eu or national or regional or local?",
        ),
        (
            ["coverage", "--place", "SI_052", "-o", "table.pdf"],
            "error: no representation '.pdf'; there are .csv, .xlsx",
        ),
        (
            ["indicators", "list", "--group", "Enrgy"],
            "error: group: no code 'Enrgy'; did you mean Energy?",
        ),
    ],
)
def test_a_command_that_is_given_what_there_is_not_names_what_there_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    settings = {"OGLEDALO_DATA_DIR": str(tmp_path / "var"), "OGLEDALO_DATABASE_URL": ""}
    here = [str(tmp_path / one) if one.endswith(".pdf") else one for one in arguments]
    with patch.dict(os.environ, settings), pytest.raises(SystemExit) as left:
        main(here)
    assert left.value.code == 1
    assert capsys.readouterr().err.strip() == said
    assert not (tmp_path / "table.pdf").exists()
