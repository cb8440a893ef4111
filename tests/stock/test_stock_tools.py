"""Tools that we did not write agree about our bundles, and disagree once a byte is changed."""

from __future__ import annotations

import base64
import json
import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import UnverifiedSignatureError, VerificationError
from securesystemslib.signer import SSlibKey

from tests.stock.conftest import Exported, run, statement, tool

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.stock
HERE = Path(__file__).parent


@pytest.fixture
def changed(bundle: Exported, tmp_path: Path) -> Callable[[str], Path]:
    """Return a copy of a bundle in which one of the first bytes of a file is another.

    Byte 70 of a checkpoint is in its root; what Go does not know comes later.
    """

    def change(path: str) -> Path:
        copy = tmp_path / "copy"
        shutil.copytree(bundle.folder, copy)
        data = bytearray((copy / path).read_bytes())
        data[min(70, len(data) - 1)] ^= 1
        (copy / path).write_bytes(data)
        return copy

    return change


def test_sha256sum(bundle: Exported, changed: Callable[[str], Path]) -> None:
    """`sha256sum -c` counts every file as OK, and names the one that was changed."""
    program = tool("sha256sum")
    done = run(program, "--strict", "-c", "SHA256SUMS", cwd=bundle.folder)
    assert done.returncode == 0, done.stdout + done.stderr
    files = [path for path in bundle.folder.rglob("*") if path.is_file()]
    assert done.stdout.count(": OK") == len(files) - 2  # itself and the manifest
    done = run(program, "-c", "SHA256SUMS", cwd=changed("views/report.html"))
    assert done.returncode == 1
    assert "views/report.html: FAILED" in done.stdout


def _parts(folder: Path, out: Path) -> None:
    """Write the DSSE pre-authentication encoding and the signature, from JSON and base64 alone."""
    envelope, _ = statement(folder)
    payload = base64.b64decode(envelope["payload"])
    kind = envelope["payloadType"].encode()
    (out / "pae").write_bytes(b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload))
    (out / "sig").write_bytes(base64.b64decode(envelope["signatures"][0]["sig"]))


def test_openssl_checks_the_manifest(bundle: Exported, tmp_path: Path) -> None:
    """`openssl pkeyutl -verify` over the DSSE PAE with `keys/manifest.pem`."""
    _parts(bundle.folder, tmp_path)
    key = str(bundle.folder / "keys/manifest.pem")
    command = (tool("openssl"), "pkeyutl", "-verify", "-pubin", "-inkey", key, "-rawin")
    words = ("-in", "pae", "-sigfile", "sig")
    done = run(*command, *words, cwd=tmp_path)
    assert "Signature Verified Successfully" in done.stdout, done.stderr
    (tmp_path / "pae").write_bytes((tmp_path / "pae").read_bytes() + b" ")
    assert run(*command, *words, cwd=tmp_path).returncode != 0


def test_the_manifest_names_what_is_there(bundle: Exported) -> None:
    """The two subjects are the digests that `sha256sum` prints."""
    _, told = statement(bundle.folder)
    for subject in told["subject"]:
        done = run(tool("sha256sum"), subject["name"], cwd=bundle.folder)
        assert done.stdout.split()[0] == subject["digest"]["sha256"]
    assert {subject["name"] for subject in told["subject"]} == {"SHA256SUMS", "log/checkpoint"}


def test_securesystemslib_checks_the_envelope(bundle: Exported) -> None:
    """The library behind TUF and in-toto, with the key as PEM."""
    value, _ = statement(bundle.folder)
    pem = (bundle.folder / "keys/manifest.pem").read_text()
    key = SSlibKey("key", "ed25519", "ed25519", {"public": _raw_public(pem)})
    for signature in value["signatures"]:
        signature["keyid"] = "key"
    envelope = Envelope.from_dict(value)
    assert envelope.verify([key], 1)
    envelope.payload_type = "application/json"
    with pytest.raises((VerificationError, UnverifiedSignatureError)):
        envelope.verify([key], 1)


def _raw_public(pem: str) -> str:
    """Return the last 32 bytes of an Ed25519 SubjectPublicKeyInfo (RFC 8410), in hex."""
    return base64.b64decode("".join(pem.splitlines()[1:-1]))[-32:].hex()


def test_openssl_recomputes_an_opening(bundle: Exported, tmp_path: Path) -> None:
    """The digest in a leaf is the HMAC of the opened body under the opened secret."""
    bodies = sorted((bundle.folder / "openings").glob("*.body"))
    assert bodies
    for body in bodies:
        secret = body.with_suffix(".secret").read_text().strip()
        (tmp_path / "in").write_bytes(b"countersign/body/v1" + body.read_bytes())
        words = ("dgst", "-sha256", "-mac", "HMAC", "-macopt", f"hexkey:{secret}", "in")
        done = run(tool("openssl"), *words, cwd=tmp_path)
        leaf = json.loads((bundle.folder / f"entries/{body.stem}.json").read_bytes())
        assert done.stdout.split("= ")[1].strip() == leaf["payload"]["digest"]


