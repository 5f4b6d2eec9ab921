"""Figures that are there no longer: a source that gives none where some stand empties nothing by itself."""

from collections.abc import Sequence

from sqlmodel import Session

from catalogue.releases import ReleaseDraft, current_release
from connectors.items import Item
from connectors.run_errors import EmptiedError
from schemas.findings import Finding


def emptied_findings(session: Session, item: Item, drafts: Sequence[ReleaseDraft]) -> tuple[Finding, ...]:
    """Give what is to be said of an item's drafts without figures, where figures stand that they would replace."""
    found: list[Finding] = []
    for draft in drafts:
        standing = None if len(draft.rows) else current_release(session, draft.slot)
        if standing is not None and standing.rows:
            error = EmptiedError("0", url=_document(item), where=draft.slot, standing=standing.rows)
            found.append(error.finding(snapshot=draft.snapshots[0]))
    return tuple(found)


def _document(item: Item) -> str:
    """Give the address of what was read, as far as the record tells it."""
    if item.dataset is None:
        return ""
    given = (one.download_url or one.access_url for one in item.dataset.distributions)
    return next(given, "") or item.dataset.landing_page
