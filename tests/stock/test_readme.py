"""README.txt, which every bundle ships: its commands, copied as they stand, check a bundle.

No code of ours runs in them: python3, OpenSSL and coreutils alone.
"""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from desktop_app.host.resources import read_text
from tests.fakes.bundle_forger import RUN, forge, standard_log

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.stock

_COMMANDS = ("mkdir ", "sha256sum ", "python3 ", "{ printf ")
_FAILED = re.compile("Signature Verification Failure|FAILED|AssertionError|^[<>] ", re.MULTILINE)


@pytest.fixture
def forged(tmp_path):
    """Return the folder of a bundle with rotation, crash and lost keys in its key log."""
    return forge(RUN, log=standard_log()).write(tmp_path / "bundle")


def blocks(*starts: str) -> list[str]:
    """Return the README's blocks of commands that start so, in order."""
    section = read_text("bundle/README.txt").split("\n3. WITH STOCK TOOLS\n")[1]
    parts = re.split(r"\n\s*\n", section.split("\n4. WHAT")[0])
    return [part for part in parts if part.startswith(starts)]


def run(folder: Path, *starts: str, **names: str) -> str:
    """Run blocks (all that need no further files) with names put in; return what they print."""
    script = "\n".join(blocks(*(starts or _COMMANDS)))
    opened = [int(path.name.split(".")[0]) for path in (folder / "openings").glob("*.body")]
    for name, value in {"SEQ": str(min(opened, default=0)), **names}.items():
        script = script.replace(name, value)
    done = subprocess.run(
        ["bash"], input=script, cwd=folder, capture_output=True, text=True, check=False
    )
    return done.stdout + done.stderr


def test_the_commands_pass_a_good_bundle(forged):
    """Every signature of the key log, of each checkpoint and of the manifest; each proof."""
    said = run(forged)
    assert not _FAILED.search(said), said
    assert said.count("Signature Verified Successfully") >= 12
    assert re.search(r"^fingerprint( \d{5}){6}$", said, re.MULTILINE)
    assert re.search(r"^\d+ entries are in the tree of size \d+$", said, re.MULTILINE)
    digests = {
        json.loads(path.read_bytes())["payload"]["digest"]
        for path in (forged / "entries").iterdir()
        if json.loads(path.read_bytes())["payload"]
    }
    assert any(digest in said for digest in digests)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("entries/1.json", b'"reason":"start"', b'"reason":"daily"'),
        ("log/checkpoint", b"\n", b"\n\n"),
        ("manifest.sigstore.json", b'"sig":"', b'"sig":"AAAA'),
        ("SHA256SUMS", b"a", b"b"),
    ],
)
def test_they_fail_a_bundle_that_was_changed(forged, path, old, new):
    """Whatever was changed, one of them says so."""
    target = forged / path
    target.write_bytes(target.read_bytes().replace(old, new, 1))
    assert _FAILED.search(run(forged)) or "Error" in run(forged)


def test_they_find_a_file_that_is_not_listed(forged):
    """The list is of all files."""
    (forged / "views").mkdir(exist_ok=True)
    (forged / "views/more.html").write_text("x")
    assert "> views/more.html" in run(forged)


def test_it_is_plain(forged):
    """ASCII, at most 78 columns, no tab: any screen, any printer; and the one of its bundle."""
    text = read_text("bundle/README.txt")
    assert text.isascii()
    assert "\t" not in text
    assert max(map(len, text.splitlines())) <= 78
    assert (forged / "README.txt").read_text() == text


def test_encrypted_content_opens_with_age(exported, tmp_path):
    """The digest fits, and what it adds is checked like the rest: of a bundle that was exported."""
    made = exported["codex-protobuf"]
    folder = tmp_path / "bundle"
    subprocess.run(["unzip", "-q", str(made.zip), "-d", str(folder)], check=True)
    said = run(folder, "mkdir ", "sha256sum ", "age ", KEYFILE=str(made.identity))
    assert "content.zip: OK" in said
    assert not _FAILED.search(said), said
    content = tmp_path / "check" / "content"
    assert (content / "views/report.html").is_file()
    assert not (content / "NONCE").exists()
    said = run(folder, "python3 ")
    assert not _FAILED.search(said), said
    assert "entries are in the tree of size" in said
    seq = min(int(path.stem) for path in (content / "openings").glob("*.body"))
    leaf = json.loads((folder / f"entries/{seq}.json").read_bytes())
    assert leaf["payload"]["digest"] in run(content, "{ printf ", SEQ=str(seq))
