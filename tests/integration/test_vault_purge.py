"""Content that was kept dies by a purge, for good; the record says so and still verifies (F05)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import apsw
import pytest

from desktop_app.errors import NotFoundError
from desktop_app.host.clock import SystemIds
from desktop_app.ledger.connection import query
from desktop_app.vault.vault import Vault
from tests.fakes import consenting, running
from tests.fakes.at_terminal import confirmed
from tests.integration.test_vault_plaintext import vault_key

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

SECRET = "paint the henhouse turquoise before uncle arrives"


def hand_over(recorder: RunningRecorder, text: str, run_id: str) -> dict[str, Any]:
    """Hand content over as an agent does."""
    body = {"purpose": "keep tool arguments and results", "text": text, "run_id": run_id}
    data = json.dumps(body).encode()  # noqa: TID251 - a request, never hashed
    status, _, told = recorder.post("/v1/payloads", data, {"content-type": "application/json"})
    assert status == 200
    return dict(json.loads(told))


def raw(folder: Path) -> dict[str, bytes]:
    """Return the bytes of each file of the data directory."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in (folder / "data").rglob("*")
        if path.is_file()
    }


@pytest.mark.attack("F05")
def test_what_was_purged_is_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither its ciphertext nor its wrapped key is in a byte; other runs' content stays."""
    with running.running(tmp_path) as recorder:
        consenting.give(recorder.ready["control"])
        gone = hand_over(recorder, SECRET, "run-gone")
        stays = hand_over(recorder, "harmless", "run-stays")
        recorder.wait_indexed()
        install = recorder.cli_json_any("status")["install_id"]
        for name, value in recorder.environment.items():
            monkeypatch.setenv(name, value)
        before = sealed(tmp_path, gone["payload_ref"])
        assert len(before) == 2
        code, said = confirmed(recorder.environment, "purge", "--run", "run-gone")
        assert code == 0, said
        assert "Destroyed: kept content of 1 entry" in said
        verdict = recorder.cli_json_any("verify")
        assert (verdict["verdict"], verdict["exit_code"]) == ("CONSISTENT", 0)
        assert any("was purged by a person" in one for one in verdict["gone"]), verdict["gone"]
        for blob in before:
            assert not any(blob in data for data in raw(tmp_path).values())
    for blob in before:
        assert not any(blob in data for data in raw(tmp_path).values())
    vault = Vault.open(
        tmp_path / "data" / "vault.db",
        vault_key(tmp_path, install),
        SystemIds(),
        install=install,
        quota_bytes=2**40,
    )
    with pytest.raises(NotFoundError):
        vault.read(gone["payload_ref"])
    assert vault.read(stays["payload_ref"]) == b"harmless"
    vault.close()


def sealed(folder: Path, ref: str) -> list[bytes]:
    """Return what there is of a payload: its wrapped key and its ciphertext."""
    with apsw.Connection(str(folder / "data" / "vault.db"), flags=apsw.SQLITE_OPEN_READONLY) as db:
        ((number, wrapped),) = query(db, "SELECT id, wrapped FROM payloads WHERE ref = ?", ref)
        ((data,),) = query(db, "SELECT data FROM chunks WHERE payload = ?", number)
    db.close()
    return [wrapped, data]


def test_a_file_that_lost_content_without_a_purge(tmp_path: Path) -> None:
    """Somebody deletes rows of the vault: verification finds it out (F02 of the vault)."""
    with running.running(tmp_path) as recorder:
        consenting.give(recorder.ready["control"])
        hand_over(recorder, SECRET, "run-gone")
        environment = recorder.environment
    db = apsw.Connection(str(tmp_path / "data" / "vault.db"))
    db.execute("DELETE FROM payloads; DELETE FROM chunks; DELETE FROM uses")
    db.close()
    done = running.run_cli(environment, "verify", "--output", "json", check=False)
    assert done.returncode == 40, done.stdout
