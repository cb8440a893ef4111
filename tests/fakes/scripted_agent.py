"""An agent that works in a folder through its hooks: asks before each call, does it, reports it."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.gate_client import Asking, call, given, waiting

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

Facts = dict[str, tuple[str, int, bytes]]


@dataclass
class ScriptedAgent:
    """Claude Code's hooks, with deeds of the test's own.

    Attributes:
        recorder: whom it asks.
        folder: where it works.
        session: its session id.
    """

    recorder: RunningRecorder
    folder: Path
    session: str = "session-1"
    _calls: int = field(default=0)

    def begin(self) -> None:
        """Say that the session starts."""
        self._hook("SessionStart", {"source": "startup"})

    def shell(self, command: str) -> str:
        """Run a command; return the id of its call."""

        def run() -> None:
            subprocess.run(["/bin/sh", "-c", command], cwd=self.folder, check=True, timeout=60)

        return self.tool("Bash", {"command": command}, run)

    def write(self, name: str, text: str) -> str:
        """Write a file as a tool does."""
        path = self.folder / name
        arguments = {"file_path": str(path), "content": text}
        return self.tool("Write", arguments, lambda: path.write_text(text) and None)

    def tool(self, name: str, arguments: dict[str, Any], deed: Callable[[], None]) -> str:
        """Ask, do, report; whatever is asked of the person is allowed once."""
        self._calls += 1
        told = {"tool_name": name, "tool_input": arguments, "tool_use_id": f"toolu_{self._calls}"}
        asking = Asking(self.recorder, **self._arguments("PreToolUse", told))
        while asking.waits:
            if asked := waiting(self.recorder):
                call(self.recorder, "answer", **given(asked))
        heard = asking.answer()
        assert heard is not None
        assert heard["decision"] != "deny", heard
        deed()
        self._hook("PostToolUse", {**told, "tool_response": {}})
        return str(told["tool_use_id"])

    def end(self) -> None:
        """Say that the session is over."""
        self._hook("SessionEnd", {"reason": "other"})

    def _arguments(self, event: str, more: dict[str, Any]) -> dict[str, Any]:
        value = {
            "hook_event_name": event,
            "session_id": self.session,
            "cwd": str(self.folder),
            **more,
        }
        return {"agent": "claude-code", "event": event, "input": value}

    def _hook(self, event: str, more: dict[str, Any]) -> None:
        call(self.recorder, "hook", **self._arguments(event, more))


def facts(folder: Path) -> Facts:
    """Return what lies in a folder: kind, mode and bytes of each path, but of git's own."""
    found: Facts = {}
    for where, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != ".git"]
        for name in (*folders, *names):
            path = type(folder)(where) / name
            found[str(path.relative_to(folder))] = _fact(path)
    return found


def _fact(path: Path) -> tuple[str, int, bytes]:
    mode = path.lstat().st_mode
    if path.is_symlink():
        return "link", 0, os.fsencode(path.readlink())
    return ("dir", mode, b"") if path.is_dir() else ("file", mode, path.read_bytes())


def git(folder: Path, *words: str) -> str:
    """Run git in a folder as somebody."""
    who = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(
        ["git", *who, *words],
        cwd=folder,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.stdout
