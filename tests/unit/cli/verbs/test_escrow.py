"""countersign vault escrow and recover: a person names who else may open what is kept."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pyrage
import pytest

from tests.fakes import at_terminal, consenting, running
from tests.fakes.commands import Commands
from tests.fakes.kept import PROMPTS, hand_over

if TYPE_CHECKING:
    from pathlib import Path

AUDITOR = pyrage.x25519.Identity.generate()
WHO = str(AUDITOR.to_public())


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")
def test_named_kept_and_recovered(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked at a terminal; what is kept from then on is recovered without recorder and keys."""
    (tmp_path / "identity").write_text(f"{AUDITOR}\n")
    with running.running(tmp_path / "home") as recorder:
        verbs = Commands(recorder.environment, capsys, monkeypatch)
        consenting.give(recorder.ready["control"], [PROMPTS])
        assert "Nobody" in verbs("vault", "escrow", "list").out
        assert verbs("vault", "escrow", "add", WHO).code == 1
        hand_over(recorder, text="before", run_id="one")
        code, shown = at_terminal.confirmed(recorder.environment, "vault", "escrow", "add", WHO)
        assert (code, "from now on" in shown) == (0, True)
        assert WHO in verbs("vault", "escrow", "list").out
        hand_over(recorder, text="after", run_id="two")
        code, _ = at_terminal.confirmed(recorder.environment, "vault", "escrow", "remove", WHO)
        assert code == 0
        recorder.wait_indexed()
    recover = ("vault", "recover", "--identity", str(tmp_path / "identity"), "--to")
    done = verbs(*recover, str(tmp_path / "all"))
    assert done.code == 0, done.err
    assert done.lines == [
        f"1 file written to {tmp_path / 'all'}, not encrypted.",
        "not recovered, not escrowed: 1",
    ]
    (file,) = (tmp_path / "all").iterdir()
    assert file.read_text() == "after"
    of_run = verbs(*recover, str(tmp_path / "run"), "--run", "one", "--output", "json").data
    assert (of_run["files"], of_run["not_recovered"]) == ([], {"not escrowed": 1})
    vault = tmp_path / "copy.db"
    (tmp_path / "home" / "data" / "vault.db").rename(vault)
    elsewhere = verbs(*recover, str(tmp_path / "copy"), "--vault", str(vault), "--output", "json")
    assert elsewhere.data["bytes"] == 5
