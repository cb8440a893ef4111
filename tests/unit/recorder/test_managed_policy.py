"""The administrator's policy in a recorder: what an agent, or its person, tries against it."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import CountersignError
from desktop_app.host import managed
from desktop_app.recorder import policies
from desktop_app.recorder.managed_policy import NOT_READ, ManagedPolicy
from tests.fakes.gate import PUSH, answer, ask, given, policy_file, shell, subjects
from tests.fakes.managed import NO_PUSH, put, write
from tests.fakes.recording import recorder
from tests.unit.recorder.test_hooked import TOOL, begin, call

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from desktop_app.recorder.recorder import Recorder

OPEN = "version: 1\nextends: none\ndefault: allow\nrules: []\n"
SAME_NAME = """\
version: 1
rules:
  - {name: no-publishing, effect: allow, traits: [pushes], why: mine}
"""
ASK_LS = """\
version: 1
rules:
  - {name: listing, effect: ask, when: 'action.program == ["ls"]', why: Say so.}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An administrator's folder with a policy that denies publishing."""
    return put(tmp_path / "etc", monkeypatch, policy=NO_PUSH)


@pytest.fixture
def watched(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Recorder]:
    """A recorder under it."""
    del folder
    monkeypatch.setattr(policies, "LOOK_US", 0)
    with recorder(tmp_path / "here", monkeypatch) as made:
        yield made


def says(made: Recorder, command: str, **more: object) -> str:
    """Declare a command; return the answer that comes at once."""
    return made.gating.gate.begin(shell(command, **more)).result(0).says


@pytest.mark.parametrize("text", [OPEN, SAME_NAME])
def test_a_persons_file_does_not_open_it(watched: Recorder, text: str) -> None:
    """Neither standing alone nor by the same name."""
    policy_file(watched, text)
    verdict = watched.gating.gate.begin(shell(PUSH)).result(0)
    assert (verdict.says, verdict.because.rule) == ("deny", "managed/no-publishing")
    assert verdict.reason == "Releases go through the build server."


def test_a_persons_broken_file_does_not_open_it(watched: Recorder) -> None:
    """Nor one that is taken away while the recorder runs."""
    policy_file(watched, "rules: [")
    assert says(watched, PUSH) == "deny"
    (watched.paths.data_dir / "policy.yaml").unlink()
    assert says(watched, PUSH, call_id="b") == "deny"


def test_a_grant_for_always_does_not_open_it(watched: Recorder, folder: Path) -> None:
    """One that was given before the rule came; and revoking or giving changes nothing."""
    write(folder, policy="version: 1\n")
    told, question = ask(watched, shell(PUSH))
    scope = question.scopes[0]
    answer(watched, question, "grant", scope=scope, lasts="always")
    assert told.result(1).says == "allow"
    assert says(watched, PUSH, call_id="b") == "allow"
    write(folder, policy=NO_PUSH)
    assert says(watched, PUSH, call_id="c") == "deny"


def test_a_managed_question_offers_no_grant_and_takes_none(watched: Recorder, folder: Path) -> None:
    """A client that asks for one all the same is refused, and the question is still open."""
    write(folder, policy=ASK_LS)
    told, question = ask(watched, shell("ls"))
    assert question.scopes == ()
    assert not question.in_notification or question.because.managed
    _, plain = ask(watched, shell("touch a && rm a", call_id="other"))
    for kind, more in (("grant", {"lasts": "always"}), ("run", {})):
        with pytest.raises(CountersignError):
            watched.gating.answers.take(
                given(question, kind, **more), {"sender": "", "auth": "person"}
            )
    answer(watched, question, "once")
    assert told.result(1).says == "allow"
    _, again = ask(watched, shell("ls", call_id="again"))
    assert again.because.rule == "managed/listing"
    for left in (again, plain):
        answer(watched, left, "deny")


def test_a_hooks_grant_does_not_stand_for_its_proxys_call(watched: Recorder, folder: Path) -> None:
    """Where the administrator asks about the name that the proxy has for it."""
    write(folder, policy="version: 1\n")
    policy_file(watched, "version: 1\nrules:\n  - {name: all, effect: ask, tools: ['*'], why: w}\n")
    first = call("hook", tool="mcp_files_send")
    told, question = ask(watched, first)
    answer(watched, question, "grant", scope=question.scopes[0], lasts="always")
    assert told.result(1).says == "allow"
    write(
        folder,
        policy=f"version: 1\nrules:\n  - {{name: m, effect: ask, tools: ['{TOOL}'], why: w}}\n",
    )
    granted = begin(watched, call("hook", tool="mcp_files_send", call_id="t2")).result(0)
    assert (granted.says, granted.because.grant is not None) == ("allow", True)
    _, question = ask(watched, call("mcp", call_id="t2"))
    assert question.because.rule == "managed/m"
    answer(watched, question, "deny")


