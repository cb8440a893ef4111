"""What `doctor` finds in an agent's wiring."""

from __future__ import annotations

import os
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from desktop_app.agents import doctor, setup
from desktop_app.agents.catalog import BY_NAME, Route
from desktop_app.agents.doctor import DAY_US, Finding, Surroundings, examine
from desktop_app.agents.editors import EDITORS
from desktop_app.agents.hooks.wiring import HookPlace
from tests.fakes.trusting import trust_hooks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKEN = "cs_" + "a" * 43
NOW_US = 1_800_000_000_000_000


class _Receiver(BaseHTTPRequestHandler):
    """Answers what the test asked for."""

    status, body = 200, b""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        empty = b"{}" if self.headers["Content-Type"] == "application/json" else b""
        body = type(self).body or empty
        self.send_response(type(self).status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def receiver() -> Iterator[tuple[str, type[_Receiver]]]:
    """Something that listens; (URL, what to set its answer on)."""
    handler = type("Handler", (_Receiver,), {})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}", handler
        server.shutdown()
        thread.join()


@pytest.fixture
def around(tmp_path: Path, receiver: tuple[str, type[_Receiver]]) -> Surroundings:
    """A HOME with every agent on the PATH."""
    (tmp_path / "bin").mkdir()
    for program in ("claude", "codex", "gemini"):
        (tmp_path / "bin" / program).touch(mode=0o700)
    return Surroundings(
        {"PATH": str(tmp_path / "bin"), "GEMINI_CLI_SYSTEM_SETTINGS_PATH": str(tmp_path / "sys")},
        tmp_path,
        tmp_path / "project",
        receiver[0],
        NOW_US,
        NOW_US,
    )


def wire(name: str, around: Surroundings) -> Path:
    """Set an agent up as its person finishes it; return its config."""
    route = Route(around.http_url or "", TOKEN, HookPlace("/run/a.sock", "/data/a"))
    planned = setup.plan(BY_NAME[name], route, around.environment, around.home)
    setup.apply(planned, route, around.home / "records", NOW_US)
    if name == "codex":
        trust_hooks(planned.file.path)
    return planned.file.path


def look(name: str, around: Surroundings) -> list[Finding]:
    """Examine an agent."""
    return examine(BY_NAME[name], around.home / "records", around)


def only(found: list[Finding], level: str, text: str) -> None:
    """One finding, of that level, that says that."""
    assert [(finding.level, text in finding.text) for finding in found] == [(level, True)], found
    assert found[0].hint


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_all_is_well(name: str, around: Surroundings) -> None:
    """Set up, heard just now, its token known."""
    wire(name, around)
    assert [finding.level for finding in look(name, around)] == ["ok"]


def test_not_installed_is_no_finding_and_not_set_up_is_one(around: Surroundings) -> None:
    """A set-up whose program went away is told, too."""
    only(look("codex", around), "warning", "Installed, and not set up")
    gone = replace(around, environment={})
    assert look("codex", gone) == []
    wire("codex", around)
    only(look("codex", gone), "warning", "no program codex is on the PATH")


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_drift(name: str, around: Surroundings) -> None:
    """A changed value, an unreadable file, a file that is gone."""
    path = wire(name, around)
    agent = BY_NAME[name]
    keys = agent.settings(Route("", ""))[0][0]
    before = path.read_text()
    path.write_text(EDITORS[agent.format].set_value(before, keys, "other"))
    assert ".".join(keys) in look(name, around)[0].text
    path.write_text("{ = ")
    assert look(name, around)[0].level == "error"
    path.unlink()
    assert "is gone" in look(name, around)[0].text


def test_another_port_an_unknown_token_and_another_program(
    around: Surroundings, receiver: tuple[str, type[_Receiver]]
) -> None:
    """Where it sends is tried, with its own token and without a record."""
    wire("claude-code", around)
    only(look("claude-code", replace(around, http_url="http://127.0.0.1:1")), "error", "listens at")
    receiver[1].status = 401
    only(look("claude-code", around), "error", "does not know the token")
    receiver[1].status, receiver[1].body = 200, b"<html>"
    only(look("claude-code", around), "error", "no OTLP receiver")
    receiver[1].body = b""
    only(look("claude-code", replace(around, http_url=None)), "error", "another program")


def test_what_overrules_is_named(around: Surroundings) -> None:
    """The same file, the shell, the working directory, the administrator, a profile."""
    path = wire("claude-code", around)
    rival = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"
    path.write_text(EDITORS["jsonc"].set_value(path.read_text(), ("env", rival), "http://x"))
    only(look("claude-code", around), "error", rival)
    wire("gemini", around)
    shell = {**around.environment, "OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"}
    only(look("gemini", replace(around, environment=shell)), "warning", "shell's environment")
    (around.home / "sys").write_text('{"telemetry": {"otlpEndpoint": "http://corp"}}')
    only(look("gemini", around), "error", "administrator")
    (around.home / "sys").unlink()
    (around.cwd / ".gemini").mkdir(parents=True)
    (around.cwd / ".gemini" / "settings.json").write_text('{"telemetry": {"outfile": "x"}}')
    only(look("gemini", around), "warning", "In this directory")
    codex = wire("codex", around)
    codex.write_text(
        'profile = "p"\n' + codex.read_text() + '[profiles.p.otel]\nexporter = "none"\n'
    )
    only(look("codex", around), "error", "profiles.p.otel")


def test_silence(around: Surroundings) -> None:
    """Never heard for a day, not heard for a week, and: it ran and nothing came."""
    path = wire("codex", around)
    quiet = replace(around, last_heard_us=None)
    assert look("codex", quiet)[0].level == "ok"
    only(look("codex", replace(quiet, now_us=NOW_US + 2 * DAY_US)), "warning", "never heard")
    only(look("codex", replace(around, now_us=NOW_US + 9 * DAY_US)), "warning", "9 days")
    notes = path.parent / "sessions" / "2027" / "rollout.jsonl"
    notes.parent.mkdir(parents=True)
    notes.touch()
    ran_s = (NOW_US + 2 * doctor.LATE_US) / 1e6
    os.utime(notes, (ran_s, ran_s))
    only(look("codex", replace(around, now_us=NOW_US + DAY_US)), "error", "nothing of it came")


def test_a_moved_config_directory(around: Surroundings) -> None:
    """Set up in one place, read from another."""
    wire("claude-code", around)
    moved = {**around.environment, "CLAUDE_CONFIG_DIR": str(around.home / "other")}
    only(look("claude-code", replace(around, environment=moved)), "error", "now it reads")


def test_what_its_person_chose_stays_chosen(tmp_path: Path) -> None:
    """Set up without hooks: fine as it is, and what mends it does not bring them back."""
    agent = BY_NAME["claude-code"]
    assert doctor.again(agent) == "`countersign setup claude-code`"
    route = Route("http://127.0.0.1:9", TOKEN, without_hooks=True)
    planned = setup.plan(agent, route, {}, tmp_path)
    setup.apply(planned, route, tmp_path / "records", NOW_US)
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin" / "claude"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    around = Surroundings(
        environment={"PATH": str(program.parent)},
        home=tmp_path,
        cwd=tmp_path / "project",
        http_url="http://127.0.0.1:9",
        last_heard_us=NOW_US,
        now_us=NOW_US,
    )
    (fine,) = examine(agent, tmp_path / "records", around)
    assert (fine.level, "as you chose" in fine.text) == ("ok", True)
    (moved,) = examine(agent, tmp_path / "records", replace(around, http_url="http://127.0.0.1:8"))
    assert moved.hint == "`countersign setup claude-code --no-hooks`, or change the port back."
