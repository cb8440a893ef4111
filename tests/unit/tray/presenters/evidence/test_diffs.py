"""What a change did to what is in a file: lines, or a sentence."""

from __future__ import annotations

from desktop_app.operations import changed_files
from desktop_app.operations.changed_files import Change, Compared, Side
from desktop_app.tray.presenters.evidence import diffs
from tests.fakes.file_changes import AFTER, BEFORE, change


def said(one: Change, is_open: tuple[str, ...] = (), kept: tuple[str, ...] = ()) -> str | None:
    """Return what is said without a look at its copies."""
    found = diffs.without(one, is_open, kept)
    return None if found is None else found.said


def test_some_changes_need_no_look_at_copies() -> None:
    """Folders, modes, refs; copies that are not there, or not shown."""
    folder = Side("dir", 0o755, 0)
    assert said(change(1, before=None, after=folder)) == "There is nothing in it to compare."
    assert said(change(1, deed="mode")) == "What is in it stayed the same."
    assert said(Change(1, "ref", "HEAD", moved=("", "", 0))).startswith("It went from nothing")
    lost = change(1, after=Side("file", 0o644, 1, why="too large"))
    assert said(lost, lost.refs, lost.refs) == "There is no copy of it, so nothing can be compared."
    both = change(1)
    assert said(both, both.refs, both.refs[:1]).startswith("There is no copy of it")
    assert said(both, both.refs[:1], both.refs).startswith("Its copies are kept. Look at more")
    assert said(both, both.refs, both.refs) is None


def test_lines_are_counted_coloured_and_marked() -> None:
    """Each side by the language of its own name."""
    found = changed_files.compare(BEFORE.encode(), AFTER.encode(), "greet.py")
    shown = diffs.shown(change(1, "greet.py"), found)
    assert (shown.counted, shown.said) == ("4 lines added, 1 removed", "")
    removed = next(line for line in shown.lines if line.sign == "-")
    assert [part.text for part in removed.parts if part.strong] == ["hello"]
    assert "tool" in {part.tone for part in removed.parts}
    renamed = diffs.shown(change(1, "greet.txt", source="greet.py"), found)
    tones = {line.sign: {part.tone for part in line.parts} for line in renamed.lines}
    assert "tool" in tones["-"]
    assert tones["+"] <= {"text"}


def test_what_cannot_be_compared_is_said() -> None:
    """With the sizes of both sides."""
    one = change(1)
    for why, text in (
        ("binary", "It is no text: 6 bytes before, 9 bytes after."),
        ("long", "Too long to compare: 6 bytes before, 9 bytes after."),
        ("gone", "There is no copy of it, so nothing can be compared."),
    ):
        assert diffs.shown(one, Compared(why=why)) == diffs.Shown(said=text)
    assert diffs.shown(one, Compared()).said == "What is in it stayed the same."


def test_a_diff_that_is_not_whole_is_not_counted() -> None:
    """Its end is said."""
    found = changed_files.compare(b"", b"a\n" * 3_000, "x")
    shown = diffs.shown(change(1), found)
    assert (shown.counted, len(shown.lines)) == ("", 1_997)
    assert shown.said == "The change is longer than what is shown here."
