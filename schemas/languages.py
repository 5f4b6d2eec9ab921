"""Languages of the texts for people, and texts that exist in all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self, TypeGuard

Lang = Literal["en", "sl", "hr"]
LANGUAGES: tuple[Lang, ...] = ("en", "sl", "hr")


def is_lang(text: str) -> TypeGuard[Lang]:
    """Say whether a text names one of the languages we speak."""
    return text in LANGUAGES


@dataclass(frozen=True, slots=True)
class Text:
    """A text in English, Slovenian and Croatian; a missing one falls back to another."""

    en: str = ""
    sl: str = ""
    hr: str = ""

    @classmethod
    def of(cls, value: "str | Mapping[str, str] | Text") -> Self:
        """Make a text of one string (taken for every language) or of a table by language."""
        if isinstance(value, Text):
            return cls(value.en, value.sl, value.hr)
        if isinstance(value, str):
            return cls(value, value, value)
        return cls(**{lang: value.get(lang, "") for lang in LANGUAGES})

    def in_(self, lang: Lang) -> str:
        """Give the text in a language, or in the first one that has it."""
        by_lang = {"en": self.en, "sl": self.sl, "hr": self.hr}
        return by_lang[lang] or next((text for text in by_lang.values() if text), "")

    def as_dict(self) -> dict[str, str]:
        """Give the languages that have a text."""
        by_lang = {"en": self.en, "sl": self.sl, "hr": self.hr}
        return {lang: text for lang, text in by_lang.items() if text}
