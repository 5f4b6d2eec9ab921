"""Errors of the catalogue.

CatalogueError
├── DatasetNotFoundError       absent, or hidden from who asks: the two are never told apart
├── AccessRefusedError         seen, but its rows are not for who asks; says the rule and how to ask
├── ObservationNotFoundError   no such observation, or not for who asks
├── FindingNotFoundError       no such finding, or not for who asks, or not public yet
├── FindingClosedError         a reply to a finding that no longer stands
├── ReplyError                 a reply that says nothing, or a state that an owner cannot give
├── ReleaseNotFoundError       no such release
├── SnapshotNotFoundError      the source's bytes are not stored
├── SnapshotDamagedError       the stored bytes no longer have the hash that names them
├── DatasetIdentityError       a dataset's id and its (source, remote) name two different ones
├── CursorError                a cursor that no page of this search gave
└── DatabaseUrlError           a database address of a kind we do not run on
"""

from schemas.languages import Text


class CatalogueError(Exception):
    """Something the catalogue cannot give."""


class DatasetNotFoundError(CatalogueError):
    """Say which dataset was asked for."""

    def __init__(self, dataset_id: str) -> None:
        self.dataset_id = dataset_id
        super().__init__(f"no dataset {dataset_id!r}")


class AccessRefusedError(CatalogueError):
    """Say which rule refused, why, and how to ask for access."""

    def __init__(
        self, target: str, rule: str, reason: Text, how_to_ask: Text, next_steps: tuple[Text, ...] = ()
    ) -> None:
        self.target = target
        self.rule = rule
        self.reason = reason
        self.how_to_ask = how_to_ask
        self.next_steps = next_steps
        super().__init__(f"{target}: refused by {rule}: {reason.en}")


class ObservationNotFoundError(CatalogueError):
    """Say which observation was asked for."""

    def __init__(self, asked: str) -> None:
        self.asked = asked
        super().__init__(f"no observation {asked}")


class FindingNotFoundError(CatalogueError):
    """Say which finding was asked for."""

    def __init__(self, finding_id: str) -> None:
        self.finding_id = finding_id
        super().__init__(f"no finding {finding_id!r}")


class FindingClosedError(CatalogueError):
    """Say which finding no longer stands, and since when."""

    def __init__(self, finding_id: str, since: str) -> None:
        self.finding_id = finding_id
        self.since = since
        super().__init__(
            f"finding {finding_id!r} no longer stands since {since}; there is nothing to reply to"
        )


class ReplyError(CatalogueError):
    """Say what of a reply cannot be meant."""

    def __init__(self, part: str, found: str, expected: str) -> None:
        self.part = part
        self.found = found
        self.expected = expected
        super().__init__(f"reply, {part}: found {found!r}, expected {expected}")


class ReleaseNotFoundError(CatalogueError):
    """Say which release was asked for."""

    def __init__(self, release: str) -> None:
        self.release = release
        super().__init__(f"no release {release!r}")


class SnapshotNotFoundError(CatalogueError):
    """Say which bytes are not stored."""

    def __init__(self, sha256: str) -> None:
        self.sha256 = sha256
        super().__init__(f"no stored bytes with SHA-256 {sha256}")


class SnapshotDamagedError(CatalogueError):
    """Say that stored bytes changed since they were fetched."""

    def __init__(self, sha256: str, found: str) -> None:
        self.sha256 = sha256
        self.found = found
        super().__init__(
            f"the stored bytes named {sha256} now have SHA-256 {found}: they were changed after they were fetched"
        )


class DatabaseUrlError(CatalogueError):
    """Say which database address was given and which kinds are served."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(f"database {url!r}: only sqlite:/// and postgresql:// addresses are served")


class DatasetIdentityError(CatalogueError):
    """Say which dataset was told of, and which one holds its id or its identity."""

    def __init__(self, dataset_id: str, asked: tuple[str, str], held_by: str, held: tuple[str, str]) -> None:
        self.dataset_id = dataset_id
        self.asked = asked
        self.held_by = held_by
        self.held = held
        super().__init__(
            f"dataset {dataset_id!r} of {'/'.join(asked)} would overwrite {held_by!r} of {'/'.join(held)}:"
            " give it another id, or remove the other from its source first"
        )


class CursorError(CatalogueError):
    """Say which cursor was given; a search goes on only with a cursor of its own pages."""

    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        super().__init__(
            f"cursor {cursor!r} belongs to no page of this search: take next_cursor as it was given"
        )
