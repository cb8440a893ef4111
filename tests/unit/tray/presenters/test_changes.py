"""A change of a config as lines, and what is said before and after it."""

from __future__ import annotations

from pathlib import Path

from desktop_app.agents.setup import unified
from desktop_app.operations.agents_setup import Change, SetUp, TakenOut
from desktop_app.tray.presenters import changes


def diff(before: bytes | None, after: bytes) -> list[changes.Line]:
    """Return the lines of a change."""
    return changes.lines(unified(before, after, Path("/x/settings.json")))


def test_lines_have_their_numbers_and_signs() -> None:
    """Before, after, or both."""
    found = diff(b"a\nb\nc\n", b"a\nB\nc\n")
    assert [(line.old, line.new, line.sign, line.text) for line in found] == [
        (1, 1, "", "a"),
        (2, None, "-", "b"),
        (None, 2, "+", "B"),
        (3, 3, "", "c"),
    ]
    assert changes.counted(found) == "1 line added, 1 removed"
    assert [line.spoken() for line in found] == ["a", "removed b", "added B", "c"]


def test_what_is_left_out_is_a_line_of_its_own() -> None:
    """Also at the top of the file."""
    before = b"".join(b"%d\n" % number for number in range(40))
    after = before.replace(b"\n9\n", b"\nnine\n").replace(b"\n30\n", b"\nthirty\n")
    found = diff(before, after)
    assert [line.sign for line in found].count("@") == 2
    assert (found[0].sign, found[1].old) == ("@", 7)
    assert found[0].spoken() == "lines left out"


def test_a_new_file_is_all_added() -> None:
    """From nothing."""
    assert changes.counted(diff(None, b"a\nb\n")) == "2 lines added"
    assert changes.counted(diff(b"a\nb\n", b"")) == "2 lines removed"
    assert changes.counted(diff(b"a\n", b"a\n")) == "nothing changes"


def test_no_character_of_the_file_hides() -> None:
    """Tabs are arrows, line ends of Windows are none, a reversing character is named."""
    found = diff(b"", "\ta\u202e\u2028b\r\n".encode())
    assert "".join(line.text for line in found) == "→   aU+202EU+2028b"


def test_places_below_home_are_short() -> None:
    """And others whole."""
    assert changes.place("/home/a/.codex/config.toml", "/home/a") == "~/.codex/config.toml"
    assert changes.place("/etc/x", "/home/a") == "/etc/x"


def test_before_it_is_made() -> None:
    """What changes, that nothing did yet, who overrules it, and what comes then."""
    wanted = Change("gemini", "/x", "", undo=False, rivals=("telemetry.outfile",))
    assert changes.heading(wanted, "Gemini CLI") == "What setting up Gemini CLI changes"
    assert "backup" in changes.note(wanted)
    assert changes.warnings(wanted) == [
        "telemetry.outfile in the same file overrules this. Take it out."
    ]
    assert "test record" in changes.after(wanted)


def test_before_it_is_undone() -> None:
    """Exact, or what stays."""
    exact = Change("gemini", "/x", "", undo=True)
    assert changes.heading(exact, "Gemini CLI") == "What undoing Gemini CLI changes"
    assert "byte for byte" in changes.note(exact)
    assert "not recorded any more" in changes.after(exact)
    partly = Change("gemini", "/x", "", undo=True, exact=False, left=("a.b",))
    assert "Only our settings" in changes.note(partly)
    assert changes.warnings(partly) == ["Left alone, because they were changed since: a.b."]


def test_after_it_was_made() -> None:
    """Where the test record arrived, where the original is, and the entry."""
    done = SetUp("codex", "/h/c", "/h/c.before", "", "http://127.0.0.1:1/v1/logs", [], True, 10490)  # noqa: FBT003
    told = changes.set_up_done(done, "Codex CLI", "/h")
    assert told[0] == ("Codex CLI is set up. A test record arrived at http://127.0.0.1:1/v1/logs.")
    assert told[1] == "The original is kept as ~/c.before."
    assert told[-1] == "Recorded as #10,490."


def test_after_it_was_undone() -> None:
    """An undo that could not be written down has no entry."""
    assert changes.taken_out(TakenOut("codex", True, [], [], 7), "Codex CLI") == [  # noqa: FBT003
        "Codex CLI: its config is byte for byte as it was.",
        "Recorded as #7.",
    ]
    partly = changes.taken_out(TakenOut("codex", False, ["a"], ["b"], None), "Codex CLI")  # noqa: FBT003
    assert partly == [
        "Codex CLI: our settings are out. The rest is as you left it.",
        "Left alone, because they were changed since: b.",
    ]
