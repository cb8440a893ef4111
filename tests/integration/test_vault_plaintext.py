"""With every consent given, content is in the vault and still in no byte that can be read (E10)."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.clock import SystemClock, SystemIds
from desktop_app.host.keystore import KeyStores
from desktop_app.ledger.connection import query
from desktop_app.model.purposes import VALUES
from desktop_app.vault.vault import Vault
from tests.fakes import consenting, running
from tests.fakes.redaction import PLANTED
from tests.integration.test_no_plaintext import (
    COMMAND_LINE,
    CONTENT_KEYS,
    PROMPT,
    PROTOBUF,
    content,
    hits,
    send_all,
)

if TYPE_CHECKING:
    from pathlib import Path


def vault_key(folder: Path, install: str) -> bytes:
    """Return the vault's key out of the plain key file."""
    keys = folder / ".config" / "countersign" / "keys"
    store = KeyStores(keys, ids=SystemIds(), clock=SystemClock(), ask_passphrase=None).open(install)
    found = store.get("vault")
    assert found is not None
    return found


@pytest.mark.attack("E10")
def test_what_is_kept_can_be_read_with_the_key_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No planted secret and no content in a byte; content in the vault, without the secrets."""
    secrets = [*PLANTED.values(), PROMPT, COMMAND_LINE]
    (tmp_path / "tmp").mkdir()
    with running.running(tmp_path, TMPDIR=str(tmp_path / "tmp")) as recorder:
        address = recorder.ready["control"]
        purposes = [one for one in consenting.CONTENT if one != VALUES]
        assert consenting.give(address, purposes) == sorted(purposes)
        send_all(recorder)
        for secret in PLANTED.values():
            for signal, body in content(f" and {secret} too"):
                assert recorder.post(f"/v1/{signal}", body, PROTOBUF)[0] == 200
        recorder.wait_indexed()
        assert hits(tmp_path, secrets) == []
        status = recorder.cli_json_any("status")
        assert status["vault"]["open"]
        assert status["vault"]["why"] is None
        install = status["install_id"]
    assert hits(tmp_path, secrets) == []

    for name, value in running.environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    vault = Vault.open(
        tmp_path / "data" / "vault.db",
        vault_key(tmp_path, install),
        SystemIds(),
        install=install,
        quota_bytes=2**40,
    )
    refs = [row[0] for row in query(vault._db, "SELECT ref FROM main.payloads")]
    pieces = [vault.read(ref) for ref in refs]
    vault.close()
    for text in CONTENT_KEYS:
        assert any(text.encode() in piece for piece in pieces), text
    for secret in PLANTED.values():
        assert not any(secret.encode() in piece for piece in pieces), secret


def test_a_person_reveals_what_an_agent_sent(tmp_path: Path) -> None:
    """From consent to content: kept, found by its entry, revealed with a reason, written down."""
    with running.running(tmp_path) as recorder:
        address = recorder.ready["control"]
        consenting.give(address, ["keep command lines"])
        body = b'{"purpose": "keep command lines", "text": "ls -la", "run_id": "r"}'
        status, _, told = recorder.post("/v1/payloads", body, {"content-type": "application/json"})
        assert status == 200
        found = json.loads(told)
        shown = consenting.reveal(address, found["payload_ref"])
        assert b64decode(shown["data_base64"]) == b"ls -la"
        log = [row["kind"] for row in recorder.cli_json("audit-log", "--since", "1h")]
        assert "vault.reveal" in log
