"""Commands on notices: what waits for whom, who is written to, feeds, and sending what is due."""

from typing import Annotated

import simplejson
import typer

from api.cli_common import gateway_of, require_organisation
from api.cli_errors import fail, language
from api.gateway import Gateway
from api.notices_feeds import feed_address, feeds_of, make_feed, revoke_feed
from api.notices_sending import base_of, send_due_notices
from api.notices_told import notice_told
from api.noticing import standing_notices
from api.people.acts import OPERATOR, Actor
from api.people.work import acting
from catalogue.database import unit_of_work
from catalogue.notices import KINDS
from catalogue.notices_letters import letters_of
from catalogue.notices_receivers import Receiver, addresses_of, name_of, put_address, receivers, stop_address

notices = typer.Typer(help="Notices to whoever must act: list, send, addresses, feeds.", no_args_is_help=True)
feed = typer.Typer(help="Feeds that are read by their address alone.", no_args_is_help=True)
notices.add_typer(feed, name="feed")
LangOption = Annotated[str, typer.Option("--lang", help="Language: en, sl or hr.")]


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.add_typer(notices, name="notices")


@notices.command("list")
def list_notices(
    organisation: Annotated[str, typer.Argument(metavar="ORG", help="All where none is named.")] = "",
    lang: LangOption = "en",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """List what waits for an organisation, and how its letters went."""
    gateway, said = gateway_of(), language(lang)
    with unit_of_work(gateway.engine) as session:
        if organisation:
            require_organisation(session, organisation)
        found = standing_notices(session, gateway.clock(), organisation)
    if as_json:
        told = [notice_told(one, base_of(gateway), said) for one in found]
        typer.echo(simplejson.dumps({"notices": told, "count": len(told)}, ensure_ascii=False, indent=1))
        return
    for one in found:
        typer.echo(f"{one.organisation:24} {one.kind:16} {one.since:%Y-%m-%d}  {one.title(said)}")
    if organisation:
        _tell_mail(gateway, organisation)


def _tell_mail(gateway: Gateway, organisation: str) -> None:
    """Tell who is written to, and how the newest letters went: what was refused is seen here."""
    with unit_of_work(gateway.engine) as session:
        for to in receivers(session).get(organisation, ()):
            typer.echo(f"mail to {to.address} ({to.lang}; {', '.join(sorted(to.kinds)) or 'all kinds'})")
        for row in addresses_of(session, organisation):
            if row.stopped_at is not None:
                typer.echo(f"stopped {row.address} since {row.stopped_at:%Y-%m-%d %H:%M}Z")
        for one in feeds_of(session, organisation):
            state = f"revoked {one.revoked_at:%Y-%m-%d}" if one.revoked_at else "open"
            typer.echo(f"feed {one.id} {state} {one.label}".rstrip())
        for letter in letters_of(session, organisation):
            told = f"{letter.recorded_at:%Y-%m-%d %H:%M}Z {letter.kind:7} {letter.state:8} {letter.address}"
            typer.echo(f"letter {told} {letter.error}".rstrip())


@notices.command("send")
def send() -> None:
    """Write to whoever must act, as far as it is due; the worker does so by itself."""
    gateway = gateway_of()
    if not gateway.settings.mail_host:
        fail("mail is off: set OGLEDALO_MAIL_HOST")
    ends = send_due_notices(gateway)
    typer.echo(", ".join(f"{count} {state}" for state, count in sorted(ends.items())) or "nothing is due")


@notices.command("address")
def address(
    organisation: Annotated[str, typer.Argument(metavar="ORG")],
    mail: Annotated[str, typer.Argument(metavar="ADDRESS", help="Best one of an office, not of a person.")],
    kinds: Annotated[
        list[str] | None, typer.Option("--kind", help="A kind of notice; all unless told. Several times.")
    ] = None,
    lang: LangOption = "en",
    remove: Annotated[bool, typer.Option("--remove", help="Send nothing more there.")] = False,
) -> None:
    """Have an organisation's notices sent to an address, instead of its own."""
    gateway, said = gateway_of(), language(lang)
    wrong = [kind for kind in kinds or () if kind not in KINDS]
    if wrong:
        fail(f"no kind {wrong[0]!r}; there are {', '.join(KINDS)}")
    actor = Actor.operator(gateway.clock())
    with acting(gateway) as session:
        require_organisation(session, organisation)
        target = f"{organisation}/{name_of(organisation, mail.strip())}"
        if remove:
            stop_address(session, organisation, mail.strip(), actor.now)
            actor.record(session, "notices.address-stop", target, owner=organisation)
        else:
            put_address(
                session, Receiver(organisation, mail, said, frozenset(kinds or ())), actor.name, actor.now
            )
            actor.record(session, "notices.address", target, owner=organisation)
    typer.echo(f"{'nothing more goes' if remove else 'notices go'} to {mail.strip()}")


@feed.command("create")
def create(
    organisation: Annotated[str, typer.Argument(metavar="ORG")],
    label: Annotated[str, typer.Option("--label", help="What it is for.")] = "",
) -> None:
    """Make a feed and print its address, this once."""
    gateway = gateway_of()
    actor = Actor.operator(gateway.clock())
    with acting(gateway) as session:
        require_organisation(session, organisation)
        row, token = make_feed(session, gateway.pepper, organisation, label=label, by=OPERATOR, now=actor.now)
        actor.record(session, "notices.feed", f"{organisation}/{row.id}", owner=organisation)
    typer.echo(f"{row.id}  {feed_address(base_of(gateway), token)}")


@feed.command("revoke")
def revoke(
    feed_id: Annotated[str, typer.Argument(metavar="FEED", help="As `notices list ORG` prints it.")],
) -> None:
    """Make a feed's address worthless."""
    gateway = gateway_of()
    actor = Actor.operator(gateway.clock())
    with acting(gateway) as session:
        row = revoke_feed(session, feed_id, actor.now)
        actor.record(session, "notices.feed-revoke", f"{row.organisation}/{row.id}", owner=row.organisation)
    typer.echo(f"revoked {feed_id}")
