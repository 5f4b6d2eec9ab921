"""`ogledalo provider`: registering a provider, and saying what is wrong with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.cli import main
from api.oidc.registry import client_secret, find_provider
from api.settings import Settings
from catalogue.database import make_engine, unit_of_work
from catalogue.models import Organisation
from catalogue.registry import put_organisation
from tests.api.oidc.conftest import MovedClock, node
from tests.fakes.oidc_provider.tiny import TinyProvider


@pytest.fixture
def folder(tmp_path: Path, city: TinyProvider, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a node that may ask the city's provider."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OGLEDALO_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("OGLEDALO_BASE_URL", "https://node.example")
    monkeypatch.setenv("OGLEDALO_PEPPER", "pepper")
    monkeypatch.setenv("OGLEDALO_ALLOW_HOSTS", city.target)
    run("provider", "list")
    engine = make_engine(Settings().resolved_database_url())
    with unit_of_work(engine) as session:
        for name in ("city-office", "utility"):
            put_organisation(session, Organisation(id=name))
    engine.dispose()
    return tmp_path


def run(*arguments: str) -> int:
    """Run a command and give its exit code."""
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return int(left.value.code or 0)


def test_a_provider_is_registered_listed_and_removed(
    folder: Path, city: TinyProvider, clock: MovedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "secret").write_text("a secret\n", encoding="utf-8")
    capsys.readouterr()
    assert run(
        "provider", "add", city.issuer, "--organisation", "city-office", "--client-id", "ogledalo",
        "--client-secret-file", "secret", "--role-claim", "roles", "--role-map", "a=b=city-office:editor",
        "--assurance", "urn:loa:2=substantial",
    ) == 0  # fmt: skip
    assert run("provider", "list") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"registered {city.issuer}, for city-office",
        "Register this redirect URI at the provider: https://node.example/sign-in/oidc/callback",
        f"{city.issuer}  in use  people and machines  city-office",
    ]
    engine = make_engine(Settings().resolved_database_url())
    made = node(engine, folder, clock, ())
    with unit_of_work(engine) as session:
        row = find_provider(session, city.issuer)
        assert (row.role_map, row.audience) == ({"a=b": "city-office:editor"}, "https://node.example")
        assert "secret" not in row.client_secret
        assert client_secret(made, row) == "a secret"
    made.close()
    assert run("provider", "remove", city.issuer) == 0
    assert run("provider", "remove", city.issuer) == 1
    capsys.readouterr()
    assert run("provider", "list") == 0
    assert capsys.readouterr().out == ""
    assert run("audit", "list") == 0
    assert [line.split()[3] for line in capsys.readouterr().out.splitlines()] == [
        "provider.add",
        "provider.remove",
    ]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ISSUER", "--organisation", "nobody"), "organisation 'nobody': expected one of city-office, utility"),
        (("http://login.example", "--organisation", "utility"), "issuer 'http://login.example': expected an https"),
        (("https://login.example/?a", "--organisation", "utility"), "expected an https address without query"),
        (("https://me@login.example", "--organisation", "utility"), "expected an https address"),
        (("https://node.example/", "--organisation", "utility"), "expected another than this node"),
        (("ISSUER", "--organisation", "utility", "--role-map", "a=king"), "role map 'king': expected one of"),
        (("ISSUER", "--organisation", "utility", "--role-map", "a=city-office:editor"), "role map 'city-office'"),
        (("ISSUER", "--organisation", "utility", "--organisation-map", "a=city-office"), "organisation map"),
        (("ISSUER", "--organisation", "utility", "--assurance", "a=sure"), "assurance map 'sure'"),
        (("ISSUER", "--organisation", "utility", "--organisation", "city-office", "--organisation-claim", ""),
         "organisation claim"),
        (("ISSUER", "--organisation", "utility", "--client-id", "a", "--scope", "email"), "openid among the scopes"),
        (("ISSUER", "--organisation", "utility", "--client-id", "a", "--audience", "a", "--any-typ"), "audience 'a'"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_not_registered(
    folder: Path,
    city: TinyProvider,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    said: str,
) -> None:
    assert folder.is_dir()
    assert run("provider", "add", *(city.issuer if one == "ISSUER" else one for one in arguments)) == 1
    assert said in capsys.readouterr().err
    assert run("provider", "list") == 0
    assert capsys.readouterr().out == ""


def test_a_check_says_that_all_is_well(
    folder: Path, city: TinyProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    capsys.readouterr()
    assert run("provider", "check", city.issuer, "--lang", "hr") == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{city.issuer}: sve je u redu. Dokument otkrivanja, ključevi, PKCE i algoritmi su kakvi moraju biti.",
        "Kod pružatelja registrirajte ovu adresu za preusmjeravanje: https://node.example/sign-in/oidc/callback",
    ]


def test_a_check_says_everything_that_is_wrong_at_once(
    folder: Path, city: TinyProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    city.discovery = {
        "jwks_uri": None, "code_challenge_methods_supported": ["plain"], "token_endpoint": "http://token.example/",
        "id_token_signing_alg_values_supported": ["HS256", "none"],
    }  # fmt: skip
    capsys.readouterr()
    assert run("provider", "check", city.issuer) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{city.issuer}: The discovery document does not name jwks_uri.",
        f"{city.issuer}: token_endpoint is http://token.example/: nothing secret is sent there. It must begin with "
        "https, or its host must stand in OGLEDALO_ALLOW_HOSTS.",
        f"{city.issuer}: The provider does not support PKCE with S256 (code_challenge_methods_supported: plain). "
        "Switch it on there.",
        f"{city.issuer}: The provider signs id_tokens with HS256, none; we take ES256, EdDSA, PS256, RS256. "
        "Choose one of these for our client there.",
    ]


def test_a_check_tells_each_kind_of_fault(
    folder: Path, city: TinyProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()

    def said(**discovery: object) -> str:
        city.discovery = discovery
        capsys.readouterr()
        assert run("provider", "check", city.issuer) == 1
        return capsys.readouterr().out

    assert "names the issuer https://other.example, registered is " in said(issuer="https://other.example")
    assert "code_challenge_methods_supported is missing" in said(code_challenge_methods_supported=None)
    assert "published keys are for PS256, RS256, but" in said(id_token_signing_alg_values_supported=["ES256"])
    assert "answers with status 400" in said(jwks_uri=f"{city.issuer}/nowhere")
    city.keys = []
    assert "there is no public key" in said()
    city.status = 302
    assert "was not asked to the end" in said()


def test_a_check_of_what_does_not_answer_or_may_not_be_asked(
    folder: Path, city: TinyProvider, capsys: pytest.CaptureFixture[str]
) -> None:
    assert folder.is_dir()
    city.status = 503
    assert run("provider", "check", city.issuer) == 1
    assert "does not answer" in capsys.readouterr().err
    assert run("provider", "check", "http://127.0.0.1:1") == 1
    assert "OGLEDALO_ALLOW_HOSTS" in capsys.readouterr().out
    assert run("provider", "check", "https://127.0.0.1:1") == 1
    assert "OGLEDALO_ALLOW_HOSTS" in capsys.readouterr().out
