"""capture.files.plan_text: all of a plan in lines, harmless to a terminal."""

from __future__ import annotations

from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.ops import State
from desktop_app.capture.files.plan_text import diffs, summary
from desktop_app.capture.files.planned import Plan, Refusal, Step
from desktop_app.capture.files.refplan import RefPlan
from desktop_app.capture.files.repos import RefOp

FILE = State(Kind.FILE, 0o644, 3, "11")
OTHER = State(Kind.FILE, 0o644, 3, "22")
NO_REFS = RefPlan()
STEPS = (
    Step(b"a", FILE, None),
    Step(b"b", None, FILE),
    Step(b"c", FILE, OTHER),
    Step(b"d", FILE, State(Kind.FILE, 0o755, 3, "11")),
    Step(b"e", None, FILE, source=b"f", source_now=FILE),
    Step(b"g", None, State(Kind.DIR, 0o755)),
    Step(b"h", State(Kind.LINK, 0o777, 1, "33"), None),
)


def test_every_path_and_ref_has_its_line() -> None:
    """What is done, what is not and why."""
    plan = Plan(STEPS, (Refusal(b"\xff", "changed since by somebody else"),), (b"c",))
    moved = RefOp(b"", "refs/heads/x", "1", None, inside=True)
    stays = RefOp(b"sub", "refs/heads/y", "1", "2", inside=True)
    assert summary(plan, RefPlan((moved,), ((stays, "why"),))) == [
        "delete: a",
        "recreate: b",
        "restore: c (as somebody else left it between two calls)",
        "chmod: d 0644 -> 0755",
        "rename back: f -> e",
        "recreate: g (dir)",
        "delete: h (symlink)",
        "left alone: \\xff (changed since by somebody else)",
        "move refs/heads/x to nothing",
        "left alone: refs/heads/y of sub (why)",
    ]
    assert summary(Plan(), NO_REFS) == ["Nothing to undo."]


def test_diffs_of_contents_alone() -> None:
    """From what is there to what becomes of it; escapes stay on paper."""
    found = list(diffs(STEPS, lambda step: (b"\x1b[2J\told", None if step.target is None else b"")))
    assert len(found) == 4
    assert found[0][:2] == ["--- a/a", "+++ /dev/null"]
    assert found[0][3] == "-U+001B[2J   old"


def test_names_are_harmless() -> None:
    """No path moves the cursor or reverses the line."""
    (line,) = summary(Plan((Step("\x1b[2J\u202e".encode(), FILE, None),)), NO_REFS)
    assert line == "delete: U+001B[2JU+202E"