def test_age_opens_what_is_encrypted(bundle: Exported, tmp_path: Path) -> None:
    """`age -d` gives the zip with the digest told, which holds what the open bundle holds."""
    with zipfile.ZipFile(bundle.zip) as outer:
        assert not [name for name in outer.namelist() if name.startswith(("openings/", "otlp/"))]
        outer.extractall(tmp_path)
    sealed = "payloads/content.zip.age"
    done = run(
        tool("age"), "-d", "-i", str(bundle.identity), "-o", "content.zip", sealed, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    shutil.copy(tmp_path / "payloads/content.sha256", tmp_path)
    assert run(tool("sha256sum"), "-c", "content.sha256", cwd=tmp_path).returncode == 0
    with zipfile.ZipFile(tmp_path / "content.zip") as content:
        for name in content.namelist():
            if name.endswith((".body", ".secret")):
                assert content.read(name) == (bundle.folder / name).read_bytes()


def test_age_opens_nothing_for_others(bundle: Exported, tmp_path: Path) -> None:
    """Another identity gets nothing."""
    run(tool("age-keygen"), "-o", "other.txt", cwd=tmp_path)
    with zipfile.ZipFile(bundle.zip) as outer:
        outer.extract("payloads/content.zip.age", tmp_path)
    done = run(tool("age"), "-d", "-i", "other.txt", "payloads/content.zip.age", cwd=tmp_path)
    assert done.returncode != 0
    assert not done.stdout


@pytest.fixture(scope="session")
def go_verifier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Go program, compiled against the packages that Debian ships."""
    source = Path("/usr/share/gocode")
    if not (source / "src/golang.org/x/mod/sumdb/note").is_dir():
        pytest.skip("golang.org/x/mod is not installed")
    folder = tmp_path_factory.mktemp("go")
    environment = {
        "GO111MODULE": "off",
        "GOPATH": str(source),
        "GOCACHE": str(folder / "cache"),
        "GOFLAGS": "",
        "HOME": str(folder),
        "PATH": str(Path(tool("go")).parent) + ":/usr/bin:/bin",
    }
    shutil.copy(HERE / "verify.go", folder)
    words = ("build", "-o", str(folder / "verify"), "verify.go")
    done = run(tool("go"), *words, cwd=folder, env=environment)
    assert done.returncode == 0, done.stderr
    return folder / "verify"


def test_go_checks_notes_proofs_and_tiles(go_verifier: Path, bundle: Exported) -> None:
    """`sumdb/note` and `sumdb/tlog`: every proof, and every older checkpoint from the tiles."""
    done = run(str(go_verifier), str(bundle.folder), cwd=bundle.folder)
    assert done.returncode == 0, done.stderr
    _, proofs, checkpoints = done.stdout.split()
    assert int(proofs) == len(list((bundle.folder / "entries").iterdir()))
    assert int(checkpoints) == len(list((bundle.folder / "log/checkpoints").iterdir()))


@pytest.mark.parametrize("what", ["entries", "proofs", "log/checkpoint", "log/tile"])
def test_go_refuses_a_changed_byte(
    go_verifier: Path, bundle: Exported, changed: Callable[[str], Path], what: str
) -> None:
    """In an entry, a proof, the checkpoint or a tile."""
    where = bundle.folder / what
    files = [where] if where.is_file() else sorted(p for p in where.rglob("*") if p.is_file())
    copy = changed(files[0].relative_to(bundle.folder).as_posix())
    assert run(str(go_verifier), str(copy), cwd=copy).returncode != 0


@pytest.fixture(scope="session")
def sigstore(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with sigstore's JavaScript verifier of the pinned version."""
    folder = tmp_path_factory.mktemp("sigstore")
    for name in ("package.json", "verify.cjs"):
        shutil.copy(HERE / "js" / name, folder)
    tool("node")
    words = ("install", "--ignore-scripts", "--no-audit", "--no-fund")
    done = run(tool("npm"), *words, cwd=folder)
    if done.returncode:
        pytest.skip("npm cannot install the pinned packages (no network?)")
    return folder


def test_sigstore_verifies_the_manifest(sigstore: Path, bundle: Exported, tmp_path: Path) -> None:
    """`@sigstore/verify` takes the manifest, and refuses it with another payload type."""
    done = run("node", "verify.cjs", str(bundle.folder), cwd=sigstore)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["payloadType"] == "application/vnd.in-toto+json"
    assert told["statement"] == statement(bundle.folder)[1]
    copy = tmp_path / "copy"
    shutil.copytree(bundle.folder, copy)
    manifest = json.loads((copy / "manifest.sigstore.json").read_bytes())
    manifest["dsseEnvelope"]["payloadType"] = "application/json"
    (copy / "manifest.sigstore.json").write_text(json.dumps(manifest))  # noqa: TID251 - not ours
    assert run("node", "verify.cjs", str(copy), cwd=sigstore).returncode != 0


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_our_verifier_agrees(bundle: Exported, tmp_path: Path, form: str) -> None:
    """MATCH with the key that the owner tells, KEY_UNPINNED without one, for folder and zip."""
    from tests.fakes.running import environment, run_cli  # noqa: PLC0415 - one test's

    env = environment(tmp_path)
    target = str(getattr(bundle, form))
    pinned = run_cli(
        env, "bundle", "verify", target, "--key", bundle.vkey, "--output", "json", check=False
    )
    told = json.loads(pinned.stdout)["data"]
    assert (pinned.returncode, told["verdict"], told["word"]) == (0, "CONSISTENT", "MATCH"), told
    bare = run_cli(env, "bundle", "verify", target, "--output", "json", check=False)
    told = json.loads(bare.stdout)["data"]
    assert (bare.returncode, told["verdict"]) == (20, "KEY_UNPINNED")
    assert told["fingerprint"]
    assert not (tmp_path / "data").exists()
