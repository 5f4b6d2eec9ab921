"""The files that run a node: they name what exists, and each other."""

import re
import shutil
import subprocess
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]  # its types are a package of their own, which only this test would need

from api.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
SETTINGS = {f"OGLEDALO_{name.upper()}" for name in Settings.model_fields}
OURS = re.compile(r"OGLEDALO_[A-Z_]+")
INTERPOLATED = re.compile(r"\$\{([A-Z_]+)")


@pytest.fixture
def compose() -> dict[str, Any]:  # YAML
    """The compose file, read."""
    read: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return read


def containerfile() -> list[str]:
    """The Containerfile's instructions, continued lines joined."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def example_environment() -> set[str]:
    """The names that the example environment file gives."""
    text = (DEPLOY / "ogledalo.env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^([A-Z_]+)=", text, flags=re.MULTILINE))


def unit(name: str = "ogledalo.service") -> dict[str, list[str]]:
    """A unit's directives."""
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / name).read_text(encoding="utf-8").splitlines():
        name, sign, value = line.partition("=")
        if sign and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def test_the_compose_file_has_gateway_database_and_proxy(compose: dict[str, Any]) -> None:
    images = {name: service["image"] for name, service in compose["services"].items()}
    assert images == {
        "gateway": "ogledalo:latest",
        "worker": "ogledalo:latest",
        "database": "docker.io/library/postgres:18",
        "proxy": "docker.io/library/caddy:2",
    }


def test_every_volume_and_network_that_a_service_uses_is_declared(compose: dict[str, Any]) -> None:
    services = compose["services"].values()
    mounted = [volume.split(":") for service in services for volume in service["volumes"]]
    assert {name for name, *_ in mounted if not name.startswith(".")} == set(compose["volumes"])
    assert {network for service in services for network in service["networks"]} == set(compose["networks"])
    assert all((DEPLOY / name).is_file() for name, *_ in mounted if name.startswith("."))


def test_only_the_proxy_is_reached_from_outside(compose: dict[str, Any]) -> None:
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"proxy"}
    assert compose["networks"]["inside"] == {"internal": True}
    assert compose["services"]["database"]["networks"] == ["inside"]


