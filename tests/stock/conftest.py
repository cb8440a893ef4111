"""Bundles of the three agents' recorded runs, exported by the real recorder, for tools not ours."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from tests.e2e.test_recorded_runs import send
from tests.fakes import recorded, running

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# One run of each agent, and one more of the first for the second bundle of the same recipient.
RUNS = ("claude-gzip-protobuf", "codex-protobuf", "gemini-json")


@dataclass(frozen=True)
class Exported:
    """A bundle as a directory and as a zip, and who it is for.

    Attributes:
        name: of the recorded run.
        folder: the unpacked bundle, open content.
        zip: the same run encrypted for `identity`.
        identity: file of an age identity.
        vkey: the root key as the owner tells it.
        data: what `bundle export` said of the folder.
    """

    name: str
    folder: Path
    zip: Path
    identity: Path
    vkey: str
    data: dict[str, Any]


def tool(name: str) -> str:
    """Return the path of a program, or skip."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def run(*command: str, cwd: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a program; return what it said, whatever its exit code."""
    return subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False, **more
    )


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Exported]]:
    """Each of `RUNS`, recorded and exported by a recorder of its own."""
    home = tmp_path_factory.mktemp("stock")
    identity = home / "identity.txt"
    made = run(tool("age-keygen"), "-o", str(identity), cwd=home)
    recipient = made.stderr.split("Public key: ")[1].strip()
    recorder = running.start(running.environment(home))
    try:
        found: dict[str, Exported] = {}
        recorder.wait_indexed()
        for name in RUNS:
            before = {row["run_id"] for row in _runs(recorder)}
            record = next(item for item in recorded.runs() if item.name == name)
            for body in record.bodies:
                send(recorder, body)
            recorder.wait_indexed()
            (new,) = [row for row in _runs(recorder) if row["run_id"] not in before]
            folder, sealed = home / name, home / f"{name}.zip"
            data = recorder.cli_json(
                "bundle", "export", new["run_id"], "--unpacked", "--to", str(folder)
            )
            recorder.cli("bundle", "export", new["run_id"], "--to", str(sealed), "--for", recipient)
            vkey = recorder.cli("keys", "export-public").stdout.strip()
            found[name] = Exported(name, folder, sealed, identity, vkey, data)
        yield found
    finally:
        recorder.stop()


@pytest.fixture(params=RUNS)
def bundle(request: pytest.FixtureRequest, exported: dict[str, Exported]) -> Exported:
    """Each exported bundle in turn."""
    return exported[request.param]


def statement(folder: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the DSSE envelope and the parsed in-toto statement of a bundle."""
    import base64  # noqa: PLC0415 - one place

    manifest = json.loads((folder / "manifest.sigstore.json").read_bytes())
    envelope = manifest["dsseEnvelope"]
    return envelope, json.loads(base64.b64decode(envelope["payload"]))


def _runs(recorder: running.RunningRecorder) -> list[dict[str, Any]]:
    return list(recorder.cli_json("runs"))
