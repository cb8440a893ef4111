"""How far an export is, and how it is stopped."""

from __future__ import annotations

import pytest

from desktop_app.bundle.build.steps import Steps
from desktop_app.errors import ExportCancelledError


def test_each_item_is_told():
    """Over several lists, of one total."""
    told = []
    steps = Steps(lambda *how: told.append(how), None)
    steps.total = 3
    assert [*steps.over("ab"), *steps.over("c")] == ["a", "b", "c"]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nobody_need_be_told():
    """Neither of progress nor asked."""
    assert list(Steps(None, None).over("ab")) == ["a", "b"]


def test_cancelled_before_the_next():
    """What was taken up is done; the next is not."""
    taken = []
    steps = Steps(None, lambda: len(taken) == 2)
    with pytest.raises(ExportCancelledError):
        taken.extend(steps.over("abc"))
    assert taken == ["a", "b"]
