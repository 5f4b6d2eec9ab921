"""Notices as they are told: JSON, an Atom feed (RFC 4287), and letters."""

from collections.abc import Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as Tree

from api.representations.times import rfc3339
from catalogue.notices import Notice
from catalogue.notices_tables import NoticeLetter
from schemas.languages import Lang
from schemas.messages import say

Json = dict[str, Any]  # an answer's object
ATOM = "http://www.w3.org/2005/Atom"
ATOM_TYPE = "application/atom+xml; charset=utf-8"
TAGGED_SINCE = "2026"
"""The year from which our tag URIs count (RFC 4151); it never changes, else every reader would see every entry anew."""

MOST_IN_A_LETTER = 100


class LetterPolicy(EmailPolicy):
    """Writes a head in which addresses stay as they are: Python would break a long one into encoded words, which nobody reads."""

    def fold(self, name: str, value: Any) -> str:  # a header's value, as the policy's base has it
        """Write a field of the head."""
        return f"{name}: {value}{self.linesep}" if name.lower() in UNBROKEN else super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:  # as above
        """Write a field of the head, as bytes."""
        if name.lower() in UNBROKEN:
            return self.fold(name, value).encode("ascii", "surrogateescape")
        return super().fold_binary(name, value)


UNBROKEN = ("list-unsubscribe", "message-id")
LETTERS = LetterPolicy()


def notice_told(one: Notice, base: str, lang: Lang) -> Json:
    """Tell a notice."""
    return {
        "id": one.id, "kind": one.kind, "urgent": one.urgent, "organisation": one.organisation,
        "about": one.about.as_json(), "since": rfc3339(one.since), "changed": rfc3339(one.changed),
        "title": one.title(lang), "what": one.what(lang), "act": one.act(lang), "link": base + one.path,
    }  # fmt: skip


def host_of_node(base: str) -> str:
    """Give the name under which a node stands, as tags and message ids have it."""
    host = urlsplit(base).hostname or ""
    return host if host and ":" not in host else "localhost"


def atom_feed(
    notices: Sequence[Notice], organisation: str, name: str, base: str, lang: Lang, now: datetime
) -> bytes:
    """Write an organisation's notices as a feed; ids stay the same in every language and for as long as a cause stands.

    Args:
        notices: those that stand.
        organisation: its id.
        name: of the organisation, in the language.
        base: the node's address, without a slash at its end.
        lang: the language.
        now: the time; it is told where there is no notice.
    """
    tag = f"tag:{host_of_node(base)},{TAGGED_SINCE}:notices"
    feed = Tree.Element("feed", {"xmlns": ATOM, "xml:lang": lang})
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    newest = max((one.changed for one in notices), default=today)
    _add(feed, "id", f"{tag}/{organisation}")
    _add(feed, "title", say("notices.feed.title", lang, organisation=name))
    _add(feed, "updated", rfc3339(newest))
    _add(Tree.SubElement(feed, "author"), "name", f"Ogledalo, {host_of_node(base)}")
    Tree.SubElement(
        feed, "link", rel="alternate", href=f"{base}/api/v1/organisations/{quote(organisation)}/notices"
    )
    for one in notices:
        _entry(feed, one, f"{tag}/{organisation}/{one.id}", base, lang)
    told: bytes = Tree.tostring(feed, xml_declaration=True, encoding="utf-8")
    return told


def _entry(feed: Tree.Element, one: Notice, tag: str, base: str, lang: Lang) -> None:
    entry = Tree.SubElement(feed, "entry")
    _add(entry, "id", tag)
    _add(entry, "title", one.title(lang))
    _add(entry, "published", rfc3339(one.since))
    _add(entry, "updated", rfc3339(one.changed))
    Tree.SubElement(entry, "category", term=one.kind)
    Tree.SubElement(entry, "link", rel="alternate", href=base + one.path)
    _add(entry, "content", f"{one.what(lang)}\n\n{one.act(lang)}").set("type", "text")


