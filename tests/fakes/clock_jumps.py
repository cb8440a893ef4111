"""A recorder, and all that it starts, whose wall clock a test may set."""

from __future__ import annotations

import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.fakes import running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.fakes.running import RunningRecorder

CODE = Path(__file__).with_name("jumps")


@contextmanager
def running_jumpy(home: Path) -> Iterator[tuple[RunningRecorder, Callable[[int], None]]]:
    """Give the recorder, and what sets its clock to so many seconds beside the true one."""
    home.mkdir(exist_ok=True)
    file = home / "clock"

    def jump(seconds: int) -> None:
        (home / "next").write_text(str(seconds))
        (home / "next").replace(file)  # nobody reads half a number

    jump(0)
    path = os.pathsep.join(filter(None, (str(CODE), os.environ.get("PYTHONPATH"))))
    with running.running(home, PYTHONPATH=path, COUNTERSIGN_TEST_CLOCK=str(file)) as recorder:
        yield recorder, jump
