"""Ids that are others' already: a new record whose name would give it one has an id of its own."""

import hashlib
from collections.abc import Sequence

from sqlmodel import Session, col, select

from catalogue.identity_matching import Listed, batches
from catalogue.models import Dataset

LONGEST = 110
"""Characters that are kept of the id that a record would have had."""


def ids_apart(session: Session, source: str, fresh: Sequence[Listed]) -> dict[str, str]:
    """Give ids to new records whose own ids are others', by what their source calls them.

    A name may be given to another record of the same portal while the first one keeps its id. What is gone keeps its id and
    its history for its owner: another owner's record does not come back as it.

    Args:
        session: where it is read.
        source: the source's id.
        fresh: records that the catalogue does not know under any name.
    """
    wanted = {one.dataset: one for one in fresh}
    found: dict[str, str] = {}
    for some in batches(sorted(wanted)):
        for row in session.exec(select(Dataset).where(col(Dataset.id).in_(some))):
            one = wanted[row.id]
            same = (row.source, row.remote) == (source, one.remote)
            of_portal = row.gone_at is None and row.source == source
            of_another = row.gone_at is not None and row.publisher != one.publisher
            if not same and (of_portal or of_another):
                mark = hashlib.sha256(f"{source} {one.remote}".encode()).hexdigest()[:8]
                found[one.remote] = f"{row.id[:LONGEST]}-{mark}"
    return found