def test_the_gateway_waits_for_the_database_and_the_proxy_for_the_gateway(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["gateway"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert services["proxy"]["depends_on"] == {"gateway": {"condition": "service_healthy"}}
    assert "pg_isready" in services["database"]["healthcheck"]["test"][1]
    assert any(line.startswith("HEALTHCHECK") for line in containerfile())


def test_the_worker_harvests_with_the_gateways_settings_which_then_does_not(compose: dict[str, Any]) -> None:
    worker, gateway = compose["services"]["worker"], compose["services"]["gateway"]
    assert worker["command"] == ["ogledalo", "work"]
    assert worker["environment"] == gateway["environment"]
    assert gateway["environment"]["OGLEDALO_WORKER"] == "none"
    assert (worker["volumes"], worker["networks"]) == (gateway["volumes"], gateway["networks"])
    assert worker["depends_on"] == {"gateway": {"condition": "service_healthy"}}


def test_the_workers_unit_is_the_gateways_but_for_its_command() -> None:
    worker, gateway = unit("ogledalo-worker.service"), unit()
    assert {name for name in gateway if gateway[name] != worker[name]} == {
        "Description", "After", "ExecStart", "TimeoutStopSec",
    }  # fmt: skip
    assert worker["ExecStart"] == ["/opt/ogledalo/bin/ogledalo work"]
    assert set(worker) == set(gateway)


def test_the_compose_file_builds_from_files_that_are_there(compose: dict[str, Any]) -> None:
    build = compose["services"]["gateway"]["build"]
    context = (DEPLOY / build["context"]).resolve()
    assert context == ROOT
    assert (context / build["dockerfile"]).is_file()


def test_the_data_volume_is_the_folder_that_the_image_keeps_its_data_in(compose: dict[str, Any]) -> None:
    assert "data:/var/lib/ogledalo" in compose["services"]["gateway"]["volumes"]
    assert "VOLUME /var/lib/ogledalo" in containerfile()
    assert any(
        "OGLEDALO_DATA_DIR=/var/lib/ogledalo" in line for line in containerfile() if line.startswith("ENV")
    )


def test_every_setting_that_the_files_name_exists() -> None:
    files = ("compose.yaml", "Containerfile", "ogledalo.env.example", "ogledalo.service", "README.md")
    named = {name for file in files for name in OURS.findall((DEPLOY / file).read_text(encoding="utf-8"))}
    assert named <= SETTINGS
    assert {"OGLEDALO_DATABASE_URL", "OGLEDALO_BASE_URL", "OGLEDALO_PEPPER", "OGLEDALO_DATA_DIR"} <= named


def test_the_example_environment_gives_what_the_compose_file_asks_for() -> None:
    asked = set(INTERPOLATED.findall((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert asked == example_environment()


def test_the_example_environment_holds_no_secret() -> None:
    text = (DEPLOY / "ogledalo.env.example").read_text(encoding="utf-8")
    assert re.findall(r"^(POSTGRES_PASSWORD|OGLEDALO_PEPPER)=(.*)$", text, flags=re.MULTILINE) == [
        ("POSTGRES_PASSWORD", ""),
        ("OGLEDALO_PEPPER", ""),
    ]


def test_the_database_address_is_that_of_the_database_service(compose: dict[str, Any]) -> None:
    database = compose["services"]["database"]["environment"]
    address = compose["services"]["gateway"]["environment"]["OGLEDALO_DATABASE_URL"]
    assert address.startswith(f"postgresql://{database['POSTGRES_USER']}:${{POSTGRES_PASSWORD")
    assert address.endswith(f"@database:5432/{database['POSTGRES_DB']}")


def test_the_image_does_not_run_as_root() -> None:
    last_stage = containerfile()[[line.startswith("FROM") for line in containerfile()].index(True, 2) :]
    assert "USER ogledalo" in last_stage
    assert last_stage.index("USER ogledalo") < next(
        i for i, line in enumerate(last_stage) if line.startswith("CMD")
    )


def test_the_image_holds_every_package_and_nothing_that_is_not_in_the_repository() -> None:
    copied = [
        line.split()[1:-1] for line in containerfile() if line.startswith("COPY ") and "--from" not in line
    ]
    names = {name for some in copied for name in some}
    assert {"api", "catalogue", "connectors", "policies", "schemas"} < names
    assert all((ROOT / name).exists() for name in names)
    let_through = (DEPLOY / "Containerfile.dockerignore").read_text(encoding="utf-8")
    assert {line.removeprefix("!") for line in let_through.splitlines() if line.startswith("!")} == names


def test_image_and_unit_start_the_gateway_by_its_command() -> None:
    assert [script.name for script in entry_points(group="console_scripts", name="ogledalo")] == ["ogledalo"]
    assert 'CMD ["ogledalo", "serve", "--host", "0.0.0.0", "--port", "8000"]' in containerfile()
    assert unit()["ExecStart"] == ["/opt/ogledalo/bin/ogledalo serve --host 127.0.0.1 --port 8000"]


def test_proxy_image_and_health_check_mean_the_same_port() -> None:
    assert "reverse_proxy gateway:8000" in (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert "EXPOSE 8000" in containerfile()
    assert any("http://127.0.0.1:8000/healthz" in line for line in containerfile())


def test_the_unit_reads_its_settings_where_the_readme_puts_them() -> None:
    assert unit()["WorkingDirectory"] == ["/etc/ogledalo"]
    assert unit()["AssertPathExists"] == ["/etc/ogledalo/ogledalo.toml"]
    readme = (DEPLOY / "README.md").read_text(encoding="utf-8")
    assert "/etc/ogledalo/ogledalo.toml" in readme
    assert "/opt/ogledalo" in readme


def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("needs systemd-analyze, which this machine lacks")
    text = (DEPLOY / "ogledalo.service").read_text(encoding="utf-8")
    file = tmp_path / "ogledalo.service"
    file.write_text(text.replace("/opt/ogledalo/bin/ogledalo", "/bin/true"), encoding="utf-8")
    said = subprocess.run([systemd, "verify", str(file)], capture_output=True, text=True, check=False)
    ours = [line for line in said.stderr.splitlines() if "ogledalo.service" in line]
    assert (said.returncode, ours) == (0, [])
