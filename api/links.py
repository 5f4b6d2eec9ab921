"""Link checks as this process does them: the network, the clock, and what is written after each few answers."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from api.gateway import Gateway
from api.harvesting import outgoing
from catalogue.database import unit_of_work
from catalogue.link_checks import due_links, record_link
from connectors.link_checking import Link, check_links
from connectors.robots import Robots

TRIES, MOST_BYTES = 2, 1_000_000
TOGETHER = 20
"""Answers that are written in one transaction: a check that is stopped goes on behind the last of them."""


def check_due_links(
    gateway: Gateway,
    after: timedelta,
    *,
    source: str = "",
    most: int | None = None,
    progress: Callable[[Link], None] = lambda link: None,
) -> Counter[str]:
    """Ask the addresses that were not asked of late; give how many answered, were broken, or were not asked.

    Args:
        after: how long an answer counts.
        source: only of the datasets of one source; empty for all.
        most: at most so many.
        progress: told of each answer.
    """
    with unit_of_work(gateway.engine) as session:
        urls = due_links(session, gateway.clock(), after, source=source, most=most)
    outcomes: Counter[str] = Counter()
    told: list[Link] = []
    with outgoing(_sparing(gateway)) as client:
        for link in check_links(urls, Robots(client.fetch)):
            outcomes[_OUTCOMES[link.answered]] += 1
            progress(link)
            told.append(link)
            if len(told) == TOGETHER:
                _keep(gateway, told)
                told = []
    _keep(gateway, told)
    return outcomes


_OUTCOMES = {True: "answered", False: "broken", None: "not asked"}


def _keep(gateway: Gateway, links: Sequence[Link]) -> None:
    with unit_of_work(gateway.engine) as session:
        for link in links:
            record_link(session, link.url, link.answered, link.found, gateway.clock())


def _sparing(gateway: Gateway) -> Gateway:
    """Give a gateway that takes little of each answer and does not insist: a link is asked again the next time."""
    little = {"harvest_max_bytes": MOST_BYTES, "harvest_retries": TRIES}
    return replace(gateway, settings=gateway.settings.model_copy(update=little))
