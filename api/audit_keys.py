"""The key that signs the node's audit log: made at the first checkpoint, kept in the data folder, changed on demand."""

import os
import secrets
from pathlib import Path
from urllib.parse import urlsplit

from api.settings import Settings
from policies.audit.keys import SignerKey, VerifierKey, new_signer

PRIVATE_FILE = "audit-key"
PUBLIC_FILE = "audit-public-keys"
"""All public keys of the log, one a line, the newest last: the older ones still check older checkpoints."""


def origin_of(base_url: str) -> str:
    """Give the log's name: where the node is reached, without the scheme."""
    split = urlsplit(base_url)
    return f"{split.netloc}{split.path.rstrip('/')}/audit".replace("+", "-").replace(" ", "-")


def signing_key(settings: Settings) -> SignerKey:
    """Give the key that signs now; the first time one is made, under the node's address."""
    file = settings.data_dir / PRIVATE_FILE
    if not file.exists():
        _keep(
            settings.data_dir, new_signer(origin_of(settings.base_url), secrets.token_bytes(32)), first=True
        )
    return SignerKey.read(file.read_text(encoding="utf-8").strip())


def change_key(settings: Settings) -> SignerKey:
    """Make a new key under the same name; what the old one signed is still checked with its public part."""
    name = signing_key(settings).name
    _keep(settings.data_dir, new_signer(name, secrets.token_bytes(32)), first=False)
    return signing_key(settings)


def public_keys(settings: Settings) -> tuple[VerifierKey, ...]:
    """Give the log's public keys, the newest last."""
    newest = signing_key(settings).verifier()
    file = settings.data_dir / PUBLIC_FILE
    lines = file.read_text(encoding="utf-8").split() if file.exists() else []
    return (*(key for key in map(VerifierKey.read, lines) if key != newest), newest)


def _keep(folder: Path, key: SignerKey, *, first: bool) -> None:
    """Write the public key, then the private one whole and for the owner only; the first of several processes wins."""
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f"{PRIVATE_FILE}.{secrets.token_hex(4)}"
    draft.touch(mode=0o600)
    draft.write_text(f"{key.text()}\n", encoding="utf-8")
    try:
        if first:
            os.link(draft, folder / PRIVATE_FILE)
        else:
            draft.replace(folder / PRIVATE_FILE)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
    with (folder / PUBLIC_FILE).open("a", encoding="utf-8") as file:
        file.write(f"{key.verifier().text()}\n")