def test_the_table_for_hooks_is_made_of_both(watched: Recorder, folder: Path) -> None:
    """What a hook says while no recorder answers."""
    watched.gating.start()
    write(
        folder, policy="version: 1\nrules:\n  - {name: none, effect: deny, tools: ['*'], why: w}\n"
    )
    watched.gating.policies.look()
    told = json.loads(watched.paths.gate_table.read_bytes())
    assert told["agents"]["claude-code"] == {}
    assert told["policy"] == watched.gating.policies.current.label
    watched.gating.stop()
    watched.gating.close()


def test_agents_may_not_touch_the_folder(watched: Recorder, folder: Path) -> None:
    """It is among Countersign's own files, to read as well."""
    for command in (f"rm {folder}/policy.yaml", f"cat {folder}/policy.yaml"):
        verdict = watched.gating.gate.begin(shell(command)).result(0)
        assert (verdict.says, verdict.because.rule) == ("deny", "protect our-files")


def test_each_change_is_written_down(watched: Recorder, folder: Path) -> None:
    """The administrator's by its whole digest, then what is in force."""
    first = watched.gating.policies.current.label
    assert watched.gating.policies.current.label.endswith(f", managed {digest(NO_PUSH)[:8]}")
    write(folder, policy=ASK_LS)
    watched.gating.policies.look()
    second = watched.gating.policies.current.label
    (folder / managed.POLICY).unlink()
    watched.gating.policies.look()
    assert subjects(watched, "config.changed") == [
        {"name": "managed policy", "old": digest(NO_PUSH), "new": digest(ASK_LS)},
        {"name": "policy", "old": first, "new": second},
        {"name": "managed policy", "old": digest(ASK_LS), "new": None},
        {"name": "policy", "old": second, "new": second.partition(",")[0]},
    ]
    assert watched.gating.policies.managed.state() is None


@pytest.mark.parametrize(
    "broken",
    ["rules: [", "version: 9\n", "version: 1\ndefault: allow\n", "\udc80", "#" * 1_100_000],
)
def test_a_broken_one_keeps_the_last_good_one(
    watched: Recorder, folder: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    """And is told; mended, it holds."""
    (folder / managed.POLICY).write_bytes(broken.encode(errors="surrogateescape"))
    assert says(watched, PUSH) == "deny"
    told = watched.status()["policy"]["managed"]
    assert told["error"]
    assert told["digest"] == digest(NO_PUSH)
    assert "The managed policy: " in caplog.text
    write(folder, policy=ASK_LS)
    watched.gating.policies.look()
    assert watched.status()["policy"]["managed"]["error"] is None
    assert watched.gating.policies.told()["managed_text"] == ASK_LS


def test_a_broken_one_at_the_start_leaves_no_gap(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is asked, though the person's file allows it all."""
    write(folder, policy="rules: [")
    monkeypatch.setattr(policies, "LOOK_US", 0)
    with recorder(tmp_path / "here", monkeypatch) as made:
        policy_file(made, OPEN)
        told, question = ask(made, shell("ls"))
        assert question.because.rule == "managed/unreadable"
        answer(made, question, "deny")
        assert told.result(1).says == "deny"
        (started,) = subjects(made, "recorder.start")
        assert started["managed"]["policy"] == NOT_READ
        assert len(started["managed"]["trouble"]) == 1
        write(folder, policy=NO_PUSH)
        assert says(made, "ls", call_id="b") == "allow"


def test_a_folder_that_others_can_write_is_told_and_counts_for_nothing(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """And counts again when it is mended: the mode is looked at each time."""
    found = ManagedPolicy()
    assert found.look()
    folder.chmod(0o777)
    assert found.look()
    assert found.policy is None
    assert found.error == f"Nothing is managed: Others than root can write {folder}."
    assert found.error in caplog.text
    assert found.state() == {
        "file": str(folder / managed.POLICY),
        "digest": None,
        "error": found.error,
    }
    folder.chmod(0o755)
    assert found.look()
    assert found.digest == digest(NO_PUSH)
    assert not found.look()


def digest(text: str) -> str:
    """SHA-256 of a text, hex."""
    return hashlib.sha256(text.encode()).hexdigest()
