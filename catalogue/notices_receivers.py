"""Who is written to: an organisation's own address, or those that its administrators set."""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from catalogue.models import Organisation
from catalogue.notices import Kind
from catalogue.notices_errors import AddressError, AddressNotFoundError
from catalogue.notices_tables import NoticeAddress
from schemas.languages import Lang, is_lang

DEPARTMENT = "department"
LONGEST = 254
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+@[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+")
_LANGUAGES: Mapping[str, Lang] = {"SI": "sl", "HR": "hr"}


@dataclass(frozen=True, slots=True)
class Receiver:
    """An address that an organisation's notices are sent to.

    Args:
        kinds: the kinds that it is told; all where there are none.
    """

    organisation: str
    address: str
    lang: Lang
    kinds: frozenset[str] = frozenset()

    def wants(self, kind: Kind) -> bool:
        """Say whether it is told of a kind."""
        return not self.kinds or kind in self.kinds


def name_of(*parts: str) -> str:
    """Give the stable name of something that is made of some words."""
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:24]


def checked_address(address: str) -> str:
    """Give an address that can stand in a letter's head.

    Raises:
        AddressError: it is none.
    """
    told = address.strip()
    if len(told) > LONGEST or not _ADDRESS.fullmatch(told):
        raise AddressError(address[:LONGEST])
    return told


def put_address(session: Session, to: Receiver, by: str, now: datetime) -> NoticeAddress:
    """Have notices sent to an address, or change what is sent; one that was stopped goes on.

    Raises:
        AddressError: the address is none.
    """
    address = checked_address(to.address)
    row = NoticeAddress(
        id=name_of(to.organisation, address), organisation=to.organisation, address=address, lang=to.lang,
        kinds=sorted(to.kinds), added_by=by, added_at=now, stopped_at=None,
    )  # fmt: skip
    return session.merge(row)


def stop_address(session: Session, organisation: str, address: str, now: datetime) -> None:
    """Send nothing more to an address; one of the organisation's own description is put on record as stopped."""
    id_ = name_of(organisation, address)
    row = session.get(NoticeAddress, id_) or NoticeAddress(
        id=id_, organisation=organisation, address=address, added_at=now
    )
    row.stopped_at = row.stopped_at or now
    session.add(row)


def find_address(session: Session, organisation: str, id_: str) -> NoticeAddress:
    """Give an address of an organisation.

    Raises:
        AddressNotFoundError: it has none of that id.
    """
    row = session.get(NoticeAddress, id_)
    if row is None or row.organisation != organisation:
        raise AddressNotFoundError(id_)
    return row


def addresses_of(session: Session, organisation: str) -> Sequence[NoticeAddress]:
    """Give the addresses that were set for an organisation, the stopped ones too."""
    found = select(NoticeAddress).where(col(NoticeAddress.organisation) == organisation)
    return session.exec(found.order_by(col(NoticeAddress.address))).all()


def receivers(session: Session) -> Mapping[str, tuple[Receiver, ...]]:
    """Give who is written to, by organisation: addresses that were set, else its own; a department's else its parent's."""
    rows = {row.id: row for row in session.exec(select(Organisation))}
    told: dict[str, list[NoticeAddress]] = {}
    for one in session.exec(select(NoticeAddress).order_by(col(NoticeAddress.address))):
        told.setdefault(one.organisation, []).append(one)
    return {id_: tuple(_receivers(id_, rows, told)) for id_ in rows}


def _receivers(
    organisation: str, rows: Mapping[str, Organisation], told: Mapping[str, list[NoticeAddress]]
) -> Iterator[Receiver]:
    for row in _upwards(rows, organisation):
        known = told.get(row.id, [])
        own = row.email.strip().removeprefix("mailto:")
        active = [one for one in known if one.stopped_at is None]
        for one in active:
            yield Receiver(organisation, one.address, _lang(one.lang), frozenset(one.kinds))
        if active:
            return
        if own and own not in {one.address for one in known}:
            yield Receiver(organisation, own, _LANGUAGES.get(row.place[:2], "en"))
            return
        if known:
            return  # it was stopped on purpose


def _upwards(rows: Mapping[str, Organisation], organisation: str) -> Iterator[Organisation]:
    """Give an organisation and, if it is a department, those that it stands under."""
    seen: set[str] = set()
    row = rows.get(organisation)
    while row is not None and row.id not in seen:
        seen.add(row.id)
        yield row
        row = rows.get(row.parent) if row.kind == DEPARTMENT else None


def _lang(text: str) -> Lang:
    return text if is_lang(text) else "en"
