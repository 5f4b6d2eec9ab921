"""Rendering: Jinja templates with everything escaped, and what every template may say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from fastapi import Request, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.language import language_of
from api.pages import formatting
from schemas.codes import codelist
from schemas.indicators import indicators
from schemas.languages import LANGUAGES, Lang, is_lang
from schemas.messages import message_tables, say

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
HTML = "text/html; charset=utf-8"
LONGEST_FOREIGN = 300
Parameter = str | Sequence[str]


@dataclass(frozen=True, slots=True)
class Writer:
    """Says things in the reader's language and keeps that language in the links.

    Args:
        lang: the language of the page.
        chosen: whether the reader chose it by ``?lang=``, so that links carry it on.
        path: of the page.
        query: parameters of the page, without ``lang``.
    """

    lang: Lang
    chosen: bool
    path: str
    query: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, request: Request) -> "Writer":
        """Make the writer of a request."""
        query = tuple((name, value) for name, value in request.query_params.multi_items() if name != "lang")
        chosen = is_lang(request.query_params.get("lang", ""))
        return cls(language_of(request), chosen, request.url.path, query)

    def t(self, key: str, **values: object) -> str:
        """Say a message of the table ``page``."""
        return say(f"page.{key}", self.lang, **values)

    def message(self, key: str, **values: object) -> str:
        """Say a message by its whole key."""
        return say(key, self.lang, **values)

    def word(self, family: str, code: str) -> str:
        """Name a code of a family of messages, e.g. ``dimension``; a code that has no name stays as it is."""
        key = f"page.{family}.{code}"
        return say(key, self.lang) if key in message_tables() else code

    def number(self, value: Decimal | int, digits: int | None = None) -> str:
        """Write a number."""
        return formatting.number(value, self.lang, digits)

    def signed(self, value: Decimal, digits: int | None = 2) -> str:
        """Write a change with its sign."""
        return formatting.signed(value, self.lang, digits)

    def quantity(self, value: Decimal, unit: str, digits: int | None = None) -> str:
        """Write a number with its unit."""
        return formatting.quantity(value, unit, self.lang, digits)

    def exact(self, text: str, unit: str) -> str:
        """Write a number that is given as canonical text, with its unit."""
        return self.quantity(Decimal(text), unit)

    def unit(self, code: str) -> str:
        """Give a unit's symbol."""
        return formatting.unit_symbol(code, self.lang)

    def day(self, moment: datetime) -> str:
        """Write a day."""
        return formatting.day(moment, self.lang)

    def moment(self, moment: datetime) -> str:
        """Write a moment."""
        return formatting.moment(moment, self.lang)

    def instant(self, text: str) -> datetime:
        """Read a moment that is given as RFC 3339."""
        return datetime.fromisoformat(text)

    def said_day(self, text: str) -> str:
        """Write a date or time that a source says; what is neither stays as said."""
        try:
            said = datetime.fromisoformat(text)
        except ValueError:
            return text
        return self.day(said if said.tzinfo else said.replace(tzinfo=UTC))

    def byte_size(self, size: int) -> str:
        """Write a file's size."""
        return formatting.byte_size(size, self.lang)

    def code(self, name: str, code: str) -> str:
        """Give the label of a code of a list."""
        return codelist(name).label(code, self.lang)

    def indicator(self, code: str) -> str:
        """Give an indicator's name, or its code where it is not ours."""
        known = indicators().get(code)
        return known.name.in_(self.lang) if known else code

    def link(self, *path: str, **parameters: Parameter) -> str:
        """Give the address of a page of ours; parts of the path are escaped, the chosen language stays.

        Args:
            path: e.g. ``"datasets", dataset_id``.
            parameters: texts or lists of texts; empty ones are left out.
        """
        kept = {name: value for name, value in parameters.items() if value}
        if self.chosen:
            kept["lang"] = self.lang
        address = "/" + "/".join(quote(part, safe="") for part in path)
        return f"{address}?{urlencode(kept, doseq=True)}" if kept else address

    def here(self, **changes: str) -> str:
        """Give the address of this page with some parameters changed; an empty one is left out."""
        kept = [(name, value) for name, value in self.query if name not in changes]
        kept += [(name, value) for name, value in changes.items() if value]
        if self.chosen and "lang" not in changes:
            kept.append(("lang", self.lang))
        path = "/" + self.path.lstrip(
            "/\\"
        )  # two slashes, or what a browser takes for them, would name a host
        return f"{path}?{urlencode(kept)}" if kept else path

    def languages(self) -> list[tuple[Lang, str]]:
        """Give each language with this page's address in it."""
        return [(lang, self.here(lang=lang)) for lang in LANGUAGES]


def outward(address: str) -> str:
    """Give an address from a source if a reader may follow it: nothing but http and https, else empty."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return ""
    return address.strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def foreign(text: str, most: int = LONGEST_FOREIGN) -> str:
    """Shorten a text that somebody else wrote, so that it cannot fill the page."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


@cache
def environment() -> Environment:
    """Give the templates; all output is escaped, an unknown name is an error."""
    found = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {"outward": outward, "foreign": foreign}
    found.globals["stylesheet"] = versioned("ogledalo.css")
    found.globals["icon"] = versioned("ogledalo.svg")
    return found


def versioned(name: str) -> str:
    """Give the address of a static file with the hash of its content, so that browsers may keep it."""
    return f"/static/{name}?v={sha256((STATIC / name).read_bytes()).hexdigest()[:12]}"


def render(request: Request, template: str, *, status: int = 200, **context: object) -> Response:
    """Write a page in the request's language."""
    writer = Writer.of(request)
    content = environment().get_template(template).render(w=writer, t=writer.t, lang=writer.lang, **context)
    headers = {
        "Content-Language": writer.lang,
        "Cache-Control": "no-cache",
    }
    return Response(content, status_code=status, media_type=HTML, headers=headers)
