"""Changes of files as a query and a kept list give them, and an agent that makes some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from desktop_app.operations.changed_files import Change, Side
from tests.fakes import consenting, screened
from tests.fakes.ledger_place import until
from tests.fakes.scripted_agent import ScriptedAgent

if TYPE_CHECKING:
    from pathlib import Path

    from tests.fakes.running import RunningRecorder

AT_US = 1_795_160_736_000_000
BEFORE = 'import sys\n\n\ndef greet(name):\n    """Say hello."""\n    print("hello", name)\n'
AFTER = BEFORE.replace('"hello"', '"good day"') + "\n\ngreet(sys.argv[1])\n"
NAMES = ("hello.txt", "greet.py", "docs/old notes.txt", "logo.bin", "copied.txt")


def told(entry: int, *, calls: int = 1, kind: str = "file.op", **more: Any) -> dict[str, Any]:
    """Return a row of `Query.file_changes`: two created, one changed, by so many calls."""
    doers = [
        {"intent": 70 + n, "call_id": f"call-{n}", "tool": ("Edit", "Bash")[n % 2], "tool_call": n}
        for n in range(calls)
    ]
    subject = {"ops": 3, "refs": 0, "deeds": {"create": 2, "patch": 1}, "calls": []}
    listed = {"label": "file_ops", "state": "kept", "bytes": 412, "entry": entry}
    row = {"entry": entry, "ts_us": AT_US + entry, "kind": kind, "subject": subject}
    return {**row, "doers": doers, "list": listed, "trouble": "", **more}


def change(entry: int, path: str = "src/a.py", **more: Any) -> Change:
    """Return a change of a text that has copies of both sides, by the first call."""
    sides = {
        "before": Side("file", 0o644, 6, f"before {path}"),
        "after": Side("file", 0o644, 9, f"after {path}"),
    }
    whole: dict[str, Any] = {"deed": "patch", "calls": ("70",), **sides, **more}
    return Change(entry, path=path, **whole)


def act(
    recorder: RunningRecorder, folder: Path, session: str = "run-files", *, clicks: bool = False
) -> None:
    """Have an agent make, change, move and delete files of a folder; wait until it is indexed.

    `clicks`: and click before, at a painted screen (`screened.recorder`).
    """
    consenting.give(recorder.ready["control"], ["local copies"])
    (folder / "docs").mkdir(parents=True)
    (folder / "greet.py").write_text(BEFORE)
    (folder / "docs/notes.txt").write_text("to do: " + "greet everybody\n" * 3)
    (folder / "logo.bin").write_bytes(b"\0\1\2")
    agent = ScriptedAgent(recorder, folder, session)
    agent.begin()
    if clicks:
        _click(recorder, agent)
    agent.write("hello.txt", "hello from an agent\nline two\n")
    agent.write("greet.py", AFTER)
    agent.shell("mv docs/notes.txt 'docs/old notes.txt' && rm logo.bin && cp hello.txt copied.txt")
    agent.end()
    recorder.wait_indexed()


def _click(recorder: RunningRecorder, agent: ScriptedAgent) -> None:
    """Click, with a picture from before and one from after."""
    screened.allow(recorder)

    def deed() -> None:
        until(lambda: screened.captures(recorder) == 1)
        screened.show(recorder, 2)

    agent.tool(screened.CLICK, {"element": "Paper, A4"}, deed)
    until(lambda: screened.captures(recorder) == 2)
