"""capture.files.planned: what a step is called."""

from __future__ import annotations

from desktop_app.capture.files.facts import Kind
from desktop_app.capture.files.ops import State
from desktop_app.capture.files.planned import Act, Step


def test_a_link_in_the_place_of_a_file_is_restored_not_chmodded() -> None:
    """Kind and content decide, not the mode alone."""
    link, file = State(Kind.LINK, 0o777, 1, "aa"), State(Kind.FILE, 0o777, 1, "aa")
    assert Step(b"f", link, file).act is Act.RESTORE
    assert Step(b"f", file, State(Kind.FILE, 0o600, 1, "aa")).act is Act.CHMOD
    assert Step(b"f", None, file, source=b"g", source_now=file).act is Act.RENAME_BACK
