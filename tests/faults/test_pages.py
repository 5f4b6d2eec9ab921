"""What a portal writes into a title is text on our pages, whatever it looks like."""

from html.parser import HTMLParser
from pathlib import Path

from api.app import create_app
from api.gateway import Gateway
from api.settings import Settings
from catalogue.audit import AuditLog
from catalogue.object_store import ObjectStore
from tests.api.caller import Caller
from tests.connectors.city import City
from tests.fakes.ckan import package
from tests.faults.conftest import Stands
from tests.faults.portals import NOW, PATIENT, client, harvester
from tests.faults.records import EVIL


class Parts(HTMLParser):
    """What of a page a browser would run: its scripts, handlers and addresses of scripts; and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.scripts = 0
        self.handlers: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.scripts += tag == "script"
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.handlers += [
            value for _, value in attrs if value and value.strip().lower().startswith("javascript:")
        ]

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def test_a_title_with_scripts_is_text_on_the_datasets_page(stands: Stands, tmp_path: Path) -> None:
    stand = stands("ckan")
    portal = stand.portal.twin(stand.server.url)
    portal.packages.append({**package("evil"), "title": EVIL, "notes": EVIL, "url": "javascript:alert(3)"})
    stand.server.answer = portal
    engine, store = stand.copied(tmp_path), ObjectStore(tmp_path / "objects")
    try:
        with client(stand.server, PATIENT) as asking:
            result = harvester(City(engine, store, stand.server, asking, NOW, {})).harvest("ckan")
        assert (result.state, result.outcomes["added"]) == ("done", 1)
        settings = Settings(data_dir=tmp_path, base_url="https://node.example")
        node = Gateway(settings, engine, store, AuditLog.beside(engine, tmp_path), b"pepper", lambda: NOW)
        caller = Caller(create_app(node))
        evil, plain = (
            Parts(caller.get(f"/datasets/ckan-{name}", accept="text/html").text) for name in ("evil", "set-1")
        )
    finally:
        engine.dispose()
    assert (evil.scripts, evil.handlers) == (plain.scripts, [])
    assert any(EVIL.replace("\u202e", "") in text.replace("\u202e", "") for text in evil.texts)
