"""countersign consent approvers: a person gives a role its passphrase, at their terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.fakes import running
from tests.fakes.at_terminal import countersign
from tests.fakes.commands import Commands, on_terminal
from tests.fakes.gate import everything
from tests.fakes.roles import PASSPHRASE, POLICY, ROLE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX's")


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[RunningRecorder]:
    """A recorder of this test alone."""
    with running.running(tmp_path) as recorder:
        yield recorder


@pytest.fixture
def cli(
    gate: RunningRecorder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Commands:
    """Verbs against it."""
    return Commands(gate.environment, capsys, monkeypatch)


def added(gate: RunningRecorder, first: str, again: str) -> tuple[int, str]:
    """Add the role, typing these; return exit code and what the terminal showed."""
    terminal = countersign(gate.environment, "consent", "approvers", "add", ROLE)
    terminal.wait_for("to go on: ")
    terminal.type("yes\n")
    terminal.wait_for(f"Passphrase of the role {ROLE}: ")
    terminal.type(f"{first}\n")
    terminal.wait_for("The same again: ")
    terminal.type(f"{again}\n")
    return terminal.end(), terminal.shown


def test_a_role_is_added_listed_and_removed(
    gate: RunningRecorder, cli: Commands, tmp_path: Path
) -> None:
    """Typed twice, shown and kept nowhere; policy check and status tell of it."""
    policy = gate.data_dir / "policy.yaml"
    policy.write_text(POLICY)
    missing = f"Nobody holds the role {ROLE}"
    assert cli("consent", "approvers", "list").out.startswith(missing)
    assert missing in cli("policy", "check", str(policy)).err
    assert missing in cli("status").out
    code, shown = added(gate, PASSPHRASE, PASSPHRASE)
    assert (code, f"The role {ROLE} is held" in shown) == (0, True)
    assert PASSPHRASE not in shown
    listed = cli("consent", "approvers", "list", "--output", "json").data
    assert ([one["role"] for one in listed["held"]], listed["missing"]) == ([ROLE], [])
    assert cli("consent", "approvers", "list").out.startswith(f"{ROLE} ")
    checked = cli("policy", "check", str(policy), "--output", "json").data
    assert (checked["roles"], checked["roles_unheld"]) == ([ROLE], [])
    assert missing not in cli("status").out
    explained = cli("policy", "explain", "--tool", "Bash", "--command", "git push", "--cwd", ".")
    assert f"Allowed by  who holds the role {ROLE}" in explained.out
    code, shown = added(gate, PASSPHRASE, PASSPHRASE)
    assert (code, "held already" in shown) == (2, True)
    remove = ("consent", "approvers", "remove", ROLE)
    assert on_terminal(gate.environment, *remove, answer=b"\n").code == 1
    done = on_terminal(gate.environment, *remove, answer=b"yes\n")
    assert (done.code, f"Nobody holds the role {ROLE} now" in done.out) == (0, True)
    assert cli("consent", "approvers", "list", "--output", "json").data["missing"] == [ROLE]
    assert PASSPHRASE.encode() not in everything(tmp_path)


def test_what_was_typed_in_two_ways_or_is_too_short_adds_nothing(
    gate: RunningRecorder, cli: Commands
) -> None:
    """Said at once."""
    code, shown = added(gate, PASSPHRASE, PASSPHRASE + "!")
    assert (code, "The two are not the same." in shown) == (2, True)
    code, shown = added(gate, "short", "short")
    assert (code, "12 to 1,024 characters" in shown) == (2, True)
    listed = cli("consent", "approvers", "list")
    assert listed.out == "No role is held, and the policy names none.\n"


def test_an_agent_gives_nobody_a_role(cli: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither through a pipe nor below an agent's process."""
    for verb in ("add", "remove"):
        below = cli("consent", "approvers", verb, ROLE, CLAUDECODE="1")
        assert below.code == 1
        monkeypatch.setattr("desktop_app.host.terminal._ask", lambda _: "", raising=True)
        done = cli("consent", "approvers", verb, ROLE, "--output", "json")
        assert done.envelope["error"]["code"] == "NOT_ANSWERED_BY_PERSON"


def test_a_policy_is_checked_without_a_recorder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who holds what is then not known, and said so."""
    policy = tmp_path / "p.yaml"
    policy.write_text(POLICY)
    empty = Commands(running.environment(tmp_path), capsys, monkeypatch)
    assert "no recorder runs" in empty("policy", "check", str(policy)).err
    data = empty("policy", "check", str(policy), "--output", "json").data
    assert (data["roles"], data["roles_unheld"]) == ([ROLE], None)


@pytest.mark.parametrize("verb", ["add", "remove"])
def test_what_no_role_is_called_is_refused_before_anybody_says_yes(
    empty: Commands, verb: str
) -> None:
    """The name is looked at first: no terminal is needed to hear that it is wrong."""
    done = empty("consent", "approvers", verb, "Release Manager!")
    assert (done.code, "no role's name" in done.err) == (2, True)
