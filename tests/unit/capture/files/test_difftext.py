"""capture.files.difftext: a diff, or a sentence why there is none."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from desktop_app.capture.files import difftext
from desktop_app.capture.files.difftext import unified


def test_a_diff() -> None:
    """Names, hunk, lines; a missing last line end is told."""
    assert unified(b"one\ntwo\n", b"one\n2", "f") == [
        "--- a/f",
        "+++ b/f",
        "@@ -1,2 +1,2 @@",
        " one",
        "-two",
        "+2",
        "\\ No newline at end of file",
    ]


def test_nothing_on_one_side() -> None:
    """As git names it."""
    assert unified(None, b"a\n", "f")[0] == "--- /dev/null"
    assert unified(b"a\n", None, "f")[1] == "+++ /dev/null"


def test_what_cannot_be_compared_is_told() -> None:
    """Binary, too long, too many lines, too much to show."""
    assert unified(b"\0", b"", "f") == ["Binary: 1 bytes before, 0 after."]
    long = b"x" * (difftext.MAX_BYTES + 1)
    assert unified(long, b"", "f")[0].startswith("Too long")
    lines = b"x\n" * (difftext.MAX_LINES + 1)
    assert unified(lines, b"", "f")[0].startswith("Too many lines")
    shown = unified(b"x\n" * (difftext.MAX_SHOWN + 5), b"", "f")
    assert (len(shown), shown[-1]) == (difftext.MAX_SHOWN + 1, "... and more.")


@given(before=st.binary(max_size=200), after=st.binary(max_size=200))
def test_no_content_breaks_it(before: bytes, after: bytes) -> None:
    """Whatever the bytes: lines of text."""
    assert all("\n" not in line for line in unified(before, after, "f"))
