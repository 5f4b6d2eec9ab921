"""What the connector `dcat` makes of a portal's answers."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from connectors.dcat_items import dcat_items
from connectors.definitions import SourceDefinition
from connectors.fetching import Fetched, Request
from connectors.items import Item
from connectors.reading import Context
from schemas.places import shipped_places
from tests.fakes.server import Answering, Seen

URL = "https://portal.example/catalog"


def items_of(answer: Answering, **options: object) -> list[Item]:
    """Give the items of a feed; every host is the portal."""
    told = {
        "id": "s",
        "connector": "dcat",
        "url": URL,
        "owner": "city",
        "licence": "CC BY 4.0",
        "options": options,
    }
    source = SourceDefinition.model_validate(told)

    def fetch(request: Request) -> Fetched:
        parts = urlsplit(request.url)
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        reply = answer(Seen("GET", target, {"host": parts.netloc}, b""))
        content = reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
        digest = hashlib.sha256(content).hexdigest()
        media_type = reply.media_type.partition(";")[0]
        return Fetched(content, reply.status, request.url, media_type, digest, reply.headers.get("Link", ""))

    return list(dcat_items(source, [], fetch, Context({}, shipped_places(), 2026)))


def records(items: Sequence[Item]) -> Mapping[str, Mapping[str, Any]]:
    """Give all that items say, by their key, as JSON has it; whose page it stood on does not matter."""
    return {
        item.key: {
            **item.dataset.columns(),
            "stated": sorted(item.stated or ()),
            "changed_at": str(item.changed_at),
            "found": sorted((one.rule, one.where.cell, one.found) for one in item.findings or ()),
        }
        for item in items
        if item.dataset is not None
    }


def fingerprint(said: Mapping[str, Mapping[str, Any]]) -> str:
    """Give a hash of all that records say."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def told(items: Sequence[Item]) -> list[tuple[str, str]]:
    """Give each item's key with its error's rule, or nothing where it is well."""
    return [(item.key, item.error.rule if item.error else "") for item in items]
