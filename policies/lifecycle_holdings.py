"""What an owner's policies may speak of: its datasets, its collections, and everybody who can be named in a rule."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, select

from catalogue.models import Dataset, Organisation
from policies.in_force import OWNERS_ALL, Parties
from policies.names import Kind, Names
from policies.odrl.lint import KnownNames
from policies.odrl.vocabulary import expand
from policies.parties import parties_of
from policies.purposes import purposes
from policies.tables import AssetCollection, Network
from schemas.languages import Lang, Text

ANONYMOUS = expand("og:anonymous")


@dataclass(frozen=True, slots=True)
class OwnersNames:
    """What there is for an owner to name, by id, with what people call it.

    Args:
        names: makes IRIs of ids.
        owner: the organisation whose policies they are.
        reach: it and its departments.
        datasets: theirs.
        collections: theirs.
        organisations: all there are.
        networks: all there are.
    """

    names: Names
    owner: str
    reach: frozenset[str]
    datasets: Mapping[str, Text]
    collections: Mapping[str, Text]
    organisations: Mapping[str, Text]
    networks: Mapping[str, Text]

    def known(self) -> KnownNames:
        """Give the IRIs that a policy of theirs may name; what is another's is as unknown as what is not there."""
        names = self.names
        targets = {names.iri("dataset", one) for one in self.datasets}
        targets |= {names.iri("collection", one) for one in self.collections}
        targets |= {names.iri("collection", f"{OWNERS_ALL}{one}") for one in self.reach}
        organisations = {names.iri("organisation", one) for one in self.organisations}
        networks = {names.iri("network", one) for one in self.networks}
        return KnownNames(targets, _Parties(frozenset(organisations | networks | {ANONYMOUS}), names))

    def called(self, lang: Lang) -> dict[str, str]:
        """Give what people call everything that has a name, by IRI."""
        several: tuple[tuple[Kind, Mapping[str, Text]], ...] = (
            ("dataset", self.datasets),
            ("collection", self.collections),
            ("organisation", self.organisations),
            ("network", self.networks),
        )
        found = {
            self.names.iri(kind, one): text.in_(lang)
            for kind, texts in several
            for one, text in texts.items()
        }
        found |= {one.iri: one.label.in_(lang) for one in purposes().values()}
        return {iri: name for iri, name in found.items() if name}


class _Parties(Collection[str]):
    """Those who can be named: whom a node knows, and single people, of whom nobody is told whether they are there."""

    def __init__(self, told: frozenset[str], names: Names) -> None:
        self._told, self._names = told, names

    def __contains__(self, iri: object) -> bool:
        return iri in self._told or (isinstance(iri, str) and bool(self._names.id("party", iri)))

    def __iter__(self) -> Iterator[str]:
        return iter(self._told)

    def __len__(self) -> int:
        return len(self._told)


def owners_names(session: Session, names: Names, owner: str, parties: Parties | None = None) -> OwnersNames:
    """Read what an owner's policies may speak of.

    Args:
        session: where the tables are.
        names: makes IRIs of ids.
        owner: the organisation.
        parties: the organisations, where they were read already.
    """
    reach = (parties or parties_of(session, names)).with_departments(frozenset({owner}))
    mine = sorted(reach)
    datasets = select(Dataset.id, Dataset.title).where(
        col(Dataset.publisher).in_(mine), col(Dataset.gone_at).is_(None)
    )
    collections = select(AssetCollection.id, AssetCollection.title).where(
        col(AssetCollection.owner).in_(mine)
    )
    return OwnersNames(
        names,
        owner,
        reach,
        _texts(session.exec(datasets.order_by(col(Dataset.id)))),
        _texts(session.exec(collections.order_by(col(AssetCollection.id)))),
        _texts(session.exec(select(Organisation.id, Organisation.name))),
        _texts(session.exec(select(Network.id, Network.name))),
    )


def _texts(rows: object) -> dict[str, Text]:
    return {id_: Text.of(text or id_) for id_, text in rows}  # type: ignore[attr-defined]  # pairs of id and texts
