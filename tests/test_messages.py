"""Texts for people: in three languages, with the same placeholders, and none that is missing."""

import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

from schemas.languages import LANGUAGES
from schemas.messages import message_tables

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("api", "catalogue", "connectors", "policies", "schemas")
SAYERS = frozenset({"Message", "say", "_said", "reason_text"})
READY_TEXTS = "validation.text"
"""Says a text that is given in each language already: each language has its own placeholder."""


def placeholders(text: str) -> set[str]:
    """The names that a text leaves open."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def literal_keys() -> Iterator[tuple[str, str]]:
    """Every key that code gives as a plain text to `Message(...)` or `say(...)`, with where it stands."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _name(node.func) in SAYERS and node.args:
                    yield from _keys(node.args[0], f"{path.relative_to(ROOT)}:{node.lineno}")


def _name(function: ast.expr) -> str:
    return (
        function.id
        if isinstance(function, ast.Name)
        else function.attr
        if isinstance(function, ast.Attribute)
        else ""
    )


def _keys(key: ast.expr, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield key.value, where
    elif isinstance(key, ast.IfExp):
        yield from _keys(key.body, where)
        yield from _keys(key.orelse, where)


def test_every_message_exists_in_every_language() -> None:
    lacking = {
        key
        for key, texts in message_tables().items()
        if set(texts) != set(LANGUAGES) or not all(texts.values())
    }
    assert lacking == set()


def test_a_message_leaves_the_same_open_in_every_language() -> None:
    left_open = {
        key: {lang: placeholders(texts[lang]) for lang in LANGUAGES}
        for key, texts in message_tables().items()
        if key != READY_TEXTS
    }
    assert {
        key: told for key, told in left_open.items() if len({frozenset(some) for some in told.values()}) > 1
    } == {}


def test_every_key_that_code_names_exists() -> None:
    assert {key: where for key, where in literal_keys() if key not in message_tables()} == {}


def test_the_keys_that_code_names_are_found() -> None:
    found = {key for key, _ in literal_keys()}
    assert {"sources.problem", "finding.line", "policy.owner"} <= found