def _add(parent: Tree.Element, name: str, text: str) -> Tree.Element:
    made = Tree.SubElement(parent, name)
    made.text = xml_text(text)
    return made


def xml_text(text: str) -> str:
    """Leave out the signs that XML 1.0 has no place for, which a portal's title may hold."""
    return "".join(sign for sign in text if sign in "\t\n\r" or _allowed(ord(sign)))


def _allowed(code: int) -> bool:
    return 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def letter_of(
    letter: NoticeLetter, notices: Sequence[Notice], name: str, base: str, sender: str, stop: str
) -> EmailMessage:
    """Write a letter, as plain text and as HTML.

    Args:
        letter: to whom, and in which language.
        notices: what it tells.
        name: of the organisation, in that language.
        base: the node's address, without a slash at its end.
        sender: the address that it comes from.
        stop: the address that ends these letters.

    Raises:
        ValueError: an address that cannot stand in a letter's head.
    """
    lang: Lang = letter.lang  # type: ignore[assignment]  # written by us
    message = EmailMessage(LETTERS)
    message["From"], message["To"] = sender, letter.address
    head = notices[0].title(lang) if len(notices) == 1 else ""
    subject = say("notices.mail.subject", lang, organisation=name, count=len(notices))
    message["Subject"] = " ".join(f"{subject}: {head}".split())[:200] if head else " ".join(subject.split())
    message["Date"] = format_datetime(letter.recorded_at.astimezone(UTC))
    message["Message-ID"] = f"<notices.{letter.id}@{host_of_node(base)}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Unsubscribe"] = f"<{stop}>"
    if stop.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    told = notices[:MOST_IN_A_LETTER]
    intro = say("notices.mail.intro", lang, organisation=name, node=base)
    more = _more(letter, len(notices) - len(told), base, lang)
    foot = say("notices.mail.foot", lang, address=letter.address, organisation=name, link=stop)
    message.set_content(
        "\n\n".join([intro, *(_plain(one, base, lang) for one in told), *more, "-- \n" + foot])
    )
    message.add_alternative(_html(told, [intro], [*more, foot], base, lang), subtype="html")
    message["Content-Language"] = lang  # last: what is told of the content moves into the parts
    return message


def _more(letter: NoticeLetter, count: int, base: str, lang: Lang) -> list[str]:
    link = f"{base}/api/v1/organisations/{letter.organisation}/notices"
    return [say("notices.mail.more", lang, count=count, link=link)] if count > 0 else []


def _plain(one: Notice, base: str, lang: Lang) -> str:
    since = say("notices.mail.since", lang, since=one.since.strftime("%Y-%m-%d %H:%M UTC"))
    todo = say("notices.mail.todo", lang)
    return f"* {one.title(lang)}\n{since}. {one.what(lang)}\n{todo} {one.act(lang)}\n{base}{one.path}"


def _html(
    notices: Sequence[Notice], above: Sequence[str], below: Sequence[str], base: str, lang: Lang
) -> str:
    items = "\n".join(_item(one, base, lang) for one in notices)
    first = "".join(f"<p>{escape(text)}</p>\n" for text in above)
    last = "".join(f"<p><small>{escape(text)}</small></p>\n" for text in below)
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8"><title>Ogledalo</title></head><body>\n'
        f"{first}{items}\n{last}</body></html>\n"
    )


def _item(one: Notice, base: str, lang: Lang) -> str:
    since = say("notices.mail.since", lang, since=one.since.strftime("%Y-%m-%d %H:%M UTC"))
    title, what = escape(one.title(lang)), escape(f"{since}. {one.what(lang)}")
    act = escape(f"{say('notices.mail.todo', lang)} {one.act(lang)}")
    return f'<h2><a href="{escape(base + one.path)}">{title}</a></h2>\n<p>{what}</p>\n<p>{act}</p>'
