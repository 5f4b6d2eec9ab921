"""Texts for people: keys with a sentence in English, Slovenian and Croatian.

The tables stand in ``schemas/messages/*.toml``: ``["key"]`` with ``en``, ``sl`` and ``hr``; placeholders are
those of ``str.format``.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from schemas.errors import UnknownMessageError
from schemas.languages import Lang

MESSAGES = Path(__file__).parent / "messages"


@dataclass(frozen=True, slots=True)
class Message:
    """A text to be said later, in the reader's language.

    Args:
        key: its key in the message tables.
        values: what fills its placeholders; a Message among them is said in the same language.
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def in_(self, lang: Lang) -> str:
        """Say it in a language."""
        return say(self.key, lang, **self.values)

    def __hash__(self) -> int:
        return hash((self.key, tuple(sorted((name, str(value)) for name, value in self.values.items()))))


@cache
def message_tables() -> Mapping[str, Mapping[str, str]]:
    """Give all messages by key; a key stands in one table only."""
    tables: dict[str, Mapping[str, str]] = {}
    for path in sorted(MESSAGES.glob("*.toml")):
        for key, texts in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if key in tables:
                raise UnknownMessageError(f"{key} (twice: {path.name})")
            tables[key] = texts
    return tables


def say(key: str, lang: Lang, /, **values: object) -> str:
    """Say a message in a language.

    Raises:
        UnknownMessageError: no table holds the key.
    """
    texts = message_tables().get(key)
    if texts is None:
        raise UnknownMessageError(key)
    said = {name: value.in_(lang) if isinstance(value, Message) else value for name, value in values.items()}
    return texts[lang].format_map(said)
