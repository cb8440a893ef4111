"""When an agent last ran."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from desktop_app.agents import history

if TYPE_CHECKING:
    from pathlib import Path


def test_the_newest_file_counts_and_links_are_not_followed(tmp_path: Path) -> None:
    """No directory or an empty one: None."""
    assert history.last_run_us(tmp_path / "none") is None
    assert history.last_run_us(tmp_path) is None
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name, second in (("x", 100), ("a/b/y", 200)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (second, second))
    (tmp_path / "link").symlink_to("/etc/hostname")
    os.utime(tmp_path / "link", (50, 50), follow_symlinks=False)
    assert history.last_run_us(tmp_path) == 200_000_000
