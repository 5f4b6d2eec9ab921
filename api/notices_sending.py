"""Sending notices: who must act is written to, at once where it is urgent and else once a day."""

import hmac
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from hashlib import sha256

from sqlmodel import Session, select

from api.gateway import Gateway
from api.mail import Delivery, MailServer
from api.notices_told import host_of_node, letter_of
from api.noticing import standing_notices
from catalogue.database import unit_of_work
from catalogue.models import Organisation
from catalogue.notices import Notice
from catalogue.notices_errors import FeedNotFoundError
from catalogue.notices_letters import (
    DUE,
    REFUSED,
    SENT,
    SETTLED,
    claim,
    close,
    forget_letters,
    plan,
)
from catalogue.notices_receivers import Receiver, receivers
from catalogue.notices_tables import NoticeLetter
from schemas.languages import Lang, Text

Post = Callable[[EmailMessage, str, str], Delivery]
KEPT = timedelta(days=366)
STATES: Mapping[str, str] = {"sent": SENT, "later": DUE, "refused": REFUSED}


def send_due_notices(
    gateway: Gateway, now: datetime | None = None, post: Post | None = None
) -> Mapping[str, int]:
    """Write to whoever must act, and say how many letters came to which end; nothing where mail is off.

    Args:
        gateway: the node.
        now: the time; the node's clock unless told.
        post: sends a message from a sender to a receiver; the server that the settings name unless told.
    """
    moment, send = now or gateway.clock(), post or _post(gateway)
    if send is None:
        return {}
    with unit_of_work(gateway.engine) as session:
        told, by_organisation = _grouped(session, moment), receivers(session)
    with unit_of_work(gateway.engine) as session:
        forget_letters(session, moment - KEPT)
    remind = timedelta(days=gateway.settings.notices_remind)
    for organisation, notices in told.items():
        for receiver in by_organisation.get(organisation, ()):
            plan(gateway.engine, receiver, notices, remind, moment)
    return _send(gateway, send, told, by_organisation, moment)


def _post(gateway: Gateway) -> Post | None:
    server = MailServer.of(gateway.settings)
    return server.send if server is not None else None


def _grouped(session: Session, now: datetime) -> dict[str, list[Notice]]:
    found: dict[str, list[Notice]] = {}
    for one in standing_notices(session, now):
        found.setdefault(one.organisation, []).append(one)
    return found


def _send(
    gateway: Gateway, post: Post, told: Mapping[str, Sequence[Notice]],
    by_organisation: Mapping[str, Sequence[Receiver]], now: datetime,
) -> Mapping[str, int]:  # fmt: skip
    ends: Counter[str] = Counter()
    passed: set[str] = set()
    while (letter := claim(gateway.engine, passed, now)) is not None:
        passed.add(letter.id)
        notices = [one for one in told.get(letter.organisation, ()) if one.id in letter.notices]
        known = {one.address for one in by_organisation.get(letter.organisation, ())}
        if not notices or letter.address not in known:
            close(gateway.engine, letter, SETTLED, now)
            ends[SETTLED] += 1
            continue
        delivery = _deliver(gateway, post, letter, notices)
        close(gateway.engine, letter, STATES[delivery.outcome], now, delivery.told)
        ends[STATES[delivery.outcome]] += 1
        if not delivery.reachable:
            break
    return dict(ends)


def _deliver(gateway: Gateway, post: Post, letter: NoticeLetter, notices: Sequence[Notice]) -> Delivery:
    sender, base = sender_of(gateway), base_of(gateway)
    with unit_of_work(gateway.engine) as session:
        name = name_of_organisation(session, letter.organisation, letter.lang)  # type: ignore[arg-type]  # ours
    try:
        message = letter_of(letter, notices, name, base, sender, stop_address_of(gateway, letter.id))
    except ValueError as error:
        return Delivery("refused", f"{type(error).__name__}: {error}")
    return post(message, sender, letter.address)


def base_of(gateway: Gateway) -> str:
    """Give the node's address, without a slash at its end."""
    return gateway.settings.base_url.rstrip("/")


def sender_of(gateway: Gateway) -> str:
    """Give the address that letters come from."""
    return gateway.settings.mail_from or f"ogledalo@{host_of_node(gateway.settings.base_url)}"


def name_of_organisation(session: Session, organisation: str, lang: Lang) -> str:
    """Give an organisation's name, its id where it has none."""
    told = session.exec(select(Organisation.name).where(Organisation.id == organisation)).first()
    return (Text.of(told).in_(lang) if told else "") or organisation


def stop_address_of(gateway: Gateway, letter: str) -> str:
    """Give the address at which the receiver of a letter stops those to come, without signing in."""
    return f"{base_of(gateway)}/notices/stop/{letter}.{_signature(gateway, letter)}"


def letter_named(session: Session, gateway: Gateway, token: str) -> NoticeLetter:
    """Give the letter that such an address is in.

    Raises:
        FeedNotFoundError: there is none, or the address was made up.
    """
    letter, _, signature = token.partition(".")
    true = hmac.compare_digest(signature.encode(), _signature(gateway, letter).encode())
    row = session.get(NoticeLetter, letter) if true else None
    if row is None:
        raise FeedNotFoundError
    return row


def _signature(gateway: Gateway, letter: str) -> str:
    return hmac.new(gateway.pepper, f"notices-stop:{letter}".encode(), sha256).hexdigest()[:40]
