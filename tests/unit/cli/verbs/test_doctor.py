"""`countersign doctor`: exit 1 when something is wrong, and each finding with what mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from desktop_app.cli.verbs import doctor
from tests.fakes import at_terminal, forwarding, managed, running
from tests.fakes.ledger_place import until

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.running import RunningRecorder


def errors(found: list[dict[str, Any]]) -> list[str]:
    """Return what the findings that are errors are about; each says what to do."""
    assert all(row["hint"] for row in found if row["level"] == "error")
    return [row["about"] for row in found if row["level"] == "error"]


def test_no_recorder_is_wrong_and_a_wired_agent_with_one_is_not(
    tmp_path: Path, start: Callable[..., RunningRecorder]
) -> None:
    """Every agent is looked at, by a real recorder's port and token."""
    environment = running.environment(tmp_path)
    done = running.run_cli(environment, "doctor", check=False)
    assert done.returncode == 1
    assert "No recorder runs" in done.stdout
    recorder = start(environment)
    for agent in ("claude-code", "codex", "gemini"):
        recorder.cli("setup", agent)
    assert recorder.cli("doctor", check=False).returncode == 0
    before = recorder.cli_json_any("status")["size"]
    assert errors(recorder.cli_json_any("doctor")) == []
    assert recorder.cli_json_any("status")["size"] == before  # looking leaves no entry
    (recorder.data_dir / "senders.json").unlink()
    recorder.stop()
    port = recorder.url.rsplit(":", 1)[1]
    recorder = start(environment, "--otlp-http-port", port)
    found = recorder.cli_json_any("doctor")
    assert errors(found) == ["Claude Code", "Codex CLI"]
    assert all("does not know the token" in r["text"] for r in found if r["level"] == "error")
    recorder.cli("setup", "codex")
    assert errors(recorder.cli_json_any("doctor")) == ["Claude Code"]


@pytest.mark.parametrize(
    ("changed", "level", "said"),
    [
        ({}, "ok", "Runs, version 1.2."),
        ({"paused": True}, "warning", "Runs, version 1.2, and is paused."),
        ({"trouble": "no space", "paused": True}, "error", "trouble with its ledger: no space"),
        ({"waiting_for": "a locked keychain"}, "error", "records nothing: a locked keychain"),
    ],
)
def test_one_recorder_is_one_line(changed: dict[str, Any], level: str, said: str) -> None:
    """The gravest that can be said of it; what is wrong comes with what to do."""
    status = {"version": "1.2", "paused": False, "trouble": None, "waiting_for": None, **changed}
    found = doctor._running(status)
    assert (found.about, found.level) == ("recorder", level)
    assert said in found.text
    assert bool(found.hint) is (level != "ok")


def test_a_policy_that_is_not_in_force_and_a_role_that_nobody_holds_are_findings() -> None:
    """Who mended nothing in the file asks doctor why a rule does nothing."""
    assert doctor._policy({"policy": {"error": None}, "approvers": {"missing": []}}) == []
    assert doctor._policy({}) == []
    told = {"policy": {"error": "policy.yaml line 4: x."}, "approvers": {"missing": ["ops"]}}
    broken, unheld = doctor._policy(told)
    assert (broken.level, unheld.level) == ("error", "warning")
    assert "not in force; the last good one is. policy.yaml line 4: x." in broken.text
    assert "countersign policy check" in broken.hint
    assert unheld.hint == "`countersign consent approvers add ops`"


def test_what_its_person_chose_is_no_finding_and_a_loosened_gate_is(tmp_path: Path) -> None:
    """Telemetry alone; and agents that go on while no recorder answers."""
    with running.running(tmp_path) as recorder:
        words = ("setup", "gemini", "--no-hooks")
        refused = running.run_cli(recorder.environment, *words, check=False)
        assert refused.returncode != 0
        assert not (tmp_path / ".gemini").exists()
        assert at_terminal.confirmed(recorder.environment, *words)[0] == 0
        rows = [row for row in recorder.cli_json_any("doctor") if row["about"] == "Gemini CLI"]
        assert [row["level"] for row in rows if "PATH" not in row["text"]] == []
        loosened = ("config", "set", "gate.without_recorder", "agent")
        assert running.run_cli(recorder.environment, *loosened, check=False).returncode != 0
        assert at_terminal.confirmed(recorder.environment, *loosened)[0] == 0
        (found,) = (row for row in recorder.cli_json_any("doctor") if row["about"] == "gate")
        assert (found["level"], "own settings allow" in found["text"]) == ("warning", True)
        assert found["hint"] == "`countersign config set gate.without_recorder deny`"
        assert "if it stops" in recorder.cli("status").stdout
        recorder.cli("config", "set", "gate.without_recorder", "deny")
        assert "gate" not in {row["about"] for row in recorder.cli_json_any("doctor")}
        kinds = [row["kind"] for row in recorder.cli_json("audit-log")]
        assert kinds.count("config.changed") == 2


def test_what_is_managed_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All well in one line; each trouble is an error, with whom to tell."""
    assert doctor._managed() == []
    folder = managed.put(tmp_path / "etc", monkeypatch, settings="[run]\nidle_s = 5\n")
    (found,) = doctor._managed()
    assert (found.level, found.text) == ("ok", f"Managed: 1 setting, by {folder}.")
    managed.write(folder, settings="[run]\nidle_s = 0\n", policy="rules: [")
    assert [found.level for found in doctor._managed()] == ["error", "error"]
    assert all(found.hint for found in doctor._managed())


def test_an_upstream_that_takes_nothing_is_a_finding(tmp_path: Path) -> None:
    """While something may go there: local-only mode is what a person wants."""
    (tmp_path / "home").mkdir()
    away = tmp_path / "not-plugged-in"
    with running.running(tmp_path / "home") as recorder:
        forwarding.add(recorder, "folder", str(away), "drive")
        assert not any("drive" in row["about"] for row in recorder.cli_json_any("doctor"))
        forwarding.open_door(recorder)
        until(lambda: bool(forwarding.standing(recorder, "drive")["trouble"]))
        (found,) = (one for one in recorder.cli_json_any("doctor") if "drive" in one["about"])
        assert (found["about"], found["level"]) == ("upstream drive", "warning")
        assert found["text"] == f"The folder {away} is not there."
        assert "countersign upstream test drive" in found["hint"]
        forwarding.shut_door(recorder)


def test_a_consent_that_ended_is_a_finding() -> None:
    """Somebody waits for what does not come any more."""
    one = {"name": "logs", "in_force": False, "trouble": ""}
    (found,) = doctor._upstreams({"local_only": True, "upstreams": [one]})
    assert (found.about, found.level) == ("upstream logs", "warning")
    assert found.text == "Your consent has ended: nothing goes there."
    assert doctor._upstreams({"local_only": True}) == []
