"""Time stamps of a real authority (openssl) behind HTTP: asked for, written down, and anchoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desktop_app.ledger.reader import LedgerReader
from tests.fakes import at_terminal, running
from tests.fakes.ledger_place import until
from tests.fakes.tsa import Stamper
from tests.fakes.tsa_server import authority

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.model.entry import Entry


def person(recorder: running.RunningRecorder, *words: str) -> str:
    """Run a verb as a person who says yes."""
    code, shown = at_terminal.confirmed(recorder.environment, *words)
    assert code == 0, shown
    return shown


def entries(recorder: running.RunningRecorder, kind: str) -> list[Entry]:
    """Return the entries of a kind."""
    with LedgerReader(recorder.data_dir / "ledger.db") as ledger:
        return [entry for entry in ledger.entries() if str(entry.kind) == kind]


def test_the_newest_checkpoint_is_stamped_and_anchors(tmp_path: Path) -> None:
    """By two authorities; nothing but a digest goes to them, and each root makes it ANCHORED."""
    (tmp_path / "home").mkdir()
    stampers = [Stamper(tmp_path / name, f"Root {name}") for name in ("one", "two")]
    roots = []
    for stamper, name in zip(stampers, ("one", "two"), strict=True):
        roots.append(tmp_path / f"{name}.pem")
        roots[-1].write_bytes(stamper.root)
    with (
        running.running(tmp_path / "home") as recorder,
        authority(stampers[0]) as (first, asked),
        authority(stampers[1]) as (second, _),
    ):
        for name, url in (("one", first), ("two", second)):
            person(recorder, "upstream", "add", "tsa", url, "--own-network", "--name", name)
        assert recorder.cli("verify", "--require-anchor", check=False).returncode == 10
        person(recorder, "mode", "local-only", "off")
        assert "takes what goes there" in person(recorder, "upstream", "test", "one")
        person(recorder, "upstream", "stamp")
        until(lambda: len(entries(recorder, "anchor.timestamp")) >= 2)
        assert all(len(body) < 100 for body in asked)  # a digest and its frame
        for root in roots:
            done = recorder.cli_json("verify", "--tsa-root", str(root), "--require-anchor")
            assert done["verdict"] == "ANCHORED"
        assert recorder.cli_json("verify")["verdict"] == "CONSISTENT"
        person(recorder, "upstream", "remove", "two")
        trusted = ("--own-network", "--name", "two", "--tsa-root", str(roots[1]))
        person(recorder, "upstream", "add", "tsa", second, *trusted)
        assert recorder.cli_json("verify")["verdict"] == "ANCHORED"  # its root lies with our keys


def test_a_stamp_over_something_else_is_not_taken(tmp_path: Path) -> None:
    """It is told as refused, and the authority is asked again for the next."""
    (tmp_path / "home").mkdir()
    with (
        running.running(tmp_path / "home") as recorder,
        authority(Stamper(tmp_path / "tsa", "Root"), lies=True) as (url, _),
    ):
        person(recorder, "upstream", "add", "tsa", url, "--own-network", "--name", "liar")
        person(recorder, "mode", "local-only", "off")
        until(lambda: bool(entries(recorder, "upstream.trouble")))
        (trouble,) = entries(recorder, "upstream.trouble")
        assert trouble.subject["refused"] is True
        assert "time stamp" in str(trouble.subject["why"])
        assert entries(recorder, "anchor.timestamp") == []
        (one,) = recorder.cli_json("upstream", "list")["upstreams"]
        assert one["refused"] == 1
