"""`openssl ts -verify -data` and our verifier agree about the time stamps in a bundle."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from tests.fakes import running
from tests.fakes.bundle_forger import forge, judged, plain_log
from tests.fakes.tsa import Authority, Stamper, pem
from tests.stock.conftest import run, tool

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.bundle_forger import Forged

pytestmark = pytest.mark.stock


@dataclass(frozen=True)
class Stamped:
    """A bundle whose checkpoint an authority stamped, written out, and the authority's root."""

    forged: Forged
    folder: Path
    root: Path
    size: int


@pytest.fixture
def stamped(tmp_path: Path) -> Stamped:
    """The token brings the stamper's certificate; the chain beside it does, too."""
    (tmp_path / "tsa").mkdir()
    authority = Authority(tmp_path / "tsa", "Root of the tests")
    forged = forge(log=plain_log())
    size = forged.predicate.size
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = authority.certificate(key)
    note = forged.files[f"log/checkpoints/{size}"]
    forged.files[f"anchors/{size}.tsr"] = authority.stamp(note, key, certificate)
    forged.files[f"anchors/{size}.pem"] = pem(certificate)
    (tmp_path / "root.pem").write_bytes(pem(authority.root))
    folder = forged.finish().write(tmp_path / "bundle")
    return Stamped(forged, folder, tmp_path / "root.pem", size)


def openssl_says(stamped: Stamped) -> bool:
    """Whether openssl verifies the token over the checkpoint's bytes, as README.txt tells."""
    data, token = f"log/checkpoints/{stamped.size}", f"anchors/{stamped.size}.tsr"
    words = ("-data", data, "-in", token, "-CAfile", str(stamped.root))
    done = run(tool("openssl"), "ts", "-verify", *words, cwd=stamped.folder)
    return done.returncode == 0 and "Verification: OK" in done.stdout


def test_both_believe_it(stamped: Stamped) -> None:
    """ANCHORED with the authority's root and the log's fingerprint; openssl says OK."""
    given = {"tsa_roots": (stamped.root.read_bytes(),)}
    report = judged(stamped.forged, fingerprint=stamped.forged.log.fingerprint, **given)
    assert (str(report.verdict), report.word) == ("ANCHORED", "MATCH"), report.findings
    assert openssl_says(stamped)


def test_both_refuse_it_over_other_data(stamped: Stamped) -> None:
    """The token of a checkpoint that says one entry more."""
    path = f"anchors/{stamped.size}.tsr"
    (stamped.root.parent / "other").mkdir()
    other = Authority(stamped.root.parent / "other", "Root of the tests")
    key = ec.generate_private_key(ec.SECP256R1())
    note = stamped.forged.files[f"log/checkpoints/{stamped.size}"]
    token = other.stamp(
        note.replace(b"\n%d\n" % stamped.size, b"\n1\n"), key, other.certificate(key)
    )
    stamped.forged.files[path] = token
    stamped.root.write_bytes(pem(other.root))
    (stamped.folder / path).write_bytes(token)
    report = judged(
        stamped.forged.finish(),
        fingerprint=stamped.forged.log.fingerprint,
        tsa_roots=(stamped.root.read_bytes(),),
    )
    assert str(report.verdict) == "INVALID"
    assert not openssl_says(stamped)


def test_neither_anchors_it_without_the_root(stamped: Stamped) -> None:
    """An authority that nobody vouches for: the record is sound, but not anchored."""
    (stamped.root.parent / "other").mkdir()
    other = Authority(stamped.root.parent / "other", "Root of somebody")
    stamped.root.write_bytes(pem(other.root))
    report = judged(
        stamped.forged,
        fingerprint=stamped.forged.log.fingerprint,
        tsa_roots=(stamped.root.read_bytes(),),
    )
    assert str(report.verdict) == "CONSISTENT"
    assert not openssl_says(stamped)


def test_the_readmes_command_checks_what_an_export_carries(tmp_path: Path) -> None:
    """A real recorder's bundle: token, checkpoint and certificates lie as the text says."""
    stamper, file = Stamper(tmp_path / "tsa"), tmp_path / "checkpoint"
    (tmp_path / "ROOT.pem").write_bytes(stamper.root)
    with running.running(tmp_path / "home") as recorder:
        recorder.cli("run", "--name", "nightly", "--", sys.executable, "-c", "pass")
        recorder.wait_indexed()
        recorder.cli("ledger", "checkpoint", "--to", str(file))
        (tmp_path / "token").write_bytes(stamper.stamp(file.read_bytes()))
        recorder.cli("ledger", "stamp-add", str(tmp_path / "token"))
        target = tmp_path / "run"
        recorder.cli("bundle", "export", "last", "--unpacked", "--to", str(target))
    (token,) = target.glob("anchors/*.tsr")
    told = (target / "README.txt").read_text().split("openssl ts -verify ")[1].split("\n\n")[0]
    words = told.replace("\\\n", " ").replace("SIZE", token.stem).replace("ROOT.pem", "../ROOT.pem")
    done = run(tool("openssl"), "ts", "-verify", *words.split(), cwd=target)
    assert done.returncode == 0, done.stderr
    assert "Verification: OK" in done.stdout
    (target / "log" / "checkpoints" / token.stem).write_bytes(file.read_bytes() + b"\n")
    assert run(tool("openssl"), "ts", "-verify", *words.split(), cwd=target).returncode != 0
