"""The licence check: figures without terms, or whose licence forbids what publishing does, are not published.

Their owner is told why. A source that has no licence says so in words (`UNSTATED`); silence is no statement (H15).
"""

from dataclasses import replace

from connectors.items import Item
from schemas.findings import Finding, Location
from schemas.licences import read_licence
from schemas.messages import Message
from schemas.validation.terms import DatasetTerms, check_terms

OPEN = "open"
UNSTATED = "none stated"
"""Licence of a file whose form asks for one, and where none was filled in: that states that there is none."""


def licence_findings(item: Item) -> tuple[Finding, ...]:
    """Give what in an item's terms forbids publishing its figures: none are stated (H15), or the licence says no.

    A dataset that is not open is seen by its owner and by those whom the owner names: that is no re-use. A record without
    figures only points to them.
    """
    dataset = item.dataset
    if dataset is None or not any(read.observations for read in item.reads):
        return ()
    place = next((row.key.place for read in item.reads for row in read.observations), "")
    where = Location(dataset.landing_page or dataset.remote, "licence", item.record_snapshot)
    terms = DatasetTerms(dataset.id, dataset.licence, dataset.access)
    return terms_findings(terms, where, owner=dataset.publisher, place=place)


def terms_findings(
    terms: DatasetTerms, where: Location, *, owner: str = "", place: str = ""
) -> tuple[Finding, ...]:
    """Give what in some terms forbids publishing figures under them.

    Args:
        where: the licence stands.
        owner: whom to ask for another licence.
        place: that the figures are about.
    """
    absent = check_terms(replace(terms, licence=terms.licence.strip()), where.document)
    licence = read_licence(terms.licence)
    if absent or terms.policy != OPEN or not licence.forbidden:
        return tuple(absent)
    forbidden = Message("licence.forbidden", {"what": licence.forbidden[0]})
    expected = Message("licence.forbids.expected", {"forbidden": forbidden})
    mend = Message("licence.forbids.mend", {"owner": owner or where.document})
    return (Finding("licence.forbids", "violation", where, terms.licence, expected, mend, place=place),)
