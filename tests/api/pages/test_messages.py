"""Every text of the pages exists in three languages, and none is left over."""

import re
import string
from typing import get_args

import pytest

from api.pages.dataset_list import SHOWN_FACETS
from api.pages.place_bars import VIEWS
from api.pages.rendering import FOLDER
from connectors.definitions import Locale
from schemas.comparability.dimensions import DIMENSIONS
from schemas.comparability.question import FACTORS
from schemas.comparability.reasons import Level
from schemas.comparability.verdict import Verdict
from schemas.findings import SEVERITIES
from schemas.indicators import indicators
from schemas.languages import LANGUAGES
from schemas.messages import message_tables
from schemas.places import LEVELS

OURS = {key: texts for key, texts in message_tables().items() if key.startswith("page.")}
SAYING = re.compile(r"""\b(?:t|said|say)\(\s*f?"([a-z_A-Z.\-]+)(["{.])""")
FAMILY = re.compile(r"""\bword\(\s*"([a-z_.]+)",""")
MADE_UP = re.compile(r"""\bt\("([a-z_]+)\." ~""")
SAID_BY_NAME = ("page.magnitude.",)
FAMILIES: dict[str, tuple[str, ...]] = {
    "dimension": tuple(dimension.name for dimension in DIMENSIONS),
    "level_of": tuple(level.name for level in Level if level is not Level.SAME),
    "verdict": get_args(Verdict),
    "compare.no_rank": get_args(Verdict),
    "group": tuple({one.group for one in indicators().values()}),
    "level": LEVELS,
    "level_one": LEVELS,
    "severity": SEVERITIES,
    "facet": SHOWN_FACETS,
    "view": VIEWS,
    "language": LANGUAGES,
    "run": ("running", "done", "partial", "failed", "held", "never"),
    "explain.locale": get_args(Locale),
    "access": ("open", "restricted", "hidden"),
    "dataset.access": ("open", "restricted", "hidden"),
    "compare.factors": FACTORS,
    "finding.state": ("open", "sent", "accepted", "disputed", "corrected"),
}


def _sources() -> str:
    files = [*FOLDER.glob("*.py"), *FOLDER.glob("templates/*.html")]
    return "\n".join(path.read_text(encoding="utf-8") for path in files)


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_every_text_exists_in_every_language_with_the_same_placeholders() -> None:
    for key, texts in OURS.items():
        assert sorted(texts) == sorted(LANGUAGES), key
        assert len({frozenset(_fields(text)) for text in texts.values()}) == 1, key


def test_every_text_that_a_page_says_exists() -> None:
    said = {
        f"page.{name}" for name, end in SAYING.findall(_sources()) if end == '"' and not name.endswith(".")
    }
    assert sorted(said - set(OURS)) == []


@pytest.mark.parametrize("family", sorted(FAMILIES))
def test_every_code_that_a_page_shows_has_a_name(family: str) -> None:
    assert [code for code in FAMILIES[family] if f"page.{family}.{code}" not in OURS] == []


def test_no_text_is_left_over() -> None:
    text = _sources()
    families = {f"page.{name}." for name in (*FAMILY.findall(text), *MADE_UP.findall(text))} | {*SAID_BY_NAME}
    families |= {f"page.{name.rstrip('.')}." for name, end in SAYING.findall(text) if end == "{"}
    named = [key for key in OURS if f'"{key.removeprefix("page.")}"' in text]
    left = [
        key for key in OURS if key not in named and not any(key.startswith(family) for family in families)
    ]
    assert left == []
