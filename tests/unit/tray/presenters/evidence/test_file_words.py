"""What changes of files are called."""

from __future__ import annotations

import pytest

from desktop_app.capture.files.ops import Deed
from desktop_app.operations.changed_files import Change, Side
from desktop_app.tray.presenters.evidence import file_words
from tests.fakes.file_changes import change


def test_counts_of_deeds() -> None:
    """In words; one that is not known here as it stands."""
    said = file_words.counted({"patch": 1, "create": 1_200, "swap\u202e": 2}, 1)
    assert said == "1,200 created, 1 changed, 2 swapU+202E, 1 git ref moved"
    every = file_words.counted({deed.value: 2 for deed in Deed}, 2)
    assert every.startswith("2 created, 2 changed, 2 deleted, 2 renamed, 2 with other modes")
    assert file_words.counted({}, 0) == ""


@pytest.mark.parametrize("deed", [*Deed, "ref"])
def test_every_deed_has_a_shape_and_a_word(deed: str) -> None:
    """Of its own."""
    assert str(deed) in file_words._ICONS
    assert file_words.deed(change(1, deed=str(deed), source="old")) != str(deed)


def test_what_became_of_a_path() -> None:
    """Nothing in an old name hides another; an unknown deed is its own word."""
    assert file_words.deed(change(1, deed="rename", source="a\u202e")) == "renamed from aU+202E"
    assert file_words.deed(change(1, deed="swap")) == "swap"


def test_who_did_it() -> None:
    """One call; several of which one did; none; a rollback."""
    assert file_words.by(["mcp__x__edit"], undone=False) == "by edit"
    assert file_words.by(["Edit", "Bash", "Edit"], undone=False) == "by one of Edit, Bash"
    assert file_words.by([], undone=False) == "by no call"
    assert file_words.by(["Edit"], undone=True) == "by a rollback"
    assert file_words.by([""], undone=False) == "by a tool"


def test_what_a_path_was() -> None:
    """By its kind."""
    assert file_words.side(None) == file_words.size(None) == "nothing"
    assert file_words.side(Side("file", 0o644, 1_200)) == "1.2 kB, mode 0644"
    assert file_words.side(Side("dir", 0o755, 0)) == "a folder, mode 0755"
    assert file_words.side(Side("symlink", 0o777, 3)) == "a link"
    assert file_words.side(Side("special", 0o600, 0)) == "a special file"


def test_where_a_ref_went() -> None:
    """Short ids; nothing where it was not there."""
    ref = Change(1, "ref", "refs/heads/main", moved=("", "b" * 40, 2))
    assert file_words.moved(ref) == "It went from nothing to bbbbbbbb. 2 commits came into reach."
