"""The pages are held to the code: what exists is described, links lead somewhere, examples are right."""

import ast
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

import connectors
from api.cli import command_line
from api.problem_kinds import PROBLEMS
from api.settings import Settings
from connectors.connector import known_connectors
from connectors.definitions import Definition
from connectors.errors import ConnectorError
from connectors.references import check_sources
from connectors.sources import Known
from policies.decision import Role
from schemas.comparability.dimensions import DIMENSIONS
from schemas.comparability.profiles import PROFILES
from schemas.messages import message_tables
from schemas.rule_book import TERMS_RULE
from schemas.validation.hard_rules import HARD_RULES
from schemas.validation.shapes import RECORD_SHAPES, property_shapes

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PACKAGES = ("api", "catalogue", "connectors", "policies", "schemas")
PAGES = sorted(
    [
        *DOCS.rglob("*.md"),
        ROOT / "deploy/README.md",
        *(ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")),
    ]
)
LINK = re.compile(r"\[[^\]]*\]\((?!https?:|mailto:)([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
SOURCES_EXAMPLE = re.compile(r"^```toml\n(.*?)^```$", re.MULTILINE | re.DOTALL)

LONGEST = 500
DATA = (".csv", ".svg")
MADE = {".git", ".venv", ".uv", "var", "dist", "__pycache__", ".cache", ".hypothesis"} | {
    f".{tool}_cache" for tool in ("mypy", "ruff", "pytest", "import_linter")
}
ELSEWHERE = ("/work" + "/", "." + "library")


for path in sorted(Path(connectors.__file__).parent.glob("*errors.py")):
    import_module(f"connectors.{path.stem}")  # so that every error of theirs is known

RULE_PAGES = ("rules.md", "rules-records.md", "rules-sources.md")
COMMAND_PAGES = ("commands.md", "commands-node.md", "commands-harvest.md")


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def headings(text: str) -> list[str]:
    return HEADING.findall(FENCED.sub("", text))


def named(text: str) -> set[str]:
    """What stands in a page's headings between backticks."""
    return {word for heading in headings(text) for word in re.findall(r"`([^`]+)`", heading)}


def section(text: str, heading: str) -> str:
    """What stands below a heading, up to the next one of its level or above."""
    depth = len(heading) - len(heading.lstrip("#"))
    below = FENCED.sub("", text).partition(f"\n{heading}\n")[2]
    return re.split(rf"^#{{1,{depth}}} ", below, maxsplit=1, flags=re.MULTILINE)[0]


def anchor(heading: str) -> str:
    """The fragment under which a heading is reached."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_every_setting_is_described() -> None:
    assert named(page("settings.md")) == {f"OGLEDALO_{name.upper()}" for name in Settings.model_fields}


def test_every_problem_type_is_described() -> None:
    types = {problem.type for problem in PROBLEMS.values()}
    titled = {key.removeprefix("problem.") for key in message_tables() if key.startswith("problem.")}
    assert types <= titled
    assert named(page("problems.md")) == titled


def test_every_connector_and_option_is_described() -> None:
    told = page("connectors.md")
    for connector, spoken in known_connectors().items():
        line = next(line for line in told.splitlines() if line.startswith(f"| `{connector}` |"))
        assert [name for name in spoken.options.model_fields if f"`{name}`" not in line] == []


@pytest.mark.parametrize("definition", Definition.__subclasses__(), ids=lambda kind: kind.__name__)
def test_every_key_of_a_sources_file_is_described(definition: type[Definition]) -> None:
    codes = re.findall(r"`([^`]+)`", FENCED.sub("", page("sources.md")))
    words = {word for code in codes for word in re.findall(r"\w+", code)}
    assert [key for key in definition.model_fields if key not in words] == []


def test_the_sources_files_that_the_pages_show_are_in_order() -> None:
    shown = [text for text in SOURCES_EXAMPLE.findall(page("sources.md")) if "[[source]]" in text]
    assert shown
    assert [check_sources(text, Known()).problems for text in shown] == [()] * len(shown)


def commands(group: TyperGroup, names: tuple[str, ...] = ("ogledalo",)) -> Iterator[tuple[str, list[str]]]:
    """Every command's whole name, with its options."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from commands(command, (*names, name))
        else:
            options = [option for one in command.params for option in one.opts if option.startswith("--")]
            yield " ".join((*names, name)), options


def test_every_command_and_option_is_described() -> None:
    text = "\n".join(map(page, COMMAND_PAGES))
    whole = get_command(command_line([]))
    assert isinstance(whole, TyperGroup)
    found = dict(commands(whole))
    assert named(text) == set(found)
    undescribed = {
        name: [option for option in options if f"`{option}`" not in section(text, f"### `{name}`")]
        for name, options in found.items()
    }
    assert {name: options for name, options in undescribed.items() if options} == {}


def test_every_role_is_described() -> None:
    assert [role for role in Role if f"| `{role.value}` |" not in page("access.md")] == []


def test_every_profile_and_dimension_is_described() -> None:
    text = page("comparison.md")
    names = [*PROFILES, *(dimension.name for dimension in DIMENSIONS)]
    assert [name for name in names if f"| `{name}` |" not in text] == []


def test_every_act_on_record_is_described() -> None:
    acts = literals(call.args[1] for call in calls("AuditEntry") if len(call.args) > 1)
    assert {act for act in acts if f"`{act}`" not in page("access.md")} == set()


def calls(name: str) -> Iterator[ast.Call]:
    """Every call of a function or class by that name in our code."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
                    yield node


def first_literals(name: str) -> set[str]:
    """The literal first arguments of a call."""
    return literals(call.args[0] for call in calls(name) if call.args)


def literals(arguments: Iterable[ast.expr]) -> set[str]:
    """The texts among some arguments."""
    values = (argument.value for argument in arguments if isinstance(argument, ast.Constant))
    return {value for value in values if isinstance(value, str)}


def errors_below(kind: type[ConnectorError]) -> Iterator[type[ConnectorError]]:
    for below in kind.__subclasses__():
        yield below
        yield from errors_below(below)


def rule_ids() -> set[str]:
    """The ids of every rule that can report something."""
    shapes = property_shapes(*RECORD_SHAPES, "observation.ttl", "basis.ttl", "indicator.ttl").values()
    return {
        *(shape.rule for shape in shapes),
        *(rule.id for rule in HARD_RULES),
        TERMS_RULE,
        *(f"dcat-{key.split('.')[1]}" for key in message_tables() if re.fullmatch(r"dcat\.\w+\.mend", key)),
        *(key.split(".")[1] for key in message_tables() if key.startswith("rules.")),
        *(f"mapping.{rule}" for rule in first_literals("CellError")),
        *(f"connectors.{kind.rule}" for kind in errors_below(ConnectorError) if kind.rule),
        *first_literals("Finding"),
    }


def test_every_rule_is_described_and_nothing_else() -> None:
    rows = re.findall(r"^\| `([^`]+)` \|", "".join(map(page, RULE_PAGES)), flags=re.MULTILINE)
    assert set(rows) == rule_ids()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_of_a_page_leads_somewhere(path: Path) -> None:
    links = LINK.findall(FENCED.sub("", path.read_text(encoding="utf-8")))
    assert [link for link in links if not leads_somewhere(path, link)] == []


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a link's file is in the repository, and has the heading that it names."""
    name, _, fragment = link.partition("#")
    file = (page.parent / name).resolve() if name else page
    if not file.exists() or not file.is_relative_to(ROOT):
        return False
    return not fragment or fragment in map(anchor, headings(file.read_text(encoding="utf-8")))


def test_every_page_is_found_from_the_index() -> None:
    linked = {(DOCS / target.partition("#")[0]).resolve() for target in LINK.findall(page("index.md"))}
    assert set(DOCS.rglob("*.md")) - linked == {DOCS / "index.md"}


def test_no_page_has_an_unfinished_place() -> None:
    marks = re.compile(r"<<|@@|TODO|TBD|FIXME")
    assert [str(path) for path in PAGES if marks.search(path.read_text(encoding="utf-8"))] == []


def texts() -> Iterator[tuple[str, str]]:
    """Every text file of the repository, without what is set up, made or harvested."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if path.is_file() and not MADE.intersection(parts) and path.name != "uv.lock":
            try:
                yield "/".join(parts), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue


def test_no_file_is_longer_than_500_lines() -> None:
    lengths = {name: text.count("\n") for name, text in texts() if not name.endswith(DATA)}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST} == {}


def test_no_file_names_the_place_where_it_was_written() -> None:
    assert [name for name, text in texts() if any(place in text for place in ELSEWHERE)] == []
