"""Time stamps of a bundle: INVALID, anchored, or said not to be."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.bundle.verify import anchors
from desktop_app.bundle.verify.anchors import NOT_CHECKED, Anchors, check_anchors
from desktop_app.bundle.verify.source import open_files
from desktop_app.errors import BadEncodingError, HostileBundleError
from desktop_app.model.findings import Findings
from tests.fakes.tsa import Authority, pem

if TYPE_CHECKING:
    from pathlib import Path

NOTE = b"countersign/0123456789abcdef\n42\nroot\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority of these tests."""
    return Authority(tmp_path_factory.mktemp("tsa"), "Root of the tests")


@pytest.fixture(scope="module")
def files(authority: Authority) -> dict[str, bytes]:
    """A checkpoint, its time stamp without certificates, and these."""
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = authority.certificate(key)
    return {
        "log/checkpoints/42": NOTE,
        "anchors/42.tsr": authority.stamp(NOTE, key, certificate, embed=False),
        "anchors/42.pem": pem(certificate),
    }


def check(folder: Path, files: dict[str, bytes], *roots: bytes) -> tuple[Anchors, list[str]]:
    """Return what comes of it, and the codes of what is INVALID."""
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    findings = Findings()
    outcome = check_anchors(open_files(folder), roots, findings)
    return outcome, [finding.code for finding in findings.kept]


def test_anchored(tmp_path: Path, files: dict[str, bytes], authority: Authority):
    """The checkpoint of that size existed at that time."""
    outcome, codes = check(tmp_path, files, pem(authority.root))
    assert (outcome.present, outcome.reasons, codes) == (1, (), [])
    assert [(found.size, found.tsa) for found in outcome.anchored] == [(42, "CN=Stamper")]
    assert outcome.anchored[0].time_us > 0


@pytest.mark.attack("D04")
def test_over_other_data(tmp_path: Path, files: dict[str, bytes], authority: Authority):
    """A time stamp of other bytes is INVALID."""
    outcome, codes = check(
        tmp_path, {**files, "log/checkpoints/42": NOTE + b"\n"}, pem(authority.root)
    )
    assert (outcome.anchored, codes) == ((), ["timestamp"])


@pytest.mark.attack("D04")
def test_swapped(tmp_path: Path, files: dict[str, bytes], authority: Authority):
    """A time stamp at another size, or of no checkpoint there is, is INVALID."""
    moved = {"anchors/41.tsr": files["anchors/42.tsr"], "log/checkpoints/41": b"another"}
    assert check(tmp_path, {**files, **moved}, pem(authority.root))[1] == ["timestamp"]
    (tmp_path / "log/checkpoints/41").unlink()
    assert check(tmp_path, files, pem(authority.root))[1] == ["timestamp"]


@pytest.mark.attack("D05")
def test_not_anchored(tmp_path: Path, files: dict[str, bytes], authority: Authority):
    """An unknown authority, no certificate, no root: nothing is INVALID, and nothing anchored."""
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    root = pem(Authority(foreign, "Root of somebody").root)
    outcome, codes = check(tmp_path / "a", files, root)
    assert (len(outcome.reasons), outcome.anchored, codes) == (1, (), [])
    bare = {path: data for path, data in files.items() if not path.endswith(".pem")}
    outcome, codes = check(tmp_path / "b", bare, pem(authority.root))
    assert (len(outcome.reasons), outcome.anchored, codes) == (1, (), [])
    outcome, codes = check(tmp_path / "c", files)
    assert (outcome.present, outcome.anchored, codes) == (1, (), [])
    assert "--tsa-root" in outcome.reasons[0]


@pytest.mark.attack("D06")
def test_badly_signed(tmp_path: Path, files: dict[str, bytes], authority: Authority):
    """Anything can bring such a one into a ledger: it anchors nothing, and breaks no bundle."""
    token = bytearray(files["anchors/42.tsr"])
    token[-1] ^= 1
    changed = {**files, "anchors/42.tsr": bytes(token)}
    outcome, codes = check(tmp_path / "a", changed, pem(authority.root))
    assert (outcome.anchored, codes) == ((), [])
    assert "badly signed" in outcome.reasons[0]
    changed["log/checkpoints/42"] = NOTE + b"\n"
    assert check(tmp_path / "b", changed, pem(authority.root))[1] == ["timestamp"]


def test_no_time_stamps(tmp_path: Path, authority: Authority):
    """There is nothing to say."""
    outcome, codes = check(tmp_path, {"README.txt": b""}, pem(authority.root))
    assert (outcome, codes) == (Anchors(0), [])


def test_without_library(
    tmp_path: Path,
    files: dict[str, bytes],
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
):
    """Present, not checked here."""
    monkeypatch.setitem(sys.modules, "rfc3161_client", None)
    outcome, codes = check(tmp_path, files, pem(authority.root))
    assert (outcome.anchored, outcome.reasons, codes) == ((), (NOT_CHECKED,), [])


def test_damaged(tmp_path: Path, files: dict[str, bytes], authority: Authority):
    """A token that the library cannot read anchors nothing; a chain that is none is INVALID."""
    outcome, codes = check(tmp_path / "a", {**files, "anchors/42.tsr": b"x"}, pem(authority.root))
    assert (outcome.anchored, len(outcome.reasons), codes) == ((), 1, [])
    damaged = {**files, "anchors/42.pem": b"nonsense"}
    assert check(tmp_path / "b", damaged, pem(authority.root))[1] == ["timestamp"]


def test_root_that_is_none(tmp_path: Path, files: dict[str, bytes]):
    """A wrong --tsa-root is the caller's mistake."""
    with pytest.raises(BadEncodingError):
        check(tmp_path, files, b"nonsense")


@pytest.mark.attack("D09")
def test_too_many(
    tmp_path: Path,
    files: dict[str, bytes],
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
):
    """Each costs a signature check: there may be 256."""
    monkeypatch.setattr(anchors, "MAX_ANCHORS", 1)
    with pytest.raises(HostileBundleError):
        check(tmp_path, {**files, "anchors/7.tsr": b""}, pem(authority.root))
