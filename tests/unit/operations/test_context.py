"""operations.context: the command line's session and the tray's context are both one."""

from __future__ import annotations

import inspect

import pytest

from desktop_app.cli.app import Session
from desktop_app.operations.context import Context
from desktop_app.tray.desk import TaskContext


@pytest.mark.parametrize("kind", [Session, TaskContext])
def test_both_have_all_of_it(kind):
    """A Protocol is held by types alone; this holds it for what is made at run time."""
    wanted = {name for name, _ in inspect.getmembers(Context) if not name.startswith("_")}
    has = set(dir(kind)) | set(inspect.signature(kind).parameters)
    assert wanted <= has
