"""Rows of the list of changed files, before and after names are shown."""

from __future__ import annotations

from desktop_app.operations.changed_files import Listed
from desktop_app.operations.reveals import Piece
from desktop_app.tray.presenters.evidence import files
from tests.fakes.file_changes import AT_US, change, told


def test_a_closed_row_says_what_the_ledger_says() -> None:
    """Counts, when, and by which tools."""
    (entry,) = files.entries([told(250_000)], AT_US)
    assert (entry.count, entry.size, entry.missing) == (3, 412, "")
    (row,) = files.rows([entry], {})
    assert (row.title, row.detail) == ("2 created, 1 changed", "+0.25 s, by Edit")
    assert row.spoken == "2 created, 1 changed, +0.25 s, by Edit"
    several = files.entries([told(1, calls=2), told(2, calls=0), told(3, kind="rollback")], AT_US)
    assert [row.detail for row in files.rows(several, {})] == [
        "+0.00 s, by one of Edit, Bash",
        "+0.00 s, by no call",
        "+0.00 s, by a rollback",
    ]


def test_each_change_is_a_row_once_its_list_is_shown() -> None:
    """By the calls of its own; what is in a name cannot deceive."""
    listed = files.entries([told(10, calls=2), told(20)], AT_US)
    shown = {10: [change(10, "a\u202eb", calls=("71",)), change(10, "c", calls=())]}
    first, second, third = files.rows(listed, shown)
    assert (first.title, first.detail) == ("aU+202Eb", "changed by Bash, +0.00 s")
    assert second.detail == "changed by no call, +0.00 s"
    assert (third.change, third.title) == (None, "2 created, 1 changed")
    assert files.of_call([first, second, third], "call-1") == 0
    assert files.of_call([first, second, third], "call-0") == 2
    assert files.of_call([first], "") == files.of_call([first], "call-9") == -1


def test_why_a_list_is_not_there() -> None:
    """Purged, never kept, missing, or nobody can say."""
    purged = told(1)["list"] | {"state": "purged"}
    rows = [
        told(1, list=purged),
        told(2, list={"not_kept": "missing"}),
        told(3, list=None),
        told(4, list=None, trouble="The vault is damaged."),
    ]
    found = files.entries(rows, AT_US)
    assert [one.missing for one in found] == [
        "Purged. The entry still verifies.",
        "Its list is not kept: missing.",
        "No list is kept.",
        "What is kept cannot be read. The vault is damaged.",
    ]
    assert files.rows(found[:1], {})[0].icon == "not-kept"
    band = files.band(found, [], (), is_whole=True)
    assert band.text == "No list of this run's changes is kept."


def test_counts_that_are_none_are_no_counts() -> None:
    """Whoever wrote the entry."""
    subject = {"deeds": {"create": "x", "patch": 0}, "refs": None}
    (entry,) = files.entries([told(1, subject=subject)], AT_US)
    assert (entry.deeds, entry.count) == ((), 0)
    assert files.entries([told(1, subject={"deeds": 3})], AT_US)[0].deeds == ()


def test_the_band_says_what_can_be_looked_at() -> None:
    """Before; after, with what is left."""
    listed = files.entries([told(1), told(2)], AT_US)
    before = files.band(listed, [], (), is_whole=True)
    assert before.text == "6 changes. Names and contents are shown when you say why."
    assert (before.opens, before.shown) == (2, False)
    after = files.band(listed, [1_234], {1}, is_whole=True)
    assert "Recorded as #1,234." in after.text
    assert (after.opens, after.shown) == (1, True)
    assert files.band(listed, [9], {1, 2}, is_whole=True).opens == 0
    assert files.band(listed, [9], {1, 2}, is_whole=False).opens == 1


def test_pieces_are_those_near_first_and_each_once() -> None:
    """Lists with the copies that they name, as many as one reason may reveal."""
    same = Piece("same", "text/plain", 1, 1)
    listed = [
        Listed(n, Piece(f"list {n}", "application/json", 9, n), (same, Piece(f"{n}", "x", 1, n)))
        for n in (10, 20, 30)
    ]
    found = files.pieces(listed, (), 30, 4)
    assert [piece.ref for piece in found] == ["same", "list 20", "30", "list 30"]
    left = files.pieces(listed, {piece.ref for piece in found}, 30, 500)
    assert {piece.ref for piece in left} == {"20", "10", "list 10"}
