"""What the export window says of a run, a bundle to be, and a bundle that is there."""

from __future__ import annotations

from pathlib import Path

from desktop_app.bundle.build.builder import Built
from desktop_app.bundle.layout import Level
from desktop_app.bundle.manifest import Predicate
from desktop_app.bundle.scope import RunScope
from desktop_app.bundle.views.absent import missing
from desktop_app.operations.bundle_levels import LEVELS
from desktop_app.operations.bundle_making import Made
from desktop_app.operations.bundle_preview import Preview
from desktop_app.tray.presenters import export

NOW = 1_795_169_861_000_000
ROWS = (
    {"what": "redacted", "seq": 4, "counts": {"secrets": 1}},
    {"what": "paused", "seq": 5, "kind": "pause.start"},
    {"what": "odd", "seq": 6},
)


def preview(rows=ROWS, first=10_341, last=10_361) -> Preview:
    """Return a preview."""
    lacks = None if rows is None else tuple(missing(rows))
    return Preview(21, first, last, 24, 10_482, 5_000, lacks, Path("a.zip"))


def test_what_the_bundle_will_say():
    """Entries, checkpoint, who can read it, what rules replaced."""
    told = export.said(preview(), recipients=0)
    assert [(one.title, one.text) for one in told[:3]] == [
        ("21 entries, #10,341 to #10,361", "and 3 more that prove them"),
        ("A new checkpoint", "over all 10,482 entries so far, Ed25519 and ML-DSA-44"),
        ("Not encrypted", "whoever holds the file can read it"),
    ]
    assert told[3].title == "Values replaced by rules"
    assert "secrets 1" in told[3].text
    encrypted = export.said(preview(), recipients=2)[2]
    assert (encrypted.title, encrypted.tone) == ("Encrypted for 2 recipients", "ok")
    assert export.said(preview(first=7, last=7), recipients=0)[0].title == "21 entries, #7"


def test_what_it_will_say_is_missing():
    """Gravest first, then the prompt, then that nobody outside vouches for it."""
    told = export.lacking(preview(), asked="Prompt not kept", local_only=True)
    titles = [one.title for one in told]
    assert titles == ["Recording was paused", "odd", "Prompt not kept", "No anchor from outside"]
    assert told[-1].text == "local-only mode is on"
    assert export.lacking(preview(()), asked="", local_only=False)[0].text == "none was asked for"
    unread = export.lacking(preview(None), asked="", local_only=True)
    assert unread[0].title == "Not looked through"


def test_levels_are_all_of_them():
    """By the same names as on the command line."""
    assert [level for level, _, _ in export.levels()] == list(LEVELS)


def test_a_run_is_named_on_one_line():
    """Its agent as people call it; a lying name made visible."""
    row = {"agent": "claude-code", "name": None, "sender": "", "tool_calls": 6, "first_ts_us": NOW}
    assert export.run_title(row, now_us=NOW).startswith("Claude Code, Today ")
    assert export.run_title(row, now_us=NOW).endswith(", 6 tool calls")
    evil = {**row, "agent": "x\u202egpj", "tool_calls": 1}
    assert export.run_title(evil, now_us=NOW).startswith("xU+202Egpj, ")
    assert export.agents([row, evil, row]) == [
        ("Claude Code", "claude-code"),
        ("xU+202Egpj", "x\u202egpj"),
    ]


def test_readers_and_progress():
    """In a sentence each."""
    assert export.readers(0) == "Nobody is named: whoever holds the file can read it."
    assert export.readers(1) == "Only this recipient can read the records."
    assert export.readers(2) == "Only these 2 recipients can read the records."
    assert export.how_far(0, 0) == "Asking the recorder for a checkpoint."
    assert export.how_far(12, 46) == "File 12 of 46."


def test_a_finished_bundle():
    """Where, how big, what, against what, and where that is written down."""
    told = Predicate("log", 9, bytes(32), 1, Level.REDACTED, RunScope("", "r"), (), 8, 0, None)
    built = Built(Path("a\u202e.zip"), 30, 7, (2, 6), 5, [], "1 2", "vkey")
    assert export.made_lines(Made(built, told, 128_000)) == [
        ("File", "aU+202E.zip"),
        ("Size", "128 kB"),
        ("Shows", "5 entries, #2 to #6"),
        ("Proven against", "9 entries"),
        ("Recorded", "as #8"),
    ]
