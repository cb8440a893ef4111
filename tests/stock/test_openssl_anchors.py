"""`openssl ts -verify` agrees about a time stamp on a checkpoint that the ledger handed out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fakes import running
from tests.fakes.tsa import Stamper
from tests.stock.conftest import run, tool

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.stock


def openssl_says(folder: Path, data: str, root: str) -> bool:
    """Whether openssl verifies the token over a file, as `ledger.md` tells."""
    words = ("-data", data, "-in", "checkpoint.tsr", "-CAfile", root)
    done = run(tool("openssl"), "ts", "-verify", *words, cwd=folder)
    return done.returncode == 0 and "Verification: OK" in done.stdout


def test_both_judge_the_file_alike(tmp_path: Path) -> None:
    """Asked for with openssl's own request over the file; OK and ANCHORED, or neither."""
    stamper, file = Stamper(tmp_path / "tsa"), tmp_path / "checkpoint"
    other = Stamper(tmp_path / "other", "Root of somebody")
    (tmp_path / "root.pem").write_bytes(stamper.root)
    (tmp_path / "other.pem").write_bytes(other.root)
    with running.running(tmp_path / "home") as recorder:
        recorder.cli("ledger", "checkpoint", "--to", str(file))
        query = ("-data", "checkpoint", "-sha256", "-cert", "-out", "checkpoint.tsq")
        assert run(tool("openssl"), "ts", "-query", *query, cwd=tmp_path).returncode == 0
        token = stamper.answer((tmp_path / "checkpoint.tsq").read_bytes())
        (tmp_path / "checkpoint.tsr").write_bytes(token)
        recorder.cli("ledger", "stamp-add", str(tmp_path / "checkpoint.tsr"))

        def ours(root: str) -> int:
            words = ("verify", "--require-anchor", "--tsa-root", str(tmp_path / root))
            return running.run_cli(recorder.environment, *words, check=False).returncode

        assert openssl_says(tmp_path, "checkpoint", "root.pem")
        assert ours("root.pem") == 0
        assert not openssl_says(tmp_path, "checkpoint", "other.pem")
        assert ours("other.pem") == 10
    file.write_bytes(file.read_bytes() + b"\n")
    assert not openssl_says(tmp_path, "checkpoint", "root.pem")


def test_a_token_alone_is_taken_too(tmp_path: Path) -> None:
    """What `openssl ts -reply -token_out` gives, brought beside the ledger and into it."""
    stamper, file = Stamper(tmp_path / "tsa"), tmp_path / "checkpoint"
    (tmp_path / "root.pem").write_bytes(stamper.root)
    with running.running(tmp_path / "home") as recorder:
        recorder.cli("ledger", "checkpoint", "--to", str(file))
        (tmp_path / "answer").write_bytes(stamper.stamp(file.read_bytes()))
        words = ("-in", "answer", "-token_out", "-out", "token")
        assert run(tool("openssl"), "ts", "-reply", *words, cwd=tmp_path).returncode == 0
        token = str(tmp_path / "token")
        brought = ("verify", "--require-anchor", "--tsa-root", str(tmp_path / "root.pem"))
        assert recorder.cli(*brought, "--anchor", token).stdout.startswith("ANCHORED")
        recorder.cli("ledger", "stamp-add", token)
        assert recorder.cli(*brought).stdout.startswith("ANCHORED")
