"""Errors of the object store.

CatalogueError
└── ObjectStoreError
    ├── StoreAddressError      its address names no folder and no bucket that we can use
    ├── StoreUnreachableError  it does not answer, or its answer is none that it should give
    ├── StoreDeniedError       it refuses our key
    ├── StoreBucketError       the bucket does not exist
    └── StoreCopyError         a copy does not hold what it was made from
"""

from catalogue.errors import CatalogueError


class ObjectStoreError(CatalogueError):
    """Something the object store cannot do.

    Args:
        told: what was found and how to mend it, for the operator: it names addresses that are nobody else's business.
    """

    def __init__(
        self, told: str, shown: str = "the node cannot get at its object store; try again later"
    ) -> None:
        self.told = told
        super().__init__(shown)


class StoreAddressError(ObjectStoreError):
    """Say what of an address cannot be used; never the address itself, which may hold a secret."""

    def __init__(self, found: str, expected: str) -> None:
        told = f"OGLEDALO_OBJECT_STORE: found {found}, expected {expected}"
        super().__init__(told, told)


class StoreUnreachableError(ObjectStoreError):
    """Say which store did not answer, and how."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(
            f"the object store {where} does not answer as it should: {found};"
            " check that it runs, and the endpoint in OGLEDALO_OBJECT_STORE"
        )


class StoreDeniedError(ObjectStoreError):
    """Say which store refused our key."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(
            f"the object store {where} refuses the key: {found};"
            " check OGLEDALO_S3_KEY and OGLEDALO_S3_SECRET, and that the key may read, write, list and delete there"
        )


class StoreBucketError(ObjectStoreError):
    """Say which bucket does not exist."""

    def __init__(self, where: str, found: str) -> None:
        super().__init__(
            f"the object store {where} has no such bucket: {found};"
            " create the bucket, or correct its name in OGLEDALO_OBJECT_STORE"
        )


class StoreCopyError(ObjectStoreError):
    """Say which objects of a copy are missing or damaged."""

    def __init__(self, names: tuple[str, ...]) -> None:
        shown = ", ".join(names[:3]) + (" ..." if len(names) > 3 else "")
        super().__init__(
            f"{len(names)} objects were not copied, for they were changed where they stood: {shown};"
            " restore them from a backup, then copy again"
        )
