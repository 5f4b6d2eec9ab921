"""What a record can be known by: names in the form in which they are compared, and the fingerprint of its content."""

import hashlib
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from catalogue.drafts import DatasetDraft
from catalogue.folding import fold, printable
from schemas.languages import Text

TELLING = frozenset(
    {"id", "uuid", "guid", "identifier", "dataset", "datasetid", "dataset_id", "item", "itemid", "fileidentifier", "layer",
     "sublayer", "resource", "cod", "code"}
)  # fmt: skip
"""Parameters of an address that say which dataset is meant; all others (sessions, languages, forms) do not."""

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)
_DOI = re.compile(r"(?:doi:|https?://(?:dx\.)?doi\.org/)?(10\.\d{4,9}/\S+)", re.IGNORECASE)
_WEB = frozenset({"http", "https", "ftp"})


@dataclass(frozen=True, slots=True)
class Names:
    """What a record can be known by.

    Args:
        own: what it is called anywhere, comparable.
        page: its page for people, with its title: several datasets of one office may give one page.
        title: its title, folded; never enough by itself.
        fingerprint: hash of title and addresses; empty where it has no address.
        at: its page without the title: another portal may name the dataset by it.
    """

    own: frozenset[str]
    page: str
    title: str
    fingerprint: str

    at: str = ""

    @property
    def kept(self) -> frozenset[str]:
        """What is kept with the record, to be found by."""
        return self.own | {name for name in (self.page, f"at:{self.at}" if self.at else "") if name}

    @property
    def asked(self) -> frozenset[str]:
        """What of `kept` another record must have to be the same: one of its names, its page, or page and title."""
        return self.own | {f"at:{name}" for name in self.own} | ({self.page} if self.page else frozenset())

    @classmethod
    def of(cls, draft: DatasetDraft) -> "Names":
        """Give what a draft can be known by."""
        said = (draft.remote, *draft.identifiers)
        title, page = folded_title(draft.title), comparable(draft.landing_page)
        return cls(
            own=frozenset(name for text in said if (name := comparable(text))),
            page=f"page:{page} {title}" if page and title else "",
            title=title,
            fingerprint=fingerprint(draft),
            at=page,
        )


def comparable(text: str) -> str:
    """Give a name in the form in which names are compared, empty where it names nothing outside of its portal.

    An address is compared without scheme, ``www.``, session and form; a UUID and a DOI however they are written. Numbers
    and words are not names: two portals may give one of them to different datasets.
    """
    name = printable(text).strip()
    doi = _DOI.fullmatch(name)
    if doi:
        return f"doi:{doi.group(1).lower()}"
    bare = name.lower().removeprefix("urn:uuid:").strip("{}")
    if _UUID.fullmatch(bare):
        return f"uuid:{uuid.UUID(bare)}"
    return _address(name)


def folded_title(title: Text) -> str:
    """Give a title as it is compared: its words in the first language that it has, without accents."""
    said = title.as_dict()
    first = next((said[lang] for lang in sorted(said) if said[lang].strip()), "")
    return " ".join(fold(printable(first)).split())


def fingerprint(draft: DatasetDraft) -> str:
    """Give the hash of a record's title and of the addresses of its distributions; empty where there is none of either.

    A portal that makes a record anew gives it and its files other UUIDs: they do not count.
    """
    title = folded_title(draft.title)
    addresses = _addresses(one.download_url or one.access_url for one in draft.distributions)
    if not title or not addresses:
        return ""
    return hashlib.sha256("\n".join((title, *addresses)).encode()).hexdigest()


def _addresses(texts: Iterable[str]) -> list[str]:
    found = {_UUID.sub("*", _address(text)) for text in texts}
    return sorted(found - {""})


def _address(text: str) -> str:
    """Give an address without scheme, ``www.``, and the parameters that do not tell what is meant."""
    try:
        parts = urlsplit(printable(text).strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    except ValueError:
        return ""
    if parts.scheme.lower() not in _WEB or not host:
        return ""
    asked = parse_qsl(parts.query)
    told = sorted(f"{name.lower()}={value}" for name, value in asked if name.lower() in TELLING)
    path, fragment = parts.path.rstrip("/"), parts.fragment
    if not path and not told and not fragment:
        return ""  # the front page of a portal is no dataset's
    rest = "".join((f"?{'&'.join(told)}" if told else "", f"#{fragment}" if fragment else ""))
    return f"{host}{port}{path}{rest}"
