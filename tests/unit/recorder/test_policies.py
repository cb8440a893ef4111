"""The policy in force: read again when it changes, and never lost to a broken file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import DiskFullError
from desktop_app.recorder import policies
from tests.fakes.gate import policy_file, shell, subjects
from tests.fakes.recording import FailingWriter

if TYPE_CHECKING:
    from desktop_app.recorder.recorder import Recorder

DENY = "version: 1\nextends: none\ndefault: deny\nrules: []\n"


def test_a_file_takes_hold_by_itself(made: Recorder, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next decision is made by it, and the ledger says that it changed."""
    monkeypatch.setattr(policies, "LOOK_US", 0)
    before = made.gating.policies.current
    made.gating.policies.look()
    (made.paths.data_dir / "policy.yaml").write_text(DENY)
    verdict = made.gating.gate.begin(shell("ls")).result()
    assert verdict.says == "deny"
    assert verdict.because.policy != before.label
    (changed,) = subjects(made, "config.changed")
    assert changed == {"name": "policy", "old": before.label, "new": verdict.because.policy}
    (made.paths.data_dir / "policy.yaml").unlink()
    assert made.gating.gate.begin(shell("ls")).result().says == "allow"


@pytest.mark.parametrize(
    "broken", ["rules: [", "version: 99\n", "version: 1\nrulez: []\n", "\udc80"]
)
def test_a_broken_file_keeps_the_last_good_one(made: Recorder, broken: str) -> None:
    """And `status` says what is wrong."""
    policy_file(made, DENY)
    good = made.gating.policies.current
    path = made.paths.data_dir / "policy.yaml"
    path.write_bytes(broken.encode(errors="surrogateescape"))
    made.gating.policies.look()
    assert made.gating.policies.current is good
    assert made.status()["policy"]["error"]
    assert made.gating.policies.told()["text"] == DENY
    assert made.status()["policy"]["file"] == str(path)
    policy_file(made, DENY + "\n")
    assert made.gating.policies.error is None


def test_a_link_is_no_policy(made: Recorder) -> None:
    """Nor a file that is too large."""
    path = made.paths.data_dir / "policy.yaml"
    path.symlink_to("/etc/hostname")
    made.gating.policies.look()
    assert made.gating.policies.error
    path.unlink()
    path.write_bytes(b"#" * (policies.MAX_BYTES + 1))
    made.gating.policies.look()
    assert made.gating.policies.error


def test_a_change_writes_the_table_for_hooks(made: Recorder) -> None:
    """Once the recorder is served: 0600, and what a deny leaves in it is nothing."""
    path = made.paths.gate_table
    assert not path.exists()
    made.gating.start()
    assert path.stat().st_mode & 0o777 == 0o600
    assert "read" in json.loads(path.read_bytes())["agents"]["claude-code"]
    policy_file(made, DENY)
    told = json.loads(path.read_bytes())
    assert told["agents"]["claude-code"] == {}
    assert told["policy"] == made.gating.policies.current.label
    made.gating.stop()
    made.gating.close()


def test_a_change_that_cannot_be_written_down_holds_all_the_same(made: Recorder) -> None:
    """Each decision names its policy."""
    writer = made.journal.writer
    made.journal.open(FailingWriter(DiskFullError("full")))
    policy_file(made, DENY)
    made.journal.open(writer)
    assert made.gating.gate.begin(shell("ls")).result().says == "deny"
