"""operations.changed_files: what there is, then names and contents once a person said why."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from desktop_app.errors import BadEncodingError, UsageError
from desktop_app.model.canonical import encode_body
from desktop_app.operations import changed_files, reveals
from desktop_app.operations.changed_files import Change, Listed, Side
from tests.fakes import consenting, running
from tests.fakes.scripted_agent import ScriptedAgent
from tests.fakes.told_context import in_environment

if TYPE_CHECKING:
    from pathlib import Path

    from desktop_app.operations.context import Context

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files are not captured there")
WHO = ("claude-code", "session-1")


@pytest.fixture
def context(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A data directory in which an agent wrote a file twice, and moved a branch."""
    folder = tmp_path / "work" / "site"
    folder.mkdir(parents=True)
    with running.running(tmp_path / "home") as recorder:
        consenting.give(recorder.ready["control"], ["local copies"])
        agent = ScriptedAgent(recorder, folder)
        agent.write("one.py", "a = 1\n")
        agent.write("one.py", "a = 2\n")
        recorder.wait_indexed()
        yield in_environment(recorder.environment, monkeypatch)


def revealed(context: Context, found: list[Listed]) -> int:
    """Say why, as a person, for all there is."""
    pieces = [piece for one in found for piece in (one.list, *one.copies)]
    return reveals.reveal_all(context, pieces, "to look", reveals.shown(pieces, "to look"), 900)


def test_names_and_contents_are_here_once_they_are_revealed(context: Context) -> None:
    """By the entry that says so, and by no other; a copy that is not there is said to be gone."""
    found = changed_files.listed(context, *WHO)
    assert [len(one.copies) for one in found] == [1, 2]
    lists = [one.list for one in found]
    with pytest.raises(UsageError):
        changed_files.changes(context, lists, 1)
    entry = revealed(context, found)
    told = changed_files.changes(context, lists, entry)
    first, second = (told[one.entry] for one in found)
    assert [(one.deed, one.path, one.exact) for one in first] == [("create", "one.py", "one.py")]
    (change,) = second
    assert change.deed == "patch"
    entries = dict.fromkeys(change.refs, entry)
    done = changed_files.compared(context, change, entries)
    assert done.diff[2:] == ("@@ -1 +1 @@", "-a = 1", "+a = 2")
    assert (done.before, done.after, done.why) == ("a = 1\n", "a = 2\n", "")
    made = changed_files.compared(context, first[0], entries)
    assert made.diff[0] == "--- /dev/null"
    lost = Change(1, "patch", "x", before=Side("file", 0o644, 3, why="too large"))
    assert changed_files.compared(context, lost, {}).why == "gone"


def test_contents_that_are_no_text_or_too_long_are_said_so() -> None:
    """And one that is longer than is shown."""
    assert changed_files.compare(b"a\0", b"b", "x").why == "binary"
    assert changed_files.compare(b"", b"a" * (1 << 21), "x").why == "long"
    many = changed_files.compare(b"", b"a\n" * 3_000, "x")
    assert (many.more, len(many.diff)) == (True, 2_000)
    assert changed_files.compare(b"a", b"a", "x") == changed_files.Compared(before="a", after="a")


def test_a_list_is_parsed_strictly() -> None:
    """Paths as they can be shown; a path that no command line can name has no exact one."""
    state = {"kind": "file", "mode": "0644", "bytes": 1, "ref": "r"}
    change = {
        "op": "rename",
        "path": {"b64": "/w=="},
        "from": "old",
        "from_before": state,
        "after": {"kind": "file", "mode": "0755", "bytes": 1, "why": "too large"},
        "calls": ["7"],
        "since_us": 1,
        "until_us": 2,
    }
    ref = {"repo": "", "ref": "refs/heads/main", "before": "a" * 40, "after": "b" * 40}
    ref |= {"inside": True, "commits": ["b" * 40], "calls": [], "since_us": 1, "until_us": 2}
    inner = {**ref, "repo": "lib", "before": None, "after": None}
    body = encode_body({"files": [change], "refs": [ref, inner]})
    renamed, moved, gone = changed_files.parse(9, body)
    assert (renamed.path, renamed.source, renamed.exact) == ("\\xff", "old", None)
    assert (renamed.refs, renamed.calls) == (("r",), ("7",))
    assert renamed.after == Side("file", 0o755, 1, why="too large")
    assert (moved.deed, moved.path) == ("ref", "refs/heads/main")
    assert moved.moved == ("a" * 40, "b" * 40, 1)
    assert (gone.path, gone.moved) == ("refs/heads/main, lib", ("", "", 1))
    for wrong in (b"x", b"[]", b'{"files":1}', b'{"files":[1]}', b'{"files":[{}]}'):
        with pytest.raises(BadEncodingError):
            changed_files.parse(9, wrong)
