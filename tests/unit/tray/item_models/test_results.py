"""The lines of quick open: one heading a group, and only items can be chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from desktop_app.tray.item_models.results import LINE, Results
from desktop_app.tray.presenters.quick_open import Do, Group, Item

pytestmark = pytest.mark.gui

CALL = Item(Group.CALLS, "shell", "Bash", "Codex, 10:16:56, denied", Do("verify"), fixed=True)
DEED = Item(Group.DO, "integrity", "Verify now", "", Do("verify"))


@pytest.fixture
def results() -> Results:
    """Two calls and a deed."""
    made = Results()
    made.show([CALL, CALL, DEED])
    return made


def test_each_group_has_a_heading(results: Results) -> None:
    """Before its first item; it cannot be chosen."""
    texts = [results.index(row, 0).data() for row in range(results.rowCount())]
    assert texts == ["Tool calls", "Bash", "Bash", "Do", "Verify now"]
    assert [results.item(row) for row in range(5)] == [None, CALL, CALL, None, DEED]
    assert results.flags(results.index(0, 0)) == Qt.ItemFlag.NoItemFlags
    assert results.flags(results.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable


def test_the_arrows_pass_headings_and_go_round(results: Results) -> None:
    """From the last item to the first, and back; nothing to choose among nothing."""
    assert results.next(-1, 0) == 1
    assert results.next(2, 1) == 4
    assert results.next(4, 1) == 1
    assert results.next(1, -1) == 4
    results.show([])
    assert results.next(-1, 1) == -1


def test_what_is_read_aloud_says_what_it_is(results: Results) -> None:
    """Kind, name, by whom, when, how it ended."""
    spoken = results.index(1, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Tool call, Bash, Codex, 10:16:56, denied"
    assert results.index(3, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "Do"
    assert results.index(1, 0).data(Qt.ItemDataRole.ToolTipRole) == "Bash\nCodex, 10:16:56, denied"
    assert results.index(4, 0).data(Qt.ItemDataRole.ToolTipRole) is None
    assert results.index(4, 0).data(LINE) is DEED
